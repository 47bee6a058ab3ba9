// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wiring/sampleproject.h"

#include "app/wiring/projectreader.h"
#include "local/reader.h"
#include "support/waitfor.h"

#include <QDateTime>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <unistd.h>

using kv::wiring::prepareSample;
using namespace Qt::Literals::StringLiterals;

/// The copy of the sample project that a user works on.
class TestSampleProject : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void allFilesAreThere();
    void itReadsAsTwoSoundWorkers();
    void theStoresHoldWhatTheyShouldShow();
    void expirationsCountFromTheFirstUse();
    void valuesAreTheSameToTheByte();
    void anEditedCopyIsLeftAlone();
    void whatAnInterruptedCopyLeftGoes();
    void aFolderThatCannotBeMadeIsSaid();
    void aBrokenSourceLeavesNothing();

private:
    QString copy() const { return m_dir->filePath(u"data/sample"_s); }
    QStringList beside() const
    {
        return QDir(m_dir->filePath(u"data"_s))
            .entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
    }
    kv::local::NamespaceFile store(const QString &worker, const QString &id) const
    {
        return kv::local::NamespaceFile(
            {.place = kv::Place::Local,
             .namespaceId = id,
             .stateRoot = copy() + u"/apps/"_s + worker + u"/.wrangler/state/v3"_s,
             .databaseName = {}});
    }
    static QByteArray read(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("unreadable: ") + path.toUtf8();
    }

    const QString m_source = QStringLiteral(KV_SOURCE_DIR "/resources/sample");
    const qint64 m_now = QDateTime::currentMSecsSinceEpoch();
    const QString m_id = u"06779da6940b431db6e566b4846d64db"_s;
    const QString m_previewId = u"06779da6940b431db6e566b484a6a769a7a"_s;
    std::unique_ptr<QTemporaryDir> m_dir;
};

void TestSampleProject::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
}

