// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHeaderView>

namespace kv::ui {

class Theme;

/// The heading of a comparison's table, with a box over the ticks that stands for all rows shown.
class CompareHeading : public QHeaderView
{
    Q_OBJECT

public:
    explicit CompareHeading(const Theme &theme, QWidget *parent = nullptr);
    void setBox(Qt::CheckState state);
    Qt::CheckState box() const { return m_box; }

Q_SIGNALS:
    void boxPressed();

protected:
    void paintSection(QPainter *painter, const QRect &rect, int logicalIndex) const override;
    void mouseReleaseEvent(QMouseEvent *event) override;

private:
    const Theme &m_theme;
    Qt::CheckState m_box = Qt::Unchecked;
};

} // namespace kv::ui
