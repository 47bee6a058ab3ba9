// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/entry.h"

#include <QWidget>

class QLabel;

namespace kv::ui {

class Theme;
class ValueView;

/// What another program made of the entry that is being edited, for reading beside one's own.
class TheirsView : public QWidget
{
    Q_OBJECT

public:
    explicit TheirsView(const Theme &theme, QWidget *parent = nullptr);
    void setEntry(const Entry &entry, qint64 nowMs);
    ValueView *value() const { return m_value; }

private:
    ValueView *m_value;
    QLabel *m_expires;
    QLabel *m_metadata;
};

} // namespace kv::ui