void TestSampleProject::allFilesAreThere()
{
    const auto made = prepareSample(m_source, copy(), m_now);
    QVERIFY_RESULT(made);
    QCOMPARE(*made, copy());
    QDirIterator files(m_source + u"/project"_s, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    int count = 0;
    while (files.hasNext()) {
        const QString path = files.next();
        const QString copied = copy() + path.mid(m_source.size() + 8);
        QCOMPARE(read(copied), read(path));
        QVERIFY(QFileInfo(copied).isWritable());
        ++count;
    }
    QVERIFY(count >= 5);
    QCOMPARE(beside(), QStringList{u"sample"_s});
}

void TestSampleProject::itReadsAsTwoSoundWorkers()
{
    QVERIFY_RESULT(prepareSample(m_source, copy(), m_now));
    const auto reading = kv::wiring::readProject(copy(), {});
    QVERIFY_RESULT(reading);
    const kv::Project project = kv::wiring::lookAtStores(*reading).project;
    QCOMPARE(project.workers.size(), 2);
    QVERIFY(project.problems.isEmpty());
    QSet<QString> names;
    int stores = 0;
    int missing = 0;
    for (const kv::Worker &worker : project.workers) {
        QVERIFY(!worker.error);
        for (const kv::Environment &environment : worker.environments) {
            for (const kv::Diagnostic &diagnostic : environment.diagnostics)
                QVERIFY2(diagnostic.severity != kv::Severity::Error, qPrintable(diagnostic.message));
            for (const kv::Binding &binding : environment.bindings)
                for (const kv::TargetInfo &info : binding.targets) {
                    QVERIFY2(!names.contains(info.name), qPrintable(info.name));
                    names.insert(info.name);
                    QCOMPARE(info.count.has_value(), info.exists);
                    ++(info.exists ? stores : missing);
                }
        }
    }
    QVERIFY(names.contains(u"local:TODO"_s));
    QVERIFY(names.contains(u"local:TODO:preview"_s));
    QVERIFY(stores >= 5);
    QVERIFY(missing >= 1);
    QCOMPARE(project.onlyOnDisk.size(), 1);
    QVERIFY(project.onlyOnDisk[0].count.value_or(0) > 0);
    const auto todo = kv::wiring::findTarget(copy() + u"/apps/orders/src"_s, {}, u"local:TODO"_s);
    QVERIFY_RESULT(todo);
    QCOMPARE(todo->target.namespaceId, m_id);
}

void TestSampleProject::theStoresHoldWhatTheyShouldShow()
{
    QVERIFY_RESULT(prepareSample(m_source, copy(), m_now));
    QSet<QByteArray> keys[2];
    for (const int side : {0, 1}) {
        auto file = store(u"orders"_s, side == 0 ? m_id : m_previewId);
        const auto page = kv::local::readPage(file, {});
        QVERIFY_RESULT(page);
        QVERIFY(page->last);
        for (int i = 0; i < page->keys->size(); ++i) {
            const auto entry = kv::local::readEntry(file, page->keys->key(i).toByteArray());
            QVERIFY_RESULT(entry);
            QVERIFY(!entry->valueMissing);
            keys[side].insert(entry->key);
        }
        QCOMPARE(kv::local::countEntries(file)->value_or(-1), qint64(keys[side].size()));
    }
    QVERIFY(!(keys[0] & keys[1]).isEmpty());
    QVERIFY(!(keys[0] - keys[1]).isEmpty());
    QVERIFY(!(keys[1] - keys[0]).isEmpty());
}

void TestSampleProject::expirationsCountFromTheFirstUse()
{
    QVERIFY_RESULT(prepareSample(m_source, copy(), m_now));
    auto file = store(u"orders"_s, m_id);
    const auto page = kv::local::readPage(file, {});
    QVERIFY_RESULT(page);
    int expired = 0;
    int soon = 0;
    int never = 0;
    for (int i = 0; i < page->keys->size(); ++i) {
        const kv::Expiration at = page->keys->expiration(i);
        ++(!at ? never : *at <= m_now / 1000 ? expired : soon);
    }
    QVERIFY(expired > 0);
    QVERIFY(soon > 0);
    QVERIFY(never > 0);
}

void TestSampleProject::valuesAreTheSameToTheByte()
{
    QVERIFY_RESULT(prepareSample(m_source, copy(), m_now));
    const auto project = kv::wiring::lookAtStores(*kv::wiring::readProject(copy(), {})).project;
    QSet<QByteArray> values;
    const auto collect = [&values](const kv::TargetInfo &info) {
        kv::local::NamespaceFile file(info.target);
        const auto page = kv::local::readPage(file, {});
        for (int i = 0; page && i < page->keys->size(); ++i)
            if (const auto entry = kv::local::readEntry(file, page->keys->key(i).toByteArray()))
                values.insert(entry->value);
    };
    for (const kv::Worker &worker : project.workers)
        for (const kv::Environment &environment : worker.environments)
            for (const kv::Binding &binding : environment.bindings)
                std::for_each(binding.targets.begin(), binding.targets.end(), collect);
    std::for_each(project.onlyOnDisk.begin(), project.onlyOnDisk.end(), collect);
    const QStringList names = QDir(m_source + u"/values"_s).entryList(QDir::Files);
    QVERIFY(names.contains(u"avatar.png"_s));
    for (const QString &name : names)
        QVERIFY2(values.contains(read(m_source + u"/values/"_s + name)), qPrintable(name));
    QVERIFY(values.contains(QByteArray())); // an empty value
}

void TestSampleProject::anEditedCopyIsLeftAlone()
{
    QVERIFY_RESULT(prepareSample(m_source, copy(), m_now));
    QFile config(copy() + u"/apps/orders/wrangler.jsonc"_s);
    QVERIFY(config.open(QIODevice::WriteOnly));
    config.write("mine");
    config.close();
    QVERIFY(QDir(copy() + u"/apps/edge"_s).removeRecursively());
    const auto again = prepareSample(m_source, copy(), m_now);
    QVERIFY_RESULT(again);
    QCOMPARE(*again, copy());
    QCOMPARE(read(config.fileName()), QByteArray("mine"));
    QVERIFY(!QFileInfo::exists(copy() + u"/apps/edge"_s));
}

void TestSampleProject::whatAnInterruptedCopyLeftGoes()
{
    const QString old = m_dir->filePath(u"data/.sample-abandon"_s);
    const QString fresh = m_dir->filePath(u"data/.sample-atwork"_s);
    for (const QString &folder : {old, fresh}) {
        QVERIFY(QDir().mkpath(folder + u"/project/apps"_s));
        QFile file(folder + u"/project/package.json"_s);
        QVERIFY(file.open(QIODevice::WriteOnly));
    }
    // Another copy may be under way: only what is a day old is known to be nobody's. "Now" is two days on for
    // one of them.
    QVERIFY_RESULT(prepareSample(m_source, copy(), m_now));
    QCOMPARE(beside(), (QStringList{u".sample-abandon"_s, u".sample-atwork"_s, u"sample"_s}));
    QVERIFY(QDir(copy()).removeRecursively());
    QVERIFY_RESULT(prepareSample(m_source, copy(), m_now + 2LL * 24 * 3600 * 1000));
    QCOMPARE(beside(), QStringList{u"sample"_s});
    QCOMPARE(read(copy() + u"/package.json"_s), read(m_source + u"/project/package.json"_s));
}

void TestSampleProject::aFolderThatCannotBeMadeIsSaid()
{
    // A file where the folder should be stops root as well.
    QFile file(m_dir->filePath(u"data"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.close();
    QVERIFY_ERROR(prepareSample(m_source, copy(), m_now), kv::ErrorKind::Denied);
    QVERIFY(QFile::remove(m_dir->filePath(u"data"_s)));
    if (::geteuid() != 0) {
        QVERIFY(QDir().mkpath(m_dir->filePath(u"data"_s)));
        QVERIFY(QFile::setPermissions(m_dir->filePath(u"data"_s), QFile::ReadOwner | QFile::ExeOwner));
        QVERIFY_ERROR(prepareSample(m_source, copy(), m_now), kv::ErrorKind::Denied);
        QVERIFY(QFile::setPermissions(m_dir->filePath(u"data"_s),
                                      QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
    }
    QVERIFY_RESULT(prepareSample(m_source, copy(), m_now));
}

void TestSampleProject::aBrokenSourceLeavesNothing()
{
    QVERIFY_ERROR(prepareSample(m_dir->filePath(u"none"_s), copy(), m_now), kv::ErrorKind::NotFound);
    QCOMPARE(beside(), QStringList());
    QVERIFY(QDir().mkpath(m_dir->filePath(u"none"_s)));
    QFile manifest(m_dir->filePath(u"none/entries.json"_s));
    QVERIFY(manifest.open(QIODevice::WriteOnly));
    manifest.write(R"([{"config": "wrangler.toml", "namespace": "a", "key": "k", "file": "gone.png"}])");
    manifest.close();
    QVERIFY_ERROR(prepareSample(m_dir->filePath(u"none"_s), copy(), m_now), kv::ErrorKind::NotFound);
    QCOMPARE(beside(), QStringList());
}

QTEST_GUILESS_MAIN(TestSampleProject)
#include "tst_sampleproject.moc"
