// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wiring/projectworkspace.h"

#include "jobs/pool.h"
#include "wrangler/names.h"

#include <QDateTime>
#include <QFileInfo>
#include <QtConcurrent>

#include <algorithm>

namespace kv::wiring {

namespace {

/// Files' times come from a clock that may lag behind by one tick of the system.
constexpr qint64 clockSlackMs = 20;

} // namespace

ProjectWorkspace::ProjectWorkspace(SessionParts parts, QObject *parent)
    : Workspace(parent),
      m_cloudflare(std::move(parts))
{
    m_pool.setMaxThreadCount(1);
    m_settle.setSingleShot(true);
    m_settle.setInterval(settleMs);
    m_look.setInterval(lookMs);
    connect(&m_settle, &QTimer::timeout, this, &ProjectWorkspace::read);
    connect(&m_look, &QTimer::timeout, this, &ProjectWorkspace::look);
    const auto settle = [this] { m_settle.start(); };
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, settle);
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, settle);
    m_opener.setProductionTest([this](const Target &target) { return isProduction(target); });
    connect(&m_cloudflare, &Cloudflare::changed, this, [this] {
        m_opener.setRemote({m_cloudflare.client(), m_cloudflare.accountId()});
    });
}

ProjectWorkspace::~ProjectWorkspace()
{
    if (m_stop)
        *m_stop = true;
    m_pool.waitForDone();
    // Snapshots are opened on the jobs' pool by way of this object; what ends the program waits for it
    // anyway.
    jobs::pool().waitForDone();
}

void ProjectWorkspace::openFolder(const QString &path)
{
    m_path = QFileInfo(path).absoluteFilePath();
    m_reading = {};
    m_reading.project.root = m_path;
    m_first = true;
    m_told.reset();
    m_readAgain = false;
    m_settle.stop();
    m_reader.cancel();
    m_looker.cancel();
    m_cloudflare.setProject(m_path, {}, {});
    Q_EMIT projectChanged();
    read();
}

void ProjectWorkspace::closeFolder()
{
    if (m_stop)
        *m_stop = true;
    m_reader.cancel();
    m_looker.cancel();
    m_settle.stop();
    m_look.stop();
    const QStringList watched = m_watcher.directories() + m_watcher.files();
    if (!watched.isEmpty())
        m_watcher.removePaths(watched);
    m_path.clear();
    m_reading = {};
    m_first = false;
    m_told.reset();
    m_readAgain = false;
    m_cloudflare.setProject({}, {}, {});
    Q_EMIT projectChanged();
}

void ProjectWorkspace::refresh()
{
    m_told.reset(); // who asks again wants to be told again
    if (!m_path.isEmpty())
        read();
}

std::shared_ptr<Store> ProjectWorkspace::open(const Target &target)
{
    return m_opener.open(target);
}

bool ProjectWorkspace::isProduction(const Target &target) const
{
    return target.place == Place::Remote && wrangler::isProduction(m_reading.project, target.namespaceId);
}

void ProjectWorkspace::allowChanges(const Target &target, bool allowed)
{
    m_opener.allowChanges(target, allowed);
}

bool ProjectWorkspace::changesAllowed(const Target &target) const
{
    return m_opener.changesAllowed(target);
}

/// Where one runs wrangler: beside the wrangler files, the project's own folder first where there are
/// several.
QStringList ProjectWorkspace::wranglerFolders() const
{
    QStringList folders;
    if (m_reading.project.workers.size() != 1)
        folders.append(m_reading.project.root);
    for (const Worker &worker : m_reading.project.workers) {
        const QString folder = QFileInfo(worker.configPath).path();
        if (!folders.contains(folder))
            folders.append(folder);
    }
    return folders;
}

