// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/entry.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QLineEdit;
class QToolButton;

namespace kv::ui {

/// A field for when an entry expires: a date, a span or nothing, and below it what that means. A stored
/// expiration that was not edited stays as it is to the second.
class ExpirationEdit : public QWidget
{
    Q_OBJECT

public:
    explicit ExpirationEdit(Clock clock = systemClock(), QWidget *parent = nullptr);

    /// Shows what is stored; the field is unedited then. Does not emit changed().
    void setExpiration(const Expiration &expiration);
    /// What to write. Keep when the field was not edited, and also while problem() is not empty. A span
    /// counts from the moment of this call.
    Change<Expiration> change() const;
    bool isEdited() const;
    /// Why what was typed cannot be saved, translated; empty when it can, and always when it was not edited.
    QString problem() const;
    void setReadOnly(bool readOnly);

signals:
    /// The text was edited, or time has made it (im)possible.
    void changed();

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void addQuickChoices();
    void updateHint();
    QString hintFor(const Expiration &expiration) const;
    Expiration typed(QString *problem) const;

    Clock m_clock;
    Expiration m_stored;
    QString m_storedText; // as the field shows m_stored
    bool m_wasBad = false;
    QLineEdit *m_line;
    QToolButton *m_quick;
    QLabel *m_hint;
    QTimer m_tick; // words like "in 3 h" grow old
};

} // namespace kv::ui
