// SPDX-License-Identifier: GPL-3.0-or-later
// The reports that people read: Markdown and HTML.
#include "jobs/reportparts.h"
#include "text/units.h"
#include "text/utf8.h"

#include <QCoreApplication>
#include <QStringList>

namespace kv::jobs::parts {
namespace {

/// Gives the sentences here their context for translators.
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Report)
};

/// A cell, not yet escaped.
struct Cell
{
    QString text;
    bool code = false; ///< Somebody's data, not our words.
};
using Cells = QList<Cell>;

/// Lays out headings, tables and paragraphs in one of the two languages, and escapes whatever it is given.
class Page
{
public:
    Page(Sink &out, bool html) : m_out(out), m_html(html) {}

    void begin(const QString &title)
    {
        if (!m_html)
            return;
        m_out << "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\"/>\n<title>"
              << title.toHtmlEscaped()
              << "</title>\n<style>body{font-family:sans-serif}table{border-collapse:collapse}"
                 "th,td{border:1px solid #ccc;padding:2px 8px;text-align:left;vertical-align:top}"
                 "code{white-space:pre-wrap;word-break:break-word}</style>\n</head>\n<body>\n";
    }
    void end()
    {
        if (m_html)
            m_out << "</body>\n</html>\n";
    }
    void heading(int level, const QString &text)
    {
        if (m_html)
            m_out << QStringLiteral("<h%1>%2</h%1>\n").arg(QString::number(level), text.toHtmlEscaped());
        else
            m_out << QByteArray(level, '#') << " " << markdown(text) << "\n\n";
    }
    void paragraph(const QString &text)
    {
        if (m_html)
            m_out << "<p>" << text.toHtmlEscaped() << "</p>\n";
        else
            m_out << markdown(text) << "\n\n";
    }
    void beginTable(const QStringList &names)
    {
        if (m_html)
            m_out << "<table>\n";
        Cells cells;
        for (const QString &name : names)
            cells.append({name});
        row(cells, true);
        if (!m_html)
            m_out << "|" << QByteArray("---|").repeated(names.size()) << "\n";
    }
    void row(const Cells &cells, bool head = false)
    {
        if (!m_html) {
            for (const Cell &cell : cells)
                m_out << "| " << (cell.code ? markdownCode(cell.text) : markdown(cell.text)) << " ";
            m_out << "|\n";
            return;
        }
        const QByteArray name = head ? "th>" : "td>";
        m_out << "<tr>";
        for (const Cell &cell : cells) {
            const QString text = cell.text.toHtmlEscaped();
            m_out << "<" << name << (cell.code ? QStringLiteral("<code>%1</code>").arg(text) : text) << "</"
                  << name;
        }
        m_out << "</tr>\n";
    }
    void endTable() { m_out << (m_html ? "</table>\n" : "\n"); }

private:
    /// As numeric entities, which never stand for Markdown's or HTML's own signs, wherever they are.
    template <class Keeps> static QString withEntities(const QString &text, Keeps keeps)
    {
        QString out;
        for (const QChar c : text) {
            if (c.unicode() >= 0x80 || c.isLetterOrNumber() || keeps(c))
                out += c;
            else
                out += QStringLiteral("&#%1;").arg(int(c.unicode()));
        }
        return out;
    }
    static QString markdown(const QString &text)
    {
        return withEntities(text, [](QChar c) { return QStringView(u" ,.:;()-/+").contains(c); });
    }
    /// Between backticks where nothing in it means anything to Markdown, so that it can be read as it is.
    static QString markdownCode(const QString &text)
    {
        if (text.isEmpty())
            return {};
        bool plain = !text.startsWith(u' ') && !text.endsWith(u' ');
        for (const QChar c : text)
            plain = plain && (c.unicode() >= 0x80 || c.isLetterOrNumber() ||
                              QStringView(u" ,.:;()-/+_=@#$%").contains(c));
        if (plain)
            return u'`' + text + u'`';
        return QStringLiteral("<code>%1</code>").arg(withEntities(text, [](QChar c) {
            return c == u' ' || c == u'-';
        }));
    }

    Sink &m_out;
    bool m_html;
};

QString shownText(const QString &text)
{
    return text::displayKey(text.toUtf8());
}

QString statusTitle(Status status)
{
    switch (status) {
    case Status::OnlyLeft:
        return Words::tr("Only on the left");
    case Status::OnlyRight:
        return Words::tr("Only on the right");
    case Status::Different:
        return Words::tr("Different");
    case Status::Same:
        return Words::tr("Same");
    case Status::Unread:
        break;
    }
    return Words::tr("Not read");
}

QString reasonWords(const CompareRow &row)
{
    QStringList out;
    if (row.reasons & Reason::Value)
        out.append(Words::tr("value"));
    if (row.reasons & Reason::Formatting)
        out.append(Words::tr("same JSON, other bytes"));
    if (row.reasons & Reason::Metadata)
        out.append(Words::tr("metadata"));
    if (row.reasons & Reason::Expiration)
        out.append(Words::tr("expiration"));
    if (row.valuePending)
        out.append(Words::tr("values not read yet"));
    return out.join(QStringLiteral(", "));
}

QString sideWords(qint64 size, const Expiration &expiration)
{
    QStringList out;
    if (size >= 0)
        out.append(text::sizeText(size));
    if (expiration)
        out.append(Words::tr("expires %1").arg(text::utcText(*expiration)));
    return out.join(QStringLiteral(", "));
}

