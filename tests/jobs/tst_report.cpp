// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/report.h"

#include "text/utf8.h"

#include <QBuffer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

using namespace kv;
using namespace kv::jobs;
using namespace Qt::StringLiterals;

namespace {

/// Keys that try to break out of wherever they are put.
const QByteArrayList &nastyKeys()
{
    static const QByteArrayList keys = [] {
        QByteArrayList list = {"",
                               "plain:key/1.0",
                               "a|b",
                               "a\\|b",
                               "a\\",
                               "`",
                               "a`b``c",
                               "``` \n| x | y |",
                               "line\nbreak",
                               "line\r\nbreak",
                               "<script>alert(1)</script>",
                               "</code></td><b>",
                               "&amp;",
                               "&#124;",
                               "]]>",
                               "<!--",
                               "\"quoted\"",
                               "a,b",
                               "\",\"",
                               "=1+1",
                               "+1",
                               "-1",
                               "@x",
                               "\t=1",
                               "＝1",
                               "'=1",
                               "*b* _i_ ~s~",
                               "[a](javascript:x)",
                               "![a](b)",
                               "# head",
                               "- list",
                               "1. list",
                               "> quote",
                               "---",
                               "@someone",
                               "#12",
                               "http://example.com/",
                               " lead",
                               "trail ",
                               "é😀",
                               "\xe2\x80\xae"
                               "override",
                               "\xff\xfe",
                               "a\xff|\n",
                               "\x01\x1b[31m",
                               "\x7f",
                               "\xef\xbf\xbe",
                               "$x$",
                               "{{x}}",
                               "${x}",
                               "%00"};
        list.append(QByteArray("zero\0byte", 9));
        std::sort(list.begin(), list.end());
        return list;
    }();
    return keys;
}

CompareSpec nastySpec()
{
    CompareSpec spec;
    spec.leftName = u"local:A|B<i>`"_s;
    spec.rightName = u"remote:\n| x |"_s;
    spec.left.stateRoot = u"/home/someone/secret-folder"_s;
    spec.right.place = Place::Remote;
    spec.right.namespaceId = u"0f\"1"_s;
    spec.ignore.jsonPaths = {u"$['a|b']"_s, u"metadata:$.x"_s};
    spec.ignore.prefixes = {"\xff|", "tmp:"};
    spec.ignore.expirationSeconds = 60;
    spec.ignore.jsonFormatting = true;
    spec.prefix = "p\xfe";
    return spec;
}

/// Splits CSV as RFC 4180 has it; empty when it is none.
QList<QByteArrayList> parseCsv(const QByteArray &csv)
{
    QList<QByteArrayList> records;
    QByteArrayList record;
    for (qsizetype at = 0; at < csv.size();) {
        QByteArray field;
        if (csv[at] == '"') {
            for (++at;; ++at) {
                if (at >= csv.size())
                    return {};
                if (csv[at] != '"') {
                    field += csv[at];
                } else if (at + 1 < csv.size() && csv[at + 1] == '"') {
                    field += '"';
                    ++at;
                } else {
                    break;
                }
            }
            ++at;
        } else {
            while (at < csv.size() && csv[at] != ',' && csv[at] != '\r' && csv[at] != '\n' && csv[at] != '"')
                field += csv[at++];
        }
        record.append(field);
        if (at < csv.size() && csv[at] == ',') {
            ++at;
        } else if (csv.mid(at, 2) == "\r\n") {
            at += 2;
            records.append(record);
            record.clear();
        } else {
            return {};
        }
    }
    return records;
}

/// A device that takes so much and no more.
class FullDevice : public QIODevice
{
public:
    explicit FullDevice(qint64 room) : m_room(room) { open(WriteOnly); }

protected:
    qint64 readData(char *, qint64) override { return -1; }
    qint64 writeData(const char *, qint64 size) override
    {
        const qint64 taken = qMin(size, m_room);
        m_room -= taken;
        if (taken == 0)
            setErrorString(u"there is no room"_s);
        return taken == 0 ? -1 : taken;
    }

private:
    qint64 m_room;
};

} // namespace

