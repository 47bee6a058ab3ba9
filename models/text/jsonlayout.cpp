// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/jsonlayout.h"

#include "text/json.h"
#include "text/jsonreader.h"
#include "text/lines.h"

#include <vector>

namespace kv::text {

namespace {

using Kind = JsonReader::Kind;

qsizetype lineEnds(QByteArrayView text)
{
    const Lines lines = linesOf(text);
    return lines.lf + lines.cr + lines.crlf;
}

/// The tokens of a text, and the white space around them.
struct Tokens
{
    explicit Tokens(const QByteArray &text) : bytes(text) {}

    /// Whether it is JSON, read to its end.
    bool read(const Stop &stop)
    {
        JsonReader reader(bytes);
        all.reserve(size_t(bytes.size() / 8));
        for (size_t n = 1;; ++n) {
            const JsonReader::Token token = reader.next();
            if (token.kind == Kind::End)
                return !all.empty();
            if (token.kind == Kind::Problem || (n % 4096 == 0 && stop && stop()))
                return false;
            all.push_back(token);
        }
    }
    QByteArrayView text(size_t i) const { return bytes.sliced(all[i].begin, all[i].end - all[i].begin); }
    /// The white space between a token and the one before, or the beginning.
    QByteArrayView gapBefore(size_t i) const
    {
        const qsizetype from = i == 0 ? 0 : all[i - 1].end;
        return bytes.sliced(from, all[i].begin - from);
    }
    bool isOneLine() const
    {
        const auto inside = bytes.sliced(all.front().begin, all.back().end - all.front().begin);
        return !inside.contains('\n') && !inside.contains('\r');
    }

    QByteArrayView bytes;
    std::vector<JsonReader::Token> all;
};

/// How a text on one line spaces its tokens, told from the first of each sort.
class Spacing
{
public:
    explicit Spacing(const Tokens &tokens)
    {
        for (size_t i = 1; i < tokens.all.size(); ++i) {
            std::optional<QByteArrayView> &gap = m_gaps[sort(tokens.all[i - 1].kind, tokens.all[i].kind)];
            if (!gap)
                gap = tokens.gapBefore(i);
        }
    }
    QByteArrayView between(Kind before, Kind after) const
    {
        return m_gaps[sort(before, after)].value_or(QByteArrayView());
    }

private:
    enum Sort { AfterOpen, Empty, BeforeClose, AfterColon, AfterComma, BeforeColon, BeforeComma, sorts };
    static Sort sort(Kind before, Kind after)
    {
        if (before == Kind::Open)
            return after == Kind::Close ? Empty : AfterOpen;
        if (before == Kind::Colon)
            return AfterColon;
        if (before == Kind::Comma)
            return AfterComma;
        return after == Kind::Close ? BeforeClose : after == Kind::Colon ? BeforeColon : BeforeComma;
    }

    std::optional<QByteArrayView> m_gaps[sorts];
};

QByteArray oneForOne(const Tokens &was, const Tokens &is)
{
    QByteArray out;
    out.reserve(was.bytes.size() + qMax<qsizetype>(0, is.bytes.size() - was.bytes.size()) / 8);
    for (size_t i = 0; i < was.all.size(); ++i)
        out.append(was.gapBefore(i)).append(is.text(i));
    return out.append(was.bytes.sliced(was.all.back().end));
}

bool isOneForOne(const Tokens &was, const Tokens &is)
{
    return was.all.size() == is.all.size() &&
           std::equal(was.all.begin(), was.all.end(), is.all.begin(),
                      [](const auto &a, const auto &b) { return a.kind == b.kind; });
}

} // namespace

JsonShown shownJson(const QByteArray &stored, const Stop &stop)
{
    const QByteArray formatted = format(stored, 2, stop);
    if (formatted == stored || lineEnds(stored) >= lineEnds(formatted))
        return {stored, true};
    return {formatted, false};
}

std::optional<QByteArray> storedJson(const QByteArray &stored, const QByteArray &edited, const Stop &stop)
{
    Tokens was(stored);
    Tokens is(edited);
    if (!is.read(stop) || !was.read(stop))
        return {};
    if (isOneForOne(was, is))
        return oneForOne(was, is);

    const size_t shorter = qMin(was.all.size(), is.all.size());
    const auto same = [&](size_t i, size_t k) {
        return was.all[i].kind == is.all[k].kind && was.text(i) == is.text(k);
    };
    size_t first = 0; // tokens that are the same at the beginning
    while (first < shorter && same(first, first))
        ++first;
    size_t last = 0; // and at the end
    while (last < shorter - first && same(was.all.size() - last - 1, is.all.size() - last - 1))
        ++last;

    const bool oneLine = was.isOneLine();
    const Spacing spacing(was);
    const size_t behind = is.all.size() - last;
    QByteArray out(was.bytes.first(first > 0 ? was.all[first - 1].end : was.all.front().begin).toByteArray());
    const auto space = [&](size_t i) { // before token i of the edited text
        if (i == 0)
            return;
        if (oneLine)
            out.append(spacing.between(is.all[i - 1].kind, is.all[i].kind));
        else if (i == behind && first == behind)
            out.append(was.gapBefore(was.all.size() - last)); // something was only taken out
        else
            out.append(is.gapBefore(i));
    };
    for (size_t i = first; i < behind; ++i) {
        space(i);
        out.append(is.text(i));
    }
    if (last == 0)
        return out.append(was.bytes.sliced(was.all.back().end));
    space(behind);
    return out.append(was.bytes.sliced(was.all[was.all.size() - last].begin));
}

} // namespace kv::text
