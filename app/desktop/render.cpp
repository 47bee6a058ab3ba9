// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/render.h"

#include "store/workspace.h"

#include <QApplication>
#include <QPixmap>
#include <QTimer>
#include <QWidget>

#include <cstdio>

namespace kv::desktop {

namespace {

constexpr int checkMs = 50;
/// Keys, previews and the entry come in answers of their own after the project.
constexpr int settleMs = 1000;

void render(QWidget &window, const QString &file)
{
    const bool written = window.grab().save(file, "PNG");
    if (!written)
        std::fprintf(stderr, "kvworkbench: cannot write %s\n", qUtf8Printable(file));
    // Not quit(): closing the window might ask something, and nobody is there to answer.
    QApplication::exit(written ? 0 : 1);
}

} // namespace

void renderWhenShown(QWidget &window, Workspace &workspace, const QString &file)
{
    window.resize(1440, 900);
    auto *timer = new QTimer(&window);
    QObject::connect(timer, &QTimer::timeout, &window, [timer, &window, &workspace, file] {
        if (workspace.isReading())
            return;
        timer->stop();
        QTimer::singleShot(settleMs, &window, [&window, file] { render(window, file); });
    });
    timer->start(checkMs);
}

} // namespace kv::desktop