class TestReport : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    int m_files = 0;

    /// A comparison with the nasty keys in each status, one after the other.
    std::shared_ptr<ComparisonFile> nasty()
    {
        std::vector<CompareRow> rows;
        QHash<QByteArray, QString> problems;
        int i = 0;
        for (const QByteArray &key : nastyKeys()) {
            CompareRow row;
            row.key = key;
            row.status = Status(i++ % statusCount);
            row.leftSize = 1000 + i;
            if (row.status == Status::Different) {
                row.reasons = Reason::Value | Reason::Metadata;
                row.rightExpiration = 1'700'000'000;
            }
            if (row.status == Status::Unread) {
                row.reasons = Reason::Failed;
                problems.insert(key, u"=problem|<b>\n"_s);
            }
            rows.push_back(row);
        }
        return make(nastySpec(), rows, problems);
    }

    std::shared_ptr<ComparisonFile> make(const CompareSpec &spec, const std::vector<CompareRow> &rows,
                                         const QHash<QByteArray, QString> &problems = {})
    {
        CompareState state;
        state.phase = CompareState::Phase::Done;
        state.startedMs = 1'700'000'000'000;
        state.finishedMs = 1'700'000'060'000;
        const auto file = ComparisonFile::create(m_folder.filePath(QString::number(++m_files)), spec);
        if (!file || !(*file)->append(rows, state) ||
            (!problems.isEmpty() && !(*file)->replace(0, rows, problems, state)))
            return {};
        return *file;
    }

    static QByteArray report(const ComparisonFile &file, ReportFormat format,
                             const ReportOptions &options = {})
    {
        QBuffer buffer;
        buffer.open(QIODevice::WriteOnly);
        const Result<> written = writeReport(file, format, buffer, options);
        return written ? buffer.data() : "failed: " + written.error().detail.toUtf8();
    }

    /// The texts of a page's cells, row by row.
    static QList<QStringList> tableRows(const QByteArray &html, QString *error)
    {
        QXmlStreamReader xml(html);
        QList<QStringList> rows;
        while (!xml.atEnd()) {
            xml.readNext();
            if (!xml.isStartElement())
                continue;
            if (xml.name() == u"tr")
                rows.append(QStringList());
            else if (xml.name() == u"td" || xml.name() == u"th")
                rows.last().append(xml.readElementText(QXmlStreamReader::IncludeChildElements));
            else if (!QStringList{u"html"_s, u"head"_s, u"meta"_s, u"title"_s, u"style"_s, u"body"_s, u"h1"_s,
                                  u"h2"_s, u"p"_s, u"table"_s}
                          .contains(xml.name()))
                *error = u"an element that is none of ours: "_s + xml.name().toString();
        }
        if (xml.hasError())
            *error = xml.errorString();
        return rows;
    }

