// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/configlines.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace kv::text;

class TestConfigLines : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void knowsTheFormatByTheName_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<bool>("toml");
        QTest::newRow("toml") << QStringLiteral("/shop/wrangler.toml") << true;
        QTest::newRow("capitals") << QStringLiteral("WRANGLER.TOML") << true;
        QTest::newRow("jsonc") << QStringLiteral("wrangler.jsonc") << false;
        QTest::newRow("json") << QStringLiteral("api/wrangler.json") << false;
        QTest::newRow("folder") << QStringLiteral("a.toml/wrangler.json") << false;
        QTest::newRow("none") << QString() << false;
    }
    void knowsTheFormatByTheName()
    {
        QFETCH(QString, path);
        QFETCH(bool, toml);
        QCOMPARE(configFormatOf(path) == ConfigFormat::Toml, toml);
    }

    void makesABindingName_data()
    {
        QTest::addColumn<QString>("title");
        QTest::addColumn<QString>("name");
        const auto row = [](const char *title, const char *name) {
            QTest::newRow(title) << QString::fromUtf8(title) << QString::fromUtf8(name);
        };
        row("TODO", "TODO");
        row("shop-cache", "SHOP_CACHE");
        row("  two  words! ", "TWO_WORDS");
        row("shop-TODO_preview", "SHOP_TODO_PREVIEW");
        row("2fast", "_2FAST");
        row("käse", "K_SE");
        row("", "KV");
        row("—", "KV");
        row("٣", "KV"); // a digit, but none of those that a name may have
    }
    void makesABindingName()
    {
        QFETCH(QString, title);
        QTEST(bindingNameFor(title), "name");
    }

    void writesToml()
    {
        QCOMPARE(configLines(QStringLiteral("TODO"), QStringLiteral("0677"), ConfigFormat::Toml),
                 QStringLiteral("[[kv_namespaces]]\nbinding = \"TODO\"\nid = \"0677\""));
    }

    void writesJson()
    {
        QCOMPARE(configLines(QStringLiteral("TODO"), QStringLiteral("0677"), ConfigFormat::Json),
                 QStringLiteral("{\n  \"binding\": \"TODO\",\n  \"id\": \"0677\"\n}"));
    }

    void escapes_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("json");
        QTest::addColumn<QString>("toml");
        const auto row = [](const char *name, const QString &text, const char *json, const char *toml) {
            QTest::newRow(name) << text << QString::fromUtf8(json) << QString::fromUtf8(toml);
        };
        row("quote", QStringLiteral("a\"b"), R"(a\"b)", R"(a\"b)");
        row("backslash", QStringLiteral("a\\n"), R"(a\\n)", R"(a\\n)");
        row("newline", QStringLiteral("a\nb"), R"(a\u000ab)", R"(a\u000ab)");
        row("NUL", QString(QChar(u'\0')), R"(\u0000)", R"(\u0000)");
        row("tab", QStringLiteral("\t"), R"(\u0009)", R"(\u0009)");
        row("DEL", QStringLiteral("\x7f"), R"(\u007f)", R"(\u007f)");
        row("turned around", QString(QChar(0x202e)), R"(\u202e)", R"(\u202e)");
        row("line separator", QString(QChar(0x2028)), R"(\u2028)", R"(\u2028)");
        row("beyond U+FFFF", QString::fromUtf8("\xF0\x9F\xBF\xBE"), R"(\ud83f\udffe)", R"(\U0001fffe)");
        row("letters", QString::fromUtf8("k\xc3\xa4se \xF0\x9F\x98\x80"), "k\xc3\xa4se \xF0\x9F\x98\x80",
            "k\xc3\xa4se \xF0\x9F\x98\x80");
        row("half a pair", QString(QChar(0xd83d)), "\xef\xbf\xbd", "\xef\xbf\xbd");
    }
    void escapes()
    {
        QFETCH(QString, text);
        QFETCH(QString, json);
        QFETCH(QString, toml);
        const QString asJson = configLines(text, text, ConfigFormat::Json);
        QCOMPARE(asJson, QStringLiteral("{\n  \"binding\": \"%1\",\n  \"id\": \"%1\"\n}").arg(json));
        QCOMPARE(configLines(text, text, ConfigFormat::Toml),
                 QStringLiteral("[[kv_namespaces]]\nbinding = \"%1\"\nid = \"%1\"").arg(toml));
        const QJsonObject back = QJsonDocument::fromJson(asJson.toUtf8()).object();
        const QString wanted = text.size() == 1 && text.at(0).isSurrogate() ? QString(QChar(0xfffd)) : text;
        QCOMPARE(back.value(QLatin1String("binding")).toString(), wanted);
        QCOMPARE(back.value(QLatin1String("id")).toString(), wanted);
    }
};

QTEST_GUILESS_MAIN(TestConfigLines)
#include "tst_configlines.moc"
