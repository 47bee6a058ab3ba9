// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "items/comparemodel.h"
#include "support/cloudflareproject.h"
#include "support/windowfixture.h"
#include "ui/comparetable.h"
#include "ui/compareview.h"

#include <QAction>
#include <QListWidget>
#include <QTabBar>
#include <QToolButton>

namespace kv::test {

/// The real window on the shop with all four targets of TODO, and what a user does with a comparison.
class CompareFixture : public WindowFixture
{
public:
    CompareFixture()
    {
        const Binding todo = todoBinding();
        workspace.production = QStringList{*todo.id};
        workspace.setProject(remoteShop());
    }

    std::shared_ptr<MemoryStore> production() { return workspace.remoteStore(*todoBinding().id); }
    std::shared_ptr<MemoryStore> preview() { return workspace.remoteStore(*todoBinding().previewId); }
    std::shared_ptr<MemoryStore> localId() { return workspace.store(*todoBinding().id); }
    std::shared_ptr<MemoryStore> localPreview() { return workspace.store(*todoBinding().previewId); }
    /// Counts requests as Cloudflare's stores do.
    static void costs(MemoryStore &store, int keysPerList = 1000, int keysPerRead = 100)
    {
        Capabilities can;
        can.listsByPage = true;
        can.keysPerListRequest = keysPerList;
        can.keysPerReadRequest = keysPerRead;
        store.setCapabilities(can);
    }

    QAction *action(const char *name) const { return window.findChild<QAction *>(QLatin1String(name)); }
    QTabBar *tabs() const { return find<QTabBar>("tabs"); }
    /// The comparison in front.
    ui::CompareView *view() const
    {
        for (auto *one : window.findChildren<ui::CompareView *>()) {
            if (one->isVisible())
                return one;
        }
        return nullptr;
    }
    template <class T = QWidget> T *part(const char *name) const
    {
        return view() ? view()->findChild<T *>(QLatin1String(name)) : nullptr;
    }
    ui::CompareTable *rows() const { return part<ui::CompareTable>("compareTable"); }
    items::CompareModel *model() const { return static_cast<items::CompareModel *>(rows()->model()); }
    bool click(const char *name) const
    {
        auto *button = part<QAbstractButton>(name);
        if (!button || !button->isVisible() || !button->isEnabled())
            return false;
        QTest::mouseClick(button, Qt::LeftButton);
        return true;
    }
    QString words(const char *name) const
    {
        const auto *widget = part<QLabel>(name);
        if (const auto *elided = qobject_cast<const ui::ElidedLabel *>(widget))
            return elided->fullText();
        return widget ? widget->text() : QString();
    }
    QString button(const char *name) const
    {
        const auto *widget = part<QAbstractButton>(name);
        return widget ? widget->text() : QString();
    }
    QString barWords(const char *name) const
    {
        const auto *widget = part<ui::NoticeBar>(name);
        return widget && widget->isVisible() ? widget->text() : QString();
    }
    QString emptyTitle() const
    {
        const auto *empty = part("compareEmpty");
        return empty && empty->isVisible() ? words("compareEmptyTitle") : QString();
    }
    /// "k1 ≠ value", one for each row shown.
    QStringList shown() const
    {
        QStringList lines;
        using Column = items::CompareModel::Column;
        for (int row = 0; row < model()->rowCount(); ++row)
            lines << model()->index(row, Column::Key).data().toString() + QLatin1Char(' ') +
                         model()->index(row, Column::Sign).data().toString() + QLatin1Char(' ') +
                         model()->index(row, Column::Why).data().toString();
        return lines;
    }
    /// Opens a comparison of TODO's local sides and runs it to its end.
    bool compareLocals(const QString &targetName = QStringLiteral("local:TODO"))
    {
        if (!choose(targetName))
            return false;
        action("compareAction")->trigger();
        return pickSide("leftSide", QStringLiteral("LOCAL TODO id")) &&
               pickSide("rightSide", QStringLiteral("LOCAL TODO preview_id")) && run();
    }
    bool run() const { return click("compareButton") && finished(); }
    bool finished() const
    {
        return QTest::qWaitFor([this] { return button("compareButton") == QLatin1String("Compare again"); },
                               15000);
    }
    /// Opens a side's chooser, types, and takes what is found first.
    bool pickSide(const char *side, const QString &typed) const
    {
        if (!click(side))
            return false;
        auto *field = window.findChild<QLineEdit *>(QStringLiteral("targetFind"));
        if (!field)
            return false;
        field->setText(typed);
        QTest::keyClick(field, Qt::Key_Return);
        QCoreApplication::processEvents();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        window.activateWindow(); // a popup took that away
        return QTest::qWaitForWindowActive(&window);
    }
    bool selectRow(const QString &key) const
    {
        for (int row = 0; row < model()->rowCount(); ++row) {
            const QModelIndex index = model()->index(row, items::CompareModel::Key);
            if (index.data().toString() != key)
                continue;
            rows()->scrollTo(index);
            QTest::mouseClick(rows()->viewport(), Qt::LeftButton, {}, rows()->visualRect(index).center());
            return true;
        }
        return false;
    }
};

} // namespace kv::test
