// SPDX-License-Identifier: GPL-3.0-or-later
// Writes one namespace at random until it is killed: tst_killed's child.
// Tells each request before ("try") and after ("done") it is carried out, one line each, unbuffered.

#include "local/writer.h"

#include <QCryptographicHash>
#include <QRandomGenerator>

#include <cstdio>
#include <unistd.h>

using namespace kv;
using namespace kv::local;

namespace {

void tell(const QByteArray &line)
{
    const QByteArray bytes = line + '\n';
    // A pipe takes so short a line whole.
    if (::write(STDOUT_FILENO, bytes.constData(), size_t(bytes.size())) != bytes.size())
        ::_exit(3);
}

QByteArray randomKey(QRandomGenerator &random)
{
    return "k" + QByteArray::number(random.bounded(12));
}

QByteArray randomValue(QRandomGenerator &random)
{
    QByteArray value(random.bounded(4) == 0 ? random.bounded(200'000) : random.bounded(2000), '\0');
    for (char &c : value)
        c = char(random.generate());
    return value;
}

Put randomPut(QRandomGenerator &random)
{
    Put put{.key = randomKey(random), .value = randomValue(random)};
    if (random.bounded(2) == 0)
        put.expiration = Expiration(2'000'000'000 + random.bounded(1000));
    else
        put.expiration = Expiration();
    if (random.bounded(2) == 0)
        put.metadata = Metadata(QByteArray::number(random.bounded(1000)));
    else
        put.metadata = Metadata();
    return put;
}

/// "put KEY HASH EXPIRATION METADATA"
QByteArray told(const Put &put)
{
    const Expiration &at = put.expiration.value();
    return "put " + put.key + ' ' +
           QCryptographicHash::hash(put.value.value(), QCryptographicHash::Sha256).toHex() + ' ' +
           (at ? QByteArray::number(*at) : QByteArray("-")) + ' ' + put.metadata.value().value_or("-");
}

} // namespace

int main(int argc, char **argv)
{
    if (argc != 4)
        return 2;
    const Target target{.namespaceId = QString::fromUtf8(argv[2]),
                        .stateRoot = QString::fromUtf8(argv[1]),
                        .databaseName = {}};
    QRandomGenerator random(QByteArray(argv[3]).toUInt());
    NamespaceFile file(target);
    for (qint64 now = 1'700'000'000'000;; ++now) {
        const int what = random.bounded(10);
        bool done = false;
        QByteArray line;
        if (what < 6) {
            // Several at once, as a paste or a batch makes them; those of one batch are told together.
            QList<Put> puts;
            for (int i = what < 4 ? 1 : 3; i > 0; --i)
                puts.append(randomPut(random));
            QByteArrayList lines;
            for (const Put &put : puts)
                lines.append(told(put));
            line = lines.join(';');
            tell("try " + line);
            const QList<Result<Revision>> results = writeEntries(file, puts, now);
            done = std::all_of(results.begin(), results.end(),
                               [](const Result<Revision> &result) { return result.has_value(); });
        } else if (what < 8) {
            const QByteArray key = randomKey(random);
            line = "remove " + key;
            tell("try " + line);
            done = removeEntries(file, {{.key = key}}).has_value();
        } else {
            const QByteArray from = randomKey(random);
            const QByteArray to = "m" + QByteArray::number(random.bounded(6));
            line = "rename " + from + ' ' + to;
            tell("try " + line);
            const Result<Revision> moved = renameEntry(file, from, to, {});
            done = moved.has_value();
            // No such key, or there is one already.
            if (!done &&
                (moved.error().kind == ErrorKind::NotFound || moved.error().kind == ErrorKind::Conflict)) {
                tell("nothing");
                continue;
            }
        }
        if (!done) {
            tell("failed " + line);
            return 1;
        }
        tell("done " + line);
    }
}
