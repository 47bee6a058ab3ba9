// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/planline.h"

#include "jobs/jsonline.h"
#include "text/json.h"
#include "text/jsontext.h"
#include "text/utf8.h"

#include <QHash>

#include <limits>

namespace kv::jobs {

namespace {

constexpr int knownVersion = 1;
constexpr int hashBytes = 32;

tl::unexpected<Error> corrupt(const char *sentence)
{
    return fail(ErrorKind::Corrupt, QString::fromLatin1(sentence));
}

QByteArray jsonString(const QString &text)
{
    return text::canonicalString(text.toUtf8());
}

QByteArray placeName(Place place)
{
    switch (place) {
    case Place::Local:
        return "local";
    case Place::Remote:
        return "remote";
    case Place::Snapshot:
        return "snapshot";
    }
    Q_UNREACHABLE();
}

QByteArray numberMember(const char *name, qint64 n)
{
    return QByteArray(",\"") + name + "\":" + QByteArray::number(n);
}

QByteArray countMembers(const PlanHead &head)
{
    return numberMember("adds", head.adds) + numberMember("changes", head.changes) +
           numberMember("deletes", head.deletes) + numberMember("bytes", head.bytes);
}

QByteArray headWithoutPadding(const PlanHead &head)
{
    const auto text = [](const char *name, const QString &s) {
        return QByteArray(",\"") + name + "\":" + jsonString(s);
    };
    return "{\"kvworkbench\":\"plan\",\"version\":" + QByteArray::number(knownVersion) +
           text("source", head.sourceName) + text("target", head.targetName) + ",\"place\":\"" +
           placeName(head.target.place) + '"' + text("namespaceId", head.target.namespaceId) +
           text("accountId", head.target.accountId) + text("stateRoot", head.target.stateRoot) +
           text("databaseName", head.target.databaseName) + text("valueFolder", head.target.valueFolder) +
           text("path", head.target.path) + ",\"rollback\":" + (head.isRollback ? "true" : "false") +
           numberMember("made", head.madeMs) +
           (head.countsAtEnd ? QByteArray(",\"countsAtEnd\":true") : countMembers(head)) +
           numberMember("targetKeys", head.targetKeys) + '}';
}

/// The members of a line by name, each taken once.
class Members
{
public:
    static std::optional<Members> of(QByteArrayView line)
    {
        const auto list = membersOf(line);
        if (!list)
            return {};
        Members members;
        for (const JsonMember &member : *list)
            members.m_values.insert(member.name, member.value);
        return members;
    }
    std::optional<QByteArrayView> take(const char *name)
    {
        const auto it = m_values.constFind(QByteArray(name));
        if (it == m_values.constEnd())
            return {};
        const QByteArrayView value = *it;
        m_values.erase(it);
        return value;
    }
    bool has(const char *name) const { return m_values.contains(QByteArray(name)); }
    bool takeText(const char *name, QString &text)
    {
        const auto value = stringOf(take(name).value_or(QByteArrayView()));
        if (value)
            text = QString::fromUtf8(*value);
        return value.has_value();
    }
    bool takeNumber(const char *name, qint64 &number)
    {
        const auto value = integerOf(take(name).value_or(QByteArrayView()));
        number = value.value_or(0);
        return value.has_value();
    }
    bool areAllTaken() const { return m_values.isEmpty(); }
    QByteArray anyName() const { return m_values.isEmpty() ? QByteArray() : m_values.cbegin().key(); }

private:
    QHash<QByteArray, QByteArrayView> m_values;
};

/// What nobody knows may mean anything: it is not passed over.
tl::unexpected<Error> unknownMember(const Members &members)
{
    return fail(ErrorKind::Corrupt, QStringLiteral("The plan has a field that is not known: %1.")
                                        .arg(text::displayKey(members.anyName())));
}

bool takeTarget(Members &members, Target &target)
{
    QString place;
    if (!members.takeText("place", place))
        return false;
    if (place == QLatin1String("local"))
        target.place = Place::Local;
    else if (place == QLatin1String("remote"))
        target.place = Place::Remote;
    else if (place == QLatin1String("snapshot"))
        target.place = Place::Snapshot;
    else
        return false;
    return members.takeText("namespaceId", target.namespaceId) &&
           members.takeText("accountId", target.accountId) &&
           members.takeText("stateRoot", target.stateRoot) &&
           members.takeText("databaseName", target.databaseName) &&
           members.takeText("valueFolder", target.valueFolder) && members.takeText("path", target.path);
}

bool takeCounts(Members &members, PlanHead &head)
{
    constexpr qint64 most = std::numeric_limits<qint64>::max() / 8; // sums of them stay numbers
    return members.takeNumber("adds", head.adds) && members.takeNumber("changes", head.changes) &&
           members.takeNumber("deletes", head.deletes) && members.takeNumber("bytes", head.bytes) &&
           head.adds >= 0 && head.changes >= 0 && head.deletes >= 0 && head.bytes >= 0 && head.adds < most &&
           head.changes < most && head.deletes < most;
}

/// The counts, or that they are at the end.
bool takeCountsOrPlace(Members &members, PlanHead &head)
{
    const auto atEnd = members.take("countsAtEnd");
    head.countsAtEnd = atEnd.has_value();
    return atEnd ? boolOf(*atEnd) == true : takeCounts(members, head);
}

/// The value as text where it can be read so, else as base64; text that is all escapes would be longer.
QByteArray valueMember(const QByteArray &value)
{
    if (text::isUtf8(value)) {
        QByteArray quoted = text::canonicalString(value);
        if (quoted.size() <= value.size() + value.size() / 3 + 64)
            return ",\"value\":" + quoted;
    }
    return ",\"base64\":\"" + value.toBase64() + '"';
}

/// Metadata as it is, which is JSON. A line break in it would end the line: then as a string.
Result<QByteArray> metadataMember(const Metadata &metadata)
{
    if (!metadata)
        return QByteArray();
    if (text::validate(*metadata))
        return fail(ErrorKind::InvalidInput, QStringLiteral("The metadata is not JSON."));
    if (metadata->contains('\n') || metadata->contains('\r') || metadata->trimmed() != *metadata)
        return ",\"metadataText\":" + text::canonicalString(*metadata);
    return ",\"metadata\":" + *metadata;
}

Result<QByteArray> readValue(Members &members)
{
    const auto text = members.take("value");
    const auto base64 = members.take("base64");
    const auto string = stringOf(text ? *text : base64.value_or(QByteArrayView()));
    if (text.has_value() == base64.has_value() || !string)
        return corrupt("A put has no value, or more than one.");
    if (text)
        return *string;
    auto decoded = QByteArray::fromBase64Encoding(*string, QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded)
        return corrupt("A value is not valid base64.");
    return std::move(*decoded);
}

Result<Metadata> readMetadata(Members &members)
{
    const auto json = members.take("metadata");
    const auto text = members.take("metadataText");
    if (json && text)
        return corrupt("A put has metadata twice.");
    if (json)
        return Metadata(json->toByteArray());
    if (!text)
        return Metadata();
    auto string = stringOf(*text);
    if (!string || text::validate(*string))
        return corrupt("The metadata of a put is not JSON.");
    return Metadata(std::move(*string));
}

Result<Entry> readEntry(Members &members, const QByteArray &key)
{
    Entry entry{.key = key};
    Result<QByteArray> value = readValue(members);
    if (!value)
        return fail(value.error());
    entry.value = std::move(*value);
    if (const auto expiration = members.take("expiration")) {
        entry.expiration = integerOf(*expiration);
        if (!entry.expiration)
            return corrupt("An expiration is no whole number of seconds.");
    }
    Result<Metadata> metadata = readMetadata(members);
    if (!metadata)
        return fail(metadata.error());
    entry.metadata = std::move(*metadata);
    return entry;
}

Result<Fingerprint> readExpect(Members &members)
{
    const auto expect = members.take("expect");
    if (expect == QByteArrayView("null"))
        return Fingerprint();
    const QByteArray hex = stringOf(expect.value_or(QByteArrayView())).value_or(QByteArray());
    const QByteArray hash = QByteArray::fromHex(hex);
    if (hex.size() != 2 * hashBytes || hash.toHex() != hex)
        return corrupt("A step does not say what it expects.");
    return hash;
}

Result<PlanLine> readEnd(Members &members)
{
    PlanLine line;
    if (members.take("end") != QByteArrayView("true") || !members.takeNumber("steps", line.endsAfter) ||
        line.endsAfter < 0)
        return corrupt("The last line of the plan cannot be read.");
    if (members.has("adds")) {
        line.counts.emplace();
        if (!takeCounts(members, *line.counts))
            return corrupt("The last line of the plan cannot be read.");
    }
    if (!members.areAllTaken())
        return unknownMember(members);
    return line;
}

} // namespace

QByteArray headLine(const PlanHead &head)
{
    if (head.countsAtEnd)
        return headWithoutPadding(head) + '\n';
    PlanHead longest = head;
    longest.adds = longest.changes = longest.deletes = longest.bytes = longest.targetKeys =
        std::numeric_limits<qint64>::max();
    const qsizetype size = headWithoutPadding(longest).size();
    return headWithoutPadding(head).leftJustified(size, ' ') + '\n';
}

Result<PlanHead> readHeadLine(QByteArrayView line)
{
    auto members = Members::of(line);
    if (!members || members->take("kvworkbench") != QByteArrayView("\"plan\""))
        return corrupt("This is no plan of KV Workbench.");
    qint64 version = 0;
    if (!members->takeNumber("version", version) || version < 1)
        return corrupt("The plan does not say which version it is of.");
    if (version > knownVersion)
        return corrupt("A newer version of KV Workbench made this plan.");
    PlanHead head;
    const auto rollback = boolOf(members->take("rollback").value_or(QByteArrayView()));
    if (!members->takeText("source", head.sourceName) || !members->takeText("target", head.targetName) ||
        !takeTarget(*members, head.target) || !takeCountsOrPlace(*members, head) ||
        !members->takeNumber("targetKeys", head.targetKeys) || head.targetKeys < -1 ||
        !members->takeNumber("made", head.madeMs) || !rollback)
        return corrupt("The first line of the plan cannot be read.");
    head.isRollback = *rollback;
    if (!members->areAllTaken())
        return unknownMember(*members);
    return head;
}

Result<QByteArray> stepLine(const PlanStep &step)
{
    if (!text::isUtf8(step.key))
        return fail(
            ErrorKind::InvalidInput,
            QStringLiteral("The key is not valid UTF-8, which KV cannot hold and a plan cannot name."));
    QByteArray line = step.put ? "{\"put\":" : "{\"delete\":";
    line += text::canonicalString(step.key);
    if (step.put) {
        line += valueMember(step.put->value);
        if (step.put->expiration)
            line += ",\"expiration\":" + QByteArray::number(*step.put->expiration);
        const Result<QByteArray> metadata = metadataMember(step.put->metadata);
        if (!metadata)
            return fail(metadata.error());
        line += *metadata;
    }
    line += step.expect.isEmpty() ? QByteArray(",\"expect\":null}\n")
                                  : ",\"expect\":\"" + step.expect.toHex() + "\"}\n";
    if (line.size() > mostPlanLineBytes)
        return fail(ErrorKind::TooLarge, QStringLiteral("The value is larger than KV takes."));
    return line;
}

QByteArray endLine(const PlanHead &head)
{
    return "{\"end\":true" + numberMember("steps", head.steps()) +
           (head.countsAtEnd ? countMembers(head) : QByteArray()) + "}\n";
}

Result<PlanLine> readPlanLine(QByteArrayView text)
{
    auto members = Members::of(text);
    if (!members)
        return corrupt("This line is no step of a plan.");
    const auto put = members->take("put");
    const auto remove = members->take("delete");
    if (!put && !remove)
        return readEnd(*members);
    const auto key = stringOf(put ? *put : *remove);
    if ((put && remove) || !key)
        return corrupt("A step does not name one key.");
    PlanStep step{.key = *key};
    if (put) {
        Result<Entry> entry = readEntry(*members, *key);
        if (!entry)
            return fail(entry.error());
        step.put = std::move(*entry);
    }
    Result<Fingerprint> expect = readExpect(*members);
    if (!expect)
        return fail(expect.error());
    step.expect = std::move(*expect);
    if (!members->areAllTaken())
        return unknownMember(*members);
    return PlanLine{std::move(step)};
}

QString planStem(const QString &planPath)
{
    for (const char *ending : {".plan.ndjson", ".ndjson"}) {
        if (planPath.endsWith(QLatin1String(ending)))
            return planPath.chopped(qsizetype(qstrlen(ending)));
    }
    return planPath;
}

void countStep(PlanHead &head, const PlanStep &step)
{
    if (!step.put)
        ++head.deletes;
    else if (step.expect.isEmpty())
        ++head.adds;
    else
        ++head.changes;
    head.bytes += step.put ? step.put->value.size() : 0;
}

} // namespace kv::jobs
