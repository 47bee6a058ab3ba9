// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/units.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

#include <array>

namespace kv::text {
namespace {

constexpr QChar noBreakSpace(0x00a0);

/// Gives the sentences here their context for translators.
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Units)
};

QString unitText(qint64 n, int unit)
{
    switch (unit) {
    case 0:
        return (n == 1 ? Words::tr("%1 year") : Words::tr("%1 years")).arg(countText(n));
    case 1:
        return (n == 1 ? Words::tr("%1 day") : Words::tr("%1 days")).arg(n);
    case 2:
        return Words::tr("%1 h").arg(n);
    case 3:
        return Words::tr("%1 min").arg(n);
    default:
        return Words::tr("%1 s").arg(n);
    }
}

QString momentText(const QDateTime &moment)
{
    const QDate date = moment.date();
    const QLatin1Char zero('0');
    const int year = date.year();
    return QStringLiteral("%1%2-%3-%4 ")
               .arg(year < 0 ? QStringLiteral("-") : QString())
               .arg(qAbs(year), 4, 10, zero)
               .arg(date.month(), 2, 10, zero)
               .arg(date.day(), 2, 10, zero) +
           moment.time().toString(QStringLiteral("HH:mm:ss"));
}

bool isFar(qint64 sec)
{
    return sec > farthestSecond || sec < -farthestSecond;
}

QString farText(qint64 sec)
{
    return Words::tr("%1 s since 1970").arg(countText(sec));
}

} // namespace

QString sizeText(qint64 bytes)
{
    static constexpr std::array units{"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    size_t unit = 0;
    double n = double(bytes);
    // What would be rounded up to 1024 belongs to the next unit.
    while (qAbs(n) >= (unit == 0 ? 1024.0 : 1023.95) && unit + 1 < units.size()) {
        n /= 1024;
        ++unit;
    }
    QString number = QString::number(n, 'f', unit == 0 ? 0 : 1);
    if (number.endsWith(QLatin1String(".0")))
        number.chop(2);
    return number + noBreakSpace + QLatin1String(units[unit]);
}

QString countText(qint64 count)
{
    return QLocale(QLocale::English, QLocale::UnitedStates).toString(count);
}

QString durationText(qint64 seconds, int parts)
{
    static constexpr std::array<qint64, 5> lengths{365 * 86400, 86400, 3600, 60, 1};
    quint64 left = seconds < 0 ? quint64(0) - quint64(seconds) : quint64(seconds);
    size_t unit = 0;
    // Hours say more than "1 day" does.
    while (unit + 1 < lengths.size() && left < quint64(unit == 1 ? 2 * lengths[unit] : lengths[unit]))
        ++unit;
    QString out = unitText(qint64(left / quint64(lengths[unit])), int(unit));
    for (int part = 1; part < parts && unit + 1 < lengths.size(); ++part) {
        left %= quint64(lengths[unit]);
        ++unit;
        const auto n = qint64(left / quint64(lengths[unit]));
        if (n == 0)
            break;
        out += QLatin1Char(' ') + unitText(n, int(unit));
    }
    return out;
}

QString relativeTime(qint64 targetSec, qint64 nowMs, int parts)
{
    const qint64 now = nowMs / 1000;
    // Far enough away for any words, near enough not to overflow.
    const qint64 target = qBound(-farthestSecond * 1000, targetSec, farthestSecond * 1000);
    if (target > now)
        return Words::tr("in %1").arg(durationText(target - now, parts));
    if (target == now)
        return Words::tr("expired just now");
    return Words::tr("expired %1 ago").arg(durationText(now - target, parts));
}

QString utcText(qint64 sec)
{
    return isFar(sec) ? farText(sec)
                      : momentText(QDateTime::fromSecsSinceEpoch(sec, Qt::UTC)) + QStringLiteral(" UTC");
}

QString localText(qint64 sec)
{
    return isFar(sec) ? farText(sec) : momentText(QDateTime::fromSecsSinceEpoch(sec));
}

} // namespace kv::text
