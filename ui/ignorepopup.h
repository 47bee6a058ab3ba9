// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/comparison.h"

#include <QFrame>

class QCheckBox;
class QLabel;
class QLineEdit;
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
    /// Only keys that start with these bytes are compared; empty: all.
    void setPrefix(const QByteArray &prefix);
    QByteArray prefix() const;
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

    QLineEdit *m_prefix;
    QSpinBox *m_seconds;
    QPlainTextEdit *m_paths;
    QLabel *m_pathsHint;
    QPlainTextEdit *m_prefixes;
    QCheckBox *m_formatting;
    QByteArray m_typedPrefix;
    bool m_quiet = false;
};

} // namespace kv::ui
