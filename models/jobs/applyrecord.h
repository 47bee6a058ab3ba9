// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/filedescriptor.h"
#include "jobs/judging.h"
#include "jobs/planjob.h"

namespace kv::jobs {

/// What became of one step.
enum class Fate : quint8 { Written, Deleted, Already, Skipped, Failed };

struct StepFate
{
    QByteArray key;
    bool isPut = true;
    Fate fate = Fate::Failed;
    QString why; ///< A sentence; empty where there is nothing to say.
};

/// A plan that is being carried out, as it lies on the disk.
struct OpenPlan
{
    std::unique_ptr<PlanReader> reader;
    QByteArray hash; ///< Tells it from every other.
    qint64 firstStep = 0;
};

/// Adds one to where it belongs.
void countFate(ApplyReport &report, Fate fate);

/// What is on the disk about carrying out a plan: the report, a line for each step, and the progress, which
/// says up to where in the plan the report tells. Holds the report against other programs that would carry
/// out the same plan. Blocks; one thread at a time.
class ApplyRecord
{
public:
    /// Takes up what an earlier run of this very plan (`planHash`) left unfinished, else begins a run that is
    /// appended to the report. Busy: another program is carrying out the plan. `nowMs`: goes into the report.
    static Result<std::unique_ptr<ApplyRecord>> open(const QString &planPath, OpenPlan &plan, qint64 nowMs);

    /// Where in the plan to go on.
    qint64 position() const { return m_position; }
    const ApplyReport &report() const { return m_report; }
    /// What the run that is taken up had skipped or failed to do.
    const Remarks &troubles() const { return m_troubles; }

    /// Steps up to `position` in the plan have had these fates.
    Result<> add(const QList<StepFate> &fates, qint64 position);
    /// The plan has been carried out.
    Result<> finish();

private:
    ApplyRecord(const QString &planPath, QByteArray planHash, FileDescriptor report);
    bool takeUp(PlanReader &plan, qint64 reportSize);
    void readTroubles(qint64 from);
    Result<> beginRun(const PlanHead &head, qint64 firstStep, qint64 reportSize, qint64 nowMs);
    Result<> append(const QByteArray &lines);
    Result<> writeProgress(bool done);

    QString m_reportPath;
    QString m_progressPath;
    QByteArray m_planHash;
    FileDescriptor m_file; ///< The report, which is locked.
    qint64 m_reportSize = 0;
    qint64 m_runBegin = 0; ///< Where in the report this run begins.
    qint64 m_position = 0;
    ApplyReport m_report;
    Remarks m_troubles;
};

} // namespace kv::jobs
