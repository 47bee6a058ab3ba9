// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

#include <optional>

namespace kv::text {

/// Bytes as lines of a hex view, each made when it is asked for. The bytes must outlive it. Any thread.
class HexLines
{
public:
    static constexpr int perLine = 16;

    explicit HexLines(QByteArrayView bytes) : m_bytes(bytes) {}

    /// Lines that hold a byte.
    qint64 count() const { return (m_bytes.size() + perLine - 1) / perLine; }
    /// Hex digits that the largest offset needs, 4 or more, always even.
    int offsetDigits() const { return offsetDigits(m_bytes.size()); }
    static int offsetDigits(qint64 size);

    /// The offset of the line's first byte: "0000a0".
    QString offset(qint64 line) const;
    /// "00 01 02 …", without a space at the end. Empty for a line that is not there.
    QString hex(qint64 line) const;
    /// One character a byte; what ASCII cannot show is a dot.
    QString ascii(qint64 line) const;
    /// The bytes of a line.
    QByteArrayView bytes(qint64 line) const;

private:
    QByteArrayView m_bytes;
};

/// A byte as an ASCII column shows it.
QChar asciiOf(char byte);

/// "de ad be ef".
QString hexText(QByteArrayView bytes);

/// Bytes from hex digits as people type or paste them: upper or lower case, with or without white space,
/// commas, colons, `0x` or `\x` between the bytes. Nothing when there is an odd digit or anything else.
std::optional<QByteArray> parseHex(QStringView typed);

} // namespace kv::text