private slots:
    void html()
    {
        const auto file = nasty();
        QVERIFY(file);
        const QByteArray html = report(*file, ReportFormat::Html);
        QString error;
        const QList<QStringList> rows = tableRows(html, &error);
        QCOMPARE(error, QString());
        QVERIFY(!html.contains("secret-folder"));
        QStringList keys;
        for (const QStringList &row : rows)
            keys.append(row.constFirst());
        int i = 0;
        for (const QByteArray &key : nastyKeys()) {
            const bool same = Status(i++ % statusCount) == Status::Same;
            if (keys.contains(text::displayKey(key)) == same)
                QFAIL(key.toPercentEncoding());
        }
        QVERIFY(rows.contains(QStringList({u"Ignored: keys that begin with"_s, text::displayKey("\xff|")})));
    }

    void markdown()
    {
        const auto file = nasty();
        QVERIFY(file);
        const QByteArray page = report(*file, ReportFormat::Markdown);
        QVERIFY(text::isUtf8(page));
        QVERIFY(!page.contains("secret-folder"));
        int columns = -1;
        int tableRows = 0;
        for (const QByteArray &line : page.split('\n')) {
            // Nothing but our own marks: no line that is none of ours, no cell too many, no element.
            if (line.isEmpty()) {
                columns = -1;
                continue;
            }
            QVERIFY2(line.startsWith("| ") || line.startsWith("|---|") || line.startsWith("# ") ||
                         line.startsWith("## ") || line.startsWith("… and"),
                     line);
            QByteArray bare = line;
            bare.replace("<code>", "").replace("</code>", "");
            QVERIFY2(!bare.contains('<') && !bare.contains('>') && !bare.contains('\\') &&
                         !bare.contains('['),
                     line);
            QVERIFY2(bare.count('`') % 2 == 0 && !bare.contains("``"), line);
            if (!line.startsWith('|'))
                continue;
            ++tableRows;
            if (columns < 0)
                columns = int(line.count('|'));
            QCOMPARE(int(line.count('|')), columns);
        }
        int listed = 0;
        for (int i = 0; i < nastyKeys().size(); ++i)
            listed += Status(i % statusCount) != Status::Same;
        // Heads of two and four tables, what was compared, counts.
        QCOMPARE(tableRows, listed + 2 * 6 + 12 + statusCount);
        QVERIFY(page.contains("# local:A&#124;B&#60;i&#62;&#96; compared with"));
    }

    void aKeyIsReadableInMarkdown()
    {
        CompareRow row;
        row.key = "user:1";
        row.status = Status::OnlyLeft;
        row.leftSize = 14;
        const auto file = make({}, {row});
        QVERIFY(report(*file, ReportFormat::Markdown)
                    .contains("| `user:1` | 14\xc2\xa0"
                              "B |"));
    }

    void csv()
    {
        const auto file = nasty();
        ReportOptions options;
        options.everyRow = true;
        const QList<QByteArrayList> records = parseCsv(report(*file, ReportFormat::Csv, options));
        QCOMPARE(records.size(), nastyKeys().size() + 1);
        for (int i = 0; i < nastyKeys().size(); ++i) {
            const QByteArrayList &record = records.at(i + 1);
            QCOMPARE(record.size(), records.constFirst().size());
            const QByteArray form = record.at(1);
            const QByteArray key = form == "base64"                  ? QByteArray::fromBase64(record.at(0))
                                   : form == "text-after-apostrophe" ? record.at(0).mid(1)
                                                                     : record.at(0);
            QCOMPARE(key, nastyKeys().at(i));
            for (const QByteArray &field : record)
                QVERIFY2(field.isEmpty() || !QByteArrayView("=+-@\t\r").contains(field.front()), field);
            QCOMPARE(form == "base64", !text::isUtf8(key) || key.contains('\0'));
            QCOMPARE(record.at(2) == "unread", record.at(3) == "failed");
            QCOMPARE(record.at(8), record.at(2) == "unread" ? QByteArray("'=problem|<b>\n") : QByteArray());
        }
        options.spreadsheetSafe = false;
        const QByteArray exact = report(*file, ReportFormat::Csv, options);
        QVERIFY(exact.contains("\"=1+1\",text,"));
        options.everyRow = false;
        for (const QByteArrayList &record : parseCsv(report(*file, ReportFormat::Csv, options)))
            QVERIFY(record.at(2) != "same");
    }

    void json()
    {
        const auto file = nasty();
        ReportOptions options;
        options.everyRow = true;
        const QByteArray text = report(*file, ReportFormat::Json, options);
        QJsonParseError error;
        const QJsonObject object = QJsonDocument::fromJson(text, &error).object();
        QCOMPARE(error.error, QJsonParseError::NoError);
        QVERIFY(!text.contains("secret-folder"));
        QCOMPARE(object["left"_L1]["name"_L1].toString(), nastySpec().leftName);
        QCOMPARE(object["right"_L1]["place"_L1].toString(), u"remote"_s);
        QCOMPARE(object["depth"_L1].toString(), u"values"_s);
        QCOMPARE(QByteArray::fromBase64(object["prefixBase64"_L1].toString().toLatin1()), nastySpec().prefix);
        QCOMPARE(object["ignore"_L1]["jsonPaths"_L1].toArray().size(), 2);
        QCOMPARE(object["finishedMs"_L1].toInteger(), 1'700'000'060'000);
        const QJsonArray rows = object["rows"_L1].toArray();
        QCOMPARE(rows.size(), nastyKeys().size());
        QCOMPARE(object["counts"_L1]["same"_L1].toInteger(), file->counts()[size_t(Status::Same)]);
        for (int i = 0; i < rows.size(); ++i) {
            const QJsonObject row = rows.at(i).toObject();
            const QByteArray key = nastyKeys().at(i);
            if (text::isUtf8(key))
                QCOMPARE(row["key"_L1].toString().toUtf8(), key);
            else
                QCOMPARE(QByteArray::fromBase64(row["keyBase64"_L1].toString().toLatin1()), key);
            QCOMPARE(row.contains("key"_L1), text::isUtf8(key));
            QCOMPARE(row["leftSize"_L1].toInteger(), 1001 + i);
            if (row["status"_L1] == u"different"_s) {
                QCOMPARE(row["reasons"_L1].toArray(), (QJsonArray{u"value"_s, u"metadata"_s}));
                QCOMPARE(row["rightExpiration"_L1].toInteger(), 1'700'000'000);
            }
        }
        options.everyRow = false;
        const QJsonArray some =
            QJsonDocument::fromJson(report(*file, ReportFormat::Json, options))["rows"_L1].toArray();
        QCOMPARE(some.size(), nastyKeys().size() - file->counts()[size_t(Status::Same)]);
    }

    void manyRows()
    {
        std::vector<CompareRow> rows;
        for (int i = 0; i < 10000; ++i) {
            CompareRow row;
            row.key = "key:" + QByteArray::number(i).rightJustified(6, '0');
            row.status = i % 2 ? Status::Different : Status::Same;
            row.reasons = i % 2 ? Reason::Expiration : Reasons();
            rows.push_back(row);
        }
        const auto file = make({}, rows);
        ReportOptions options;
        options.mostRows = 12;
        const QByteArray page = report(*file, ReportFormat::Markdown, options);
        QVERIFY(page.contains("## Different (5,000)\n"));
        QCOMPARE(page.count("`key:"), 12);
        QVERIFY(page.contains("… and 4,988 more."));
        QVERIFY(!page.contains("## Same"));
        options.mostRows = 5000;
        const QByteArray all = report(*file, ReportFormat::Html, options);
        QVERIFY(!all.contains("more."));
        QCOMPARE(all.count("<code>key:"), 5000);
        QCOMPARE(parseCsv(report(*file, ReportFormat::Csv)).size(), 5001);
        options.everyRow = true;
        QCOMPARE(parseCsv(report(*file, ReportFormat::Csv, options)).size(), 10001);
    }

    void valuesThatWereNotAskedForAreNoNews()
    {
        CompareRow row;
        row.key = "k";
        row.status = Status::Unread;
        CompareSpec spec;
        for (const Depth depth : {Depth::Names, Depth::Rows, Depth::Values}) {
            spec.depth = depth;
            const auto file = make(spec, {row});
            const bool listed = depth == Depth::Values;
            QCOMPARE(report(*file, ReportFormat::Markdown).contains("| `k` |"), listed);
            QCOMPARE(report(*file, ReportFormat::Csv).contains("unread"), listed);
            QCOMPARE(report(*file, ReportFormat::Json).contains("\"k\""), listed);
            ReportOptions every;
            every.everyRow = true;
            QVERIFY(report(*file, ReportFormat::Csv, every).contains("unread"));
        }
    }

    void empty()
    {
        const auto file = ComparisonFile::create(m_folder.filePath(u"empty"_s), {});
        QVERIFY(file.has_value());
        QVERIFY(report(**file, ReportFormat::Markdown).contains("not yet"));
        QCOMPARE(QJsonDocument::fromJson(report(**file, ReportFormat::Json))["rows"_L1].toArray().size(), 0);
        QVERIFY(QJsonDocument::fromJson(report(**file, ReportFormat::Json))["finishedMs"_L1].isNull());
        QCOMPARE(parseCsv(report(**file, ReportFormat::Csv)).size(), 1);
    }

    void failures_data()
    {
        QTest::addColumn<ReportFormat>("format");
        QTest::newRow("markdown") << ReportFormat::Markdown;
        QTest::newRow("html") << ReportFormat::Html;
        QTest::newRow("csv") << ReportFormat::Csv;
        QTest::newRow("json") << ReportFormat::Json;
    }
    void failures()
    {
        QFETCH(ReportFormat, format);
        const auto file = nasty();
        const qint64 size = report(*file, format).size();
        for (const qint64 room : {qint64(0), size / 2, size - 1}) {
            FullDevice device(room);
            const Result<> written = writeReport(*file, format, device, {});
            QVERIFY(!written);
            QCOMPARE(written.error().detail, u"there is no room"_s);
        }
        FullDevice enough(size);
        QVERIFY(writeReport(*file, format, enough, {}));
        ReportOptions options;
        options.stop = [] { return true; };
        QBuffer buffer;
        buffer.open(QIODevice::WriteOnly);
        const Result<> stopped = writeReport(*file, format, buffer, options);
        QVERIFY(!stopped);
        QCOMPARE(stopped.error().kind, ErrorKind::Cancelled);
    }
};

QTEST_GUILESS_MAIN(TestReport)
#include "tst_report.moc"
