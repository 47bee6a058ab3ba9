// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/filterspec.h"

#include <QFrame>

class QCheckBox;
class QComboBox;
class QSpinBox;

namespace kv::ui {

/// A popup in which one says what entries must be like besides their keys. What is set counts at once.
class ConditionsPopup : public QFrame
{
    Q_OBJECT

public:
    explicit ConditionsPopup(QWidget *parent = nullptr);
    /// Shows the conditions of `spec` without telling.
    void setSpec(const FilterSpec &spec);
    /// Puts the conditions into `spec`.
    void fill(FilterSpec &spec) const;
    void popup(QWidget *anchor);

Q_SIGNALS:
    /// The user changed a condition.
    void edited();

private:
    void changed();

    QCheckBox *m_expires;
    QSpinBox *m_within;
    QComboBox *m_withinUnit;
    QCheckBox *m_metadata;
    QCheckBox *m_larger;
    QSpinBox *m_bytes;
    QComboBox *m_bytesUnit;
    bool m_quiet = false;
};

} // namespace kv::ui
