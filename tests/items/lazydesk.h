// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "items/keytablemodel.h"
#include "store/memorystore.h"

#include <QAbstractItemModelTester>
#include <QTest>

namespace kv::test {

using Keys = QList<QByteArray>;

/// A MemoryStore that lists by page and writes down what it was asked. It hands out `mostKeys` a page, so
/// that a test needs no thousands of them.
class PagedStore : public MemoryStore
{
public:
    explicit PagedStore(int mostKeys = 3) : m_mostKeys(mostKeys)
    {
        setCapabilities({.listsByPage = true, .resendsExpiration = true});
    }
    QFuture<Result<KeyPage>> list(const ListQuery &query) override
    {
        asked << query;
        ListQuery fewer = query;
        fewer.pageSize = std::min(m_mostKeys, query.pageSize);
        return MemoryStore::list(fewer);
    }
    QFuture<Result<QList<Peek>>> peek(const Keys &keys, int headBytes) override
    {
        peeked << keys;
        return MemoryStore::peek(keys, headBytes);
    }
    void plantAll(const Keys &keys)
    {
        for (const QByteArray &key : keys)
            plant({.key = key, .value = "v" + key});
    }
    void write(const QByteArray &key, const QByteArray &value = "w") { put({.key = key, .value = value}); }
    void take(const QByteArray &key) { remove({{key, Expect::anything()}}); }

    QList<ListQuery> asked;
    QList<QList<QByteArray>> peeked;

private:
    int m_mostKeys;
};

/// A model under the tester, on such a store. Pauses last until a test ends them.
struct LazyDesk
{
    explicit LazyDesk(const Keys &keys = {}, int pageKeys = 3) : store(std::make_shared<PagedStore>(pageKeys))
    {
        store->plantAll(keys);
        tester.setUseFetchMore(false);
        model.setPauses(std::chrono::hours(1), std::chrono::milliseconds(1));
    }
    /// Shows the store and waits for the first page.
    void open()
    {
        model.setStore(store);
        settle();
    }
    void settle()
    {
        QVERIFY(QTest::qWaitFor([this] {
            QCoreApplication::processEvents();
            return !model.isLoading();
        }));
    }
    void fetch()
    {
        model.fetchMore({});
        settle();
    }
    void setPrefix(const QByteArray &prefix)
    {
        model.setPrefix(prefix);
        model.endPause();
        settle();
    }
    Keys rows() const
    {
        Keys keys;
        for (int row = 0; row < model.rowCount(); ++row)
            keys << model.keyAt(row);
        return keys;
    }
    int requests() const { return int(store->asked.size()); }
    QVariant at(int row, int column, int role = Qt::DisplayRole) const
    {
        return model.data(model.index(row, column), role);
    }

    std::shared_ptr<PagedStore> store;
    items::KeyTableModel model;
    QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::QtTest};
};

inline Keys numbered(const QByteArray &prefix, int from, int to)
{
    Keys keys;
    for (int i = from; i < to; ++i)
        keys << prefix + QByteArray::number(i);
    return keys;
}

} // namespace kv::test
