// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QRandomGenerator>

#include <algorithm>
#include <map>
#include <vector>

/// JSON documents at random, written in many ways; and the obvious, slow answer to whether two mean the same.
namespace kv::test {

struct Document
{
    enum class Kind { Null, True, False, Number, String, Array, Object };
    Kind kind = Kind::Null;
    // Number: an integer times ten to the power of `exponent`. String: UTF-16 units.
    qint64 integer = 0;
    int exponent = 0;
    std::u16string text;
    std::vector<Document> elements;
    std::map<std::u16string, Document> members;
};

/// Digits with the power of ten made the same, "-12000": small exponents only.
inline QByteArray plainDigits(const Document &number, int lowest)
{
    if (number.integer == 0)
        return "0";
    return QByteArray::number(number.integer) + QByteArray(number.exponent - lowest, '0');
}

inline bool same(const Document &a, const Document &b)
{
    if (a.kind != b.kind)
        return false;
    switch (a.kind) {
    case Document::Kind::Number: {
        const int lowest = std::min(a.exponent, b.exponent);
        return plainDigits(a, lowest) == plainDigits(b, lowest);
    }
    case Document::Kind::String:
        return a.text == b.text;
    case Document::Kind::Array:
        return std::equal(a.elements.begin(), a.elements.end(), b.elements.begin(), b.elements.end(), same);
    case Document::Kind::Object:
        return std::equal(
            a.members.begin(), a.members.end(), b.members.begin(), b.members.end(),
            [](const auto &x, const auto &y) { return x.first == y.first && same(x.second, y.second); });
    default:
        return true;
    }
}

class DocumentMaker
{
public:
    explicit DocumentMaker(quint32 seed) : m_random(seed) {}

    quint32 bounded(quint32 below) { return m_random.bounded(below); }

    Document make(int depth)
    {
        Document out;
        out.kind = Document::Kind(m_random.bounded(depth > 0 ? 7 : 5));
        if (depth > 2 && bounded(4) > 0) // else most documents would be no more than a scalar
            out.kind = bounded(2) ? Document::Kind::Array : Document::Kind::Object;
        if (out.kind == Document::Kind::Number) {
            out.integer = m_random.bounded(3) == 0 ? 0 : qint64(m_random.generate64());
            if (m_random.bounded(2))
                out.integer %= 1000;
            out.exponent = m_random.bounded(-30, 30);
        } else if (out.kind == Document::Kind::String) {
            out.text = text();
        } else if (out.kind == Document::Kind::Array) {
            for (quint32 i = bounded(5); i > 0; --i)
                out.elements.push_back(make(depth - 1));
        } else if (out.kind == Document::Kind::Object) {
            for (quint32 i = bounded(5); i > 0; --i)
                out.members.insert_or_assign(text(), make(depth - 1));
        }
        return out;
    }

    /// The document in one of the many ways to write it.
    QByteArray write(const Document &document)
    {
        QByteArray out = space();
        switch (document.kind) {
        case Document::Kind::Null:
            out += "null";
            break;
        case Document::Kind::True:
            out += "true";
            break;
        case Document::Kind::False:
            out += "false";
            break;
        case Document::Kind::Number:
            out += number(document);
            break;
        case Document::Kind::String:
            out += string(document.text);
            break;
        case Document::Kind::Array:
            out += '[' + (document.elements.empty() ? space() : QByteArray());
            for (size_t i = 0; i < document.elements.size(); ++i)
                out += (i > 0 ? "," : "") + write(document.elements[i]);
            out += ']';
            break;
        case Document::Kind::Object:
            out += object(document);
            break;
        }
        return out + space();
    }

