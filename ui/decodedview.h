// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/async.h"
#include "text/decoded.h"

#include <QWidget>

class QButtonGroup;
class QHBoxLayout;
class QLabel;
class QMenu;
class QToolButton;

namespace kv::ui {

class Theme;
class ValueView;

/// A value without its encodings: the layers in a row, from the value to what is inside of it, each of which
/// can be shown; the innermost at first. What was found by itself can be overruled by a menu. To read only.
class DecodedView : public QWidget
{
    Q_OBJECT

public:
    /// `name` becomes the objectName and the beginning of its parts' names.
    DecodedView(const QString &name, const Theme &theme, QWidget *parent = nullptr);

    /// Shows what was found in `value`.
    void setValue(const QByteArray &value, const text::Decoded &found);
    /// Says that it is still being found.
    void setWaiting();
    /// Takes these encodings off instead, outermost first.
    void decodeAs(const QList<text::Encoding> &chain);
    /// Back to what was found.
    void decodeAsFound();

    /// Shows what is left after so many layers; 0: the value itself.
    void select(int layers);
    int selected() const { return m_selected; }
    const text::Decoded &decoded() const { return m_decoded; }
    QList<text::Encoding> chain() const;
    ValueView *yield() const { return m_yield; }
    void focusYield();
    bool isWorking() const { return m_working.isRunning(); }

Q_SIGNALS:
    /// Other layers are shown.
    void layersChanged();

private:
    void take(const text::Decoded &decoded);
    void makeChips();
    void fillMenu();
    void say();

    QHBoxLayout *m_chips;
    QButtonGroup *m_group;
    QToolButton *m_as;
    QMenu *m_menu;
    QLabel *m_words;
    ValueView *m_yield;
    QByteArray m_value;
    text::Decoded m_found;
    text::Decoded m_decoded;
    bool m_overruled = false;
    bool m_waiting = false;
    int m_selected = 0;
    quint64 m_round = 0;
    Pending<Result<text::Decoded>> m_working;
};

} // namespace kv::ui
