// SPDX-License-Identifier: GPL-3.0-or-later
#include "wrangler/extract.h"

#include "wrangler/uniquenames.h"

#include <QSet>

#include <algorithm>

namespace kv::wrangler {

namespace {

/// What wrangler would quote in a message, cut where it stops helping.
QString quoted(const Value &value)
{
    constexpr qsizetype most = 1000;
    const QString json = value.toJson();
    return json.size() <= most ? json : json.left(most) + QChar(0x2026);
}

/// A name that JavaScript code can write after `env.`.
bool isIdentifier(const QString &name)
{
    const auto isStart = [](QChar c) { return c.isLetter() || c == u'_' || c == u'$'; };
    return !name.isEmpty() && isStart(name.front()) && std::all_of(name.begin(), name.end(), [&](QChar c) {
        return isStart(c) || c.isDigit() || c.isMark();
    });
}

/// One environment, made from `m_raw`; the top level when `m_top` is null.
class Extractor
{
public:
    Extractor(const Value &root, const Value &raw, const QString &envName, const Environment *top)
        : m_root(root),
          m_raw(raw),
          m_top(top)
    {
        m_env.name = envName;
        m_env.line = raw.position.line;
    }

    Environment extract()
    {
        name();
        accountId();
        namespaces();
        m_env.diagnostics += duplicateBindings(m_raw, m_root);
        return m_env;
    }

private:
    void say(Severity severity, const QString &message, Position at)
    {
        m_env.diagnostics.append({severity, message, at.line, at.column});
    }
    QString path(const QString &field) const
    {
        return m_top ? QStringLiteral("env.%1.%2").arg(m_env.name, field) : field;
    }