    /// Changes one thing in the document, so that it means something else.
    void mutate(Document &document)
    {
        if (!document.elements.empty() && bounded(4) > 0) {
            mutate(document.elements[bounded(quint32(document.elements.size()))]);
        } else if (!document.members.empty() && bounded(4) > 0) {
            mutate(std::next(document.members.begin(), bounded(quint32(document.members.size())))->second);
        } else if (document.kind == Document::Kind::Array && bounded(2)) {
            document.elements.emplace_back();
        } else if (document.kind == Document::Kind::Object && bounded(2)) {
            document.members.insert_or_assign(u"a name that text() never gives", Document());
        } else if (document.kind == Document::Kind::String && bounded(2)) {
            document.text += u'x';
        } else if (document.kind == Document::Kind::Number) {
            ++document.integer;
        } else {
            document = {.kind = document.kind == Document::Kind::Null ? Document::Kind::True
                                                                      : Document::Kind::Null};
        }
    }

private:
    std::u16string text()
    {
        static const std::u16string pieces[] = {u"a",    u"b",    u"\"",     u"\\",     u"/",      u"\n",
                                                u"\x01", u"\x7f", u"é",      u"😀",      u"\ufffd", u"\0",
                                                u"0",    u"-",    u"\u2028", u"\uffff", u" "};
        std::u16string out;
        for (quint32 i = bounded(4); i > 0; --i) {
            const quint32 which = bounded(std::size(pieces) + 3);
            if (which < std::size(pieces))
                out += pieces[which];
            else
                out += char16_t(0xd800 + bounded(0x800)); // surrogates, single or by chance a pair
        }
        return out;
    }

    QByteArray space()
    {
        static const char *spaces[] = {"", "", "", " ", "\n", "\r\n", "\t "};
        return spaces[bounded(std::size(spaces))];
    }

    QByteArray number(const Document &document)
    {
        QByteArray digits = QByteArray::number(document.integer);
        const bool negative = digits.startsWith('-');
        if (negative)
            digits.remove(0, 1);
        int exponent = document.exponent;
        for (quint32 i = document.integer == 0 ? 0 : bounded(3); i > 0; --i, --exponent)
            digits += '0';
        if (const int behind = int(bounded(4)); behind > 0) {
            if (digits.size() <= behind)
                digits.prepend(QByteArray(behind + 1 - digits.size(), '0'));
            digits.insert(digits.size() - behind, '.');
            exponent += behind;
        }
        if (document.integer == 0 && bounded(2))
            exponent = int(bounded(1000));
        QByteArray out = (negative || (document.integer == 0 && bounded(2)) ? "-" : "") + digits;
        if (exponent != 0 || bounded(4) == 0) {
            out += bounded(2) ? 'e' : 'E';
            out += exponent < 0 ? "-" : bounded(2) ? "+" : "";
            out += QByteArray(bounded(3), '0') + QByteArray::number(std::abs(exponent));
        }
        return out;
    }

    QByteArray string(const std::u16string &text)
    {
        QByteArray out = "\"";
        for (size_t i = 0; i < text.size(); ++i) {
            const char16_t c = text[i];
            const bool pair = c >= 0xd800 && c < 0xdc00 && i + 1 < text.size() && text[i + 1] >= 0xdc00 &&
                              text[i + 1] < 0xe000;
            if (!pair && (c < 0x20 || (c >= 0xd800 && c < 0xe000) || bounded(4) == 0)) {
                out += unit(c);
            } else if (c == '"' || c == '\\' || (c == '/' && bounded(2))) {
                out += '\\';
                out += char(c);
            } else if (!pair) {
                out += QString(QChar(c)).toUtf8();
            } else if (bounded(2)) {
                out += unit(c) + unit(text[++i]);
            } else {
                const char16_t units[] = {c, text[++i]};
                out += QString::fromUtf16(units, 2).toUtf8();
            }
        }
        return out + '"';
    }

    QByteArray unit(char16_t c)
    {
        QByteArray digits = QByteArray::number(c, 16).rightJustified(4, '0');
        if (bounded(2))
            digits = digits.toUpper();
        if (c == '\n' && bounded(2))
            return "\\n";
        return "\\u" + digits;
    }

    QByteArray object(const Document &document)
    {
        std::vector<QByteArray> members;
        for (const auto &[name, value] : document.members)
            members.push_back(space() + string(name) + space() + ':' + write(value));
        for (size_t i = members.size(); i > 1; --i)
            std::swap(members[i - 1], members[bounded(quint32(i))]);
        if (!document.members.empty() && bounded(4) == 0) {
            // A member that the later one with its name does away with.
            const auto &[name, value] = *document.members.begin();
            members.insert(members.begin(), string(name) + ":[1,{\"x\":2}]");
        }
        QByteArray out = "{" + space();
        for (size_t i = 0; i < members.size(); ++i)
            out += (i > 0 ? "," : "") + members[i];
        return out + '}';
    }

    QRandomGenerator m_random;
};

} // namespace kv::test
