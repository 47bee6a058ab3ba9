// SPDX-License-Identifier: GPL-3.0-or-later
#include "wrangler/envfiles.h"

#include "wrangler/configfile.h"
#include "wrangler/dotenv.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>
#include <QSet>

namespace kv::wrangler {

namespace {

/// An assignment as it stands in the files, the last one of its name.
struct Raw
{
    QString name;
    QString value;
    QString file;
    bool projectsOwn = false;
};

QString withoutEscapes(QString value)
{
    return value.replace(QLatin1String("\\$"), QLatin1String("$"));
}

/// JavaScript's text.replace(what, with): the first `what` only, and `$` counts in `with`.
QString replaceFirst(const QString &text, const QString &what, const QString &with)
{
    const qsizetype at = text.indexOf(what);
    const QString before = text.left(at);
    const QString after = text.mid(at + what.size());
    QString middle;
    for (qsizetype i = 0; i < with.size(); ++i) {
        const ushort next =
            with.at(i) == QLatin1Char('$') && i + 1 < with.size() ? with.at(i + 1).unicode() : 0;
        ++i;
        if (next == '$')
            middle += QLatin1Char('$');
        else if (next == '&')
            middle += what;
        else if (next == '`')
            middle += before;
        else if (next == '\'')
            middle += after;
        else
            middle += with.at(--i);
    }
    return before + middle + after;
}

/// Puts in what `$` refers to, as wrangler's library does, and notes whether anything was drawn from outside.
class Expander
{
public:
    Expander(const QProcessEnvironment &process, const QHash<QString, Variable> &before)
        : m_process(process),
          m_before(before)
    {
    }

    /// nullopt: it grows without end, or the files ask for more work than we do.
    std::optional<QString> expand(const QString &value)
    {
        static const QRegularExpression reference(
            QStringLiteral(R"((?<!\\)\$\{([^{}]+)\}|(?<!\\)\$([A-Za-z_][A-Za-z0-9_]*))"));
        m_drewFromOutside = false;
        QString result = value;
        QSet<QString> seen;
        for (;;) {
            const auto match = reference.match(result);
            if (!match.hasMatch())
                return result;
            m_work += result.size();
            if (result.size() > maxEnvValue || m_work > maxWork)
                return std::nullopt;
            seen.insert(result);
            const QString expression = match.captured(1).isEmpty() ? match.captured(2) : match.captured(1);
            const auto [name, content] = evaluate(expression, seen);
            result = replaceFirst(result, match.captured(0), content);
            if (const auto it = m_before.constFind(name); it != m_before.constEnd() && it->value == result)
                return result;
        }
    }

    bool drewFromOutside() const { return m_drewFromOutside; }

private:
    static constexpr qint64 maxWork = 8'000'000; // characters looked at, in all values together

    std::pair<QString, QString> evaluate(const QString &expression, const QSet<QString> &seen)
    {
        static const QRegularExpression operation(QStringLiteral(R"(:\+|\+|:-|-)"));
        const auto match = operation.match(expression);
        const QString name = match.hasMatch() ? expression.left(match.capturedStart()) : expression;
        const QString rest = match.hasMatch() ? expression.mid(match.capturedEnd()) : QString();
        const QString value = lookUp(name);
        if (match.captured().endsWith(QLatin1Char('+')))
            return {name, value.isEmpty() ? QString() : rest};
        return {name, value.isEmpty() || seen.contains(value) ? rest : value};
    }

    QString lookUp(const QString &name)
    {
        if (m_process.contains(name)) {
            m_drewFromOutside = true;
            return m_process.value(name);
        }
        const auto it = m_before.constFind(name);
        if (it == m_before.constEnd())
            return {};
        if (!it->projectsOwn)
            m_drewFromOutside = true;
        return it->value;
    }

    const QProcessEnvironment &m_process;
    const QHash<QString, Variable> &m_before;
    bool m_drewFromOutside = false;
    qint64 m_work = 0;
};

/// All assignments of the files, in the order in which names first come up.
QList<Raw> readFiles(const QString &folder, const QStringList &names, Variables &out)
{
    const QString inside = QFileInfo(folder).canonicalFilePath() + QLatin1Char('/');
    QList<Raw> all;
    QHash<QString, qsizetype> places;
    for (const QString &name : names) {
        const QString path = QDir(folder).filePath(name);
        const auto bytes = readRegularFile(path, maxEnvFileBytes);
        if (!bytes) {
            if (bytes.error().kind == ErrorKind::NotFound)
                out.filesMissing.append(name);
            else
                out.problems.append(bytes.error());
            continue;
        }
        out.filesRead.append(name);
        const bool own = QFileInfo(path).canonicalFilePath().startsWith(inside);
        for (const DotenvEntry &entry : parseDotenv(QString::fromUtf8(*bytes))) {
            const Raw raw = {entry.name, entry.value, name, own};
            const auto known = places.constFind(entry.name);
            if (known != places.constEnd()) {
                all[*known] = raw;
                continue;
            }
            places.insert(entry.name, all.size());
            all.append(raw);
        }
    }
    return all;
}

} // namespace

std::optional<Variable> Variables::find(const QString &name) const
{
    const auto it = fromFiles.constFind(name);
    if (it != fromFiles.constEnd())
        return *it;
    if (process.contains(name))
        return Variable{.value = process.value(name)};
    return std::nullopt;
}

Variables readEnvFiles(const QString &folder, const QString &environmentName,
                       const QProcessEnvironment &process)
{
    Variables out;
    out.process = process;
    if (folder.isEmpty())
        return out;
    QStringList names = {QStringLiteral(".env"), QStringLiteral(".env.local")};
    // A name with a slash in it would lead out of the folder.
    if (!environmentName.isEmpty() && !environmentName.contains(QLatin1Char('/')) &&
        !environmentName.contains(QLatin1Char('\\')) && !environmentName.contains(QChar(0)))
        names << QStringLiteral(".env.") + environmentName
              << QStringLiteral(".env.%1.local").arg(environmentName);

    Expander expander(process, out.fromFiles);
    for (const Raw &raw : readFiles(folder, names, out)) {
        const QString outside = process.value(raw.name);
        if (!outside.isEmpty() && outside != raw.value) {
            out.fromFiles.insert(raw.name, {.value = withoutEscapes(outside)});
            continue;
        }
        const auto value = expander.expand(raw.value);
        if (!value) {
            out.problems.append({.kind = ErrorKind::TooLarge,
                                 .detail = QStringLiteral("%1 grows too large when what it refers to is "
                                                          "put in")
                                               .arg(raw.name),
                                 .path = QDir(folder).filePath(raw.file)});
            continue;
        }
        Variable variable = {.value = withoutEscapes(*value)};
        if (outside.isEmpty()) {
            variable.file = raw.file;
            variable.projectsOwn = raw.projectsOwn && !expander.drewFromOutside();
        }
        out.fromFiles.insert(raw.name, variable);
    }
    return out;
}

} // namespace kv::wrangler
