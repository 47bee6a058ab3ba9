// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/expirationtext.h"

#include "text/units.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QRegularExpression>

#include <cmath>

namespace kv::text {
namespace {

constexpr qint64 smallestUnixTime = 1'000'000'000;  // 2001: less is meant as a duration
constexpr qint64 largestUnixTime = 100'000'000'000; // 5138: more is meant as milliseconds

/// Gives the sentences here their context for translators.
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Expiration)
};

TypedExpiration notUnderstood()
{
    return {.problem = Words::tr("Not understood. Try “in 3 h”, “2 days”, “2026-12-01 17:00” or “never”.")};
}

TypedExpiration tooFar()
{
    return {.problem = Words::tr("That is too far away.")};
}

TypedExpiration fromNumber(const QString &digits)
{
    bool fits = false;
    const qint64 n = digits.toLongLong(&fits);
    if (!fits)
        return tooFar();
    if (n < smallestUnixTime)
        return {.problem = Words::tr("For a span of time, add its unit: “%1 s”.").arg(n)};
    if (n > largestUnixTime)
        return {.problem = Words::tr("These seem to be milliseconds; an expiration counts in seconds.")};
    return {.seconds = n};
}

TypedExpiration fromDate(const QRegularExpressionMatch &match)
{
    const auto number = [&](const char *name) { return match.captured(QLatin1String(name)).toInt(); };
    const QDate date(number("y"), number("mo"), number("d"));
    const QTime time(number("h"), number("mi"), number("s"));
    if (!date.isValid() || !time.isValid())
        return {.problem = Words::tr("There is no such date or time.")};
    const QString zone = match.captured(QStringLiteral("zone"));
    if (zone.isEmpty()) {
        const QDateTime local(date, time);
        return local.isValid() ? TypedExpiration{.seconds = local.toSecsSinceEpoch()}
                               : TypedExpiration{.problem = Words::tr("There is no such date or time.")};
    }
    qint64 offset = 0;
    if (zone[0] == QLatin1Char('+') || zone[0] == QLatin1Char('-')) {
        const int hours = QStringView(zone).sliced(1, 2).toInt();
        const int minutes = QStringView(zone).last(2).toInt();
        if (hours > 14 || minutes > 59)
            return {.problem = Words::tr("There is no such offset from UTC.")};
        offset = (hours * 3600 + minutes * 60) * (zone[0] == QLatin1Char('-') ? -1 : 1);
    }
    return {.seconds = QDateTime(date, time, Qt::UTC).toSecsSinceEpoch() - offset};
}

/// Seconds in the unit that a word names; -1 a month, -12 a year; 0 none.
qint64 unitOf(const QString &word)
{
    static const QList<QPair<qint64, QStringList>> units = [] {
        const auto words = [](const char *text) { return QString::fromLatin1(text).split(QLatin1Char(' ')); };
        return QList<QPair<qint64, QStringList>>{
            {1, words("s sec secs second seconds")},   {60, words("m min mins minute minutes")},
            {3600, words("h hr hrs hour hours")},      {86400, words("d day days")},
            {7 * 86400, words("w wk wks week weeks")}, {-1, words("mo mon month months")},
            {-12, words("y yr yrs year years")}};
    }();
    for (const auto &[seconds, words] : units) {
        if (words.contains(word))
            return seconds;
    }
    return 0;
}

TypedExpiration fromDuration(const QString &text, qint64 nowMs)
{
    static const QRegularExpression part(
        QStringLiteral("\\G\\s*(?:,|and\\b)?\\s*([0-9]+(?:\\.[0-9]+)?)\\s*([a-z]+)\\s*"));
    const qint64 now = nowMs / 1000;
    double seconds = 0;
    double months = 0;
    qsizetype at = 0;
    while (at < text.size()) {
        const auto match = part.match(text, at);
        const qint64 unit = match.hasMatch() ? unitOf(match.captured(2)) : 0;
        if (unit == 0)
            return notUnderstood();
        const double n = match.captured(1).toDouble();
        if (unit < 0) {
            if (n != std::floor(n))
                return notUnderstood(); // half a month is no span that a calendar knows
            months += n * double(-unit);
        } else {
            seconds += n * double(unit);
        }
        at = match.capturedEnd();
    }
    if (seconds > double(farthestSecond) || months > 12 * 200'000)
        return tooFar();
    const QDateTime later = QDateTime::fromSecsSinceEpoch(now, Qt::UTC).addMonths(int(months));
    const qint64 target = later.toSecsSinceEpoch() + qint64(std::ceil(seconds));
    if (!later.isValid() || target > farthestSecond)
        return tooFar();
    return {.seconds = target, .relative = true};
}

} // namespace

TypedExpiration parseExpiration(const QString &typed, qint64 nowMs)
{
    static const QRegularExpression number(QStringLiteral("\\A[0-9]+\\z"));
    static const QRegularExpression date(
        QStringLiteral("\\A(?<y>[0-9]{4})-(?<mo>[0-9]{1,2})-(?<d>[0-9]{1,2})"
                       "(?:[ t]\\s*(?<h>[0-9]{1,2}):(?<mi>[0-9]{2})(?::(?<s>[0-9]{2})(?:\\.[0-9]+)?)?"
                       "(?:\\s*(?<zone>z|utc|gmt|[+-][0-9]{2}:?[0-9]{2}))?)?\\z"));
    QString text = typed.trimmed().toLower();
    if (text.isEmpty() || text == QLatin1String("never") || text == QLatin1String("none") ||
        text == Words::tr("never").toLower())
        return {};
    if (number.match(text).hasMatch())
        return fromNumber(text);
    if (const auto match = date.match(text); match.hasMatch())
        return fromDate(match);
    if (text.startsWith(QLatin1String("in ")))
        text.remove(0, 3);
    else if (text.startsWith(QLatin1Char('+')))
        text.remove(0, 1);
    text = text.trimmed();
    return text.isEmpty() ? notUnderstood() : fromDuration(text, nowMs);
}

} // namespace kv::text
