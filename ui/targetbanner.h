// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project.h"

#include <QFrame>

class QLabel;
class QPushButton;

namespace kv::ui {

class ElidedLabel;

/// Says in words and colour which store is open, which file holds it, and who uses it.
class TargetBanner : public QFrame
{
    Q_OBJECT

public:
    explicit TargetBanner(QWidget *parent = nullptr);
    /// `readOnlyReason` is empty for a store that can be written.
    void setTarget(const TargetInfo &info, const Binding &binding, const QString &readOnlyReason);
    void clear();

Q_SIGNALS:
    void showFileRequested(const QString &path);

private:
    QLabel *m_badge;
    QLabel *m_title;
    ElidedLabel *m_which;
    ElidedLabel *m_usedBy;
    ElidedLabel *m_path;
    QPushButton *m_show;
    QString m_file;
};

} // namespace kv::ui
