// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/hexbuffer.h"

#include <QRandomGenerator>
#include <QTest>

using kv::ui::HexBuffer;

class TestHexBuffer : public QObject
{
    Q_OBJECT

private slots:
    void undoneAndRedoneEveryStateComesBack()
    {
        QRandomGenerator random(1);
        for (int round = 0; round < 100; ++round) {
            HexBuffer buffer;
            buffer.setBytes(QByteArray(random.bounded(20), 'x'));
            QList<QByteArray> states{buffer.bytes()};
            for (int step = 0; step < 20; ++step) {
                QByteArray model = buffer.bytes();
                const int at = random.bounded(int(model.size()) + 1);
                const int length = random.bounded(int(model.size()) - at + 1);
                const QByteArray with(random.bounded(3), char('a' + step));
                model.replace(at, length, with);
                const bool differs = model != buffer.bytes();
                if (buffer.replace(at, length, with))
                    states.append(model);
                else
                    QVERIFY(!differs);
                QCOMPARE(buffer.bytes(), model);
            }
            for (qsizetype i = states.size() - 2; i >= 0; --i) {
                QVERIFY(buffer.isModified());
                buffer.undo();
                QCOMPARE(buffer.bytes(), states[i]);
            }
            QVERIFY(!buffer.canUndo());
            QVERIFY(!buffer.isModified());
            for (qsizetype i = 1; i < states.size(); ++i) {
                buffer.redo();
                QCOMPARE(buffer.bytes(), states[i]);
            }
            QVERIFY(!buffer.canRedo());
        }
    }

    void twoDigitsAreOneEdit()
    {
        HexBuffer buffer;
        buffer.setBytes("ab");
        buffer.replace(0, 1, "c");
        buffer.replace(0, 1, "d", true);
        QCOMPARE(buffer.bytes(), QByteArray("db"));
        buffer.undo();
        QCOMPARE(buffer.bytes(), QByteArray("ab"));
        QVERIFY(!buffer.canUndo());
    }

    void cleanStateThatIsGoneIsNeverReached()
    {
        HexBuffer buffer;
        buffer.setBytes("a");
        buffer.replace(0, 1, "b");
        buffer.setUnmodified();
        QVERIFY(!buffer.isModified());
        buffer.undo();
        QVERIFY(buffer.isModified());
        buffer.replace(0, 1, "c"); // drops "b"
        QVERIFY(buffer.isModified());
        buffer.undo();
        QVERIFY(buffer.isModified());
    }

    void savedBetweenTwoDigits()
    {
        HexBuffer buffer;
        buffer.setBytes("a");
        buffer.replace(0, 1, "b");
        buffer.setUnmodified();
        buffer.replace(0, 1, "c", true);
        QVERIFY(buffer.isModified());
        buffer.undo();
        QCOMPARE(buffer.bytes(), QByteArray("b"));
        QVERIFY(!buffer.isModified());
    }

    void offsetsOutsideAreBroughtInside()
    {
        HexBuffer buffer;
        buffer.setBytes("ab");
        buffer.replace(99, 5, "c");
        QCOMPARE(buffer.bytes(), QByteArray("abc"));
        buffer.replace(-3, 99, "");
        QCOMPARE(buffer.bytes(), QByteArray());
        buffer.undo();
        QCOMPARE(buffer.bytes(), QByteArray("abc"));
    }
};

QTEST_GUILESS_MAIN(TestHexBuffer)
#include "tst_hexbuffer.moc"
