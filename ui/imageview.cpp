// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/imageview.h"

#include "ui/segments.h"
#include "ui/viewpool.h"

#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QScrollArea>
#include <QVBoxLayout>

namespace kv::ui {

namespace {

constexpr int square = 8;  // of the chequered ground
constexpr int blownUp = 4; // how much a small picture is enlarged at most to fit

QPixmap chequers()
{
    QPixmap tile(2 * square, 2 * square);
    tile.fill(QColor(255, 255, 255));
    QPainter painter(&tile);
    painter.fillRect(0, 0, square, square, QColor(214, 214, 214));
    painter.fillRect(square, square, square, square, QColor(214, 214, 214));
    return tile;
}

} // namespace

/// Paints the picture as large as itself.
class ImageView::Canvas : public QWidget
{
public:
    using QWidget::QWidget;
    void setPicture(const Picture &picture)
    {
        m_image = picture.image;
        m_reduced = picture.reduced;
        m_scaled = {};
        update();
    }

protected:
    void paintEvent(QPaintEvent * /*event*/) override
    {
        if (m_image.isNull())
            return;
        QPainter painter(this);
        if (m_image.hasAlphaChannel())
            painter.drawTiledPixmap(rect(), chequers());
        const QSize wanted = size() * devicePixelRatioF();
        if (m_scaled.size() != wanted) {
            // Enlarged, dots stay dots; made smaller, they are mixed.
            const bool larger = wanted.width() >= m_image.width();
            const QImage &from = wanted.width() <= m_reduced.width() ? m_reduced : m_image;
            m_scaled = from.scaled(wanted, Qt::IgnoreAspectRatio,
                                   larger ? Qt::FastTransformation : Qt::SmoothTransformation);
        }
        painter.drawImage(rect(), m_scaled);
    }

private:
    QImage m_image;
    QImage m_reduced;
    QImage m_scaled;
};

ImageView::ImageView(const QString &name, QWidget *parent)
    : QWidget(parent),
      m_zoom(new Segments(name + QStringLiteral("Zoom"), tr("Size of the picture"), {tr("Fit"), tr("100 %")},
                          this)),
      m_facts(new QLabel(this)),
      m_words(new QLabel(this)),
      m_scroll(new QScrollArea(this)),
      m_canvas(new Canvas)
{
    setObjectName(name);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Value as a picture"));
    m_facts->setObjectName(name + QStringLiteral("Facts"));
    m_words->setObjectName(name + QStringLiteral("Words"));
    m_words->setWordWrap(true);
    m_words->setAlignment(Qt::AlignTop | Qt::AlignLeading);
    for (QLabel *label : {m_facts, m_words}) {
        label->setProperty("role", QStringLiteral("muted"));
        label->setTextFormat(Qt::PlainText);
    }
    m_scroll->setObjectName(name + QStringLiteral("Scroll"));
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setAlignment(Qt::AlignCenter);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_canvas->setAccessibleName(tr("Picture"));
    m_scroll->setWidget(m_canvas);

    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_facts, 1);
    row->addWidget(m_zoom);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addLayout(row);
    column->addWidget(m_scroll, 1);
    column->addWidget(m_words);
    m_zoom->setCurrent(0);
    connect(m_zoom, &Segments::chosen, this, [this] { place(); });
    say();
}

void ImageView::setValue(const QByteArray &value, text::ContentKind kind)
{
    clear();
    m_isReading = true;
    say();
    m_reading = Pending(
        onViewPool<Picture>([value, kind](const Stop & /*stop*/) { return readPicture(value, kind); }));
    whenDone(m_reading.future(), this, [this, round = m_round](const Result<Picture> &picture) {
        if (picture && round == m_round)
            take(*picture);
    });
}

void ImageView::clear()
{
    ++m_round;
    m_reading.cancel();
    m_isReading = false;
    m_picture = {};
    m_canvas->setPicture({});
    say();
}

void ImageView::take(const Picture &picture)
{
    m_isReading = false;
    m_picture = picture;
    m_canvas->setPicture(picture);
    say();
    place();
    Q_EMIT finished();
}

void ImageView::say()
{
    m_facts->setText(m_picture.facts);
    QStringList words = m_picture.notes;
    if (m_isReading)
        words << tr("Reading the picture…");
    else if (!m_picture.problem.isEmpty())
        words.prepend(tr("Not shown. %1").arg(m_picture.problem));
    m_words->setText(words.join(QLatin1Char(' ')));
    m_words->setVisible(!words.isEmpty());
    const bool shown = !m_picture.image.isNull();
    m_scroll->setVisible(shown);
    m_zoom->setVisible(shown);
}

ImageView::Zoom ImageView::zoom() const
{
    return m_zoom->current() == 1 ? Zoom::Actual : Zoom::Fit;
}

void ImageView::setZoom(Zoom zoom)
{
    m_zoom->setCurrent(zoom == Zoom::Actual ? 1 : 0);
    place();
}

void ImageView::place()
{
    if (m_picture.image.isNull())
        return;
    QSize size = m_picture.image.size() / devicePixelRatioF();
    if (zoom() == Zoom::Fit) {
        const QSize room = m_scroll->maximumViewportSize();
        const QSize most = size * blownUp;
        size.scale(room.boundedTo(most), Qt::KeepAspectRatio);
    }
    m_canvas->resize(size.expandedTo(QSize(1, 1)));
}

void ImageView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    place();
}

void ImageView::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Plus || event->key() == Qt::Key_1)
        setZoom(Zoom::Actual);
    else if (event->key() == Qt::Key_Minus || event->key() == Qt::Key_0)
        setZoom(Zoom::Fit);
    else
        QWidget::keyPressEvent(event);
}

} // namespace kv::ui
