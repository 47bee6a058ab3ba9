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

QStringList commandsFor(const QString &namespaceId, const Choice &choice, const Binding &binding,
                        const TargetContext &context)
{
    QStringList commands;
    const QString env =
        context.environment.isEmpty() ? QString() : QLatin1String(" --env ") + context.environment;
    const auto add = [&](const QString &command, const char *flag, const QString &takes) {
        if (takes == namespaceId)
            commands.append(command + QLatin1String(flag) + env);
    };
    const bool remote = binding.remote.value_or(false);
    if (!context.pages)
        add(QStringLiteral("wrangler dev"), remote ? " --local" : "", choice.dev);
    else if (env.isEmpty() && !remote) // it takes no --env, and what it makes of `remote` is not documented
        add(QStringLiteral("wrangler pages dev"), "", choice.dev);
    for (const char *verb : {"key list", "key get", "bulk get"}) {
        const QString command = QLatin1String("wrangler kv ") + QLatin1String(verb);
        add(command, "", choice.plain);
        if (choice.hasPreview && choice.preview != choice.plain)
            add(command, " --preview", choice.preview);
    }
    for (const char *verb : {"key put", "key delete", "bulk put", "bulk delete"}) {
        const QString command = QLatin1String("wrangler kv ") + QLatin1String(verb);
        if (!choice.writesRefuse)
            add(command, "", choice.write);
        if (choice.writesRefuse)
            add(command, " --preview", choice.preview);
        if (choice.hasPreview && !(choice.writesRefuse && choice.preview == choice.plain))
            add(command, " --preview false", choice.plain);
    }
    return commands;
}

} // namespace

void fillTargets(Binding &binding, const TargetContext &context)
{
    const Choice choice(binding);
    const auto target = [&](IdKind kind, const QString &namespaceId) {
        return TargetInfo{
            .target = {.place = Place::Local, .namespaceId = namespaceId, .stateRoot = context.stateRoot},
            .kind = kind,
            .environment = context.environment,
            .usedBy = commandsFor(namespaceId, choice, binding, context)};
    };
    binding.targets = {target(IdKind::Id, choice.plain)};
    if (binding.previewId)
        binding.targets.append(target(IdKind::Preview, *binding.previewId));
    for (TargetInfo &info : binding.targets)
        info.notes = notes(binding, info.kind);
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

} // namespace kv::wrangler
