// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <vector>

namespace kv::ui {

/// The bytes under a hex view and what can be undone. Offsets outside the bytes are brought inside.
class HexBuffer
{
public:
    const QByteArray &bytes() const { return m_bytes; }
    qsizetype size() const { return m_bytes.size(); }
    /// New bytes; nothing can be undone after it, and they count as unmodified.
    void setBytes(const QByteArray &bytes);

    /// Puts `with` in the place of `length` bytes at `at`. `joins`: undone together with the edit before it
    /// when that ended at this very byte (the second digit of a byte). Returns whether anything changed.
    bool replace(qsizetype at, qsizetype length, const QByteArray &with, bool joins = false);

    bool canUndo() const { return m_done > 0; }
    bool canRedo() const { return m_done < m_edits.size(); }
    /// Takes the last edit back, or does it again; returns where it was. Only when there is one.
    qsizetype undo();
    qsizetype redo();

    bool isModified() const { return m_done != m_clean; }
    void setUnmodified() { m_clean = m_done; }

private:
    struct Edit
    {
        qsizetype at = 0;
        QByteArray before;
        QByteArray after;
    };
    static constexpr size_t never = size_t(-1);

    QByteArray m_bytes;
    std::vector<Edit> m_edits;
    size_t m_done = 0;  // edits that are in m_bytes
    size_t m_clean = 0; // how many were, when it was unmodified
};

} // namespace kv::ui
