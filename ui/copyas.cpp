// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/copyas.h"

#include "items/bulkjson.h"
#include "store/cloudflare.h"
#include "store/workspace.h"
#include "text/classify.h"
#include "text/json.h"
#include "text/units.h"
#include "text/utf8.h"
#include "ui/errortext.h"

#include <QApplication>
#include <QClipboard>

namespace kv::ui {

using items::CommandLines;
using items::PasteLine;

namespace {

CommandLines::ValueType typeOf(const QByteArray &value)
{
    if (!text::isUtf8(value))
        return CommandLines::ValueType::Bytes;
    const bool json = text::classify(value, true) == text::ContentKind::Json && !text::validate(value);
    return json ? CommandLines::ValueType::Json : CommandLines::ValueType::Text;
}

} // namespace

CopyAs::CopyAs(Workspace &workspace, QObject *parent) : QObject(parent), m_workspace(workspace) {}

void CopyAs::copy(CopyForm form, const Source &source, const QList<QByteArray> &keys)
{
    if (keys.isEmpty() || !source.store)
        return;
    ++m_generation; // what is copied last counts
    m_reading = {};
    switch (form) {
    case CopyForm::Value:
    case CopyForm::Base64:
    case CopyForm::Hex:
        read(source, {keys.first()}, [this, form](const QList<Entry> &entries) {
            if (!entries.isEmpty())
                copyValue(form, entries.first());
        });
        return;
    case CopyForm::BulkJson:
        if (keys.size() > mostKeys) {
            Q_EMIT message(tr("%1 keys are too many to copy; save a snapshot, which wrangler takes as well.")
                               .arg(text::countText(keys.size())));
            return;
        }
        read(source, keys,
             [this, wanted = keys.size()](const QList<Entry> &entries) { copyBulk(entries, wanted); });
        return;
    default:
        copyLines(form, source, keys);
    }
}

void CopyAs::read(const Source &source, const QList<QByteArray> &keys, const Take &take)
{
    if (keys.size() == 1 && source.known && source.known->key == keys.first()) {
        take({*source.known});
        return;
    }
    if (source.store->capabilities().keysPerReadRequest > 0)
        Q_EMIT message(tr("Reading %1 keys at Cloudflare…").arg(text::countText(keys.size())));
    readOn(source.store, keys, {}, take);
}

/// The store answers as many as hold so many bytes; the rest is asked for from there.
void CopyAs::readOn(const std::shared_ptr<Store> &store, const QList<QByteArray> &keys,
                    const QList<Entry> &before, const Take &take)
{
    const auto future = store->fetch(keys, mostBytes);
    m_reading = Pending(future);
    whenDone(
        future, this,
        [this, store, keys, before, take, generation = m_generation](const Result<QList<Fetched>> &result) {
            if (generation != m_generation)
                return;
            if (!result) {
                Q_EMIT message(tr("Nothing was copied: %1").arg(errorText(result.error())));
                return;
            }
            QList<Entry> entries = before;
            qint64 bytes = 0;
            for (const Fetched &fetched : *result) {
                if (!fetched.entry && !meansNoSuchKey(fetched.entry.error())) {
                    Q_EMIT message(tr("Nothing was copied: %1 cannot be read. %2")
                                       .arg(text::displayKey(fetched.key), errorText(fetched.entry.error())));
                    return;
                }
                if (fetched.entry)
                    entries << *fetched.entry;
            }
            for (const Entry &entry : std::as_const(entries))
                bytes += entry.value.size();
            const QList<QByteArray> rest = keys.mid(result->size());
            if (bytes > mostBytes) {
                Q_EMIT message(tr("These values are too large to copy together; save a snapshot."));
                return;
            }
            if (rest.isEmpty() || result->isEmpty())
                take(entries);
            else
                readOn(store, rest, entries, take);
        });
}

void CopyAs::copyValue(CopyForm form, const Entry &entry)
{
    const QString key = text::displayKey(entry.key);
    if (entry.valueMissing) {
        Q_EMIT message(tr("Nothing was copied: the value of %1 is missing on disk.").arg(key));
        return;
    }
    const QString size = text::sizeText(entry.value.size());
    if (form == CopyForm::Base64)
        return put(QString::fromLatin1(entry.value.toBase64()),
                   tr("Copied the value of %1 as base64 (%2).").arg(key, size));
    if (form == CopyForm::Hex)
        return put(QString::fromLatin1(entry.value.toHex()),
                   tr("Copied the value of %1 as hex (%2).").arg(key, size));
    if (!text::isUtf8(entry.value) || entry.value.contains('\0')) {
        Q_EMIT message(
            tr("Nothing was copied: the value of %1 is no text. Copy it as base64 or hex.").arg(key));
        return;
    }
    put(QString::fromUtf8(entry.value), tr("Copied the value of %1 (%2).").arg(key, size));
}

void CopyAs::copyLines(CopyForm form, const Source &source, const QList<QByteArray> &keys)
{
    const CommandLines lines(m_workspace.project(), source.info, source.binding,
                             m_workspace.cloudflare().accountId());
    if (keys.size() > mostKeys) {
        Q_EMIT message(tr("%1 keys are too many to copy a line for each.").arg(text::countText(keys.size())));
        return;
    }
    QStringList made;
    QString whyNot;
    for (const QByteArray &key : keys) {
        const auto type = source.known && source.known->key == key ? typeOf(source.known->value)
                                                                   : CommandLines::ValueType::Text;
        const PasteLine line = form == CopyForm::WranglerGet ? lines.wranglerGet(key)
                               : form == CopyForm::KvwGet    ? lines.kvwGet(key)
                               : form == CopyForm::WorkerGet ? lines.workerGet(key, type)
                                                             : lines.workerGetWithMetadata(key, type);
        if (line.text.isEmpty())
            whyNot = line.whyNot;
        else
            made << line.text;
    }
    if (made.isEmpty()) {
        Q_EMIT message(tr("Nothing was copied: %1").arg(whyNot));
        return;
    }
    const qsizetype missing = keys.size() - made.size();
    QString words = keys.size() == 1 ? tr("Copied the line for %1.").arg(text::displayKey(keys.first()))
                                     : tr("Copied %1 lines.").arg(text::countText(made.size()));
    if (missing > 0)
        words += QLatin1Char(' ') + tr("Not of %1: %2").arg(text::countText(missing), whyNot);
    put(made.join(QLatin1Char('\n')), words);
}

void CopyAs::copyBulk(const QList<Entry> &entries, qsizetype wanted)
{
    const items::BulkJson bulk = items::bulkJson(entries);
    QString words =
        bulk.entries == 1
            ? tr("Copied 1 entry for `wrangler kv bulk put`.")
            : tr("Copied %1 entries for `wrangler kv bulk put`.").arg(text::countText(bulk.entries));
    if (entries.size() < wanted)
        words +=
            QLatin1Char(' ') + tr("%1 keys are gone by now.").arg(text::countText(wanted - entries.size()));
    if (!bulk.remarks.isEmpty())
        words += QLatin1Char(' ') + bulk.remarks.first();
    if (bulk.remarks.size() > 1)
        words += QLatin1Char(' ') + tr("(and %1 more such)").arg(text::countText(bulk.remarks.size() - 1));
    put(QString::fromUtf8(bulk.json), words);
}

void CopyAs::put(const QString &text, const QString &words)
{
    QApplication::clipboard()->setText(text);
    Q_EMIT message(words);
}

} // namespace kv::ui
