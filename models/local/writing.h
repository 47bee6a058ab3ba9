// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "local/namespacefile.h"
#include "local/valuefiles.h"
#include "local/writepace.h"

#include <optional>

namespace kv::local {

bool isAsExpected(const Expect &expect, const std::optional<Row> &row);
tl::unexpected<Error> conflict(const NamespaceFile &file);
tl::unexpected<Error> noSuchKey(const NamespaceFile &file);
/// Drops a value file that no row names (any more). What cannot be dropped only takes room.
void forget(const ValueFiles &values, const QByteArray &blobId);

/// A namespace while one piece of work writes to it: what was found out about it holds as long as its path
/// names the same file.
class Writing
{
public:
    explicit Writing(NamespaceFile &file) : m_file(file) {}

    NamespaceFile &file() { return m_file; }
    /// Looks whether the store is still the one that was opened, and forgets it when not.
    bool isStillThere()
    {
        if (m_db && m_file.current() == m_db && (!m_values || m_values->isStillThere()))
            return true;
        m_pace.reset();
        m_db = nullptr;
        m_values.reset(); // the folder of values may be another too
        return false;
    }
    /// As NamespaceFile::openForWriting(), asked once.
    Result<Database *> open(bool create)
    {
        if (m_db)
            return m_db;
        const Result<Database *> db = m_file.openForWriting(create);
        m_db = db.value_or(nullptr);
        return db;
    }
    /// Ask after open(), which knows where they lie.
    const ValueFiles &values()
    {
        if (!m_values)
            m_values.emplace(m_file.location());
        return *m_values;
    }
    /// Ask when it is open.
    WritePace &pace()
    {
        if (!m_pace)
            m_pace.emplace(*m_db, m_file.location().databasePath);
        return *m_pace;
    }

private:
    NamespaceFile &m_file;
    std::optional<ValueFiles> m_values;
    Database *m_db = nullptr;
    std::optional<WritePace> m_pace;
};

} // namespace kv::local
