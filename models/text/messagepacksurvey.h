// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "text/decoded.h"
#include "text/messagepackreader.h"

#include <optional>
#include <vector>

namespace kv::text {

/// The first pass: how far it is MessagePack, and which maps cannot become objects, since that is known only
/// at their ends.
class MessagePackSurvey
{
public:
    /// Open arrays and maps at most.
    static constexpr size_t deepest = 100'000;

    MessagePackSurvey(QByteArrayView bytes, const Stop &stop) : m_reader(bytes) { run(stop); }

    /// One for each map that is not empty, in order: it has a key that is no text.
    const std::vector<bool> &oddMaps() const { return m_odd; }
    /// Whole values, and where the last of them ends.
    qsizetype values() const { return m_values; }
    qsizetype endOfValues() const { return m_end; }
    /// Whether what was read is by all appearances meant to be MessagePack.
    bool looksMeant() const
    {
        return m_values == 1 && m_container && m_texts > 0 && m_allTextsGood && !m_anyOdd;
    }
    /// Why it did not come to the end of the bytes.
    const std::optional<DecodeProblem> &problem() const { return m_problem; }

private:
    struct Frame
    {
        quint64 left;
        size_t map; // its number, or noMap
    };
    static constexpr auto noMap = size_t(-1);

    void run(const Stop &stop);
    bool step();
    void leave();
    void fail(DecodeProblem::Kind kind, const QString &message);

    MessagePackReader m_reader;
    std::vector<Frame> m_frames;
    std::vector<bool> m_odd;
    qsizetype m_values = 0;
    qsizetype m_end = 0;
    qint64 m_texts = 0;
    bool m_container = false;
    bool m_allTextsGood = true;
    bool m_anyOdd = false;
    std::optional<DecodeProblem> m_problem;
};

} // namespace kv::text
