// SPDX-License-Identifier: GPL-3.0-or-later
#include "local/writing.h"

#include "local/log.h"

namespace kv::local {

bool isAsExpected(const Expect &expect, const std::optional<Row> &row)
{
    switch (expect.state) {
    case Expect::State::Anything:
        return true;
    case Expect::State::Absent:
        return !row;
    case Expect::State::Unchanged:
        return row && revisionOf(*row) == expect.revision;
    }
    return false;
}

tl::unexpected<Error> conflict(const NamespaceFile &file)
{
    return fail(ErrorKind::Conflict, QStringLiteral("the entry is not what was expected"),
                file.location().databasePath);
}

tl::unexpected<Error> noSuchKey(const NamespaceFile &file)
{
    return fail(ErrorKind::NotFound, QStringLiteral("no such key"), file.location().databasePath);
}

void forget(const ValueFiles &values, const QByteArray &blobId)
{
    if (const Result<> gone = values.remove(blobId); !gone)
        qCWarning(logLocal, "old value file stays: %s", qUtf8Printable(gone.error().detail));
}

} // namespace kv::local
