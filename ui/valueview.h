// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QTimer>
#include <QWidget>

class QLabel;
class QPushButton;
class QStackedWidget;

namespace kv::ui {

class CodeEditor;
class HexView;
class Segments;
class Theme;

/// A value as text or as hex, either of which can be edited. Starts with what suits the bytes; the user may
/// switch.
class ValueView : public QWidget
{
    Q_OBJECT

public:
    enum View { Text, Hex };

    /// `name` becomes the objectName and the beginning of its parts' names.
    ValueView(const QString &name, const Theme &theme, QWidget *parent = nullptr);
    /// Shows other bytes; does not tell. The view is chosen anew only when `chooseView`.
    void setValue(const QByteArray &value, bool chooseView);
    const QByteArray &value() const { return m_value; }
    void setReadOnly(bool readOnly);
    View view() const;
    void setView(View view);
    /// Takes over what was typed and not told yet; of a large text only the first of
    /// what is typed is told at once, the rest when typing pauses.
    void flush();
    /// "JSON", "PNG image", "text".
    QString kindText() const;
    void focusEditor();
    CodeEditor *editor() const { return m_editor; }

Q_SIGNALS:
    /// The user edited the text; value() is new.
    void edited();

private:
    void dress(const Theme &theme);
    void showTextual();
    void showText();
    void showNote();
    void checkJson();
    void offerFormat();
    void format();
    void takeFormatted(const QByteArray &formatted);

    Segments *m_switch;
    QPushButton *m_format;
    QStackedWidget *m_stack;
    CodeEditor *m_editor;
    HexView *m_hex;
    QLabel *m_note;
    QLabel *m_position;
    QTimer m_pause;
    bool m_untold = false; // the editor has another text than m_value
    QByteArray m_value;
    QString m_jsonNote;
    bool m_textual = true;      // the bytes are valid UTF-8
    bool m_broken = false;      // the editor shows m_value with line breaks that it does not have
    bool m_editorStale = false; // the editor does not show m_value yet
    bool m_jsonValid = false;
    bool m_readOnly = false;
};

} // namespace kv::ui
