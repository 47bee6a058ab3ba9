// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/delimiter.h"

#include <QHash>

#include <cstring>

namespace kv::text {

namespace {

/// Signs that people part keys with, the surest first. The weak ones stand within words as well.
struct Candidate
{
    QByteArrayView bytes;
    double least; ///< share of the sample that it has to put into folders
};
constexpr Candidate candidates[] = {{":", 0.3}, {"/", 0.3}, {"|", 0.3}, {"#", 0.4}, {"~", 0.5},
                                    {";", 0.5}, {",", 0.5}, {".", 0.5}, {"_", 0.5}, {"-", 0.5}};
constexpr int strong = 4; // the first of them win over the others

qsizetype find(QByteArrayView key, QByteArrayView what, qsizetype from)
{
    return what.size() == 1 ? key.indexOf(what.front(), from) : key.indexOf(what, from);
}

// "https://…" is not parted at its colon.
qsizetype firstOf(QByteArrayView key, QByteArrayView what)
{
    qsizetype at = find(key, what, 1); // a key that begins with it has nothing before it
    if (what == ":" && at >= 0 && key.sliced(at).startsWith("://"))
        at = find(key, what, at + 1);
    return at;
}

/// Share of the sample that lies in folders of two or more.
double sharedFolders(const QList<QByteArray> &sample, QByteArrayView what)
{
    QHash<QByteArray, int> folders;
    for (const QByteArray &key : sample) {
        const qsizetype at = firstOf(key, what);
        if (at > 0 && at + what.size() < key.size())
            ++folders[key.first(at)];
    }
    qsizetype together = 0;
    for (const int count : std::as_const(folders))
        together += count > 1 ? count : 0;
    return double(together) / double(sample.size());
}

/// Whether nearly every key that has the delimiter has it twice in a row.
bool isDoubled(const QList<QByteArray> &sample, const QByteArray &delimiter)
{
    qsizetype has = 0;
    qsizetype doubled = 0;
    for (const QByteArray &key : sample) {
        const qsizetype at = firstOf(key, delimiter);
        if (at < 0)
            continue;
        ++has;
        const bool isAddress = at > 0 && key[at - 1] == ':' && delimiter == "/";
        doubled += !isAddress && QByteArrayView(key).sliced(at).startsWith(delimiter + delimiter);
    }
    return has > 0 && doubled * 10 >= has * 9;
}

} // namespace

Delimiters::Delimiters(const QList<QByteArray> &delimiters)
{
    for (const QByteArray &one : delimiters) {
        if (!one.isEmpty() && !m_all.contains(one))
            m_all << one;
    }
}

Delimiters Delimiters::parse(QByteArrayView typed)
{
    QList<QByteArray> parts = typed.toByteArray().split(' ');
    parts.removeAll({});
    if (parts.isEmpty() && !typed.isEmpty())
        parts << QByteArray(" ");
    return Delimiters(parts);
}

qsizetype Delimiters::end(QByteArrayView key, qsizetype from) const
{
    qsizetype first = -1;
    for (const QByteArray &one : m_all) {
        // A delimiter may only begin at `from`: what lies before belongs to the folder.
        const qsizetype at = from <= key.size() ? find(key, one, from) : -1;
        if (at >= 0 && (first < 0 || at + one.size() < first))
            first = at + one.size();
    }
    return first;
}

QByteArray guessDelimiter(const QList<QByteArray> &sample)
{
    if (sample.isEmpty())
        return {};
    QByteArray best;
    double bestShare = 0;
    int number = 0;
    for (const Candidate &candidate : candidates) {
        if (number++ == strong && !best.isEmpty())
            break;
        const double share = sharedFolders(sample, candidate.bytes);
        // The later one has to be clearly better.
        if (share >= candidate.least && share > bestShare * 1.2) {
            best = candidate.bytes.toByteArray();
            bestShare = share;
        }
    }
    return !best.isEmpty() && isDoubled(sample, best) ? best + best : best;
}

} // namespace kv::text
