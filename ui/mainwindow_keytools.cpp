// SPDX-License-Identifier: GPL-3.0-or-later
// What a MainWindow does about the chosen key beyond its entry: its four targets.
#include "ui/mainwindow.h"

#include "ui/browser.h"
#include "ui/browsers.h"
#include "ui/keydifference.h"
#include "ui/settings.h"
#include "ui/targetstrip.h"
#include "ui/windowactions.h"
#include "ui/workarea.h"

#include <QAction>

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
    m_actions->lookByItself->setChecked(m_settings.value(lookSetting, false).toBool());
    connect(m_actions->lookByItself, &QAction::toggled, this, [this](bool on) {
        m_settings.setValue(lookSetting, on);
        for (const Browser *browser : m_area->findChildren<Browser *>())
            browser->strip()->targets()->setLooksAtCloudflare(on);
        say(on ? tr("Each key that you choose is now read at Cloudflare too.")
               : tr("Cloudflare is asked for a key only when you say so."));
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
    m_actions->goTargets->setEnabled(strip->hasFocusable());
    m_actions->lookAtCloudflare->setEnabled(browsing && strip->canLookAtCloudflare());
}

} // namespace kv::ui
