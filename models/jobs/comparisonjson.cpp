// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/comparisonjson.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace kv::jobs {

namespace {

constexpr QLatin1String depths[] = {QLatin1String("names"), QLatin1String("rows"), QLatin1String("values")};
constexpr QLatin1String places[] = {QLatin1String("local"), QLatin1String("remote"),
                                    QLatin1String("snapshot")};
constexpr QLatin1String phases[] = {QLatin1String("listing"), QLatin1String("values"),
                                    QLatin1String("second-look"), QLatin1String("done")};

// Keys are any bytes.
QString wrapped(const QByteArray &bytes)
{
    return QString::fromLatin1(bytes.toBase64());
}
QByteArray unwrapped(const QJsonValue &value)
{
    return QByteArray::fromBase64(value.toString().toLatin1());
}

/// The place of a word in its list; -1: none.
template <size_t count> int indexOf(const QLatin1String (&words)[count], const QJsonValue &value)
{
    const auto found = std::find(std::begin(words), std::end(words), value.toString());
    return found == std::end(words) ? -1 : int(found - std::begin(words));
}

QJsonObject fromTarget(const Target &target)
{
    return {{QStringLiteral("place"), places[size_t(target.place)]},
            {QStringLiteral("namespace"), target.namespaceId},
            {QStringLiteral("account"), target.accountId},
            {QStringLiteral("state"), target.stateRoot},
            {QStringLiteral("database"), target.databaseName},
            {QStringLiteral("values"), target.valueFolder},
            {QStringLiteral("path"), target.path}};
}

std::optional<Target> toTarget(const QJsonValue &value)
{
    const QJsonObject object = value.toObject();
    const int place = indexOf(places, object.value(QLatin1String("place")));
    if (place < 0)
        return {};
    return Target{.place = Place(place),
                  .namespaceId = object.value(QLatin1String("namespace")).toString(),
                  .accountId = object.value(QLatin1String("account")).toString(),
                  .stateRoot = object.value(QLatin1String("state")).toString(),
                  .databaseName = object.value(QLatin1String("database")).toString(),
                  .valueFolder = object.value(QLatin1String("values")).toString(),
                  .path = object.value(QLatin1String("path")).toString()};
}

QJsonObject objectOf(QByteArrayView json)
{
    return QJsonDocument::fromJson(QByteArray(json.data(), json.size())).object();
}

QByteArray compact(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

} // namespace

QByteArray toJson(const CompareSpec &spec)
{
    QJsonArray prefixes;
    for (const QByteArray &prefix : spec.ignore.prefixes)
        prefixes.append(wrapped(prefix));
    const QJsonObject ignore = {
        {QStringLiteral("expirationSeconds"), spec.ignore.expirationSeconds},
        {QStringLiteral("jsonPaths"), QJsonArray::fromStringList(spec.ignore.jsonPaths)},
        {QStringLiteral("prefixes"), prefixes},
        {QStringLiteral("jsonFormatting"), spec.ignore.jsonFormatting}};
    return compact({{QStringLiteral("leftName"), spec.leftName},
                    {QStringLiteral("rightName"), spec.rightName},
                    {QStringLiteral("left"), fromTarget(spec.left)},
                    {QStringLiteral("right"), fromTarget(spec.right)},
                    {QStringLiteral("depth"), depths[size_t(spec.depth)]},
                    {QStringLiteral("ignore"), ignore},
                    {QStringLiteral("prefix"), wrapped(spec.prefix)},
                    {QStringLiteral("secondLook"), spec.secondLook}});
}

Result<CompareSpec> specFromJson(QByteArrayView json)
{
    const QJsonObject object = objectOf(json);
    const std::optional<Target> left = toTarget(object.value(QLatin1String("left")));
    const std::optional<Target> right = toTarget(object.value(QLatin1String("right")));
    const int depth = indexOf(depths, object.value(QLatin1String("depth")));
    if (!left || !right || depth < 0)
        return fail(ErrorKind::Corrupt, QStringLiteral("it does not say what is compared"));
    CompareSpec spec;
    spec.leftName = object.value(QLatin1String("leftName")).toString();
    spec.rightName = object.value(QLatin1String("rightName")).toString();
    spec.left = *left;
    spec.right = *right;
    spec.depth = Depth(depth);
    spec.prefix = unwrapped(object.value(QLatin1String("prefix")));
    spec.secondLook = object.value(QLatin1String("secondLook")).toBool(true);
    const QJsonObject ignore = object.value(QLatin1String("ignore")).toObject();
    spec.ignore.expirationSeconds = ignore.value(QLatin1String("expirationSeconds")).toInteger();
    const QJsonArray paths = ignore.value(QLatin1String("jsonPaths")).toArray();
    const QJsonArray prefixes = ignore.value(QLatin1String("prefixes")).toArray();
    for (const auto &path : paths)
        spec.ignore.jsonPaths.append(path.toString());
    for (const auto &prefix : prefixes)
        spec.ignore.prefixes.append(unwrapped(prefix));
    spec.ignore.jsonFormatting = ignore.value(QLatin1String("jsonFormatting")).toBool();
    return spec;
}

QByteArray toJson(const CompareState &state)
{
    return compact({{QStringLiteral("phase"), phases[size_t(state.phase)]},
                    {QStringLiteral("lastKey"), wrapped(state.lastKey)},
                    {QStringLiteral("leftCursor"), wrapped(state.leftCursor)},
                    {QStringLiteral("rightCursor"), wrapped(state.rightCursor)},
                    {QStringLiteral("leftDone"), state.leftDone},
                    {QStringLiteral("rightDone"), state.rightDone},
                    {QStringLiteral("leftExists"), state.leftExists},
                    {QStringLiteral("rightExists"), state.rightExists},
                    {QStringLiteral("block"), state.block},
                    {QStringLiteral("row"), state.row},
                    {QStringLiteral("startedMs"), state.startedMs},
                    {QStringLiteral("finishedMs"), state.finishedMs},
                    {QStringLiteral("requests"), state.requests}});
}

Result<CompareState> stateFromJson(QByteArrayView json)
{
    const QJsonObject object = objectOf(json);
    const int phase = indexOf(phases, object.value(QLatin1String("phase")));
    const qint64 block = object.value(QLatin1String("block")).toInteger();
    const qint64 row = object.value(QLatin1String("row")).toInteger();
    if (phase < 0 || block < 0 || row < 0 || row > ComparisonFile::rowsPerBlock)
        return fail(ErrorKind::Corrupt, QStringLiteral("it does not say how far the comparison is"));
    CompareState state;
    state.phase = CompareState::Phase(phase);
    state.lastKey = unwrapped(object.value(QLatin1String("lastKey")));
    state.leftCursor = unwrapped(object.value(QLatin1String("leftCursor")));
    state.rightCursor = unwrapped(object.value(QLatin1String("rightCursor")));
    state.leftDone = object.value(QLatin1String("leftDone")).toBool();
    state.rightDone = object.value(QLatin1String("rightDone")).toBool();
    state.leftExists = object.value(QLatin1String("leftExists")).toBool(true);
    state.rightExists = object.value(QLatin1String("rightExists")).toBool(true);
    state.block = block;
    state.row = int(row);
    state.startedMs = object.value(QLatin1String("startedMs")).toInteger();
    state.finishedMs = object.value(QLatin1String("finishedMs")).toInteger();
    state.requests = object.value(QLatin1String("requests")).toInteger();
    return state;
}

} // namespace kv::jobs
