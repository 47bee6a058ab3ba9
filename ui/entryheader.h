// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QWidget>

class QLabel;
class QLineEdit;

namespace kv::ui {

class ElidedLabel;

/// The top of the entry pane: which key this is, or a field to type one.
class EntryHeader : public QWidget
{
    Q_OBJECT

public:
    explicit EntryHeader(QWidget *parent = nullptr);
    /// `facts`: size and kind, muted.
    void showKey(const QByteArray &key, const QString &facts);
    /// Shows a field to type a key, beginning with `key`. `what`: "New key", "Rename user:1".
    void editKey(const QString &what, const QByteArray &key);
    bool isEditing() const;
    QByteArray typedKey() const;
    /// Why the typed key cannot be used; empty: it can.
    void setProblem(const QString &problem);
    void focusKey();

Q_SIGNALS:
    void keyTyped(const QByteArray &key);
    /// Return was pressed in the field.
    void accepted();
    /// Escape was pressed in the field.
    void rejected();

private:
    void showRoom();

    ElidedLabel *m_key;
    QLabel *m_facts;
    QWidget *m_editing;
    QLabel *m_what;
    QLineEdit *m_edit;
    QLabel *m_room;
    QLabel *m_problem;
};

} // namespace kv::ui