    void name()
    {
        const Value *own = m_raw.find(u"name");
        const auto isNameChar = [](QChar c) {
            return (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9') || c == u'_' || c == u'-';
        };
        const bool valid = !own || (own->isString() && !own->text.startsWith(u'-') &&
                                    std::all_of(own->text.begin(), own->text.end(), isNameChar));
        if (!valid)
            say(Severity::Error,
                QStringLiteral("Expected \"name\" to be of type string, alphanumeric and lowercase with "
                               "dashes only but got %1.")
                    .arg(quoted(*own)),
                own->position);
        if (own && own->isString())
            m_env.workerName = own->text;
        else if (m_top && !m_top->workerName.isEmpty())
            m_env.workerName = m_top->workerName + u'-' + m_env.name;
    }

    void accountId()
    {
        const Value *own = m_raw.find(u"account_id");
        if (own && own->isString() && !own->text.isEmpty()) {
            m_env.accountId = own->text;
            return;
        }
        if (m_top)
            m_env.accountId = m_top->accountId;
        if (own && own->isString())
            say(Severity::Warning,
                QStringLiteral(
                    "The \"account_id\" field in your configuration is an empty string and will be "
                    "ignored. Please remove the \"account_id\" field from your configuration."),
                own->position);
        else if (own)
            say(Severity::Error,
                QStringLiteral("Expected \"account_id\" to be of type string but got %1.").arg(quoted(*own)),
                own->position);
    }

    void namespaces()
    {
        static const QString field = QStringLiteral("kv_namespaces");
        const Value *list = m_raw.find(field);
        if (!list) {
            if (m_top && m_root.find(field))
                say(Severity::Warning,
                    QStringLiteral(
                        "\"kv_namespaces\" exists at the top level, but not on \"env.%1\". This is "
                        "not what you probably want, since \"kv_namespaces\" is not inherited by "
                        "environments. Please add \"kv_namespaces\" to \"env.%1\".")
                        .arg(m_env.name),
                    m_raw.position);
            return;
        }
        if (!list->isArray()) {
            say(Severity::Error,
                QStringLiteral("The field \"%1\" should be an array but got %2.")
                    .arg(path(field), quoted(*list)),
                list->position);
            return;
        }
        for (size_t i = 0; i < list->items.size(); ++i)
            binding(list->items[i], QStringLiteral("%1[%2]").arg(path(field)).arg(i));
        if (m_top)
            missing(list->position);
    }

    void binding(const Value &item, const QString &at)
    {
        if (!item.isObject() && !item.isArray()) {
            say(Severity::Error,
                QStringLiteral("\"kv_namespaces\" bindings should be objects, but got %1").arg(quoted(item)),
                item.position);
            return;
        }
        const Value *name = item.find(u"binding");
        const Value *id = item.find(u"id");
        const Value *previewId = item.find(u"preview_id");
        const Value *remote = item.find(u"remote");
        const bool named = name && name->isString();
        const auto refuse = [&](const char *sentence, const Value *part) {
            say(Severity::Error, QString::fromLatin1(sentence).arg(at, quoted(item)),
                part ? part->position : item.position);
        };
        if (!named)
            refuse("\"%1\" bindings should have a string \"binding\" field but got %2.", name);
        const bool hasId = id && id->isString() && !id->text.isEmpty();
        if (id && !hasId)
            refuse("\"%1\" bindings should have a string \"id\" field but got %2.", id);
        if (previewId && !previewId->isString())
            refuse("\"%1\" bindings should, optionally, have a string \"preview_id\" field but got %2.",
                   previewId);
        if (remote && remote->kind != Value::Kind::Bool)
            refuse("\"%1\" should, optionally, have a boolean \"remote\" field but got %2.", remote);
        unexpected(item, at);
        if (!named)
            return;
        Binding binding{.name = name->text, .line = item.position.line, .column = item.position.column};
        if (hasId)
            binding.id = id->text;
        if (previewId && previewId->isString())
            binding.previewId = previewId->text;
        if (remote && remote->kind == Value::Kind::Bool)
            binding.remote = remote->boolean;
        m_env.bindings.append(binding);
        if (!isIdentifier(binding.name))
            say(Severity::Hint,
                QStringLiteral("\"%1\" is not a valid JavaScript identifier, so code cannot write env.%1; "
                               "Cloudflare's documentation asks for one, wrangler does not check it.")
                    .arg(binding.name),
                name->position);
    }

    void unexpected(const Value &item, const QString &at)
    {
        static const QSet<QString> known{QStringLiteral("binding"), QStringLiteral("id"),
                                         QStringLiteral("preview_id"), QStringLiteral("remote")};
        QStringList others;
        Position first = item.position;
        for (const Member &m : item.members) {
            if (known.contains(m.key))
                continue;
            if (others.isEmpty())
                first = m.position;
            others.append(u'"' + m.key + u'"');
        }
        for (size_t i = 0; i < item.items.size(); ++i) // an array's indices are fields in JavaScript
            others.append(QStringLiteral("\"%1\"").arg(i));
        if (!others.isEmpty())
            say(Severity::Warning,
                QStringLiteral("Unexpected fields found in %1 field: %2").arg(at, others.join(u',')), first);
    }

    /// What the top level binds and this environment does not.
    void missing(Position at)
    {
        QSet<QString> own;
        for (const Binding &binding : std::as_const(m_env.bindings))
            own.insert(binding.name);
        for (const Binding &binding : m_top->bindings) {
            if (!own.contains(binding.name))
                say(Severity::Warning,
                    QStringLiteral("There is a kv_namespaces binding with name \"%1\" at the top level, but "
                                   "not on \"env.%2\". This is not what you probably want, since "
                                   "\"kv_namespaces\" configuration is not inherited by environments. Please "
                                   "add a binding for \"%1\" to \"env.%2.kv_namespaces.bindings\".")
                        .arg(binding.name, m_env.name),
                    at);
        }
    }

    const Value &m_root;
    const Value &m_raw;
    const Environment *m_top;
    Environment m_env;
};

} // namespace

bool isPages(const Value &root)
{
    return root.find(u"pages_build_output_dir") != nullptr;
}

QList<Environment> extractEnvironments(const Value &root)
{
    Environment top = Extractor(root, root, QString(), nullptr).extract();
    if (const Member *legacy = root.member(u"legacy_env"))
        top.diagnostics.append({Severity::Error,
                                QStringLiteral("The \"legacy_env\" field is no longer supported, so please "
                                               "remove it from your configuration file."),
                                legacy->position.line, legacy->position.column});
    if (root.isArray())
        top.diagnostics.append({Severity::Warning,
                                QStringLiteral("The file holds a list instead of an object; wrangler reads "
                                               "nothing from it."),
                                root.position.line, root.position.column});
    const Value *envs = root.find(u"env");
    if (envs && !envs->isObject() && envs->kind != Value::Kind::Null)
        top.diagnostics.append(
            {Severity::Warning,
             QStringLiteral("\"env\" should be an object but is %1, so no environment can be chosen.")
                 .arg(quoted(*envs)),
             envs->position.line, envs->position.column});

    QList<Environment> all{top};
    if (!envs)
        return all;
    // wrangler reads the top level before the environment that was asked for, and stops at its errors; only
    // names that are bound twice there do not matter elsewhere.
    QList<Diagnostic> stopping = top.diagnostics;
    const QList<Diagnostic> twice = duplicateBindings(root, root);
    stopping.removeIf([&twice](const Diagnostic &diagnostic) {
        return diagnostic.severity != Severity::Error || twice.contains(diagnostic);
    });
    for (const Member &m : envs->members) {
        Environment env;
        if (m.value.isObject() || m.value.isArray()) {
            env = Extractor(root, m.value, m.key, &top).extract();
        } else {
            env.name = m.key;
            env.diagnostics.append(
                {Severity::Error,
                 QStringLiteral("\"env.%1\" should be an object but got %2.").arg(m.key, quoted(m.value)),
                 m.value.position.line, m.value.position.column});
        }
        env.line = m.position.line;
        env.diagnostics += stopping;
        all.append(env);
    }
    return all;
}

} // namespace kv::wrangler
