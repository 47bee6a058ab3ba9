// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/entry.h"
#include "core/project.h"
#include "items/commandlines.h"
#include "store/async.h"
#include "store/store.h"

#include <QObject>

#include <functional>
#include <memory>

namespace kv {
class Workspace;
}

namespace kv::ui {

/// What can be put into the clipboard of the chosen keys.
enum class CopyForm { Value, Base64, Hex, WranglerGet, KvwGet, WorkerGet, WorkerGetWithMetadata, BulkJson };

/// Puts chosen keys into the clipboard in one form or another, reading what that takes and no more; says what
/// it copied, or why it could not. Never an unsaved edit: what is stored. `workspace` must outlive it.
class CopyAs : public QObject
{
    Q_OBJECT

public:
    /// More keys, or bytes of values, are better saved as a snapshot.
    static constexpr int mostKeys = 1000;
    static constexpr qint64 mostBytes = 32 * 1024 * 1024;

    explicit CopyAs(Workspace &workspace, QObject *parent = nullptr);

    /// Where the keys are.
    struct Source
    {
        TargetInfo info;
        Binding binding;
        std::shared_ptr<Store> store;
        /// An entry that was read already, if any.
        std::optional<Entry> known;
    };
    void copy(CopyForm form, const Source &source, const QList<QByteArray> &keys);

Q_SIGNALS:
    void message(const QString &text);

private:
    using Take = std::function<void(const QList<Entry> &entries)>;
    void read(const Source &source, const QList<QByteArray> &keys, const Take &take);
    void readOn(const std::shared_ptr<Store> &store, const QList<QByteArray> &keys,
                const QList<Entry> &before, const Take &take);
    void copyValue(CopyForm form, const Entry &entry);
    void copyLines(CopyForm form, const Source &source, const QList<QByteArray> &keys);
    void copyBulk(const QList<Entry> &entries, qsizetype wanted);
    void put(const QString &text, const QString &words);

    Workspace &m_workspace;
    Pending<Result<QList<Fetched>>> m_reading;
    quint64 m_generation = 0;
};

} // namespace kv::ui
