// SPDX-License-Identifier: GPL-3.0-or-later
#include "wrangler/foldertree.h"

#include "wrangler/configfile.h"
#include "wrangler/findup.h"
#include "wrangler/gitignore.h"

#include <QFile>
#include <QSet>

#include <algorithm>
#include <cerrno>
#include <deque>
#include <dirent.h>
#include <memory>
#include <sys/stat.h>

namespace kv::wrangler {

namespace {

bool isSkipped(const QByteArray &name)
{
    static const QSet<QByteArray> names{
        "node_modules", ".git",        ".wrangler", "dist",   "build",  "out",      ".next", ".nuxt",
        ".output",      ".svelte-kit", ".turbo",    ".cache", "target", "coverage", ".venv", "vendor"};
    return names.contains(name);
}

bool isConfigName(const QByteArray &name)
{
    return std::any_of(std::begin(configNames), std::end(configNames),
                       [&name](const char *config) { return name == config; });
}

/// A folder itself, not a symbolic link to one.
bool isRealFolder(const QByteArray &path)
{
    struct stat info = {};
    return ::lstat(path.constData(), &info) == 0 && S_ISDIR(info.st_mode);
}

bool isRegularFile(const QByteArray &path)
{
    struct stat info = {};
    return ::stat(path.constData(), &info) == 0 && S_ISREG(info.st_mode);
}

/// A .gitignore and those of the folders above it.
struct Ignores
{
    GitIgnore rules;
    qsizetype base; ///< length of the folder's path with its "/"
    std::shared_ptr<const Ignores> above;
};

bool isIgnored(const QByteArray &path, const std::shared_ptr<const Ignores> &ignores)
{
    for (const Ignores *i = ignores.get(); i; i = i->above.get()) {
        if (const auto answer = i->rules.ignoresFolder(path.mid(i->base)))
            return *answer;
    }
    return false;
}

struct Folder
{
    QByteArray path;
    int depth = 0;
    std::shared_ptr<const Ignores> ignores;
};

/// Paths stay in the file system's own bytes during the walk: a name that is no valid text is still a folder.
class Walk
{
public:
    Walk(const std::atomic_bool *stop, const WalkLimits &limits) : m_stop(stop), m_limits(limits) {}

    FolderTree run(const QString &root)
    {
        QByteArray path = QFile::encodeName(root);
        if (path != "/" && path.endsWith('/'))
            path.chop(1);
        m_queue.push_back({path, 0, nullptr});
        while (!m_queue.empty() && !stopped() && !m_full) {
            const Folder folder = std::move(m_queue.front());
            m_queue.pop_front();
            read(folder);
        }
        return std::move(m_tree);
    }

private:
    bool stopped() const { return m_stop && m_stop->load(std::memory_order_relaxed); }

    void limitMet(const QString &what, const QByteArray &path)
    {
        m_tree.problems.append(
            {.kind = ErrorKind::TooLarge, .detail = what, .path = QFile::decodeName(path)});
    }

    void read(const Folder &folder)
    {
        if (m_tree.folders.size() >= m_limits.folders) {
            m_full = true;
            return limitMet(
                QStringLiteral("more than %1 folders; the rest was not looked at").arg(m_limits.folders),
                folder.path);
        }
        DIR *dir = ::opendir(folder.path.constData());
        if (!dir) {
            if (errno != ENOENT && errno != ENOTDIR) // gone meanwhile is no problem
                m_tree.problems.append(
                    systemError(errno, QStringLiteral("reading the folder"), QFile::decodeName(folder.path)));
            return;
        }
        m_tree.folders.append(QFile::decodeName(folder.path));
        const QByteArray prefix = folder.path.endsWith('/') ? folder.path : folder.path + '/';
        QList<QByteArray> below;
        bool config = false;
        bool ignoreFile = false;
        bool wranglerFolder = false;
        while (const dirent *entry = ::readdir(dir)) {
            if (stopped())
                break;
            if (++m_entries > m_limits.entries) {
                m_full = true;
                limitMet(
                    QStringLiteral("more than %1 files; the rest was not looked at").arg(m_limits.entries),
                    folder.path);
                break;
            }
            const QByteArray name(entry->d_name);
            if (name == "." || name == "..")
                continue;
            if (isConfigName(name) && isRegularFile(prefix + name)) {
                config = true;
            } else if (name == ".gitignore") {
                ignoreFile = true;
            } else if (name == ".wrangler") {
                wranglerFolder = true;
            } else if (!isSkipped(name) && (entry->d_type == DT_DIR || entry->d_type == DT_UNKNOWN) &&
                       isRealFolder(prefix + name)) {
                below.append(name);
            }
        }
        ::closedir(dir);
        if (config)
            m_tree.withConfig.append(QFile::decodeName(folder.path));
        if (wranglerFolder)
            noteState(prefix);
        enter(folder, prefix, below, ignoreFile);
    }

    void noteState(const QByteArray &prefix)
    {
        const QByteArray root = prefix + ".wrangler/state/v3";
        if (isRealFolder(prefix + ".wrangler") && isRealFolder(prefix + ".wrangler/state") &&
            isRealFolder(root))
            m_tree.stateRoots.append(QFile::decodeName(root));
    }

    void enter(const Folder &folder, const QByteArray &prefix, QList<QByteArray> &below, bool ignoreFile)
    {
        if (below.isEmpty())
            return;
        if (folder.depth >= m_limits.depth)
            return limitMet(QStringLiteral("nested deeper than %1 folders; what lies below was not looked at")
                                .arg(m_limits.depth),
                            folder.path);
        std::shared_ptr<const Ignores> ignores = folder.ignores;
        if (ignoreFile) {
            constexpr qint64 largest = 1024 * 1024;
            // One that cannot be read ignores nothing: more is looked at, nothing is hidden.
            if (const auto text = readRegularFile(QFile::decodeName(prefix + ".gitignore"), largest))
                ignores = std::make_shared<Ignores>(Ignores{GitIgnore(*text), prefix.size(), ignores});
        }
        std::sort(below.begin(), below.end());
        for (const QByteArray &name : std::as_const(below)) {
            if (!isIgnored(prefix + name, ignores))
                m_queue.push_back({prefix + name, folder.depth + 1, ignores});
        }
    }

    const std::atomic_bool *m_stop;
    WalkLimits m_limits;
    FolderTree m_tree;
    std::deque<Folder> m_queue;
    int m_entries = 0;
    bool m_full = false;
};

} // namespace

FolderTree walkFolders(const QString &root, const std::atomic_bool *stop, const WalkLimits &limits)
{
    return Walk(stop, limits).run(root);
}

} // namespace kv::wrangler
