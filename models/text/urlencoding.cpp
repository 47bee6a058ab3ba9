// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/decoders.h"

#include <QCoreApplication>

namespace kv::text {
namespace {

using Kind = DecodeProblem::Kind;

/// Gives the sentences here their context for translators.
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Decoded)
};

bool isLetterOrDigit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// What encodeURIComponent() leaves as it is.
bool isPlain(char c)
{
    return isLetterOrDigit(c) || (c != '\0' && QByteArrayView("-_.!~*'()").contains(c));
}

int hexDigit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/// The byte of the escape at `at`, or -1.
int escapeAt(QByteArrayView text, qsizetype at)
{
    if (text.size() - at < 3 || text[at] != '%')
        return -1;
    const int high = hexDigit(text[at + 1]);
    const int low = hexDigit(text[at + 2]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

bool hasLowerHex(QByteArrayView text, qsizetype at)
{
    return text[at + 1] >= 'a' || text[at + 2] >= 'a';
}

/// A name or a value of a form; `whole` becomes false when an escape is none.
QByteArray formText(QByteArrayView text, bool &whole)
{
    QByteArray out;
    out.reserve(text.size());
    for (qsizetype at = 0; at < text.size(); ++at) {
        const int byte = escapeAt(text, at);
        if (byte >= 0) {
            out.append(char(byte));
            at += 2;
        } else {
            whole = whole && text[at] != '%';
            out.append(text[at] == '+' ? ' ' : text[at]);
        }
    }
    return out;
}

} // namespace

Layer decodePercent(const DecodeInput &in, bool plusMayBeSpace)
{
    const Trimmed trimmed(in.bytes);
    const QByteArrayView text = trimmed.inner;
    Layer layer{.encoding = Encoding::Percent};
    layer.style.before = trimmed.before.toByteArray();
    layer.style.after = trimmed.after.toByteArray();
    layer.style.plusIsSpace = plusMayBeSpace && text.contains('+') && !text.contains("%20");
    const auto stopAt = [&](Kind kind, qsizetype at, const QString &message) {
        layer.problem = DecodeProblem{.kind = kind, .offset = trimmed.before.size() + at, .message = message};
    };
    QByteArray out;
    out.reserve(std::min(text.size(), in.most));
    bool upper = false;
    bool lower = false;
    qsizetype asked = 0;
    for (qsizetype at = 0; at < text.size() && !layer.problem; ++at) {
        if (at - asked >= askEvery) {
            asked = at;
            if (in.stopped()) {
                stopAt(Kind::Cancelled, at, stoppedText());
                break;
            }
        }
        if (out.size() >= in.most) {
            stopAt(Kind::TooLarge, at, tooLargeText(in.most));
        } else if (text[at] != '%') {
            out.append(text[at] == '+' && layer.style.plusIsSpace ? ' ' : text[at]);
        } else if (const int byte = escapeAt(text, at); byte >= 0) {
            const bool small = hasLowerHex(text, at);
            lower = lower || small;
            upper = upper || (!small && (text[at + 1] >= 'A' || text[at + 2] >= 'A'));
            out.append(char(byte));
            at += 2;
        } else {
            stopAt(text.size() - at < 3 ? Kind::CutShort : Kind::Invalid, at,
                   Words::tr("Two hex digits are expected behind a “%”."));
        }
    }
    layer.style.lowerHex = lower && !upper;
    layer.bytes = out;
    return layer;
}

bool looksLikePercent(QByteArrayView bytes)
{
    const QByteArrayView text = Trimmed(bytes).inner;
    qsizetype escapes = 0;
    for (qsizetype at = 0; at < text.size(); ++at) {
        if (escapeAt(text, at) >= 0) {
            ++escapes;
            at += 2;
        } else if (!isPlain(text[at])) {
            return false;
        }
    }
    return escapes >= 2;
}

Encoded encodePercent(QByteArrayView bytes, const EncodingStyle &style)
{
    const char *const digits = style.lowerHex ? "0123456789abcdef" : "0123456789ABCDEF";
    QByteArray out = style.before;
    out.reserve(bytes.size() + bytes.size() / 2);
    for (const char c : bytes) {
        if (isPlain(c)) {
            out.append(c);
        } else if (c == ' ' && style.plusIsSpace) {
            out.append('+');
        } else {
            out.append('%').append(digits[uchar(c) >> 4]).append(digits[uchar(c) & 0xf]);
        }
    }
    return out.append(style.after);
}

Layer decodeForm(const DecodeInput &in)
{
    const Trimmed trimmed(in.bytes);
    QByteArrayView text = trimmed.inner;
    qsizetype offset = trimmed.before.size();
    if (text.startsWith('?')) { // a query as it stands in a URL
        text = text.sliced(1);
        ++offset;
    }
    Layer layer{.encoding = Encoding::Form, .rendition = true};
    QByteArray out = "{";
    bool whole = true;
    bool lossy = false;
    qsizetype asked = 0;
    for (qsizetype at = 0; at < text.size();) {
        if (at - asked >= askEvery) {
            asked = at;
            if (in.stopped()) {
                layer.problem = DecodeProblem{Kind::Cancelled, offset + at, stoppedText()};
                break;
            }
        }
        qsizetype end = text.indexOf('&', at);
        end = end < 0 ? text.size() : end;
        const QByteArrayView pair = text.sliced(at, end - at);
        const qsizetype before = out.size();
        if (!pair.isEmpty()) {
            const qsizetype equals = pair.indexOf('=');
            if (out.size() > 1)
                out.append(',');
            appendJsonText(out, formText(equals < 0 ? pair : pair.first(equals), whole), lossy);
            out.append(':');
            if (equals < 0)
                out.append("null");
            else
                appendJsonText(out, formText(pair.sliced(equals + 1), whole), lossy);
        }
        if (out.size() > in.most - 1) {
            out.truncate(before);
            layer.problem = DecodeProblem{Kind::TooLarge, offset + at, tooLargeText(in.most)};
            break;
        }
        at = end + 1;
    }
    layer.bytes = out.append('}');
    if (!whole)
        layer.notes << Words::tr("A “%” without two hex digits behind it stands for itself.");
    if (lossy)
        layer.notes << Words::tr("Bytes that are not UTF-8 are shown as \\xNN.");
    return layer;
}

bool looksLikeForm(QByteArrayView bytes)
{
    const QByteArrayView text = Trimmed(bytes).inner;
    qsizetype pairs = 0;
    qsizetype escapes = 0;
    qsizetype nameFrom = 0;
    bool inName = true;
    for (qsizetype at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '%') {
            if (escapeAt(text, at) < 0)
                return false;
            ++escapes;
            at += 2;
        } else if (c == '=' && inName) {
            if (at == nameFrom)
                return false;
            inName = false;
            ++pairs;
        } else if (c == '&') {
            if (inName)
                return false;
            inName = true;
            nameFrom = at + 1;
        } else if (!isLetterOrDigit(c) && !QByteArrayView("*-._+").contains(c)) {
            return false;
        }
    }
    return !inName && (pairs >= 2 || (pairs == 1 && escapes > 0));
}

} // namespace kv::text
