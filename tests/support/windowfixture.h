// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "items/keytablemodel.h"
#include "items/projectmodel.h"
#include "support/fakedialogs.h"
#include "support/fakeworkspace.h"
#include "ui/browser.h"
#include "ui/codeeditor.h"
#include "ui/elidedlabel.h"
#include "ui/entrypane.h"
#include "ui/keyspane.h"
#include "ui/keytable.h"
#include "ui/mainwindow.h"
#include "ui/noticebar.h"
#include "ui/settings.h"
#include "ui/valueview.h"

#include <QAbstractButton>
#include <QLabel>
#include <QLineEdit>
#include <QTest>
#include <QTreeView>

namespace kv::test {

/// 2026-11-23 14:00:00 UTC
inline constexpr qint64 noonSec = 1795442400;

/// The real window on stores in memory, driven as a user would.
class WindowFixture
{
public:
    WindowFixture()
        : workspace([this] { return now; }),
          window(workspace, dialogs, settings, [this] { return now; })
    {
        window.resize(1440, 900);
    }

    void show()
    {
        window.show();
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
    }
    std::shared_ptr<MemoryStore> store(const Binding &binding, int side = 0)
    {
        return workspace.store(binding.targets.at(side).target.namespaceId);
    }
    static Entry entry(const QByteArray &key, const QByteArray &value, Expiration expiration = {},
                       Metadata metadata = {})
    {
        return {.key = key, .value = value, .expiration = expiration, .metadata = metadata};
    }

    /// The widget of that name: of the browser in front rather than of another tab.
    template <class T = QWidget> T *find(const char *name) const
    {
        const QString wanted = QString::fromLatin1(name);
        T *here = window.browser()->findChild<T *>(wanted);
        return here ? here : window.findChild<T *>(wanted);
    }
    /// Whether a widget of that name can be seen.
    bool sees(const char *name) const
    {
        const auto *widget = find(name);
        return widget && widget->isVisible();
    }
    bool press(const char *name) const
    {
        auto *button = find<QAbstractButton>(name);
        if (!button || !button->isVisible() || !button->isEnabled())
            return false;
        QTest::mouseClick(button, Qt::LeftButton);
        return true;
    }
    QString label(const char *name) const
    {
        const auto *widget = find<QLabel>(name);
        if (const auto *elided = qobject_cast<const ui::ElidedLabel *>(widget))
            return elided->fullText();
        return widget ? widget->text() : QString();
    }
    QString bar(const char *name) const
    {
        const auto *widget = find<ui::NoticeBar>(name);
        return widget && widget->isVisible() ? widget->text() : QString();
    }

    QTreeView *tree() const { return find<QTreeView>("namespacesView"); }
    ui::KeyTable *table() const { return find<ui::KeyTable>("keysView"); }
    QAbstractItemModel *keys() const { return table()->model(); }
    QLineEdit *filter() const { return find<QLineEdit>("filterEdit"); }
    ui::EntryPane *pane() const { return find<ui::EntryPane>("entryPane"); }
    items::EntryDraft *draft() const { return pane()->draft(); }
    ui::CodeEditor *editor() const { return find<ui::CodeEditor>("valueEditor"); }

    /// Clicks the node of a target in the tree.
    bool choose(const QString &targetName) const
    {
        const auto *model = static_cast<items::ProjectModel *>(tree()->model());
        const QModelIndex index = model->indexOfTarget(targetName);
        if (!index.isValid())
            return false;
        tree()->scrollTo(index);
        QTest::mouseClick(tree()->viewport(), Qt::LeftButton, {}, tree()->visualRect(index).center());
        QCoreApplication::processEvents();
        return true;
    }
    int rowOf(const QByteArray &key) const { return static_cast<items::KeyTableModel *>(keys())->rowOf(key); }
    /// Clicks a key in the list and waits until its entry is shown.
    bool chooseKey(const QByteArray &key, Qt::KeyboardModifiers modifiers = {}) const
    {
        if (!QTest::qWaitFor([&] { return rowOf(key) >= 0; }))
            return false;
        const QModelIndex index = keys()->index(rowOf(key), 0);
        table()->scrollTo(index);
        QTest::mouseClick(table()->viewport(), Qt::LeftButton, modifiers,
                          table()->visualRect(index).center());
        QCoreApplication::processEvents();
        return true;
    }
    bool open(const QByteArray &key) const
    {
        return chooseKey(key) && QTest::qWaitFor([&] {
                   return draft()->key() == key && draft()->state() == items::EntryDraft::State::Ready &&
                          !find<ui::ValueView>("value")->isBusy();
               });
    }
    /// Replaces the text in the editor as typing would.
    void type(const QByteArray &text) const { editor()->replaceAll(text); }

    qint64 now = noonSec * 1000;
    FakeDialogs dialogs;
    ui::MemorySettings settings;
    FakeWorkspace workspace;
    ui::MainWindow window;
};

} // namespace kv::test