QString depthWords(Depth depth)
{
    switch (depth) {
    case Depth::Names:
        return Words::tr("which keys there are");
    case Depth::Rows:
        return Words::tr("keys, metadata and expirations");
    case Depth::Values:
        break;
    }
    return Words::tr("keys, metadata, expirations and values");
}

void writeIgnored(Page &page, const IgnoreRules &ignore)
{
    const auto add = [&page](const QString &name, const Cell &cell) {
        page.row({{Words::tr("Ignored: %1").arg(name)}, cell});
    };
    if (ignore.expirationSeconds > 0)
        add(Words::tr("expirations"), {Words::tr("up to %1 s apart").arg(ignore.expirationSeconds)});
    for (const QString &path : ignore.jsonPaths)
        add(Words::tr("a place in JSON"), {shownText(path), true});
    for (const QByteArray &prefix : ignore.prefixes)
        add(Words::tr("keys that begin with"), {text::displayKey(prefix), true});
    if (ignore.jsonFormatting)
        add(Words::tr("formatting"), {Words::tr("the same JSON in other bytes")});
}

void writeHead(Page &page, const ComparisonFile &file)
{
    const CompareSpec spec = file.spec();
    const CompareState state = file.state();
    page.beginTable({Words::tr("What"), Words::tr("How")});
    page.row({{Words::tr("Left")}, {shownText(spec.leftName), true}});
    page.row({{Words::tr("Right")}, {shownText(spec.rightName), true}});
    page.row({{Words::tr("Begun")}, {text::utcText(state.startedMs / 1000)}});
    page.row({{Words::tr("Done")},
              {state.finishedMs > 0 ? text::utcText(state.finishedMs / 1000)
                                    : Words::tr("not yet: what follows is not all")}});
    page.row({{Words::tr("Compared")}, {depthWords(spec.depth)}});
    if (!spec.prefix.isEmpty())
        page.row({{Words::tr("Only keys that begin with")}, {text::displayKey(spec.prefix), true}});
    writeIgnored(page, spec.ignore);
    page.endTable();

    const Counts counts = file.counts();
    page.beginTable({Words::tr("Status"), Words::tr("Keys")});
    for (int status = 0; status < statusCount; ++status)
        page.row({{statusTitle(Status(status))}, {text::countText(counts[size_t(status)])}});
    page.endTable();
}

Cells cellsOf(const CompareRow &row, const QString &problem)
{
    const Cell key{text::displayKey(row.key), true};
    const Cell left{sideWords(row.leftSize, row.leftExpiration)};
    const Cell right{sideWords(row.rightSize, row.rightExpiration)};
    switch (row.status) {
    case Status::OnlyLeft:
        return {key, left};
    case Status::OnlyRight:
        return {key, right};
    case Status::Unread:
        return {key, {shownText(problem)}};
    default:
        return {key, {reasonWords(row)}, left, right};
    }
}

QStringList columnsOf(Status status)
{
    switch (status) {
    case Status::OnlyLeft:
    case Status::OnlyRight:
        return {Words::tr("Key"), Words::tr("Entry")};
    case Status::Unread:
        return {Words::tr("Key"), Words::tr("Why")};
    default:
        return {Words::tr("Key"), Words::tr("Why"), Words::tr("Left"), Words::tr("Right")};
    }
}

Result<> writeGroup(Page &page, const ComparisonFile &file, Status status, Sink &out,
                    const ReportOptions &options)
{
    const qint64 all = file.counts()[size_t(status)];
    if (all == 0)
        return {};
    page.heading(2, QStringLiteral("%1 (%2)").arg(statusTitle(status), text::countText(all)));
    if (options.mostRows > 0)
        page.beginTable(columnsOf(status));
    std::array<bool, statusCount> statuses = {};
    statuses[size_t(status)] = true;
    qint64 written = 0;
    std::optional<Error> problem;
    const Result<> read = eachRow(file, options, statuses, [&](const CompareRow &row) {
        if (written == options.mostRows || out.hasFailed())
            return false;
        const Result<QString> words = problemOf(file, row);
        if (!words) {
            problem = words.error();
            return false;
        }
        page.row(cellsOf(row, *words));
        ++written;
        return true;
    });
    if (!read)
        return read;
    if (problem)
        return fail(*problem);
    if (options.mostRows > 0)
        page.endTable();
    if (written < all)
        page.paragraph(Words::tr("… and %1 more.").arg(text::countText(all - written)));
    return {};
}

} // namespace

Result<> writePage(const ComparisonFile &file, bool html, Sink &out, const ReportOptions &options)
{
    const CompareSpec spec = file.spec();
    const QString title =
        Words::tr("%1 compared with %2").arg(shownText(spec.leftName), shownText(spec.rightName));
    Page page(out, html);
    page.begin(title);
    page.heading(1, title);
    writeHead(page, file);
    for (const Status status : {Status::Different, Status::OnlyLeft, Status::OnlyRight, Status::Unread}) {
        // Where values were not asked for, not to have read them is no news.
        if (status == Status::Unread && spec.depth != Depth::Values)
            continue;
        if (const Result<> written = writeGroup(page, file, status, out, options); !written)
            return written;
    }
    page.end();
    return {};
}

} // namespace kv::jobs::parts
