// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "text/valuefind.h"

#include <QWidget>

#include <optional>

class QLabel;
class QLineEdit;
class QToolButton;

namespace kv::ui {

/// Where one types what to find in a value, and what to put in its place. Knows words only; who finds is
/// ValueFinder. Enter goes to the next, Shift+Enter to the one before, Escape closes.
class FindBar : public QWidget
{
    Q_OBJECT

public:
    /// `name` becomes the objectName and the beginning of its parts' names.
    explicit FindBar(const QString &name, QWidget *parent = nullptr);

    /// Of bytes only the case can be told apart, and they can be typed as hex digits.
    void setForBytes(bool bytes);
    /// `why`: nothing can be replaced here, and the reason; empty: it can.
    void setReplaceable(const QString &why);
    /// Shows the bar with the cursor in it; `text` is what to find unless empty.
    void open(bool replace, const QString &text = {});
    void close();
    bool isReplacing() const;

    /// What is to be found; an empty needle with a problem() when hex digits are wrong.
    text::FindWhat what() const;
    QString problem() const { return m_problem; }
    /// What finds are to be replaced by; nullopt when hex digits are wrong.
    std::optional<QByteArray> replacement() const;
    /// "3 of 12", "not found", a problem.
    void say(const QString &words, bool isProblem = false);
    QString said() const;

Q_SIGNALS:
    /// what() is another.
    void changed();
    void nextRequested();
    void previousRequested();
    void replaceRequested();
    void replaceAllRequested();
    void closed();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QToolButton *toggle(const QString &name, const QString &sign, const QString &words);
    QToolButton *button(const QString &name, const QString &sign, const QString &words);
    bool isHex() const;

    QLineEdit *m_find;
    QLineEdit *m_with;
    QToolButton *m_case;
    QToolButton *m_word;
    QToolButton *m_regex;
    QToolButton *m_hex;
    QLabel *m_count;
    QWidget *m_replaceRow;
    QToolButton *m_one;
    QToolButton *m_all;
    bool m_forBytes = false;
    mutable QString m_problem;
};

} // namespace kv::ui
