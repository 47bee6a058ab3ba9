// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/async.h"
#include "text/decoded.h"
#include "text/valuelook.h"

#include <QByteArray>
#include <QHash>
#include <QTimer>
#include <QWidget>

#include <memory>

class QAction;
class QLabel;
class QPushButton;
class QStackedWidget;

namespace kv::ui {

class CodeEditor;
class DecodedView;
class FindBar;
class HexView;
class ImageView;
class PathLine;
class Segments;
class Theme;
class ValueFinder;

/// A value as text, as JSON laid out to be read, as hex, as a picture, or without its encodings. Text, JSON
/// and hex can be edited. Begins with what suits the bytes; what the user chooses for one kind of value is
/// chosen for the next of that kind, too.
///
/// JSON is laid out for reading only: stored are the bytes as they were, and what is edited is stored in the
/// layout that was stored (text::storedJson()). While it is no JSON it is stored as typed, and the note says
/// so.
///
/// What may take long is done away from the GUI thread, so a value of 25 MiB is shown bit by bit.
class ValueView : public QWidget
{
    Q_OBJECT

public:
    enum View { Text, Json, Hex, Image, Decoded };
    /// Whether the value may be shown without its encodings; not so inside of such a view.
    enum class Layers { Shown, Hidden };

    /// `name` becomes the objectName and the beginning of its parts' names.
    ValueView(const QString &name, const Theme &theme, QWidget *parent = nullptr,
              Layers layers = Layers::Shown);
    ~ValueView() override;

    /// Shows other bytes; does not tell. The view is chosen anew only when `chooseView`.
    void setValue(const QByteArray &value, bool chooseView);
    /// The bytes to be stored. While isSettling() they are still being worked out and are the text as typed.
    const QByteArray &value() const { return m_value; }
    bool isSettling() const { return m_isSettling; }
    void setReadOnly(bool readOnly);
    View view() const { return m_view; }
    /// Shows it in another way; what does not apply is shown as hex.
    void setView(View view);
    /// Takes over what was typed and not told yet; of a large text only the first of
    /// what is typed is told at once, the rest when typing pauses.
    void flush();
    /// "JSON", "PNG image", "text".
    QString kindText() const;
    void focusEditor();
    CodeEditor *editor() const { return m_editor; }
    DecodedView *decoded() const { return m_decoded; }
    ValueFinder *finder() const { return m_finder; }
    /// Whether something is still being looked at or loaded.
    bool isBusy() const;

Q_SIGNALS:
    /// The user edited the value; value() is new.
    void edited();
    /// isSettling() is over; follows edited().
    void settled();

protected:
    bool event(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void build(const QString &name);
    void connectAll(const Theme &theme);
    void makeActions(const QString &name);
    void make(const QString &name, const QString &words, const QKeySequence &keys, void (ValueView::*act)());
    QAction *actionFor(const QEvent *event) const;
    void dress(const Theme &theme);

    View suitable() const;
    void chooseByHand(View view);
    void nextView();
    void previousView();
    void stepView(int by);
    void showView();
    void showPage(QWidget *page);
    void offerViews();
    bool applies(View view) const;
    void look();
    void takeLook(const std::shared_ptr<const text::ValueLook> &look);
    void loadEditor();
    void takeLoaded();
    void lookAgain();
    void takeText(const std::shared_ptr<const text::TextLook> &look);
    void markText();
    void detect();
    void takeDecoded(const text::Decoded &decoded);

    void takeTyping();
    void takeHex();
    void settle();
    const QByteArray &typed();
    void shareBytes();
    void showNote();
    QString noteText() const;
    QString jsonNote() const;
    void offerFormat();
    void format();
    void takeFormatted(const QByteArray &formatted);

    void find();
    void replace();
    void findNext();
    void findPrevious();
    void nextProblem();
    void previousProblem();
    void stepProblem(int by);
    void toggleFold();
    void toggleAllFolds();
    void copyPath();
    void aimFinder();

    const Theme &m_theme;
    Segments *m_switch;
    QPushButton *m_format;
    QStackedWidget *m_stack;
    CodeEditor *m_editor;
    HexView *m_hex;
    ImageView *m_image;
    DecodedView *m_decoded = nullptr; // made when it is first needed
    QLabel *m_busy;
    FindBar *m_findBar;
    ValueFinder *m_finder;
    QLabel *m_note;
    PathLine *m_path;
    QLabel *m_position;
    QTimer m_pause;
    Layers m_layers;

    QByteArray m_value;
    QByteArray m_given; // what setValue() was given, as whose equal m_value shares its bytes
    text::ContentKind m_kind = text::ContentKind::Empty;
    View m_view = Text;
    bool m_chosen = false; // by hand, for this value
    QHash<text::ContentKind, View> m_remembered;
    std::shared_ptr<const text::ValueLook> m_look; // never null; large, so never copied
    std::shared_ptr<const text::TextLook> m_text;  // of what the editor shows; never null
    bool m_looked = false;                         // m_look is of m_value
    bool m_editorFits = false;                     // the editor shows m_value the way that m_view shows it
    bool m_textFits = false;                       // m_text is of what the editor shows
    QByteArray m_typed;                            // the editor's text, as far as it was asked for
    quint64 m_typedEdition = 0;
    QByteArray m_base;      // what was stored when it was laid out
    bool m_laidOut = false; // the editor shows m_base in another layout
    bool m_imageFits = false;
    bool m_decodedFits = false;
    text::Decoded m_found;
    bool m_detected = false;
    bool m_untold = false;     // the editor has another text than m_value
    bool m_isSettling = false; // m_value is being worked out
    bool m_allFolded = false;
    bool m_readOnly = false;
    quint64 m_round = 0;   // of m_value, as far as it did not come from the editor
    quint64 m_edition = 0; // of what is in the editor
    Pending<Result<std::shared_ptr<const text::ValueLook>>> m_looking;
    Pending<Result<std::shared_ptr<const text::TextLook>>> m_lookingAgain;
    Pending<Result<text::Decoded>> m_detecting;
    Pending<Result<QByteArray>> m_settling;
    QString m_refusal; // what the hex view refused
};

} // namespace kv::ui
