// SPDX-License-Identifier: GPL-3.0-or-later
#include "wrangler/targets.h"

namespace kv::wrangler {

namespace {

/// Which namespace each of wrangler's commands takes for a binding, on this disk.
///
/// `wrangler dev` takes preview_id even when it is an empty string; `wrangler kv` counts an empty one as
/// none. `kv key list`, `key get` and `bulk get` have `--preview false` for a default; the writing commands
/// have no default, take the only id there is, and refuse when there are two.
struct Choice
{
    explicit Choice(const Binding &binding)
        : plain(binding.id.value_or(binding.name)),
          dev(binding.previewId.value_or(plain)),
          preview(binding.previewId.value_or(QString())),
          hasPreview(!preview.isEmpty()),
          writesRefuse(hasPreview && binding.id.has_value()),
          write(hasPreview ? preview : plain)
    {
    }

    QString plain;     ///< what reading takes, and writing with `--preview false`
    QString dev;       ///< what `wrangler dev` takes
    QString preview;   ///< what `--preview` takes
    bool hasPreview;   ///< otherwise `--preview` is an error
    bool writesRefuse; ///< without `--preview` or `--preview false`
    QString write;     ///< what writing without a flag takes, unless it refuses
};

/// Puts together which commands use one namespace, as they are typed.
class Commands
{
public:
    Commands(QString namespaceId, const TargetContext &context)
        : m_namespaceId(std::move(namespaceId)),
          m_env(context.environment.isEmpty() ? QString() : QLatin1String(" --env ") + context.environment)
    {
    }

    /// `takes`: the namespace that the command uses; nullopt: one that the wrangler file does not name.
    void add(const QString &command, const QString &flags, const std::optional<QString> &takes)
    {
        if (takes == m_namespaceId)
            m_list.append(command + flags + m_env);
    }

    /// `wrangler kv`, whose rules are the same for both places. `plain`: what reading takes without a flag.
    void addKv(const Choice &choice, const std::optional<QString> &plain, const QString &place)
    {
        const std::optional<QString> write = choice.hasPreview ? choice.preview : plain;
        const QString preview = QStringLiteral(" --preview");
        const QString notPreview = QStringLiteral(" --preview false");
        for (const char *verb : {"key list", "key get", "bulk get"}) {
            const QString command = QLatin1String("wrangler kv ") + QLatin1String(verb);
            add(command, place, plain);
            if (choice.hasPreview && choice.preview != plain)
                add(command, preview + place, choice.preview);
        }
        for (const char *verb : {"key put", "key delete", "bulk put", "bulk delete"}) {
            const QString command = QLatin1String("wrangler kv ") + QLatin1String(verb);
            if (!choice.writesRefuse)
                add(command, place, write);
            if (choice.writesRefuse)
                add(command, preview + place, choice.preview);
            if (choice.hasPreview && !(choice.writesRefuse && choice.preview == plain))
                add(command, notPreview + place, plain);
        }
    }

