// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPushButton>

class QLabel;

namespace kv::ui {

class ElidedLabel;

/// Shows one side of a comparison, badge and name; pressing it lets another be chosen.
class SideButton : public QPushButton
{
    Q_OBJECT

public:
    /// `role`: "Left side", for those who cannot see where it stands.
    SideButton(const QString &name, const QString &role, QWidget *parent = nullptr);
    /// An empty badge: nothing is chosen, and `title` says so.
    void setSide(const QString &badge, const QString &tone, const QString &title, const QString &hint);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

private:
    QString m_role;
    QLabel *m_badge;
    ElidedLabel *m_title;
};

} // namespace kv::ui
