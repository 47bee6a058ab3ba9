// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTableView>

namespace kv::items {
class CompareModel;
}

namespace kv::ui {

class Theme;

/// The rows of a comparison. Rows may come, go and change while it is looked at: the current row, the
/// selection and what is on screen stay where they are. Space ticks the selected rows.
class CompareTable : public QTableView
{
    Q_OBJECT

public:
    CompareTable(items::CompareModel *model, const Theme &theme, QWidget *parent = nullptr);
    /// The current row's number in the file; -1: none.
    qint64 currentNumber() const { return m_current; }
    QByteArray currentKey() const;
    /// Lets go of the current row, as for another comparison.
    void forgetCurrent();
    void toggleSelected();
    qint64 selectedCount() const;
    /// Reads them from the file, on the spot: for some thousands.
    QList<QByteArray> selectedKeys() const;

Q_SIGNALS:
    /// Another row is current, or none: then `number` is -1.
    void rowChosen(qint64 number);
    /// The box in the header was pressed.
    void headerTicked();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;

private:
    void currentMoved();
    void keepPlace();
    void findPlace();
    void shareWidth();
    QList<std::pair<int, int>> selectedRanges() const;

    items::CompareModel *m_model;
    qint64 m_current = -1;
    bool m_quiet = false;
    struct Place
    {
        qint64 top = -1;
        int offset = 0;
        QList<qint64> selected; ///< numbers; of a large selection nothing but the current row
    } m_place;
};

} // namespace kv::ui
