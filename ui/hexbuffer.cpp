// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/hexbuffer.h"

namespace kv::ui {

void HexBuffer::setBytes(const QByteArray &bytes)
{
    m_bytes = bytes;
    m_edits.clear();
    m_done = m_clean = 0;
}

bool HexBuffer::replace(qsizetype at, qsizetype length, const QByteArray &with, bool joins)
{
    at = qBound<qsizetype>(0, at, size());
    length = qBound<qsizetype>(0, length, size() - at);
    const QByteArray before = m_bytes.mid(at, length);
    if (before == with)
        return false;
    if (m_clean != never && m_clean > m_done)
        m_clean = never; // the unmodified state lies among what can no longer be redone
    m_edits.resize(m_done);
    m_bytes.replace(at, length, with);
    if (joins && m_done > 0 && m_clean != m_done) {
        Edit &last = m_edits.back();
        if (last.at == at && last.after == before) {
            last.after = with;
            return true;
        }
    }
    m_edits.push_back({at, before, with});
    ++m_done;
    return true;
}

qsizetype HexBuffer::undo()
{
    const Edit &edit = m_edits[--m_done];
    m_bytes.replace(edit.at, edit.after.size(), edit.before);
    return edit.at;
}

qsizetype HexBuffer::redo()
{
    const Edit &edit = m_edits[m_done++];
    m_bytes.replace(edit.at, edit.before.size(), edit.after);
    return edit.at;
}

} // namespace kv::ui
