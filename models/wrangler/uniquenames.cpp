// SPDX-License-Identifier: GPL-3.0-or-later
#include "wrangler/uniquenames.h"

#include <QHash>

#include <algorithm>

namespace kv::wrangler {

namespace {

/// Where an environment's value of a field comes from.
enum class Source { Own, Inherited, Root };

struct BindingType
{
    const char16_t *field;
    const char16_t *name; ///< as wrangler's messages call it
    Source source = Source::Own;
};

/// In wrangler's order, which is the order of the names in its messages.
constexpr BindingType types[] = {
    {u"data_blobs", u"Data Blob", Source::Root},
    {u"durable_objects", u"Durable Object"},
    {u"kv_namespaces", u"KV Namespace"},
    {u"send_email", u"Send Email"},
    {u"queues", u"Queue"},
    {u"d1_databases", u"D1 Database"},
    {u"vectorize", u"Vectorize Index"},
    {u"ai_search_namespaces", u"AI Search Namespace"},
    {u"ai_search", u"AI Search Instance"},
    {u"agent_memory", u"Agent Memory"},
    {u"hyperdrive", u"Hyperdrive Config"},
    {u"r2_buckets", u"R2 Bucket"},
    {u"logfwdr", u"logfwdr", Source::Inherited},
    {u"services", u"Worker"},
    {u"analytics_engine_datasets", u"Analytics Engine Dataset"},
    {u"text_blobs", u"Text Blob", Source::Root},
    {u"browser", u"Browser Run"},
    {u"analytics", u"Analytics SQL"},
    {u"ai", u"AI"},
    {u"images", u"Images"},
    {u"stream", u"Stream"},
    {u"media", u"Media"},
    {u"version_metadata", u"Worker Version Metadata"},
    {u"unsafe", u"Unsafe Metadata"},
    {u"vars", u"Environment Variable"},
    {u"wasm_modules", u"Wasm Module", Source::Root},
    {u"dispatch_namespaces", u"Dispatch Namespace"},
    {u"mtls_certificates", u"mTLS Certificate"},
    {u"workflows", u"Workflow"},
    {u"pipelines", u"Pipeline"},
    {u"k2", u"K2 Stream"},
    {u"secrets_store_secrets", u"Secrets Store Secret"},
    {u"artifacts", u"Artifacts"},
    {u"ratelimits", u"Rate Limit"},
    {u"assets", u"Assets", Source::Inherited},
    {u"unsafe_hello_world", u"Hello World"},
    {u"flagship", u"Flagship"},
    {u"worker_loaders", u"Worker Loader"},
    {u"vpc_services", u"VPC Service"},
    {u"vpc_networks", u"VPC Network"},
};

struct Named
{
    QString name;
    Position position;
};

/// The names in a list of objects, if every item is an object with a string of that key; else nothing.
std::vector<Named> listed(const Value &list, QStringView key)
{
    std::vector<Named> names;
    for (const Value &item : list.items) {
        const Value *name = item.isObject() ? item.find(key) : nullptr;
        if (!name || !name->isString())
            return {};
        names.push_back({name->text, item.position});
    }
    return names;
}

/// The names that a field binds; the rules do not depend on the field but on the shape of its value.
std::vector<Named> bindingNames(const Value &value)
{
    if (value.isArray())
        return listed(value, u"binding");
    if (!value.isObject())
        return {};
    if (const Value *bindings = value.find(u"bindings"); bindings && bindings->isArray()) {
        const auto names = listed(*bindings, u"name");
        if (!names.empty() || bindings->items.empty())
            return names;
    }
    if (const Value *binding = value.find(u"binding"))
        return {{binding->isString() ? binding->text : binding->toJson(), binding->position}};
    std::vector<Named> names;
    for (const Member &m : value.members)
        names.push_back({m.key, m.position});
    return names;
}

std::vector<Named> namesOfType(const BindingType &type, const Value &active, const Value &root)
{
    const QStringView field(type.field);
    const Value *value = type.source == Source::Root ? root.find(field) : active.find(field);
    if (type.source == Source::Inherited && (!value || value->kind == Value::Kind::Null))
        value = root.find(field);
    if (!value)
        return {};
    if (field == u"queues") {
        value = value->find(u"producers");
        return value ? bindingNames(*value) : std::vector<Named>();
    }
    if (field == u"durable_objects" && value->isObject() && !value->find(u"bindings"))
        return {}; // wrangler puts an empty list there
    return bindingNames(*value);
}

/// "A", "A and B", "A, B, and C".
QString englishList(const QStringList &words)
{
    if (words.size() < 3)
        return words.join(QLatin1String(" and "));
    return words.mid(0, words.size() - 1).join(QLatin1String(", ")) + QLatin1String(", and ") + words.last();
}

struct Use
{
    QStringList types;
    Position position;
    bool kv = false;
};

} // namespace

QList<Diagnostic> duplicateBindings(const Value &active, const Value &root)
{
    QList<Diagnostic> found;
    QStringList order;
    QHash<QString, Use> uses;
    const Value *pages = root.find(u"pages_build_output_dir");
    const auto add = [&](const Named &named, const QString &type) {
        if (pages && named.name == u"ASSETS")
            found.append({Severity::Error,
                          QStringLiteral("The name 'ASSETS' is reserved in Pages projects. Please use a "
                                         "different name for your %1 binding.")
                              .arg(type),
                          named.position.line, named.position.column});
        if (!uses.contains(named.name))
            order.append(named.name);
        Use &use = uses[named.name];
        use.types.append(type);
        // The best place to point at: the last KV binding of that name, else the last of all.
        const bool kv = type == QLatin1String("KV Namespace");
        if (kv || !use.kv)
            use.position = named.position;
        use.kv = use.kv || kv;
    };
    for (const BindingType &type : types) {
        for (const Named &named : namesOfType(type, active, root))
            add(named, QString::fromUtf16(type.name));
    }
    const Value *secrets = active.find(u"secrets");
    const Value *required = secrets ? secrets->find(u"required") : nullptr;
    if (required && required->isArray()) {
        for (const Value &secret : required->items) {
            if (secret.isString())
                add({secret.text, secret.position}, QStringLiteral("Secret"));
        }
    }

    Position last;
    for (const QString &name : std::as_const(order)) {
        const Use &use = uses[name];
        if (use.types.size() < 2)
            continue;
        last = use.position;
        QStringList different = use.types;
        different.removeDuplicates();
        const auto report = [&](const QString &what) {
            found.append({Severity::Error, QStringLiteral("%1 assigned to %2 bindings.").arg(name, what),
                          use.position.line, use.position.column});
        };
        if (different.size() > 1)
            report(englishList(different));
        for (const QString &type : std::as_const(different)) {
            if (use.types.count(type) > 1)
                report(QLatin1String("multiple ") + type);
        }
    }
    if (last.line > 0)
        found.append({Severity::Error,
                      QStringLiteral("Bindings must have unique names, so that they can all be referenced in "
                                     "the worker. Please change your bindings to have unique names."),
                      last.line, last.column});
    return found;
}

} // namespace kv::wrangler
