// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/comparison.h"

#include <QFrame>

class QCheckBox;
class QLabel;
class QPlainTextEdit;
class QSpinBox;

namespace kv::ui {

/// A popup in which one says what does not matter in a comparison. JSON paths are checked as they are typed.
class IgnorePopup : public QFrame
{
    Q_OBJECT

public:
    explicit IgnorePopup(QWidget *parent = nullptr);
    void setRules(const jobs::IgnoreRules &rules);
    /// What is typed; lines that are no JSON path are left out.
    jobs::IgnoreRules rules() const;
    void popup(QWidget *anchor);
    /// How many kinds of differences the rules ignore.
    static int countOf(const jobs::IgnoreRules &rules);

Q_SIGNALS:
    /// The user changed the rules.
    void edited();
    void closed();

protected:
    void hideEvent(QHideEvent *event) override;

private:
    void check();
    void changed();

    QSpinBox *m_seconds;
    QPlainTextEdit *m_paths;
    QLabel *m_pathsHint;
    QPlainTextEdit *m_prefixes;
    QCheckBox *m_formatting;
    bool m_quiet = false;
};

} // namespace kv::ui
