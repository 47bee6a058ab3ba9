// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/runjob.h"

#include "app/cli/output.h"
#include "text/units.h"
#include "text/utf8.h"

#include <QDir>
#include <QEventLoop>
#include <QSocketNotifier>
#include <QStandardPaths>

#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

namespace kv::cli {

using jobs::Job;

namespace {

/// Turns Ctrl+C and a polite kill into an event; a second one ends the program as ever.
class Interrupt
{
public:
    explicit Interrupt(const std::function<void()> &interrupted)
    {
        if (::pipe2(s_pipe, O_CLOEXEC | O_NONBLOCK) != 0)
            return;
        m_notifier = std::make_unique<QSocketNotifier>(s_pipe[0], QSocketNotifier::Read);
        QObject::connect(m_notifier.get(), &QSocketNotifier::activated, m_notifier.get(), [interrupted] {
            char byte = 0;
            if (::read(s_pipe[0], &byte, 1) == 1)
                interrupted();
        });
        for (const int number : {SIGINT, SIGTERM})
            std::signal(number, &Interrupt::note);
    }
    ~Interrupt()
    {
        for (const int number : {SIGINT, SIGTERM})
            std::signal(number, SIG_DFL);
        m_notifier.reset();
        for (int &end : s_pipe) {
            if (end >= 0)
                ::close(std::exchange(end, -1));
        }
    }
    Interrupt(const Interrupt &) = delete;
    Interrupt &operator=(const Interrupt &) = delete;

private:
    static void note(int number)
    {
        std::signal(number, SIG_DFL);
        const char byte = 1;
        (void)!::write(s_pipe[1], &byte, 1);
    }

    static inline int s_pipe[2] = {-1, -1};
    std::unique_ptr<QSocketNotifier> m_notifier;
};

/// The line that is written over and over while a person looks on.
class ProgressLine
{
public:
    ProgressLine(const Job &job, QString what)
        : m_job(job),
          m_what(std::move(what)),
          m_shown(::isatty(STDERR_FILENO) != 0)
    {
    }
    ~ProgressLine()
    {
        if (m_written)
            std::fprintf(stderr, "\r\033[K");
    }
    ProgressLine(const ProgressLine &) = delete;
    ProgressLine &operator=(const ProgressLine &) = delete;

    void show()
    {
        if (!m_shown)
            return;
        const jobs::Progress &progress = m_job.progress();
        QString line = QStringLiteral("%1: %2").arg(m_what, text::countText(progress.done));
        if (progress.total >= 0)
            line += QStringLiteral(" of %1").arg(text::countText(progress.total));
        if (progress.requests > 0)
            line += QStringLiteral(", %1 requests").arg(text::countText(progress.requests));
        if (progress.requestsLeft > 0)
            line += QStringLiteral(", %1 to come").arg(text::countText(progress.requestsLeft));
        std::fprintf(stderr, "\r\033[K%s", qUtf8Printable(line));
        std::fflush(stderr);
        m_written = true;
    }

private:
    const Job &m_job;
    QString m_what;
    bool m_shown;
    bool m_written = false;
};

} // namespace

Job::State runJob(Job &job, const QString &what)
{
    ProgressLine line(job, what);
    QEventLoop loop;
    const Interrupt interrupt([&job] { job.cancel(); });
    QObject::connect(&job, &Job::progressed, &loop, [&line] { line.show(); });
    QObject::connect(&job, &Job::stateChanged, &loop, [&loop](Job::State state) {
        if (state != Job::State::Running)
            loop.quit();
    });
    job.start();
    if (job.state() == Job::State::Running)
        loop.exec();
    return job.state();
}

int reportJob(const Job &job)
{
    if (job.state() == Job::State::Finished)
        return Done;
    if (job.error())
        return report(*job.error());
    say(QStringLiteral("stopped; what was done stays done"));
    return Failed;
}

void sayTroubles(const QList<std::pair<QByteArray, QString>> &troubles, qint64 all)
{
    constexpr qsizetype most = 20;
    for (const auto &[key, why] : troubles.mid(0, most)) {
        say(key.isEmpty() ? why : QStringLiteral("%1: %2").arg(text::displayKey(key), why));
    }
    const qint64 more = all - std::min<qsizetype>(most, troubles.size());
    if (more > 0)
        say(QStringLiteral("and %1 more").arg(text::countText(more)));
}

QString planFolder()
{
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) +
                           QStringLiteral("/kvworkbench/plans");
    QDir().mkpath(folder);
    return folder;
}

} // namespace kv::cli
