// SPDX-License-Identifier: GPL-3.0-or-later
// How a CompareView writes a report of what it found.
#include "ui/compareview.h"

#include "jobs/report.h"
#include "store/async.h"
#include "store/workspace.h"
#include "ui/dialogs.h"
#include "ui/errortext.h"
#include "ui/noticebar.h"

#include <QDir>
#include <QFileInfo>
#include <QSaveFile>
#include <QtConcurrentRun>

#include <optional>

namespace kv::ui {

using jobs::ReportFormat;

namespace {

/// By the file's name; nullopt: by no format that there is.
std::optional<ReportFormat> formatOf(const QString &path)
{
    const QString suffix = QFileInfo(path).suffix().toLower();
    if (suffix == QLatin1String("md") || suffix == QLatin1String("markdown"))
        return ReportFormat::Markdown;
    if (suffix == QLatin1String("html") || suffix == QLatin1String("htm"))
        return ReportFormat::Html;
    if (suffix == QLatin1String("csv"))
        return ReportFormat::Csv;
    if (suffix == QLatin1String("json"))
        return ReportFormat::Json;
    return {};
}

/// The file has its name once the report is whole.
Result<> write(const jobs::ComparisonFile &comparison, ReportFormat format, const QString &path,
               const std::atomic_bool &stop)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return fail(ErrorKind::Denied, file.errorString(), path);
    jobs::ReportOptions options;
    options.stop = [&stop] { return stop.load(); };
    if (auto written = writeReport(comparison, format, file, options); !written)
        return written;
    if (!file.commit())
        return fail(ErrorKind::Full, file.errorString(), path);
    return {};
}

} // namespace

void CompareView::exportReport()
{
    if (!m_file)
        return;
    if (isRunning())
        m_job->pause(); // a report of rows that change meanwhile would contradict itself
    const QString path = m_dialogs.pickSaveFile(
        this, tr("Export a report"),
        QDir(m_workspace.project().root).filePath(QStringLiteral("comparison.md")),
        tr("Markdown (*.md);;HTML (*.html);;CSV, every difference (*.csv);;JSON, every difference (*.json)"));
    if (path.isEmpty())
        return;
    const auto format = formatOf(path);
    if (!format) {
        m_failure->say(
            NoticeBar::Tone::Warning, tr("The name of a report ends in .md, .html, .csv or .json."),
            {{tr("Choose another name"), QStringLiteral("reportAgainButton"), [this] { exportReport(); }},
             {tr("Close"), QStringLiteral("reportCloseButton"), {}}});
        return;
    }
    Q_EMIT message(tr("Writing the report…"));
    const auto future = QtConcurrent::run([file = m_file, format = *format, path, stop = m_stopReport] {
        return write(*file, format, path, *stop);
    });
    whenDone(future, this, [this, path](const Result<> &written) {
        const QString name = QDir::toNativeSeparators(path);
        if (written)
            Q_EMIT message(tr("Wrote %1.").arg(name));
        else
            m_failure->say(NoticeBar::Tone::Error,
                           tr("The report was not written: %1").arg(errorText(written.error())),
                           {{tr("Retry"), QStringLiteral("reportRetryButton"), [this] { exportReport(); }},
                            {tr("Close"), QStringLiteral("reportCloseButton"), {}}},
                           errorDetails(written.error()));
    });
}

} // namespace kv::ui
