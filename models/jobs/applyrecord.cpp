// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/applyrecord.h"

#include "jobs/jsonline.h"
#include "jobs/linefile.h"
#include "jobs/outputfile.h"
#include "text/jsontext.h"

#include <QFile>
#include <QFileInfo>
#include <QHash>

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace kv::jobs {

namespace {

constexpr qsizetype mostLineBytes = 256 * 1024; // a key and a sentence

QByteArray fateName(Fate fate)
{
    switch (fate) {
    case Fate::Written:
        return "written";
    case Fate::Deleted:
        return "deleted";
    case Fate::Already:
        return "already";
    case Fate::Skipped:
        return "skipped";
    case Fate::Failed:
        return "failed";
    }
    Q_UNREACHABLE();
}

QByteArray lineOf(const StepFate &fate)
{
    QByteArray line = fate.isPut ? "{\"put\":" : "{\"delete\":";
    line += text::canonicalString(fate.key) + ",\"fate\":\"" + fateName(fate.fate) + '"';
    if (!fate.why.isEmpty())
        line += ",\"why\":" + text::canonicalString(fate.why.toUtf8());
    return line + "}\n";
}

QByteArray countsOf(const ApplyReport &report)
{
    const auto number = [](const char *name, qint64 n) {
        return QByteArray(",\"") + name + "\":" + QByteArray::number(n);
    };
    return number("written", report.written) + number("deleted", report.deleted) +
           number("already", report.already) + number("skipped", report.skipped) +
           number("failed", report.failed);
}

QHash<QByteArray, QByteArrayView> byName(QByteArrayView line)
{
    QHash<QByteArray, QByteArrayView> values;
    for (const JsonMember &member : membersOf(line).value_or(QList<JsonMember>()))
        values.insert(member.name, member.value);
    return values;
}

} // namespace

void countFate(ApplyReport &report, Fate fate)
{
    switch (fate) {
    case Fate::Written:
        ++report.written;
        break;
    case Fate::Deleted:
        ++report.deleted;
        break;
    case Fate::Already:
        ++report.already;
        break;
    case Fate::Skipped:
        ++report.skipped;
        break;
    case Fate::Failed:
        ++report.failed;
        break;
    }
}

ApplyRecord::ApplyRecord(const QString &planPath, QByteArray planHash, FileDescriptor report)
    : m_reportPath(ApplyJob::reportPath(planPath)),
      m_progressPath(ApplyJob::progressPath(planPath)),
      m_planHash(std::move(planHash)),
      m_file(std::move(report))
{
}

Result<std::unique_ptr<ApplyRecord>> ApplyRecord::open(const QString &planPath, OpenPlan &plan, qint64 nowMs)
{
    const QString path = ApplyJob::reportPath(planPath);
    FileDescriptor fd(::open(QFile::encodeName(path).constData(),
                             O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0600));
    struct stat info = {};
    if (fd.fd() < 0 || ::fstat(fd.fd(), &info) != 0)
        return fail(systemError(errno, QStringLiteral("opening the report"), path));
    if (!S_ISREG(info.st_mode))
        return fail(ErrorKind::InvalidInput, QStringLiteral("The report is not a plain file."), path);
    if (::flock(fd.fd(), LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK)
            return fail(systemError(errno, QStringLiteral("locking the report"), path));
        return fail(ErrorKind::Busy, QStringLiteral("The plan is being carried out already."), path);
    }
    std::unique_ptr<ApplyRecord> record(new ApplyRecord(planPath, plan.hash, std::move(fd)));
    if (!record->takeUp(*plan.reader, info.st_size)) {
        if (const Result<> begun = record->beginRun(plan.reader->head(), plan.firstStep, info.st_size, nowMs);
            !begun)
            return fail(begun.error());
    }
    return record;
}

bool ApplyRecord::takeUp(PlanReader &plan, qint64 reportSize)
{
    const auto file = LineFile::open(m_progressPath, mostLineBytes);
    const auto line = file ? (*file)->next() : Result<std::optional<QByteArrayView>>(std::nullopt);
    if (!line || !*line)
        return false; // none, or one that a crash of the system left empty
    const auto values = byName(**line);
    const auto number = [&values](const char *name) { return integerOf(values.value(name)).value_or(-1); };
    if (values.value("kvworkbench") != QByteArrayView("\"progress\"") || number("version") != 1 ||
        stringOf(values.value("plan")) != m_planHash || boolOf(values.value("done")) != false)
        return false;
    const ApplyReport report{number("written"), number("deleted"), number("already"), number("skipped"),
                             number("failed")};
    m_position = number("position");
    m_reportSize = number("reportBytes");
    m_runBegin = number("runBegin");
    for (const qint64 n : {report.written, report.deleted, report.already, report.skipped, report.failed,
                           m_position, m_runBegin}) {
        if (n < 0)
            return false;
    }
    // Lines behind tell of steps that are looked at once more. A report that is shorter is another one.
    if (!plan.seek(m_position) || m_reportSize < m_runBegin || m_reportSize > reportSize ||
        ::ftruncate(m_file.fd(), off_t(m_reportSize)) != 0)
        return false;
    m_report = report;
    readTroubles(m_runBegin);
    return true;
}

void ApplyRecord::readTroubles(qint64 from)
{
    const auto file = LineFile::open(m_reportPath, mostLineBytes);
    if (!file || !(*file)->seek(from))
        return;
    while (m_troubles.size() < mostRemarks) {
        const auto line = (*file)->next();
        if (!line || !*line)
            return;
        const auto values = byName(**line);
        const auto why = stringOf(values.value("why"));
        const auto key = stringOf(values.value(values.contains("put") ? "put" : "delete"));
        if (why && key)
            addRemark(m_troubles, *key, QString::fromUtf8(*why));
    }
}

Result<> ApplyRecord::beginRun(const PlanHead &head, qint64 firstStep, qint64 reportSize, qint64 nowMs)
{
    m_report = {};
    m_position = firstStep;
    m_reportSize = m_runBegin = reportSize;
    const Result<> begun = append("{\"kvworkbench\":\"report\",\"version\":1,\"target\":" +
                                  text::canonicalString(head.targetName.toUtf8()) +
                                  ",\"rollback\":" + (head.isRollback ? "true" : "false") +
                                  ",\"begun\":" + QByteArray::number(nowMs) + "}\n");
    return begun ? writeProgress(false) : begun;
}

Result<> ApplyRecord::append(const QByteArray &lines)
{
    if (::lseek(m_file.fd(), off_t(m_reportSize), SEEK_SET) < 0)
        return fail(systemError(errno, QStringLiteral("writing the report"), m_reportPath));
    int code = writeAll(m_file.fd(), lines);
    if (code == 0 && ::fsync(m_file.fd()) != 0)
        code = errno;
    if (code != 0)
        return fail(systemError(code, QStringLiteral("writing the report"), m_reportPath));
    m_reportSize += lines.size();
    return {};
}

Result<> ApplyRecord::add(const QList<StepFate> &fates, qint64 position)
{
    QByteArray lines;
    const ApplyReport before = m_report;
    const qint64 positionBefore = m_position;
    const qint64 sizeBefore = m_reportSize;
    for (const StepFate &fate : fates)
        lines += lineOf(fate);
    if (const Result<> appended = append(lines); !appended)
        return appended;
    for (const StepFate &fate : fates)
        countFate(m_report, fate.fate);
    m_position = position;
    const Result<> written = writeProgress(false);
    if (!written) { // nobody will know of these lines: the next ones take their place
        m_report = before;
        m_position = positionBefore;
        m_reportSize = sizeBefore;
    }
    return written;
}

Result<> ApplyRecord::finish()
{
    if (const Result<> appended = append("{\"end\":true" + countsOf(m_report) + "}\n"); !appended)
        return appended;
    Result<> written = writeProgress(true);
    // Nothing more will be written here, and whoever is told of the end may begin anew at once.
    ::flock(m_file.fd(), LOCK_UN);
    return written;
}

Result<> ApplyRecord::writeProgress(bool done)
{
    auto file = OutputFile::create(m_progressPath, OutputFile::Exists::Replace);
    if (!file)
        return fail(file.error());
    const auto number = [](const char *name, qint64 n) {
        return QByteArray(",\"") + name + "\":" + QByteArray::number(n);
    };
    const Result<> written = (*file)->append(
        "{\"kvworkbench\":\"progress\",\"version\":1,\"plan\":" + text::canonicalString(m_planHash) +
        ",\"done\":" + (done ? "true" : "false") + number("position", m_position) +
        number("runBegin", m_runBegin) + number("reportBytes", m_reportSize) + countsOf(m_report) + "}\n");
    return written ? (*file)->finish() : written;
}

} // namespace kv::jobs
