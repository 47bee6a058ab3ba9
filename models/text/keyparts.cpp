// SPDX-License-Identifier: GPL-3.0-or-later
// How a key is parted into words and what stands in for them.
#include "text/keytemplate.h"

#include <algorithm>

namespace kv::text {

namespace {

constexpr size_t mostParts = 32;

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}
bool isLower(char c)
{
    return c >= 'a' && c <= 'z';
}
bool isUpper(char c)
{
    return c >= 'A' && c <= 'Z';
}
bool isHexDigit(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
/// Parts a key in any case.
bool isStrong(char c)
{
    switch (c) {
    case ':':
    case '/':
    case '|':
    case '#':
    case ';':
    case '=':
    case '&':
    case '?':
    case ',':
    case ' ':
        return true;
    default:
        return false;
    }
}
/// Stands within identifiers, dates and addresses as well.
bool isWeak(char c)
{
    return c == '-' || c == '_' || c == '.' || c == '@' || c == '+' || c == '~';
}

template <class Is> bool all(QByteArrayView text, Is is)
{
    for (const char c : text) {
        if (!is(c))
            return false;
    }
    return !text.isEmpty();
}

int number(QByteArrayView digits)
{
    int value = 0;
    for (const char c : digits)
        value = value * 10 + (c - '0');
    return value;
}

bool isDay(QByteArrayView year, QByteArrayView month, QByteArrayView day)
{
    const int m = number(month);
    const int d = number(day);
    return (year.startsWith("19") || year.startsWith("20")) && m >= 1 && m <= 12 && d >= 1 && d <= 31;
}

/// Whether it has the form: 9 stands for a digit, h for a hexadecimal one, everything else for itself.
bool fits(QByteArrayView text, QByteArrayView form)
{
    if (text.size() != form.size())
        return false;
    for (qsizetype i = 0; i < form.size(); ++i) {
        const bool good = form[i] == '9'   ? isDigit(text[i])
                          : form[i] == 'h' ? isHexDigit(text[i])
                                           : text[i] == form[i];
        if (!good)
            return false;
    }
    return true;
}

/// Length of a moment as ISO 8601 has it at the beginning of `text`, colons and all; 0: there is none.
qsizetype isoTime(QByteArrayView text)
{
    if (text.size() < 16 || !fits(text.first(10), "9999-99-99") || (text[10] != 'T' && text[10] != ' ') ||
        !fits(text.sliced(11, 5), "99:99") || !isDay(text.first(4), text.sliced(5, 2), text.sliced(8, 2)))
        return 0;
    qsizetype end = 16;
    if (text.size() >= end + 3 && fits(text.sliced(end, 3), ":99"))
        end += 3;
    if (end + 1 < text.size() && text[end] == '.' && isDigit(text[end + 1])) {
        for (++end; end < text.size() && isDigit(text[end]); ++end) {
        }
    }
    if (end < text.size() && text[end] == 'Z')
        return end + 1;
    if (text.size() >= end + 6 && (text[end] == '+' || text[end] == '-') &&
        fits(text.sliced(end + 1, 5), "99:99"))
        return end + 6;
    return end;
}

bool isEmail(QByteArrayView text)
{
    const qsizetype at = text.indexOf('@');
    if (at <= 0 || text.lastIndexOf('@') != at)
        return false;
    const qsizetype dot = text.indexOf('.', at);
    return dot > at + 1 && dot + 1 < text.size();
}

bool isUlid(QByteArrayView text)
{
    if (text.size() != 26 || text[0] < '0' || text[0] > '7')
        return false;
    bool digit = false;
    for (const char c : text) {
        if (!isDigit(c) && (!isUpper(c) || c == 'I' || c == 'L' || c == 'O' || c == 'U'))
            return false;
        digit = digit || isDigit(c);
    }
    return digit;
}

/// Letters and digits too mixed for a word.
bool isRandom(QByteArrayView text)
{
    if (text.size() < 10)
        return false;
    int lower = 0;
    int upper = 0;
    int digits = 0;
    int turns = 0; // from letters to digits or back
    bool joined = false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (!isDigit(c) && !isLower(c) && !isUpper(c) && c != '-' && c != '_')
            return false;
        joined = joined || c == '-' || c == '_';
        lower += isLower(c);
        upper += isUpper(c);
        digits += isDigit(c);
        turns += i > 0 && isDigit(c) != isDigit(text[i - 1]) && c != '-' && c != '_';
    }
    if (digits == 0)
        return false;
    if (lower > 0 && upper > 0)
        return turns >= 2;
    return !joined && turns >= 4; // words and numbers may be joined as well
}

PartKind kindOf(QByteArrayView word)
{
    if (word.isEmpty() || word.size() > 512)
        return PartKind::Literal;
    if (all(word, isDigit)) {
        if (word.size() == 8 && isDay(word.first(4), word.sliced(4, 2), word.sliced(6, 2)))
            return PartKind::Date;
        const bool since1970 = (word.size() == 10 || word.size() == 13) && word[0] == '1';
        return since1970 ? PartKind::Time : PartKind::Id;
    }
    if (fits(word, "hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh"))
        return PartKind::Uuid;
    if (fits(word, "9999-99-99") && isDay(word.first(4), word.sliced(5, 2), word.sliced(8, 2)))
        return PartKind::Date;
    if (isUlid(word))
        return PartKind::Ulid;
    if (word.size() >= 8 && all(word, isHexDigit)) {
        for (const char c : word) {
            if (isDigit(c))
                return PartKind::Hex;
        }
    }
    if (isEmail(word))
        return PartKind::Email;
    return isRandom(word) ? PartKind::Random : PartKind::Literal;
}

/// `user42` is a word and a number. `v2` and the like are names.
void addWord(QByteArrayView word, QByteArrayView separator, std::vector<KeyPart> &parts)
{
    const PartKind kind = kindOf(word);
    if (kind != PartKind::Literal) {
        parts.push_back({kind, {}, separator});
        return;
    }
    qsizetype digits = word.size();
    while (digits > 0 && isDigit(word[digits - 1]))
        --digits;
    if (digits >= 2 && word.size() - digits >= 2) {
        parts.push_back({PartKind::Literal, word.first(digits), {}});
        parts.push_back({PartKind::Id, {}, separator});
        return;
    }
    parts.push_back({PartKind::Literal, word, separator});
}

/// A stretch between strong separators: one thing as a whole, or words with weak separators. False: there are
/// more than are wanted.
bool addField(QByteArrayView field, QByteArrayView separator, std::vector<KeyPart> &parts)
{
    const PartKind whole = kindOf(field);
    if (whole != PartKind::Literal) {
        parts.push_back({whole, {}, separator});
        return true;
    }
    for (qsizetype at = 0; parts.size() < mostParts;) {
        qsizetype end = at;
        // An identifier or a day keeps its dashes.
        for (const auto &[length, kind] : {std::pair<qsizetype, PartKind>{36, PartKind::Uuid},
                                           std::pair<qsizetype, PartKind>{10, PartKind::Date}}) {
            const bool fitsIn = at + length < field.size() && isWeak(field[at + length]);
            if ((fitsIn || at + length == field.size()) && kindOf(field.sliced(at, length)) == kind) {
                end = at + length;
                break;
            }
        }
        while (end < field.size() && !isWeak(field[end]))
            ++end;
        if (end == field.size()) {
            addWord(field.sliced(at), separator, parts);
            return parts.size() <= mostParts;
        }
        addWord(field.sliced(at, end - at), field.sliced(end, 1), parts);
        at = end + 1;
    }
    return false;
}

} // namespace

void partsOf(QByteArrayView key, std::vector<KeyPart> &parts)
{
    parts.clear();
    for (qsizetype at = 0; at < key.size();) {
        qsizetype end = at + isoTime(key.sliced(at));
        const bool isTime = end > at;
        while (!isTime && end < key.size() && !isStrong(key[end]))
            ++end;
        // Separators that come twice belong together.
        qsizetype behind = end;
        while (behind < key.size() && behind < end + 3 && isStrong(key[behind]))
            ++behind;
        if (behind == end && isTime && end < key.size())
            behind = end + (isWeak(key[end]) ? 1 : 0);
        const QByteArrayView separator = key.sliced(end, behind - end);
        bool room = parts.size() < mostParts;
        if (isTime)
            parts.push_back({PartKind::Time, {}, separator});
        else if (room)
            room = addField(key.sliced(at, end - at), separator, parts);
        if (!room) {
            parts.resize(std::min(parts.size(), mostParts - 1));
            parts.push_back({PartKind::Rest, {}, {}});
            return;
        }
        at = behind;
    }
}

} // namespace kv::text
