// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/async.h"
#include "text/classify.h"
#include "ui/picture.h"

#include <QWidget>

class QLabel;
class QScrollArea;
class QToolButton;

namespace kv::ui {

class Segments;

/// A value as a picture, to look at: fitted into the view or dot for dot, a chequered ground behind what can
/// be seen through. Read away from the GUI thread; says in words what cannot be shown, and why.
class ImageView : public QWidget
{
    Q_OBJECT

public:
    enum class Zoom { Fit, Actual };

    /// `name` becomes the objectName and the beginning of its parts' names.
    explicit ImageView(const QString &name, QWidget *parent = nullptr);

    void setValue(const QByteArray &value, text::ContentKind kind);
    void clear();
    Zoom zoom() const;
    void setZoom(Zoom zoom);
    const Picture &picture() const { return m_picture; }
    bool isReading() const { return m_isReading; }

Q_SIGNALS:
    /// The picture was read, or cannot be.
    void finished();

protected:
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    class Canvas;

    void take(const Picture &picture);
    void place();
    void say();

    Segments *m_zoom;
    QLabel *m_facts;
    QLabel *m_words;
    QScrollArea *m_scroll;
    Canvas *m_canvas;
    Picture m_picture;
    bool m_isReading = false;
    quint64 m_round = 0;
    Pending<Result<Picture>> m_reading;
};

} // namespace kv::ui
