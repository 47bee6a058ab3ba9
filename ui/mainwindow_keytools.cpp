// SPDX-License-Identifier: GPL-3.0-or-later
// What a MainWindow does about the chosen key beyond its entry: its four targets, copying it; and how
// anything is found by a few letters.
#include "ui/mainwindow.h"

#include "items/keytablemodel.h"
#include "store/workspace.h"
#include "ui/browser.h"
#include "ui/browsers.h"
#include "ui/copyas.h"
#include "ui/entrypane.h"
#include "ui/favourites.h"
#include "ui/keydifference.h"
#include "ui/keyspane.h"
#include "ui/palette.h"
#include "ui/palettesources.h"
#include "ui/settings.h"
#include "ui/shortcutsheet.h"
#include "ui/targetstrip.h"
#include "ui/windowactions.h"
#include "ui/workarea.h"

#include <QAction>
#include <QMenu>

namespace kv::ui {

namespace {

const QLatin1String lookSetting("looksAtCloudflare");

} // namespace

void MainWindow::connectKeyTools()
{
    connect(m_actions->goTargets, &QAction::triggered, this, [this] {
        m_browsers->bringForward();
        m_browser->strip()->focusFirst();
    });
    connect(m_actions->lookAtCloudflare, &QAction::triggered, this,
            [this] { m_browser->strip()->lookAtCloudflare(); });
    connectCopying();
    connect(m_actions->palette, &QAction::triggered, this, &MainWindow::showPalette);
    connect(m_actions->shortcuts, &QAction::triggered, m_sheet, &ShortcutSheet::popup);
    m_actions->lookByItself->setChecked(m_settings.value(lookSetting, false).toBool());
    connect(m_actions->lookByItself, &QAction::toggled, this, [this](bool on) {
        m_settings.setValue(lookSetting, on);
        for (const Browser *browser : m_browsers->all())
            browser->strip()->targets()->setLooksAtCloudflare(on);
        say(on ? tr("Each key that you choose is now read at Cloudflare too.")
               : tr("Cloudflare is asked for a key only when you say so."));
    });
}

void MainWindow::connectCopying()
{
    const WindowActions &a = *m_actions;
    const QList<std::pair<QAction *, CopyForm>> forms = {
        {a.copyValue, CopyForm::Value},
        {a.copyBase64, CopyForm::Base64},
        {a.copyHex, CopyForm::Hex},
        {a.copyWrangler, CopyForm::WranglerGet},
        {a.copyKvw, CopyForm::KvwGet},
        {a.copyWorker, CopyForm::WorkerGet},
        {a.copyWorkerMetadata, CopyForm::WorkerGetWithMetadata},
        {a.copyBulk, CopyForm::BulkJson},
    };
    for (const auto &pair : forms) {
        connect(pair.first, &QAction::triggered, this, [this, form = pair.second] {
            const items::EntryDraft *draft = m_browser->entry()->draft();
            CopyAs::Source source{m_browser->info(), m_browser->binding(), m_browser->store(), {}};
            if (draft->state() == items::EntryDraft::State::Ready && !draft->isNew() &&
                draft->store() == source.store)
                source.known = draft->original();
            m_copyAs->copy(form, source, m_browser->keys()->selectedKeys());
        });
    }
    connect(m_copyAs, &CopyAs::message, this, &MainWindow::say);
}

/// All that there is to choose from at this moment.
void MainWindow::showPalette()
{
    QList<PaletteEntry> entries = palettesources::actions(*m_actions);
    entries << palettesources::favourites(
        m_favourites->list(), m_workspace,
        [this](const items::SavedPlace &place) { m_browsers->openPlace(place); });
    entries << palettesources::targets(
        m_workspace.project(),
        [this](const TargetInfo &info, const Binding &binding) { openTarget(info, binding); });
    entries << palettesources::folders(recentFolders(), m_root,
                                       [this](const QString &folder) { openFolder(folder); });
    m_palette->popup(entries, m_browser->store() ? m_browser->keys()->model()->keysRead() : KeyList(),
                     [this](const QByteArray &key) {
                         m_browsers->bringForward();
                         m_browser->goToKey(key);
                     });
}

void MainWindow::connectStrip(const Browser *browser)
{
    const TargetStrip *strip = browser->strip();
    strip->targets()->setLooksAtCloudflare(m_settings.value(lookSetting, false).toBool());
    connect(strip, &TargetStrip::differenceRequested, m_difference, &KeyDifference::open);
}

void MainWindow::updateKeyActions()
{
    const bool browsing = m_browsers->isInFront();
    const TargetStrip *strip = m_browser->strip();
    const bool selected = browsing && m_browser->store() && m_browser->hasSelection();
    const WindowActions &a = *m_actions;
    for (QAction *action : {a.copyValue, a.copyBase64, a.copyHex, a.copyWrangler, a.copyKvw, a.copyWorker,
                            a.copyWorkerMetadata, a.copyBulk})
        action->setEnabled(selected);
    m_actions->copyAs->setEnabled(selected);
    m_actions->goTargets->setEnabled(strip->hasFocusable());
    m_actions->lookAtCloudflare->setEnabled(browsing && strip->canLookAtCloudflare());
}

} // namespace kv::ui
