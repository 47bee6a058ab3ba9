// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/decoders.h"
#include "text/units.h"

#include <QCoreApplication>
#include <QDateTime>

namespace kv::text {
namespace {

using Kind = DecodeProblem::Kind;

/// Gives the sentences here their context for translators.
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Decoded)
};

constexpr qint64 secondsADay = 86'400;
constexpr qint64 plausibleFrom = 1'000'000'000;  // September 2001: ten digits
constexpr qint64 plausibleBelow = 4'102'444'800; // 2100

struct Moment
{
    qint64 seconds = 0; // since 1970
    int nanoseconds = 0;
    QString note;
};

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// Steps through a text that should be a moment.
class Cursor
{
public:
    explicit Cursor(QByteArrayView text) : m_text(text) {}

    qsizetype at() const { return m_at; }
    bool atEnd() const { return m_at == m_text.size(); }
    bool take(char c)
    {
        if (atEnd() || m_text[m_at] != c)
            return false;
        ++m_at;
        return true;
    }
    /// Exactly so many digits, or -1.
    int number(int digits)
    {
        int value = 0;
        for (int i = 0; i < digits; ++i) {
            if (m_at + i >= m_text.size() || !isDigit(m_text[m_at + i]))
                return -1;
            value = value * 10 + (m_text[m_at + i] - '0');
        }
        m_at += digits;
        return value;
    }
    /// Behind a point: nanoseconds; what is finer is dropped. -1: there is no digit.
    int fraction()
    {
        int value = 0;
        int digits = 0;
        for (; !atEnd() && isDigit(m_text[m_at]); ++m_at, ++digits) {
            if (digits < 9)
                value = value * 10 + (m_text[m_at] - '0');
        }
        for (int i = digits; i < 9; ++i)
            value *= 10;
        return digits == 0 ? -1 : value;
    }

private:
    QByteArrayView m_text;
    qsizetype m_at = 0;
};

/// `2026-11-23`, `2026-11-23T17:04Z`, `2026-11-23 17:04:00.5+01:00`.
class IsoReader
{
public:
    explicit IsoReader(QByteArrayView text) : m_cursor(text) {}

    std::optional<Moment> read()
    {
        Moment moment;
        const int year = m_cursor.number(4);
        if (year < 0 || !m_cursor.take('-'))
            return {};
        const int month = m_cursor.number(2);
        if (month < 0 || !m_cursor.take('-'))
            return {};
        const QDate date(year, month, std::max(0, m_cursor.number(2)));
        if (year == 0 || !date.isValid()) // QDate knows no year 0
            return {};
        moment.seconds = (date.toJulianDay() - QDate(1970, 1, 1).toJulianDay()) * secondsADay;
        if (!m_cursor.atEnd() && !(m_hasTime = readTime(moment)))
            return {};
        return m_cursor.atEnd() ? std::optional(moment) : std::nullopt;
    }
    bool hasTime() const { return m_hasTime; }
    qsizetype at() const { return m_cursor.at(); }

private:
    bool readTime(Moment &moment)
    {
        if (!m_cursor.take('T') && !m_cursor.take('t') && !m_cursor.take(' '))
            return false;
        const int hours = m_cursor.number(2);
        if (hours < 0 || hours > 23 || !m_cursor.take(':'))
            return false;
        const int minutes = m_cursor.number(2);
        const int seconds = m_cursor.take(':') ? m_cursor.number(2) : 0;
        if (minutes < 0 || minutes > 59 || seconds < 0 || seconds > 60)
            return false;
        if (m_cursor.take('.') || m_cursor.take(',')) {
            if ((moment.nanoseconds = m_cursor.fraction()) < 0)
                return false;
        }
        moment.seconds += (hours * 60 + minutes) * 60 + seconds;
        return readZone(moment);
    }

    bool readZone(Moment &moment)
    {
        if (m_cursor.atEnd()) {
            moment.note = Words::tr("It names no time zone and is read as UTC.");
            return true;
        }
        if (m_cursor.take('Z') || m_cursor.take('z'))
            return true;
        const int sign = m_cursor.take('+') ? 1 : m_cursor.take('-') ? -1 : 0;
        const int hours = sign == 0 ? -1 : m_cursor.number(2);
        if (hours < 0 || hours > 23)
            return false;
        m_cursor.take(':');
        const int minutes = m_cursor.atEnd() ? 0 : m_cursor.number(2);
        if (minutes < 0 || minutes > 59)
            return false;
        moment.seconds -= sign * (hours * 60 + minutes) * 60;
        return true;
    }

    Cursor m_cursor;
    bool m_hasTime = false;
};

struct Unit
{
    qint64 perSecond;
    QString words;
};

