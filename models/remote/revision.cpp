// SPDX-License-Identifier: GPL-3.0-or-later
#include "remote/revision.h"

#include "remote/envelope.h"
#include "text/json.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRandomGenerator>

namespace kv::remote {

namespace {

QByteArray meaning(const QByteArray &metadata)
{
    const QJsonValue tree = parseJson(metadata);
    if (tree.isUndefined()) // nested too deeply for Qt, or no JSON at all
        return text::compact(metadata);
    return QJsonDocument(QJsonArray{tree}).toJson(QJsonDocument::Compact);
}

} // namespace

Revision revisionOf(const QByteArray &value, const Expiration &expiration, const Metadata &metadata)
{
    // Values are up to 25 MiB and this runs on the GUI thread: two quick hashes with secret seeds in place of
    // a cryptographic one.
    static const size_t seeds[2] = {size_t(QRandomGenerator::system()->generate64()),
                                    size_t(QRandomGenerator::system()->generate64())};
    Revision revision = QByteArray::number(value.size());
    for (const size_t seed : seeds)
        revision += ':' + QByteArray::number(qulonglong(qHash(value, seed)), 16);
    revision += ':' + (expiration ? QByteArray::number(*expiration) : QByteArray());
    revision += ':' + (metadata ? meaning(*metadata) : QByteArray());
    return revision;
}

} // namespace kv::remote