void ProjectWorkspace::read()
{
    if (m_reader.isRunning()) {
        m_readAgain = true;
        return;
    }
    if (m_stop)
        *m_stop = true; // a reading of a folder that was open before
    m_stop = std::make_shared<std::atomic_bool>(false);
    m_looker.cancel();
    m_readFromMs = QDateTime::currentMSecsSinceEpoch();
    const auto future = QtConcurrent::run(
        &m_pool, [path = m_path, stop = m_stop]() -> Result<std::pair<Reading, QByteArray>> {
            Result<Reading> reading = readProject(path, {}, stop.get());
            if (!reading)
                return fail(reading.error());
            // The state is taken first: a write between the two then shows as a difference at the next look.
            const QByteArray state = stateOf(*reading);
            return std::pair(lookAtStores(std::move(*reading), stop.get()), state);
        });
    m_reader = Pending(future);
    whenDone(future, this, [this, path = m_path](const Result<std::pair<Reading, QByteArray>> &result) {
        if (path != m_path || (!result && result.error().kind == ErrorKind::Cancelled))
            return;
        m_reader = {};
        if (result)
            m_state = result->second;
        take(result ? Result<Reading>(result->first) : Result<Reading>(fail(result.error())));
        if (std::exchange(m_readAgain, false))
            m_settle.start();
    });
}

void ProjectWorkspace::look()
{
    if (m_reader.isRunning() || m_looker.isRunning())
        return;
    if (m_told) {
        if (QFileInfo::exists(m_path))
            read();
        return;
    }
    const auto future =
        QtConcurrent::run(&m_pool,
                          [reading = m_reading, before = m_state,
                           stop = m_stop]() -> Result<std::optional<std::pair<Reading, QByteArray>>> {
                              const QByteArray state = stateOf(reading);
                              if (state == before)
                                  return std::optional<std::pair<Reading, QByteArray>>();
                              return std::optional(std::pair(lookAtStores(reading, stop.get()), state));
                          });
    m_looker = Pending(future);
    whenDone(future, this, [this](const Result<std::optional<std::pair<Reading, QByteArray>>> &result) {
        m_looker = {};
        if (!result || !*result)
            return;
        m_state = (*result)->second;
        if (!QFileInfo::exists(m_path))
            read(); // says what is wrong
        else
            take((*result)->first);
    });
}

void ProjectWorkspace::take(const Result<Reading> &result)
{
    const bool first = std::exchange(m_first, false);
    m_look.start();
    if (!result) {
        if (m_told != result.error()) {
            m_told = result.error();
            Q_EMIT failed(result.error());
        }
        return;
    }
    const bool recovered = std::exchange(m_told, std::nullopt).has_value();
    const bool changed = first || recovered || result->project != m_reading.project;
    m_reading = *result;
    if (watch())
        m_settle.start();
    m_cloudflare.updateProject(wranglerFolders(), wrangler::primaryAccount(m_reading.project));
    m_opener.judgeAgain();
    if (changed)
        Q_EMIT projectChanged();
}

bool ProjectWorkspace::watch()
{
    QStringList wanted = m_reading.folders;
    for (const Worker &worker : std::as_const(m_reading.project.workers))
        wanted.append(worker.configPath);
    // An editor that saves by renaming takes the watch off a file: it is put on again here.
    const QStringList watched = m_watcher.directories() + m_watcher.files();
    const QSet<QString> have(watched.begin(), watched.end());
    const QSet<QString> want(wanted.begin(), wanted.end());
    const QStringList gone = (have - want).values();
    const QStringList added = (want - have).values();
    if (!gone.isEmpty())
        m_watcher.removePaths(gone);
    const QStringList refused = added.isEmpty() ? QStringList() : m_watcher.addPaths(added);
    // What changed after it was read and before it was watched told nobody.
    return std::any_of(added.begin(), added.end(), [&](const QString &path) {
        return !refused.contains(path) &&
               QFileInfo(path).lastModified().toMSecsSinceEpoch() >= m_readFromMs - clockSlackMs;
    });
}

} // namespace kv::wiring
