// SPDX-License-Identifier: GPL-3.0-or-later
#include "items/commandlines.h"

#include "text/shellword.h"

#include <QCoreApplication>
#include <QFileInfo>

namespace kv::items {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("kv::items::CommandLines", text);
}

PasteLine refused(const QString &whyNot)
{
    return {{}, whyNot};
}

QString quoted(const QString &word)
{
    return text::shellWord(word.toUtf8()).value_or(QString());
}

/// ` --name value`; one word where the value would be taken for an option.
QString option(const char *name, const QString &value)
{
    const QString flag = QStringLiteral("--") + QLatin1String(name);
    if (value.startsWith(QLatin1Char('-')))
        return QLatin1Char(' ') + quoted(flag + QLatin1Char('=') + value);
    return QLatin1Char(' ') + flag + QLatin1Char(' ') + quoted(value);
}

QString notAWord()
{
    return tr("A command line cannot hold this key: it has a NUL, or is not UTF-8.");
}

bool isIdentifier(const QString &name)
{
    for (qsizetype i = 0; i < name.size(); ++i) {
        const char16_t c = name.at(i).unicode();
        const bool letter = (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || c == u'_' || c == u'$';
        if (!letter && (i == 0 || c < u'0' || c > u'9'))
            return false;
    }
    return !name.isEmpty();
}

} // namespace

CommandLines::CommandLines(const Project &project, const TargetInfo &info, const Binding &binding,
                           const QString &accountId)
    : m_info(info),
      m_binding(binding),
      m_accountId(info.target.accountId.isEmpty() ? accountId : info.target.accountId),
      m_root(project.root)
{
    for (const Worker &worker : project.workers) {
        for (const Environment &environment : worker.environments) {
            for (const Binding &one : environment.bindings) {
                for (const TargetInfo &target : one.targets) {
                    if (target.target == info.target && target.name == info.name) {
                        m_configPath = worker.configPath;
                        m_manyEnvironments = worker.environments.size() > 1;
                    }
                }
            }
        }
    }
}

/// Where wrangler has to look for a store on this disk.
PasteLine CommandLines::localPlace() const
{
    const QString usual = m_configPath.isEmpty()
                              ? QString()
                              : QFileInfo(m_configPath).path() + QStringLiteral("/.wrangler/state/v3");
    if (m_info.target.stateRoot == usual)
        return {QStringLiteral(" --local"), {}};
    if (QFileInfo(m_info.target.stateRoot).fileName() != QLatin1String("v3"))
        return refused(tr("wrangler keeps its stores in a folder called v3, and this one is in another."));
    return {QStringLiteral(" --local") + option("persist-to", QFileInfo(m_info.target.stateRoot).path()), {}};
}

/// The options that choose this target and no other.
PasteLine CommandLines::selector() const
{
    const bool remote = m_info.target.place == Place::Remote;
    if (m_info.target.place == Place::Snapshot)
        return refused(tr("wrangler reads no snapshot files."));
    if (m_info.oldLayout)
        return refused(tr("Current wrangler no longer sees stores of wrangler 3.0 to 3.8."));
    if (!m_info.target.databaseName.isEmpty())
        return refused(tr("wrangler wants the namespace's id, and this store's is not known."));
    PasteLine line;
    if (!remote) {
        line = localPlace();
        if (line.text.isEmpty())
            return line;
    } else {
        line.text = QStringLiteral(" --remote");
    }
    // wrangler counts an empty preview_id as none, and so it does an empty name.
    const bool hasPreview = m_binding.previewId && !m_binding.previewId->isEmpty();
    const bool named = !m_binding.name.isEmpty() && !m_configPath.isEmpty();
    if (named && (m_info.kind == IdKind::Id || hasPreview)) {
        QString chosen = option("binding", m_binding.name);
        if (m_info.kind == IdKind::Preview)
            chosen += QStringLiteral(" --preview");
        else if (hasPreview)
            chosen += QStringLiteral(" --preview false");
        line.text = chosen + line.text + option("config", m_configPath);
        if (!m_info.environment.isEmpty())
            line.text += option("env", m_info.environment);
        else if (m_manyEnvironments) // CLOUDFLARE_ENV would choose one otherwise
            line.text += QStringLiteral(" --env ''");
        return line;
    }
    if (m_info.target.namespaceId.isEmpty())
        return refused(tr("wrangler cannot be given an empty id."));
    line.text = option("namespace-id", m_info.target.namespaceId) + line.text;
    return line;
}

PasteLine CommandLines::wranglerGet(const QByteArray &key) const
{
    const auto word = text::shellWord(key);
    if (!word)
        return refused(notAWord());
    if (key.startsWith('-'))
        return refused(tr("wrangler takes a key that begins with - for an option, however it is written."));
    PasteLine line = selector();
    if (line.text.isEmpty())
        return line;
    QString before;
    const bool byId = line.text.startsWith(QLatin1String(" --namespace-id"));
    if (byId && m_info.target.place == Place::Remote && !m_accountId.isEmpty())
        before = QStringLiteral("CLOUDFLARE_ACCOUNT_ID=%1 ").arg(quoted(m_accountId));
    line.text = before + QStringLiteral("wrangler kv key get ") + *word + line.text;
    return line;
}

PasteLine CommandLines::kvwGet(const QByteArray &key) const
{
    const auto word = text::shellWord(key);
    if (!word)
        return refused(notAWord());
    QString line = QStringLiteral("kvw get ") + quoted(m_info.name);
    if (!m_root.isEmpty() && m_info.target.place != Place::Snapshot)
        line += option("project", m_root);
    if (key.startsWith('-'))
        line += QStringLiteral(" --");
    return {line + QLatin1Char(' ') + *word, {}};
}

PasteLine CommandLines::workerCall(const QString &before, const char *method, const QByteArray &key,
                                   ValueType type) const
{
    if (m_binding.name.isEmpty())
        return refused(tr("No binding names this store, so no Worker can read it by one."));
    const auto literal = text::scriptString(key);
    const auto name = text::scriptString(m_binding.name.toUtf8());
    if (!literal || !name)
        return refused(tr("JavaScript cannot hold this key: it is not UTF-8."));
    QString line = before + QStringLiteral("await env");
    line += isIdentifier(m_binding.name) ? QLatin1Char('.') + m_binding.name
                                         : QLatin1Char('[') + *name + QLatin1Char(']');
    line += QLatin1Char('.') + QLatin1String(method) + QLatin1Char('(') + *literal;
    if (type == ValueType::Json)
        line += QStringLiteral(", { type: \"json\" }");
    else if (type == ValueType::Bytes)
        line += QStringLiteral(", { type: \"arrayBuffer\" }");
    return {line + QLatin1Char(')'), {}};
}

PasteLine CommandLines::workerGet(const QByteArray &key, ValueType type) const
{
    return workerCall({}, "get", key, type);
}

PasteLine CommandLines::workerGetWithMetadata(const QByteArray &key, ValueType type) const
{
    return workerCall(QStringLiteral("const { value, metadata } = "), "getWithMetadata", key, type);
}

} // namespace kv::items
