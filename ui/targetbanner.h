// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project.h"

#include <QFrame>

class QLabel;
class QPushButton;

namespace kv::ui {

class ElidedLabel;

/// Says in words and colour which store is open, where it lies, and who uses it. For production it also says
/// whether changes are allowed, and has the button for it.
class TargetBanner : public QFrame
{
    Q_OBJECT

public:
    /// What the banner cannot see from the target itself.
    struct Facts
    {
        QString readOnlyReason; ///< empty for a store that can be written
        bool production = false;
        bool isOpen = true;         ///< a store is open; otherwise there is nothing to allow yet
        bool changesAllowed = true; ///< of production: the user has allowed them
        QString account;            ///< remote: the account, for people
        QString confirmWord;        ///< production: what is typed to delete there
    };

    explicit TargetBanner(QWidget *parent = nullptr);
    void setTarget(const TargetInfo &info, const Binding &binding, const Facts &facts);
    void clear();

Q_SIGNALS:
    void showFileRequested(const QString &path);
    void allowChangesRequested(bool allow);

private:
    void setTone(const char *tone, const QString &badge);
    void showPlace(const TargetInfo &info, bool isBound, const Facts &facts);

    QLabel *m_badge;
    QLabel *m_title;
    ElidedLabel *m_which;
    ElidedLabel *m_usedBy;
    ElidedLabel *m_path;
    QPushButton *m_show;
    QPushButton *m_allow;
    QString m_file;
    bool m_allowed = true;
};

} // namespace kv::ui
