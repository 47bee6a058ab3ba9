// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/rowtext.h"

#include <QFontMetrics>
#include <QGuiApplication>
#include <QImage>
#include <QPainter>
#include <QTest>

using namespace kv::ui;

namespace {

QImage painted(const RowText &cell, int width, Qt::LayoutDirection direction)
{
    QGuiApplication::setLayoutDirection(direction);
    QImage image(width, 24, QImage::Format_RGB32);
    image.fill(Qt::white);
    QPainter painter(&image);
    cell.paint(&painter, image.rect(), direction);
    QGuiApplication::setLayoutDirection(Qt::LeftToRight);
    return image;
}

/// The columns of pixels that something is drawn in.
std::pair<int, int> inked(const QImage &image)
{
    int first = image.width();
    int last = -1;
    for (int x = 0; x < image.width(); ++x) {
        for (int y = 0; y < image.height(); ++y) {
            if (image.pixel(x, y) != qRgb(255, 255, 255)) {
                first = qMin(first, x);
                last = x;
            }
        }
    }
    return {first, last};
}

} // namespace

class TestRowText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bracketsStayWhereTheyAreInAWindowFromRightToLeft()
    {
        QFont whole = QGuiApplication::font(); // pixels, or the same letters look otherwise elsewhere
        whole.setHintingPreference(QFont::PreferFullHinting);
        const RowText cell = {.text = QStringLiteral("{\"on\":true"), .font = whole};
        const auto letters = [&cell](Qt::LayoutDirection direction) {
            const QImage image = painted(cell, 200, direction);
            const auto [first, last] = inked(image);
            return image.copy(first, 0, last - first + 1, image.height());
        };
        QCOMPARE(letters(Qt::RightToLeft), letters(Qt::LeftToRight));
    }

    void sidesAreMirrored()
    {
        const RowText cell = {.text = QStringLiteral("key"), .font = QGuiApplication::font()};
        QVERIFY(inked(painted(cell, 200, Qt::LeftToRight)).second < 100);
        QVERIFY(inked(painted(cell, 200, Qt::RightToLeft)).first > 100);
    }

    void whatIsCutIsTold()
    {
        const RowText cell = {.text = QString(5000, QLatin1Char('x')), .font = QGuiApplication::font()};
        QVERIFY(cell.isCut(500));
        QVERIFY(!RowText({.text = QStringLiteral("x"), .font = cell.font}).isCut(500));
        const auto [first, last] = inked(painted(cell, 200, Qt::LeftToRight));
        QVERIFY(first < 10 && last < 200);
    }
};

QTEST_MAIN(TestRowText)
#include "tst_rowtext.moc"
