// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/messagepacksurvey.h"

#include "text/decoders.h"
#include "text/units.h"
#include "text/utf8.h"

#include <QCoreApplication>

namespace kv::text {
namespace {

using Kind = DecodeProblem::Kind;
using Item = MessagePackReader::Item;
using Type = MessagePackReader::Type;

/// Gives the sentences here their context for translators.
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Decoded)
};

} // namespace

void MessagePackSurvey::run(const Stop &stop)
{
    qsizetype asked = 0;
    while (!m_problem && !(m_frames.empty() && m_reader.atEnd() && m_values > 0)) {
        if (m_reader.at() - asked >= askEvery) {
            asked = m_reader.at();
            if (stop && stop()) {
                fail(Kind::Cancelled, stoppedText());
                return;
            }
        }
        if (!step())
            return;
    }
}

bool MessagePackSurvey::step()
{
    Item item;
    switch (m_reader.next(item)) {
    case MessagePackReader::State::Good:
        break;
    case MessagePackReader::State::CutShort:
        fail(Kind::CutShort, Words::tr("The MessagePack data ends too early."));
        return false;
    case MessagePackReader::State::NoItem:
        fail(Kind::Invalid, Words::tr("No MessagePack value begins with this byte."));
        return false;
    }
    const bool goodText = item.type == Type::Text && isUtf8(item.data);
    if (item.type == Type::Text) {
        m_texts += item.data.isEmpty() ? 0 : 1;
        m_allTextsGood = m_allTextsGood && goodText;
    }
    if (!m_frames.empty()) {
        const Frame &frame = m_frames.back();
        if (frame.map != noMap && frame.left % 2 == 0 && !goodText) {
            m_odd[frame.map] = true;
            m_anyOdd = true;
        }
    } else if (m_values == 0) {
        m_container = item.isContainer() && item.number > 0;
    }
    if (!item.isContainer() || item.number == 0) {
        leave();
        return true;
    }
    if (m_frames.size() >= deepest) {
        fail(Kind::Invalid,
             Words::tr("It is nested more than %1 levels deep.").arg(countText(qint64(deepest))));
        return false;
    }
    m_frames.push_back({item.number, item.type == Type::Map ? m_odd.size() : noMap});
    if (item.type == Type::Map)
        m_odd.push_back(false);
    return true;
}

/// Behind an item and all that it holds.
void MessagePackSurvey::leave()
{
    while (!m_frames.empty() && --m_frames.back().left == 0)
        m_frames.pop_back();
    if (m_frames.empty()) {
        ++m_values;
        m_end = m_reader.at();
    }
}

void MessagePackSurvey::fail(Kind kind, const QString &message)
{
    m_problem = DecodeProblem{kind, m_reader.at(), message};
}

} // namespace kv::text
