// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QProgressBar;
class QTableView;

namespace kv::items {
class PatternModel;
}

namespace kv::ui {

class EmptyState;
class Theme;

/// The templates that the keys have, with their counts and an example; how far the looking is, while it is
/// under way. Choosing one asks for the keys that fit it.
class PatternView : public QWidget
{
    Q_OBJECT

public:
    PatternView(items::PatternModel *model, const Theme &theme, QWidget *parent = nullptr);
    QTableView *table() const { return m_table; }

Q_SIGNALS:
    /// Enter, or a double click, on a template: its glob, and what every one of its keys begins with.
    void patternChosen(const QByteArray &glob, const QByteArray &prefix);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void sync();
    void choose();

    items::PatternModel *m_model;
    QLabel *m_words;
    QProgressBar *m_progress;
    QTableView *m_table;
    EmptyState *m_empty;
};

} // namespace kv::ui
