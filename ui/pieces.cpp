// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pieces.h"

#include <QElapsedTimer>

namespace kv::ui {

namespace {

constexpr qint64 budgetMs = 8; // half a frame

} // namespace

Pieces::Pieces()
{
    m_next.setSingleShot(true);
    m_next.setInterval(0);
    QObject::connect(&m_next, &QTimer::timeout, &m_next, [this] { go(); });
}

void Pieces::start(Step step, std::function<void()> done)
{
    stop();
    m_step = std::move(step);
    m_done = std::move(done);
    go();
}

void Pieces::stop()
{
    m_next.stop();
    m_step = {};
    m_done = {};
}

void Pieces::go()
{
    QElapsedTimer timer;
    timer.start();
    do {
        if (!m_step())
            return end();
    } while (timer.elapsed() < budgetMs);
    m_next.start();
}

void Pieces::end()
{
    m_next.stop();
    m_step = {};
    const auto done = std::exchange(m_done, {});
    if (done)
        done();
}

void Pieces::finish()
{
    if (!isRunning())
        return;
    while (m_step()) {
    }
    end();
}

} // namespace kv::ui
