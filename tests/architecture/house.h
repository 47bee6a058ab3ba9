// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QHash>
#include <QLibraryInfo>
#include <QRegularExpression>
#include <QSet>
#include <QStringList>

/// The rules of the house: who may know whom, and what every file owes. Reads the sources as text.
namespace kv::house {

/// One line about each breach, "path:line: what". `includes` counts the #include lines that were judged.
struct Findings
{
    QStringList problems;
    int files = 0;
    int includes = 0;
};

class Inspection
{
public:
    /// `root`: the folder that holds app, ui and models.
    explicit Inspection(const QString &root) : m_root(root) {}

    Findings run()
    {
        for (const char *top : {"app", "ui", "models"}) {
            for (const QString &path : filesBelow(QLatin1String(top))) {
                if (path.endsWith(QLatin1String(".cpp")) || path.endsWith(QLatin1String(".h")))
                    judgeSource(path);
            }
        }
        for (const QString &path : filesBelow(QLatin1String("tests"))) {
            if (path.endsWith(QLatin1String(".cpp")) || path.endsWith(QLatin1String(".h")))
                judgeHead(path, linesOf(path));
        }
        if (m_tomlReaders.size() > 1)
            report(m_tomlReaders.constLast(), 0,
                   QStringLiteral("one source reads TOML, %1 does already").arg(m_tomlReaders.constFirst()));
        judgeWords();
        return m_findings;
    }

private:
    static constexpr int longestFile = 500; // lines

    /// Which rooms a room's files may include, besides its own. app/ may know all and is not listed.
    static const QHash<QString, QStringList> &rules()
    {
        const auto list = [](const char *names) {
            return QString::fromLatin1(names).split(QLatin1Char(' '), Qt::SkipEmptyParts);
        };
        static const QHash<QString, QStringList> table = {
            {QStringLiteral("core"), {}},
            {QStringLiteral("text"), {}},
            {QStringLiteral("store"), list("core text")},
            {QStringLiteral("wrangler"), list("core text")},
            {QStringLiteral("sqlite"), list("core")},
            {QStringLiteral("local"), list("sqlite store core text")},
            {QStringLiteral("devserver"), list("store core text")},
            {QStringLiteral("remote"), list("store core text")},
            {QStringLiteral("credentials"), list("wrangler store core text")},
            {QStringLiteral("snapshot"), list("store core text")},
            {QStringLiteral("journal"), list("sqlite store core text")},
            {QStringLiteral("jobs"), list("sqlite store core text")},
            {QStringLiteral("items"), list("jobs store core text")},
            {QStringLiteral("ui"), list("items jobs store core text")},
            // The headless twin proves that models/ needs no window.
            {QStringLiteral("app/cli"),
             list("app core text store wrangler local remote credentials snapshot journal jobs items")},
        };
        return table;
    }

    /// "models/local/x.cpp" is of the room "local", "app/cli/x.cpp" of "app/cli"; other files by their first
    /// folder.
    static QString roomOf(const QString &path)
    {
        const QStringList parts = path.split(QLatin1Char('/'));
        if (parts.value(0) == QLatin1String("models"))
            return parts.value(1);
        if (path.startsWith(QLatin1String("app/cli/")))
            return QStringLiteral("app/cli");
        return parts.value(0);
    }

    void judgeSource(const QString &path)
    {
        ++m_findings.files;
        const QList<QByteArray> lines = linesOf(path);
        judgeHead(path, lines);
        if (lines.size() > longestFile)
            report(path, longestFile, QStringLiteral("%1 lines, over %2").arg(lines.size()).arg(longestFile));

        const QString room = roomOf(path);
        if (room != QLatin1String("app") && !rules().contains(room)) {
            report(path, 0, QStringLiteral("no rule says whom the room %1 may know").arg(room));
            return;
        }
        static const QRegularExpression include(QStringLiteral(R"(^\s*#\s*include\s*([<"])([^>"]+)[>"])"));
        for (int i = 0; i < lines.size(); ++i) {
            const auto match = include.match(QString::fromUtf8(lines.at(i)));
            if (!match.hasMatch())
                continue;
            ++m_findings.includes;
            judgeInclude(path, i + 1, room, match.captured(2), match.captured(1) == QLatin1String("\""));
        }
    }

    void judgeInclude(const QString &path, int line, const QString &room, const QString &name, bool quoted)
    {
        const bool model = path.startsWith(QLatin1String("models/"));
        const QString found = resolve(path, name);
        if (!found.isEmpty()) {
            QString other = roomOf(found);
            if (other == QLatin1String("app/cli") && room != other)
                report(path, line, QStringLiteral("nobody includes kvw's own %1").arg(found));
            else if (other != room && room != QLatin1String("app") && !rules().value(room).contains(other))
                report(path, line, QStringLiteral("%1 may not know %2 (%3)").arg(room, other, name));
            return;
        }
        if (quoted && !name.endsWith(QLatin1String(".moc")))
            report(path, line, QStringLiteral("no file of ours is called \"%1\"").arg(name));
        if ((model || room == QLatin1String("app/cli")) && isWindowHeader(name))
            report(path, line, QStringLiteral("no window below this door: <%1>").arg(name));
        if (name == QLatin1String("sqlite3.h") && room != QLatin1String("local") &&
            room != QLatin1String("sqlite"))
            report(path, line, QStringLiteral("only local and sqlite know SQLite's own header"));
        if (name.startsWith(QLatin1String("toml++/"))) {
            if (!path.endsWith(QLatin1String(".cpp")))
                report(path, line, QStringLiteral("toml++ belongs in a .cpp: it costs seconds to compile"));
            else if (!m_tomlReaders.contains(path))
                m_tomlReaders.append(path);
        }
    }

