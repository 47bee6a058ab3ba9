// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/report.h"

#include "jobs/reportparts.h"

#include <QFileDevice>

namespace kv::jobs {

namespace parts {

namespace {

constexpr qsizetype pieceSize = 64 * 1024;

Error failureOf(const QIODevice &device)
{
    Error error{.kind = ErrorKind::Internal, .detail = device.errorString()};
    if (const auto *file = qobject_cast<const QFileDevice *>(&device)) {
        error.path = file->fileName();
        if (file->error() == QFileDevice::ResourceError)
            error.kind = ErrorKind::Full;
        else if (file->error() == QFileDevice::PermissionsError)
            error.kind = ErrorKind::Denied;
    }
    return error;
}

} // namespace

Sink &Sink::operator<<(QByteArrayView bytes)
{
    if (m_error)
        return *this;
    m_buffer.append(bytes);
    if (m_buffer.size() >= pieceSize)
        flush();
    return *this;
}

void Sink::flush()
{
    qsizetype at = 0;
    while (at < m_buffer.size()) {
        const qint64 written = m_device.write(m_buffer.constData() + at, m_buffer.size() - at);
        if (written <= 0) {
            m_error = failureOf(m_device);
            break;
        }
        at += written;
    }
    m_buffer.clear();
}

Result<> Sink::finish()
{
    flush();
    // A file keeps some of it back, and would fail only when nobody looks any more.
    if (auto *file = qobject_cast<QFileDevice *>(&m_device); file && !m_error && !file->flush())
        m_error = failureOf(m_device);
    if (m_error)
        return fail(*m_error);
    return {};
}

Result<> eachRow(const ComparisonFile &file, const ReportOptions &options,
                 const std::array<bool, statusCount> &statuses,
                 const std::function<bool(const CompareRow &)> &take)
{
    const qint64 blocks = file.blockCount();
    for (qint64 index = 0; index < blocks; ++index) {
        if (options.stop && options.stop())
            return fail(ErrorKind::Cancelled, {});
        const Counts counts = file.countsOf(index);
        qint64 wanted = 0;
        for (size_t status = 0; status < statuses.size(); ++status)
            wanted += statuses[status] ? counts[status] : 0;
        if (wanted == 0)
            continue;
        const auto block = file.block(index);
        if (!block)
            return fail(block.error());
        for (const CompareRow &row : **block) {
            if (statuses[size_t(row.status)] && !take(row))
                return {};
        }
    }
    return {};
}

QByteArrayView statusName(Status status)
{
    static constexpr QByteArrayView names[] = {"only-left", "only-right", "different", "same", "unread"};
    return names[size_t(status)];
}

QByteArrayView depthName(Depth depth)
{
    static constexpr QByteArrayView names[] = {"names", "meta", "values"};
    return names[size_t(depth)];
}

QList<QByteArrayView> reasonNames(Reasons reasons)
{
    QList<QByteArrayView> out;
    if (reasons & Reason::Value)
        out.append("value");
    if (reasons & Reason::Metadata)
        out.append("metadata");
    if (reasons & Reason::Expiration)
        out.append("expiration");
    if (reasons & Reason::Formatting)
        out.append("formatting");
    if (reasons & Reason::Failed)
        out.append("failed");
    return out;
}

Result<QString> problemOf(const ComparisonFile &file, const CompareRow &row)
{
    if (!(row.reasons & Reason::Failed))
        return QString();
    return file.problem(row.key);
}

} // namespace parts

Result<> writeReport(const ComparisonFile &file, ReportFormat format, QIODevice &device,
                     const ReportOptions &options)
{
    parts::Sink out(device);
    Result<> result;
    switch (format) {
    case ReportFormat::Markdown:
    case ReportFormat::Html:
        result = parts::writePage(file, format == ReportFormat::Html, out, options);
        break;
    case ReportFormat::Csv:
        result = parts::writeCsv(file, out, options);
        break;
    case ReportFormat::Json:
        result = parts::writeJson(file, out, options);
        break;
    }
    if (!result && !out.hasFailed())
        return result;
    return out.finish();
}

} // namespace kv::jobs
