// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QWidget>

class QButtonGroup;
class QToolButton;

namespace kv::ui {

/// A switch with two or more positions side by side, exactly one of them on (or none, when nothing fits).
class Segments : public QWidget
{
    Q_OBJECT

public:
    /// `name` becomes the objectName; segment i is called NAME0, NAME1, ….
    Segments(const QString &name, const QString &accessibleName, const QStringList &labels,
             QWidget *parent = nullptr);
    int current() const; ///< -1: none
    /// Moves the switch without telling.
    void setCurrent(int index);
    /// A segment that cannot be chosen says why in its tooltip.
    void setAvailable(int index, bool available, const QString &why = {});
    bool isAvailable(int index) const;
    QToolButton *button(int index) const { return m_buttons.at(index); }

Q_SIGNALS:
    /// The user moved the switch.
    void chosen(int index);

private:
    QButtonGroup *m_group;
    QList<QToolButton *> m_buttons;
};

} // namespace kv::ui