    void judgeHead(const QString &path, const QList<QByteArray> &lines)
    {
        if (!lines.value(0).contains("SPDX-License-Identifier: GPL-3.0-or-later"))
            report(path, 1, QStringLiteral("the first line is not the SPDX line"));
        if (path.endsWith(QLatin1String(".h")) && !lines.contains("#pragma once"))
            report(path, 1, QStringLiteral("no #pragma once"));
    }

    /// Places that are true on one machine only, and hosts that a package manager knows better.
    void judgeWords()
    {
        // Put together here, so that this file does not trip over itself.
        const QByteArrayList words = {
            QByteArray("/wo") + "rk/",          QByteArray("../sha") + "red",
            QByteArray("registry.np") + "mjs",  QByteArray("registry.ya") + "rnpkg",
            QByteArray("deb.deb") + "ian.org",  QByteArray("archive.ub") + "untu.com",
            QByteArray("pypi") + ".org",        QByteArray("crates") + ".io",
            QByteArray("proxy.gol") + "ang.org"};
        QStringList paths;
        for (const char *top : {"app", "ui", "models", "tests", "packaging", "resources", ".ci"})
            paths += filesBelow(QLatin1String(top));
        const QDir root(m_root);
        for (const QString &name : root.entryList(QDir::Files | QDir::Hidden, QDir::Name)) {
            if (name != QLatin1String(".git")) // a file in a linked work tree
                paths.append(name);
        }
        for (const QString &path : paths) {
            const QList<QByteArray> lines = linesOf(path);
            for (int i = 0; i < lines.size(); ++i) {
                for (const QByteArray &word : words) {
                    if (lines.at(i).contains(word))
                        report(path, i + 1, QStringLiteral("mentions %1").arg(QString::fromLatin1(word)));
                }
            }
        }
    }

    /// The file of ours that an #include in `path` means, from the root; empty when it is not ours.
    QString resolve(const QString &path, const QString &name) const
    {
        const QString folder = path.left(path.lastIndexOf(QLatin1Char('/')) + 1);
        for (const QString &base : {folder, QStringLiteral("models/"), QString(), QStringLiteral("app/")}) {
            const QString candidate = QDir::cleanPath(base + name);
            if (QFileInfo(m_root + QLatin1Char('/') + candidate).isFile())
                return candidate;
        }
        return {};
    }

    /// Whether the header is of a Qt library that draws or shows.
    static bool isWindowHeader(const QString &name)
    {
        static const QStringList libraries = {
            QStringLiteral("QtGui"),           QStringLiteral("QtWidgets"),
            QStringLiteral("QtSvg"),           QStringLiteral("QtOpenGL"),
            QStringLiteral("QtOpenGLWidgets"), QStringLiteral("QtSvgWidgets"),
            QStringLiteral("QtPrintSupport"),  QStringLiteral("Qsci")};
        // Known by heart too, should Qt's headers lie where QLibraryInfo does not say.
        static const QSet<QString> known = {
            QStringLiteral("QWidget"), QStringLiteral("QPainter"), QStringLiteral("QIcon"),
            QStringLiteral("QAction"), QStringLiteral("QPixmap"),  QStringLiteral("QImage"),
            QStringLiteral("QColor"),  QStringLiteral("QFont"),    QStringLiteral("QApplication")};
        if (known.contains(name) || libraries.contains(name.section(QLatin1Char('/'), 0, 0)))
            return true;
        const QString headers = QLibraryInfo::path(QLibraryInfo::HeadersPath);
        for (const QString &library : libraries) {
            if (QFileInfo(headers + QLatin1Char('/') + library + QLatin1Char('/') + name).isFile())
                return true;
        }
        return false;
    }

    /// Files below m_root/top, named from m_root, sorted; what is fetched or built is not looked at.
    QStringList filesBelow(const QString &top) const
    {
        static const QRegularExpression foreign(QStringLiteral(R"((^|/)(node_modules|\.cache|\.wrangler)/)"));
        QStringList paths;
        QDirIterator all(m_root + QLatin1Char('/') + top, QDir::Files | QDir::Hidden | QDir::NoSymLinks,
                         QDirIterator::Subdirectories);
        while (all.hasNext()) {
            const QString path = all.next().mid(m_root.size() + 1);
            if (!foreign.match(path).hasMatch())
                paths.append(path);
        }
        paths.sort();
        return paths;
    }

    QList<QByteArray> linesOf(const QString &path)
    {
        QFile file(m_root + QLatin1Char('/') + path);
        if (!file.open(QIODevice::ReadOnly)) {
            report(path, 0, file.errorString());
            return {};
        }
        QList<QByteArray> lines = file.readAll().split('\n');
        if (!lines.isEmpty() && lines.constLast().isEmpty())
            lines.removeLast();
        return lines;
    }

    void report(const QString &path, int line, const QString &what)
    {
        m_findings.problems.append(QStringLiteral("%1:%2: %3").arg(path).arg(line).arg(what));
    }

    QString m_root;
    Findings m_findings;
    QStringList m_tomlReaders;
};

} // namespace kv::house
