// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"

#include "app/cli/await.h"
#include "app/cli/context.h"
#include "app/cli/output.h"
#include "app/cli/session.h"
#include "app/wiring/projectreader.h"
#include "app/wiring/storeopener.h"
#include "core/clock.h"
#include "core/limits.h"
#include "wrangler/names.h"

#include <QFile>
#include <QFileInfo>
#include <QSet>

#include <algorithm>
#include <limits>
#include <unistd.h>

namespace kv::cli {

namespace {

using Store = std::shared_ptr<kv::Store>;

int noSuchKey(const QList<QByteArray> &keys)
{
    QByteArrayList names;
    for (const QByteArray &key : keys)
        names.append(jsonString(key));
    say(QStringLiteral("no such key: %1; `kvw list` shows what there is")
            .arg(QString::fromUtf8(names.join(", "))));
    return NoSuchKey;
}

int failed(const Error &error, const QByteArray &key)
{
    return meansNoSuchKey(error) ? noSuchKey({key}) : report(error);
}

std::optional<qint64> wholeNumber(const QByteArray &text)
{
    bool ok = false;
    const qint64 number = text.toLongLong(&ok);
    return ok ? std::optional(number) : std::nullopt;
}

int list(kv::Store &store, const Arguments &arguments)
{
    qint64 left = std::numeric_limits<qint64>::max();
    if (arguments.has("limit")) {
        const std::optional<qint64> limit = wholeNumber(arguments.value("limit"));
        if (!limit || *limit < 1)
            return wrongUse(QStringLiteral("--limit takes a whole number above 0"));
        left = *limit;
    }
    const bool json = arguments.has("json");
    ListQuery query;
    query.prefix = arguments.value("prefix");
    query.detail = json ? ListDetail::Rows : ListDetail::Names;
    const qint64 now = systemClock()();
    bool first = true;
    QByteArray out = json ? "[" : "";
    for (bool more = true; more && left > 0;) {
        query.pageSize = int(std::min<qint64>(left, 16'384));
        const Result<KeyPage> page = await(store.list(query));
        if (!page)
            return report(page.error());
        if (!page->storeExists)
            say(QStringLiteral(
                "there is no store on disk for this target yet; `kvw put` or `wrangler dev` makes it"));
        for (int i = 0; i < page->keys->size(); ++i) {
            if (!json) {
                out.append(page->keys->key(i)) += '\n';
                continue;
            }
            out += first ? "\n  {\"name\": " : ",\n  {\"name\": ";
            first = false;
            out += jsonString(page->keys->key(i));
            if (const Expiration at = page->keys->expiration(i)) {
                out += ", \"expiration\": " + QByteArray::number(*at);
                // wrangler's list has no such entries; told apart here, they cannot be taken for live ones.
                if (limits::isExpired(*at, now))
                    out += ", \"expired\": true";
            }
            if (page->keys->hasMetadata(i))
                out += ", \"metadata\": " + jsonMetadata(page->keys->metadata(i));
            out += '}';
        }
        if (!print(std::exchange(out, QByteArray())))
            return Failed;
        left -= page->keys->size();
        query.cursor = page->cursor;
        more = !page->last;
    }
    if (json && !print(first ? "]\n" : "\n]\n"))
        return Failed;
    return finish();
}

int get(kv::Store &store, const QByteArray &key)
{
    const Result<Entry> entry = await(store.get(key));
    if (!entry)
        return failed(entry.error(), key);
    if (entry->valueMissing) {
        say(QStringLiteral("the value of this key is missing on disk; put it again or delete the key"));
        return Failed;
    }
    return print(entry->value) ? finish() : Failed;
}

int info(kv::Store &store, const QByteArray &key)
{
    const Result<Entry> entry = await(store.get(key));
    if (!entry)
        return failed(entry.error(), key);
    QByteArray out = "{\"key\": " + jsonString(key) + ", \"size\": " +
                     (entry->valueMissing ? QByteArray("null") : QByteArray::number(entry->value.size()));
    out += ", \"expiration\": " +
           (entry->expiration ? QByteArray::number(*entry->expiration) : QByteArray("null"));
    if (entry->expiration && limits::isExpired(*entry->expiration, systemClock()()))
        out += ", \"expired\": true";
    out += ", \"metadata\": " + (entry->metadata ? jsonMetadata(*entry->metadata) : QByteArray("null"));
    if (entry->valueMissing)
        out += ", \"value_missing\": true";
    return print(out + "}\n") ? finish() : Failed;
}

Result<QByteArray> readInput(const Arguments &arguments)
{
    QFile file;
    if (arguments.has("file")) {
        file.setFileName(QFile::decodeName(arguments.value("file")));
        if (QFileInfo(file).isDir())
            return fail(ErrorKind::InvalidInput,
                        QStringLiteral("this is a folder, and a value comes from a file"), file.fileName());
        if (!file.open(QIODevice::ReadOnly))
            return fail(QFileInfo::exists(file.fileName()) ? ErrorKind::Denied : ErrorKind::NotFound,
                        file.errorString(), file.fileName());
    } else if (!file.open(stdin, QIODevice::ReadOnly)) {
        return fail(ErrorKind::Denied, file.errorString());
    }
    // One byte more than KV takes is enough to know that it is too much.
    QByteArray bytes;
    while (bytes.size() <= limits::valueBytes) {
        const QByteArray more = file.read(limits::valueBytes + 1 - bytes.size());
        if (more.isEmpty())
            break;
        bytes += more;
    }
    if (file.error() != QFileDevice::NoError)
        return fail(ErrorKind::Denied, file.errorString(), file.fileName());
    if (bytes.size() > limits::valueBytes)
        return fail(
            ErrorKind::TooLarge,
            QStringLiteral("A value can have at most %1 bytes; this one has more.").arg(limits::valueBytes),
            file.fileName());
    return bytes;
}

int put(kv::Store &store, const Arguments &arguments)
{
    const bool standardInput = arguments.words.size() == 4 && arguments.words[3] == "-";
    if (arguments.words.size() > (standardInput ? 4 : 3) ||
        int(arguments.has("value")) + int(arguments.has("file")) + int(standardInput) != 1)
        return wrongUse(QStringLiteral("`kvw put` takes the value from one of --value V, --file F or -"));
    if (arguments.has("expiration") && arguments.has("ttl"))
        return wrongUse(QStringLiteral("--expiration and --ttl are two ways to say one thing; give one"));
    const bool keep = arguments.has("keep");
    if (keep && (arguments.has("expiration") || arguments.has("ttl") || arguments.has("metadata")))
        return wrongUse(
            QStringLiteral("--keep leaves expiration and metadata as they are; do not set them with it"));

    Put put;
    put.key = arguments.words[2];
    if (!keep) {
        put.expiration = Expiration();
        put.metadata = Metadata();
    }
    for (const char *option : {"expiration", "ttl"}) {
        if (!arguments.has(option))
            continue;
        const std::optional<qint64> number = wholeNumber(arguments.value(option));
        if (!number)
            return wrongUse(QStringLiteral("--%1 takes whole seconds").arg(QLatin1String(option)));
        if (qstrcmp(option, "expiration") == 0)
            put.expiration = Expiration(*number);
        else if (*number < limits::minimumTtlSeconds || *number > limits::latestExpiration)
            return report({.kind = ErrorKind::InvalidInput,
                           .detail = QStringLiteral("--ttl must be %1 to %2 seconds")
                                         .arg(limits::minimumTtlSeconds)
                                         .arg(limits::latestExpiration)});
        else // rounded up, so that what is asked for is never less than KV's minimum
            put.expiration = Expiration((systemClock()() + 999) / 1000 + *number);
    }
    if (arguments.has("metadata"))
        put.metadata = Metadata(arguments.value("metadata"));
    if (arguments.has("value")) {
        put.value = arguments.value("value");
    } else {
        Result<QByteArray> bytes = readInput(arguments);
        if (!bytes)
            return report(bytes.error());
        put.value = std::move(*bytes);
    }
    const Result<Revision> written = await(store.put(put));
    return written ? Done : report(written.error());
}

int remove(kv::Store &store, const QList<QByteArray> &keys)
{
    QList<Removal> removals;
    const QSet<QByteArray> each(keys.begin(), keys.end());
    for (const QByteArray &key : each)
        removals.append({.key = key, .expect = {}});
    const Result<RemoveReport> done = await(store.remove(removals));
    if (!done)
        return report(done.error());
    QList<QByteArray> missing = done->missing;
    std::sort(missing.begin(), missing.end());
    return missing.isEmpty() ? Done : noSuchKey(missing);
}

/// What a command looks like.
struct Shape
{
    const char *command;
    const char *usage;
    int least; ///< words, the command and the target among them
    int most;
    QByteArrayList options;
};

const Shape shapes[] = {
    {"targets", "[--json]", 1, 1, {"json"}},
    {"list", "TARGET [--prefix P] [--limit N] [--json]", 2, 2, {"prefix", "limit", "json"}},
    {"get", "TARGET KEY", 3, 3, {}},
    {"info", "TARGET KEY", 3, 3, {"json"}},
    {"put",
     "TARGET KEY (--value V | --file F | -) [--expiration S | --ttl N] [--metadata JSON] [--keep] "
     "[--production]",
     3,
     4,
     {"value", "file", "expiration", "ttl", "metadata", "keep", "production"}},
    {"delete", "TARGET KEY... [--production]", 3, std::numeric_limits<int>::max(), {"production"}},
    {"accounts", "[--json]", 1, 1, {"json", "account"}},
    {"namespaces",
     "[create TITLE | rename ID|TITLE NEW-TITLE | delete ID|TITLE --yes]",
     1,
     4,
     {"json", "account", "yes", "production"}},
};

/// What is wrong with the options, or empty.
QString optionProblem(const Arguments &arguments, const Shape &shape)
{
    for (auto it = arguments.options.begin(); it != arguments.options.end(); ++it) {
        const bool common = it.key() == "project" || it.key() == "persist-to" || it.key() == "wait";
        if (!common && !shape.options.contains(it.key()))
            return QStringLiteral("`kvw %1` has no --%2")
                .arg(QLatin1String(shape.command), QString::fromUtf8(it.key()));
        // A variable that was never set must not turn into "here".
        if ((it.key() == "project" || it.key() == "persist-to") && it.value().isEmpty())
            return QStringLiteral("--%1 needs a folder").arg(QString::fromUtf8(it.key()));
    }
    const std::optional<qint64> wait = wholeNumber(arguments.value("wait"));
    if (arguments.has("wait") && (!wait || *wait < 0 || *wait > 24 * 3600))
        return QStringLiteral("--wait takes whole seconds, a day at most");
    return {};
}

/// A person at the terminal learns why nothing happens; in a script there is only the result.
void tellOfWaiting(kv::Store &store)
{
    if (::isatty(STDERR_FILENO))
        QObject::connect(&store, &kv::Store::waiting, &store, [](bool waits) {
            if (waits)
                say(QStringLiteral("waiting for another program to let go of the database"));
        });
}

/// Writing where the deployed Worker reads is said by name, never by mistake.
int refuseProduction(const TargetInfo &target)
{
    say(QStringLiteral(
            "%1 is production, or at least no preview_id of this project; nothing was written. Say "
            "--production to write there")
            .arg(target.name));
    return WrongUse;
}

} // namespace

int runCommand(const Arguments &arguments)
{
    if (arguments.words.isEmpty())
        return wrongUse(QStringLiteral("a command is missing"));
    const QByteArray command = arguments.words.first();
    const auto *shape = std::find_if(std::begin(shapes), std::end(shapes),
                                     [&](const Shape &s) { return command == s.command; });
    if (shape == std::end(shapes))
        return wrongUse(QStringLiteral("there is no command `%1`").arg(QString::fromUtf8(command)));
    if (arguments.words.size() < shape->least || arguments.words.size() > shape->most)
        return wrongUse(QStringLiteral("the command is `kvw %1 %2`")
                            .arg(QLatin1String(shape->command), QLatin1String(shape->usage)));
    if (const QString problem = optionProblem(arguments, *shape); !problem.isEmpty())
        return wrongUse(problem);
    if (command == "targets")
        return listTargets(arguments);
    if (command == "accounts")
        return listAccounts(arguments);
    if (command == "namespaces")
        return namespaces(arguments);

    const QString name = QString::fromUtf8(arguments.words[1]);
    const Result<TargetInfo> target =
        wiring::findTarget(projectFolder(arguments), stateOptions(arguments), name);
    if (!target) {
        report(target.error());
        // A name that nothing has, or a wrangler file that cannot be read.
        const bool wrongName =
            target.error().kind == ErrorKind::InvalidInput && target.error().path.isEmpty();
        return wrongName ? WrongUse : Failed;
    }
    wiring::StoreOpener opener;
    if (arguments.has("wait"))
        opener.setPatience(std::chrono::seconds(*wholeNumber(arguments.value("wait"))));
    std::unique_ptr<wiring::CloudflareSession> session;
    if (target->target.place == Place::Remote) {
        const Project project = wholeProject(arguments);
        const bool writes = command == "put" || command == "delete";
        if (writes && !arguments.has("production") &&
            wrangler::isProduction(project, target->target.namespaceId))
            return refuseProduction(*target);
        session = openSession(project, target->target.accountId, SessionUse::Keys);
        if (session->state() != Cloudflare::State::Ready)
            return reportSession(*session);
        opener.setRemote({session->client(), session->accountId()});
        opener.allowChanges(target->target, true); // it is no production, or was asked for by name
    }
    const Store store = opener.open(target->target);
    tellOfWaiting(*store);
    if (command == "list")
        return list(*store, arguments);
    if (command == "get")
        return get(*store, arguments.words[2]);
    if (command == "info")
        return info(*store, arguments.words[2]);
    if (command == "put")
        return put(*store, arguments);
    return remove(*store, arguments.words.mid(2));
}

QByteArray help()
{
    return R"(kvw: Cloudflare Workers KV data in a terminal

  kvw targets [--json]                     what can be opened, and who uses it
  kvw list TARGET [--prefix P] [--limit N] [--json]
  kvw get TARGET KEY                       the value's bytes, nothing more
  kvw info TARGET KEY                      size, expiration and metadata as JSON
  kvw put TARGET KEY (--value V | --file F | -)
          [--expiration S | --ttl N] [--metadata JSON] [--keep]
  kvw delete TARGET KEY...
  kvw accounts [--json]                    what the credential opens
  kvw namespaces [--json]                  of the account, and who uses them
  kvw namespaces create TITLE              prints its id, and lines to bind it
  kvw namespaces rename ID|TITLE NEW-TITLE
  kvw namespaces delete ID|TITLE --yes     with all its keys

A target is a place and a namespace:
  local:TODO            what lies on this disk under the binding's id
  local:TODO:preview    under its preview_id
  local:TODO@staging    of the binding in env.staging
  local:#ID             under any namespace id
  local:shop/TODO       in the Worker of that name or folder
  remote:TODO           at Cloudflare, in all the same forms; remote:#ID too

Options of every command:
  --project DIR         the project's folder, or a wrangler file
                        (default: here, with the file that wrangler would find)
  --persist-to DIR      where the state lies, as in wrangler
  --wait SECONDS        for another program to let go of the database (15)
  --production          put and delete: yes, where the deployed Worker reads
  --                    what follows is a name, even if it begins with --

list writes one key a line; --json tells where a key with a newline ends.
put without --keep writes a whole new entry, without expiration and metadata
unless they are given.
For Cloudflare the credential and the account are those that wrangler would
use: CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID in the environment or in
.env, else wrangler's login.
Exit code: 0 done, 1 failed, 2 wrong use, 3 no such key.
)";
}

} // namespace kv::cli
