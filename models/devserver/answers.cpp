// SPDX-License-Identifier: GPL-3.0-or-later
#include "devserver/answers.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace kv::devserver {

bool describesBulkApi(const QByteArray &body)
{
    const QJsonObject root = QJsonDocument::fromJson(body).object();
    const QString title = root[QLatin1String("info")][QLatin1String("title")].toString();
    const QJsonObject paths = root[QLatin1String("paths")].toObject();
    const QString bulk = QStringLiteral("/storage/kv/namespaces/{namespace_id}/bulk");
    return title == QLatin1String("Local Explorer API") && paths[bulk][QLatin1String("put")].isObject() &&
           paths[bulk + QStringLiteral("/delete")][QLatin1String("post")].isObject();
}

BulkAnswer readBulkAnswer(int status, const QByteArray &body, qsizetype keys)
{
    const QJsonObject root = QJsonDocument::fromJson(body).object();
    const QJsonObject result = root[QLatin1String("result")].toObject();
    const QJsonValue count = result[QLatin1String("successful_key_count")];
    const QJsonValue unsuccessful = result[QLatin1String("unsuccessful_keys")];
    BulkAnswer answer;
    if (!count.isDouble() || !unsuccessful.isArray())
        return answer;
    const QJsonArray list = unsuccessful.toArray();
    for (const auto &key : list)
        answer.failed.insert(key.toString().toUtf8());
    const bool good = status == 200 && root[QLatin1String("success")].toBool();
    answer.isCarriedOut =
        count.toInteger(-1) + answer.failed.size() == keys && good == answer.failed.isEmpty();
    return answer;
}

} // namespace kv::devserver