    bool hasEnvironment() const { return !m_env.isEmpty(); }
    const QStringList &list() const { return m_list; }

private:
    QString m_namespaceId;
    QString m_env;
    QStringList m_list;
};

QStringList localCommands(const QString &namespaceId, const Choice &choice, const Binding &binding,
                          const TargetContext &context)
{
    Commands commands(namespaceId, context);
    const bool remote = binding.remote.value_or(false);
    if (!context.pages)
        commands.add(QStringLiteral("wrangler dev"), remote ? QStringLiteral(" --local") : QString(),
                     choice.dev);
    else if (!commands.hasEnvironment() &&
             !remote) // it takes no --env; what it makes of `remote` is not known
        commands.add(QStringLiteral("wrangler pages dev"), {}, choice.dev);
    commands.addKv(choice, choice.plain, {});
    return commands.list();
}

/// At Cloudflare there is no store named like the binding: what has no id there is not known from the file.
QStringList remoteCommands(const QString &namespaceId, const Choice &choice, const Binding &binding,
                           const TargetContext &context)
{
    Commands commands(namespaceId, context);
    const std::optional<QString> dev = binding.previewId ? binding.previewId : binding.id;
    QStringList first;
    if (binding.id == namespaceId)
        first.append(deployedWorker);
    if (!context.pages) {
        if (binding.remote.value_or(false))
            commands.add(QStringLiteral("wrangler dev"), {}, dev);
        commands.add(QStringLiteral("wrangler dev"), QStringLiteral(" --remote"), dev);
    }
    commands.addKv(choice, binding.id, QStringLiteral(" --remote"));
    return first + commands.list();
}

} // namespace

void fillTargets(Binding &binding, const TargetContext &context)
{
    const Choice choice(binding);
    const auto local = [&](IdKind kind, const QString &namespaceId) {
        return TargetInfo{
            .target = {.place = Place::Local, .namespaceId = namespaceId, .stateRoot = context.stateRoot},
            .kind = kind,
            .environment = context.environment,
            .usedBy = localCommands(namespaceId, choice, binding, context),
            .notes = notes(binding, kind)};
    };
    const auto remote = [&](IdKind kind, const QString &namespaceId) {
        return TargetInfo{
            .target = {.place = Place::Remote, .namespaceId = namespaceId, .accountId = context.accountId},
            .kind = kind,
            .environment = context.environment,
            .usedBy = remoteCommands(namespaceId, choice, binding, context),
            .notes = remoteNotes(binding, kind)};
    };
    binding.targets = {local(IdKind::Id, choice.plain)};
    if (binding.previewId)
        binding.targets.append(local(IdKind::Preview, *binding.previewId));
    if (binding.id && !binding.id->isEmpty())
        binding.targets.append(remote(IdKind::Id, *binding.id));
    if (choice.hasPreview)
        binding.targets.append(remote(IdKind::Preview, *binding.previewId));
}

QStringList notes(const Binding &binding, IdKind kind)
{
    const Choice choice(binding);
    const bool remote = binding.remote.value_or(false);
    const QString dev = remote ? QStringLiteral("`wrangler dev --local`") : QStringLiteral("`wrangler dev`");
    QStringList out;
    if (remote) {
        out.append(
            binding.id || binding.previewId
                ? QStringLiteral("`wrangler dev` uses the namespace at Cloudflare, because the binding "
                                 "has `remote` set; only `wrangler dev --local` uses this disk.")
                : QStringLiteral("`wrangler dev` refuses to start, because the binding has `remote` set "
                                 "but no id; `wrangler dev --local` uses this disk."));
        out.append(
            QStringLiteral("`wrangler kv` works on this disk all the same, unless `--remote` is given."));
    }
    if (choice.dev != choice.plain) {
        const QString flag = choice.hasPreview ? QStringLiteral(" unless `--preview` is given") : QString();
        const QString place = binding.id ? QStringLiteral("the store of `id`")
                                         : QStringLiteral("the store named like the binding");
        if (kind == IdKind::Id)
            out.append(
                QStringLiteral("%1 does not use this store: it uses the store of `preview_id`.").arg(dev));
        out.append(
            QStringLiteral("`wrangler kv key list` and `wrangler kv key get` do not show what %1 writes: "
                           "they read %2%3.")
                .arg(dev, place, flag));
    }
    if (choice.writesRefuse)
        out.append(
            QStringLiteral("`wrangler kv key put` and `wrangler kv key delete` refuse to run without "
                           "`--preview` or `--preview false`, because the binding has both an `id` and "
                           "a `preview_id`."));
    else if (choice.write != choice.plain)
        out.append(
            QStringLiteral("`wrangler kv key put` writes to the store of `preview_id`, but `wrangler kv "
                           "key list` and `wrangler kv key get` look in the one named like the binding."));
    if (binding.previewId && binding.previewId->isEmpty())
        out.append(
            QStringLiteral("The `preview_id` is an empty string: %1 takes that for the id, `wrangler kv` "
                           "takes it for none.")
                .arg(dev));
    return out;
}

QStringList remoteNotes(const Binding &binding, IdKind kind)
{
    const Choice choice(binding);
    QStringList out;
    if (choice.hasPreview && binding.id == binding.previewId)
        out.append(QStringLiteral("The `preview_id` is the same namespace as the `id`: what is tried out in "
                                  "`wrangler dev --remote` is written to production."));
    else if (kind == IdKind::Id && !binding.previewId)
        out.append(QStringLiteral("`wrangler dev --remote` uses this namespace too, because the binding has "
                                  "no `preview_id`: what is tried out there is written to production."));
    if (kind == IdKind::Id && choice.hasPreview && binding.remote.value_or(false) &&
        binding.id != binding.previewId)
        out.append(QStringLiteral("`wrangler dev` uses the namespace of `preview_id` at Cloudflare, because "
                                  "the binding has `remote` set."));
    out.append(QStringLiteral("`wrangler kv` uses this disk unless `--remote` is given."));
    return out;
}

} // namespace kv::wrangler