Unit unitOf(quint64 magnitude)
{
    if (magnitude < 100'000'000'000)
        return {1, Words::tr("Read as seconds since 1970.")};
    if (magnitude < 100'000'000'000'000)
        return {1'000, Words::tr("Read as milliseconds since 1970.")};
    if (magnitude < 100'000'000'000'000'000)
        return {1'000'000, Words::tr("Read as microseconds since 1970.")};
    return {1'000'000'000, Words::tr("Read as nanoseconds since 1970.")};
}

/// A whole number, or seconds with a fraction.
std::optional<Moment> numberMoment(QByteArrayView text)
{
    const bool negative = text.startsWith('-');
    const QByteArrayView digits = text.sliced(negative ? 1 : 0);
    quint64 magnitude = 0;
    qsizetype at = 0;
    for (; at < digits.size() && isDigit(digits[at]); ++at) {
        if (at >= 19) // more would not fit, nor mean anything
            return {};
        magnitude = magnitude * 10 + quint64(digits[at] - '0');
    }
    if (at == 0)
        return {};
    Moment moment;
    const Unit unit = unitOf(magnitude);
    moment.note = unit.words;
    qint64 nanoseconds = qint64(magnitude % quint64(unit.perSecond)) * (1'000'000'000 / unit.perSecond);
    moment.seconds = qint64(magnitude / quint64(unit.perSecond));
    if (at < digits.size()) {
        Cursor cursor(digits.sliced(at));
        if (unit.perSecond != 1 || !cursor.take('.') || (nanoseconds = cursor.fraction()) < 0 ||
            !cursor.atEnd())
            return {};
    }
    if (negative) {
        moment.seconds = -moment.seconds - (nanoseconds > 0 ? 1 : 0);
        nanoseconds = nanoseconds > 0 ? 1'000'000'000 - nanoseconds : 0;
    }
    moment.nanoseconds = int(nanoseconds);
    return moment;
}

constexpr qsizetype longestTimestamp = 64;

} // namespace

std::optional<QByteArray> isoText(qint64 seconds, int nanoseconds)
{
    qint64 days = seconds / secondsADay;
    qint64 rest = seconds % secondsADay;
    if (rest < 0) {
        rest += secondsADay;
        --days;
    }
    constexpr qint64 farthestDay = 4'000'000; // beyond the year 9999
    if (days < -farthestDay || days > farthestDay)
        return {};
    const QDate date = QDate::fromJulianDay(QDate(1970, 1, 1).toJulianDay() + days);
    if (date.year() < 1 || date.year() > 9999)
        return {};
    const auto two = [](qint64 n) { return QByteArray::number(n).rightJustified(2, '0'); };
    QByteArray out = QByteArray::number(date.year()).rightJustified(4, '0') + '-' + two(date.month()) + '-' +
                     two(date.day()) + 'T' + two(rest / 3600) + ':' + two(rest / 60 % 60) + ':' +
                     two(rest % 60);
    if (nanoseconds > 0) {
        QByteArray fraction = QByteArray::number(nanoseconds).rightJustified(9, '0');
        while (fraction.endsWith('0'))
            fraction.chop(1);
        out += '.' + fraction;
    }
    return out + 'Z';
}

Layer decodeTimestamp(const DecodeInput &in)
{
    const Trimmed trimmed(in.bytes);
    const qsizetype begin = trimmed.before.size();
    if (trimmed.inner.size() > longestTimestamp)
        return refusal(Encoding::Timestamp, Kind::Invalid, begin,
                       Words::tr("No moment is as long as this text."));
    IsoReader iso(trimmed.inner);
    std::optional<Moment> moment = numberMoment(trimmed.inner);
    const bool isNumber = moment.has_value();
    if (!isNumber)
        moment = iso.read();
    if (!moment)
        return refusal(
            Encoding::Timestamp, Kind::Invalid, begin + iso.at(),
            Words::tr("This is no number of seconds, milliseconds, microseconds or nanoseconds since 1970, "
                      "and no moment like 2026-11-23T17:04:00Z."));
    const auto text = isoText(moment->seconds, moment->nanoseconds);
    if (!text)
        return refusal(Encoding::Timestamp, Kind::Invalid, begin,
                       Words::tr("No calendar reaches as far as this."));
    Layer layer{.encoding = Encoding::Timestamp, .bytes = *text, .rendition = true};
    if (!moment->note.isEmpty())
        layer.notes << moment->note;
    if (!isNumber)
        layer.notes << Words::tr("%1 seconds since 1970.").arg(moment->seconds);
    layer.notes << Words::tr("%1 in the time zone of this system.").arg(localText(moment->seconds));
    return layer;
}

bool looksLikeTimestamp(QByteArrayView bytes)
{
    const QByteArrayView text = Trimmed(bytes).inner;
    if (text.size() < 10 || text.size() > longestTimestamp)
        return false;
    if (std::all_of(text.begin(), text.end(), isDigit)) {
        const qsizetype size = text.size();
        const bool unit = size == 10 || size == 13 || size == 16 || size == 19;
        const qint64 seconds = text.first(10).toByteArray().toLongLong();
        return unit && seconds >= plausibleFrom && seconds < plausibleBelow;
    }
    IsoReader iso(text);
    return iso.read() && iso.hasTime();
}

} // namespace kv::text
