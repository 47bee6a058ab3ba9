// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"

#include <QFrame>
#include <QTimer>

class QLabel;

namespace kv {
class Cloudflare;
}

namespace kv::ui {

/// What is left of the requests that Cloudflare grants, for the status bar; a countdown while it says wait.
/// Hidden until something was asked. `cloudflare` must outlive it.
class BudgetLabel : public QFrame
{
    Q_OBJECT

public:
    explicit BudgetLabel(Cloudflare &cloudflare, Clock clock = systemClock(), QWidget *parent = nullptr);
    /// What it says, without the sign.
    QString text() const;
    /// Whether it counts the seconds until Cloudflare lets requests through again.
    bool isCountingDown() const { return m_seconds.isActive(); }

private:
    void tell();

    Cloudflare &m_cloudflare;
    Clock m_clock;
    QLabel *m_label;
    QTimer m_seconds; ///< runs only while there is a countdown
    QTimer m_reset;   ///< the end of the present window of requests
    QString m_text;
};

} // namespace kv::ui
