// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wiring/sampleentries.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace kv::wiring {

namespace {

QString text(const QJsonObject &object, const char *name)
{
    return object.value(QLatin1String(name)).toString();
}

/// A template with `${n}` and the names of `pick` filled in.
QString filled(QString text, const QJsonObject &pick, qint64 n)
{
    text.replace(QStringLiteral("${n}"), QString::number(n));
    for (auto it = pick.begin(); it != pick.end(); ++it) {
        const QJsonArray items = it.value().toArray();
        if (!items.isEmpty())
            text.replace(QStringLiteral("${") + it.key() + u'}', items.at(n % items.size()).toString());
    }
    return text;
}

QByteArray rowsOf(const QJsonObject &rows, const QJsonObject &pick)
{
    const qint64 from = rows.value(QStringLiteral("from")).toInteger();
    const qint64 count = rows.value(QStringLiteral("count")).toInteger();
    QString all = text(rows, "open");
    for (qint64 n = from; n < from + count; ++n)
        all += (n > from ? text(rows, "between") : QString()) + filled(text(rows, "each"), pick, n);
    return (all + text(rows, "close")).toUtf8();
}

Result<QByteArray> valueOf(const QJsonObject &element, const QString &values, const QJsonObject &pick,
                           qint64 n, bool isTemplate)
{
    if (element.contains(QStringLiteral("rows")))
        return rowsOf(element.value(QStringLiteral("rows")).toObject(), pick);
    if (element.contains(QStringLiteral("base64")))
        return QByteArray::fromBase64(text(element, "base64").toLatin1());
    if (element.contains(QStringLiteral("file"))) {
        QFile file(values + u'/' + text(element, "file"));
        if (!file.open(QIODevice::ReadOnly))
            return fail(ErrorKind::NotFound, file.errorString(), file.fileName());
        return file.readAll();
    }
    const QString plain = text(element, "text");
    return (isTemplate ? filled(plain, pick, n) : plain).toUtf8();
}

Result<SampleEntry> entryOf(const QJsonObject &element, const QString &values, qint64 n, qint64 nowMs)
{
    const QJsonObject pick = element.value(QStringLiteral("pick")).toObject();
    const QJsonObject repeat = element.value(QStringLiteral("repeat")).toObject();
    const bool isTemplate = !repeat.isEmpty();
    const auto fill = [&](const char *name) {
        return isTemplate ? filled(text(element, name), pick, n) : text(element, name);
    };
    SampleEntry entry{
        .config = text(element, "config"), .namespaceId = text(element, "namespace"), .put = {}};
    entry.put.key = fill("key").toUtf8();
    Result<QByteArray> value = valueOf(element, values, pick, n, isTemplate);
    if (!value)
        return fail(value.error());
    entry.put.value = std::move(*value);
    if (element.contains(QStringLiteral("metadataText")))
        entry.put.metadata = Metadata(fill("metadataText").toUtf8());
    if (element.contains(QStringLiteral("expiresIn"))) {
        const qint64 step = element.value(QStringLiteral("expiresInStep")).toInteger() *
                            (n - repeat.value(QStringLiteral("from")).toInteger());
        entry.put.expiration =
            Expiration(nowMs / 1000 + element.value(QStringLiteral("expiresIn")).toInteger() + step);
    }
    return entry;
}

} // namespace

Result<QList<SampleEntry>> readSampleEntries(const QByteArray &manifest, const QString &values, qint64 nowMs)
{
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(manifest, &problem);
    if (!document.isArray())
        return fail(ErrorKind::InvalidInput, problem.errorString());
    QList<SampleEntry> entries;
    const QJsonArray elements = document.array();
    for (const auto &value : elements) {
        const QJsonObject element = value.toObject();
        const QJsonObject repeat = element.value(QStringLiteral("repeat")).toObject();
        const qint64 from = repeat.value(QStringLiteral("from")).toInteger();
        const qint64 count = repeat.isEmpty() ? 1 : repeat.value(QStringLiteral("count")).toInteger();
        for (qint64 n = from; n < from + count; ++n) {
            Result<SampleEntry> entry = entryOf(element, values, n, nowMs);
            if (!entry)
                return fail(entry.error());
            entries.append(std::move(*entry));
        }
    }
    return entries;
}

} // namespace kv::wiring
