// SPDX-License-Identifier: GPL-3.0-or-later
// The reports that programs read: CSV and JSON.
#include "jobs/jsonline.h"
#include "jobs/reportparts.h"
#include "text/jsontext.h"
#include "text/utf8.h"

namespace kv::jobs::parts {
namespace {

std::array<bool, statusCount> statusesOf(const ComparisonFile &file, const ReportOptions &options)
{
    std::array<bool, statusCount> statuses;
    statuses.fill(true);
    statuses[size_t(Status::Same)] = options.everyRow;
    statuses[size_t(Status::Unread)] = options.everyRow || file.spec().depth == Depth::Values;
    return statuses;
}

/// Whether a spreadsheet may take a cell that begins so for a formula.
bool looksLikeFormula(QByteArrayView text)
{
    if (text.isEmpty())
        return false;
    if (QByteArrayView("=+-@\t\r\n").contains(text.front()))
        return true;
    // The wide forms of the same signs.
    for (const char *wide : {"＝", "＋", "－", "＠"}) {
        if (text.startsWith(wide))
            return true;
    }
    return false;
}

QByteArray quotedField(QByteArrayView text)
{
    QByteArray out = "\"";
    out += text.toByteArray().replace('"', "\"\"");
    return out + '"';
}

QByteArray numberField(const Expiration &expiration)
{
    return expiration ? QByteArray::number(*expiration) : QByteArray();
}

QByteArray sizeField(qint64 size)
{
    return size < 0 ? QByteArray() : QByteArray::number(size);
}

QByteArray joined(const QList<QByteArrayView> &words, const char *between)
{
    QByteArray out;
    for (const QByteArrayView word : words)
        out += (out.isEmpty() ? "" : between) + word.toByteArray();
    return out;
}

QByteArray csvRow(const CompareRow &row, const QString &problem, bool safe)
{
    QByteArray key = row.key;
    QByteArrayView form = "text";
    if (!text::isUtf8(key) || key.contains('\0')) {
        key = key.toBase64();
        form = "base64";
    } else if (safe && looksLikeFormula(key)) {
        key.prepend('\'');
        form = "text-after-apostrophe";
    }
    QByteArray words = problem.toUtf8();
    if (safe && looksLikeFormula(words))
        words.prepend('\'');
    return quotedField(key) + ',' + form.toByteArray() + ',' + statusName(row.status).toByteArray() + ',' +
           joined(reasonNames(row.reasons), " ") + ',' + numberField(row.leftExpiration) + ',' +
           numberField(row.rightExpiration) + ',' + sizeField(row.leftSize) + ',' + sizeField(row.rightSize) +
           ',' + (words.isEmpty() ? words : quotedField(words)) + "\r\n";
}

QByteArray jsonText(const QString &text)
{
    return text::canonicalString(text.toUtf8());
}

/// `"name":"text"` where the bytes are UTF-8, otherwise `"nameBase64":"…"`.
QByteArray bytesMember(const QByteArray &name, const QByteArray &bytes)
{
    return text::isUtf8(bytes)
               ? text::canonicalString(name) + ':' + text::canonicalString(bytes)
               : text::canonicalString(name + "Base64") + ':' + text::canonicalString(bytes.toBase64());
}

QByteArray jsonTarget(const QString &name, const Target &target)
{
    static constexpr QByteArrayView places[] = {"local", "remote", "snapshot"};
    return "{\"name\":" + jsonText(name) +
           ",\"place\":" + text::canonicalString(places[size_t(target.place)]) +
           ",\"namespace\":" + jsonText(target.namespaceId) + '}';
}

QByteArray jsonIgnored(const IgnoreRules &ignore)
{
    QByteArray paths;
    for (const QString &path : ignore.jsonPaths)
        paths += (paths.isEmpty() ? "" : ",") + jsonText(path);
    QByteArray prefixes;
    for (const QByteArray &prefix : ignore.prefixes)
        prefixes += (prefixes.isEmpty() ? "{" : ",{") + bytesMember("text", prefix) + '}';
    return "{\"expirationSeconds\":" + QByteArray::number(ignore.expirationSeconds) + ",\"jsonPaths\":[" +
           paths + "],\"prefixes\":[" + prefixes +
           "],\"jsonFormatting\":" + (ignore.jsonFormatting ? "true" : "false") + '}';
}

QByteArray jsonRow(const CompareRow &row, const QString &problem)
{
    QByteArray out =
        '{' + bytesMember("key", row.key) + ",\"status\":" + text::canonicalString(statusName(row.status));
    if (const auto reasons = reasonNames(row.reasons); !reasons.isEmpty())
        out += ",\"reasons\":[\"" + joined(reasons, "\",\"") + "\"]";
    const auto number = [&out](const char *name, const QByteArray &text) {
        if (!text.isEmpty())
            out += QByteArray(",\"") + name + "\":" + text;
    };
    number("leftExpiration", numberField(row.leftExpiration));
    number("rightExpiration", numberField(row.rightExpiration));
    number("leftSize", sizeField(row.leftSize));
    number("rightSize", sizeField(row.rightSize));
    if (!problem.isEmpty())
        out += ",\"problem\":" + jsonText(problem);
    return out + '}';
}

/// Writes each row as `make` gives it.
template <class Make>
Result<> writeRows(const ComparisonFile &file, Sink &out, const ReportOptions &options, Make make)
{
    std::optional<Error> problem;
    const Result<> read = eachRow(file, options, statusesOf(file, options), [&](const CompareRow &row) {
        const Result<QString> words = problemOf(file, row);
        if (!words) {
            problem = words.error();
            return false;
        }
        out << make(row, *words);
        return !out.hasFailed();
    });
    if (!read)
        return read;
    if (problem)
        return fail(*problem);
    return {};
}

} // namespace

Result<> writeCsv(const ComparisonFile &file, Sink &out, const ReportOptions &options)
{
    out << "key,key_form,status,reasons,left_expiration,right_expiration,left_size,right_size,problem\r\n";
    return writeRows(file, out, options, [&options](const CompareRow &row, const QString &problem) {
        return csvRow(row, problem, options.spreadsheetSafe);
    });
}

Result<> writeJson(const ComparisonFile &file, Sink &out, const ReportOptions &options)
{
    const CompareSpec spec = file.spec();
    const CompareState state = file.state();
    const Counts counts = file.counts();
    out << "{\"left\":" << jsonTarget(spec.leftName, spec.left)
        << ",\n\"right\":" << jsonTarget(spec.rightName, spec.right)
        << ",\n\"depth\":" << text::canonicalString(depthName(spec.depth)) << ",\n"
        << bytesMember("prefix", spec.prefix) << ",\n\"ignore\":" << jsonIgnored(spec.ignore)
        << ",\n\"startedMs\":" << QByteArray::number(state.startedMs)
        << ",\n\"finishedMs\":" << (state.finishedMs > 0 ? QByteArray::number(state.finishedMs) : "null")
        << ",\n\"counts\":{";
    for (int status = 0; status < statusCount; ++status)
        out << (status > 0 ? "," : "") << text::canonicalString(statusName(Status(status))) << ":"
            << QByteArray::number(counts[size_t(status)]);
    out << "},\n\"everyRow\":" << (options.everyRow ? "true" : "false") << ",\n\"rows\":[";
    bool first = true;
    const Result<> written =
        writeRows(file, out, options, [&first](const CompareRow &row, const QString &problem) {
            const QByteArray before = first ? "\n" : ",\n";
            first = false;
            return before + jsonRow(row, problem);
        });
    if (!written)
        return written;
    out << "\n]}\n";
    return {};
}

} // namespace kv::jobs::parts
