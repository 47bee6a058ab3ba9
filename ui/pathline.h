// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QToolButton>

namespace kv::ui {

/// Where in a JSON text the cursor is: `$.users[3].name`, cut in the middle when there is no room for it. A
/// click copies it.
class PathLine : public QToolButton
{
    Q_OBJECT

public:
    explicit PathLine(const QString &name, QWidget *parent = nullptr);
    void setPath(const QString &path);
    const QString &path() const { return m_path; }
    /// Puts the path on the clipboard and says so for a moment.
    void copy();

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_path;
    QString m_said;
};

} // namespace kv::ui
