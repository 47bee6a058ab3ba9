// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>

#include <functional>

namespace kv::ui {

/// Work for the GUI thread that is too long for one go: done bit by bit, with the event loop in between.
/// One work at a time; GUI thread.
class Pieces
{
public:
    /// Does a bit of the work and returns whether there is more.
    using Step = std::function<bool()>;

    Pieces();

    /// Begins at once with as many steps as fit; what was under way before is dropped. `done` is called after
    /// the last step, from start() itself when the work is short. Neither outlives this object.
    void start(Step step, std::function<void()> done = {});
    void stop();
    bool isRunning() const { return bool(m_step); }
    /// All that is left, now.
    void finish();

private:
    void go();
    void end();

    Step m_step;
    std::function<void()> m_done;
    QTimer m_next;
};

} // namespace kv::ui
