// SPDX-License-Identifier: GPL-3.0-or-later
// Looking at the other targets of a key, with real stores: what is not on the disk is not made by looking.
#include "app/wiring/projectworkspace.h"
#include "items/fourtargets.h"
#include "store/store.h"
#include "support/waitfor.h"

#include <QDirIterator>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace kv;
using items::FourTargets;
using kv::test::waitFor;
using State = FourTargets::State;

class TestTargetLooks : public QObject
{
    Q_OBJECT

private:
    static QStringList filesBelow(const QString &folder)
    {
        QStringList files;
        QDirIterator it(folder, QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot,
                        QDirIterator::Subdirectories);
        while (it.hasNext())
            files << it.next();
        files.sort();
        return files;
    }

private Q_SLOTS:
    void lookingMakesNothing()
    {
        QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("wrangler.toml")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("name = \"w\"\n[[kv_namespaces]]\nbinding = \"TODO\"\nid = \"the-id\"\npreview_id = "
                   "\"the-preview\"\n");
        file.close();
        wiring::ProjectWorkspace workspace;
        workspace.openFolder(folder.path());
        QTRY_VERIFY(!workspace.project().workers.isEmpty());
        const Binding binding = workspace.project().workers[0].environments[0].bindings[0];
        const TargetInfo *here = binding.target(Place::Local, IdKind::Id);
        const TargetInfo *there = binding.target(Place::Local, IdKind::Preview);

        FourTargets targets;
        targets.setOpener([&](const Target &target) { return workspace.open(target); });
        targets.setTarget(*here, binding);
        const QStringList before = filesBelow(folder.path());
        targets.setMissing("k"); // in a project where nothing is on the disk yet
        QTRY_COMPARE(targets.cell(1).state, State::Missing);
        QCOMPARE(filesBelow(folder.path()), before);

        Put put;
        put.key = "k";
        put.value = QByteArray("one");
        QVERIFY(waitFor(workspace.open(here->target)->put(put)));
        const auto entry = waitFor(workspace.open(here->target)->get("k"));
        QVERIFY(entry);
        targets.setEntry(*entry);
        targets.lookAgain();
        QTRY_COMPARE(targets.cell(1).state, State::Missing);
        QVERIFY(!QFile::exists(there->path));

        QVERIFY(waitFor(workspace.open(there->target)->put(put)));
        QTRY_COMPARE(targets.cell(1).state, State::Same); // told by the store itself
        put.value = QByteArray("two");
        QVERIFY(waitFor(workspace.open(there->target)->put(put)));
        QTRY_COMPARE(targets.cell(1).state, State::Different);
        QVERIFY(targets.cell(1).value);
        targets.look(2);
        QCOMPARE(targets.cell(2).state, State::NoAccess);
    }
};

QTEST_GUILESS_MAIN(TestTargetLooks)
#include "tst_targetlooks.moc"
