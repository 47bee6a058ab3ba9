// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

/// The sample project's files agree with resources/sample/README.md and with each other.
class TestSample : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void everyFileIsInTheProgram();
    void everyEntryFollowsTheRules();
    void bothIdsOfTheExampleHaveKeysInCommon();

private:
    static QByteArray read(const QString &path);

    const QString m_sample = QStringLiteral(KV_SOURCE_DIR "/resources/sample/");
    QList<QJsonObject> m_entries;
};

namespace {

const QString production = QStringLiteral("06779da6940b431db6e566b4846d64db");
const QString preview = QStringLiteral("06779da6940b431db6e566b484a6a769a7a");

QString text(const QJsonObject &object, const char *name)
{
    return object.value(QLatin1String(name)).toString();
}

bool has(const QJsonObject &object, const char *name)
{
    return object.contains(QLatin1String(name));
}

} // namespace

QByteArray TestSample::read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void TestSample::initTestCase()
{
    QJsonParseError error;
    const auto document = QJsonDocument::fromJson(read(m_sample + QStringLiteral("entries.json")), &error);
    QVERIFY2(document.isArray(), qPrintable(error.errorString()));
    for (const auto &value : document.array()) {
        QVERIFY(value.isObject());
        m_entries.append(value.toObject());
    }
    QVERIFY(m_entries.size() > 50);
}

void TestSample::everyFileIsInTheProgram()
{
    const QByteArray resources = read(QStringLiteral(KV_SOURCE_DIR "/resources/kvworkbench.qrc"));
    QVERIFY(!resources.isEmpty());
    int files = 0;
    QDirIterator all(m_sample, QDir::Files, QDirIterator::Subdirectories);
    while (all.hasNext()) {
        const QString name = all.next().mid(m_sample.size());
        if (name == QLatin1String("README.md"))
            continue;
        ++files;
        const QByteArray line = "<file>sample/" + name.toUtf8() + "</file>";
        QVERIFY2(resources.contains(line), line.constData());
    }
    // As many lines as files: none names a file that is gone.
    QCOMPARE(resources.count("<file>sample/"), files);
}

void TestSample::everyEntryFollowsTheRules()
{
    static const QSet<QString> fields = {
        QStringLiteral("config"),       QStringLiteral("namespace"), QStringLiteral("key"),
        QStringLiteral("text"),         QStringLiteral("base64"),    QStringLiteral("file"),
        QStringLiteral("rows"),         QStringLiteral("repeat"),    QStringLiteral("pick"),
        QStringLiteral("metadataText"), QStringLiteral("expiresIn"), QStringLiteral("expiresInStep")};
    QSet<QString> seen;
    for (const QJsonObject &entry : std::as_const(m_entries)) {
        const QByteArray shown = QJsonDocument(entry).toJson(QJsonDocument::Compact).left(300);
        for (const QString &field : entry.keys())
            QVERIFY2(fields.contains(field), qPrintable(field));
        QVERIFY2(QFile::exists(m_sample + QStringLiteral("project/") + text(entry, "config")), shown);
        QVERIFY2(has(entry, "text") + has(entry, "base64") + has(entry, "file") + has(entry, "rows") == 1,
                 shown);
        QVERIFY2(!has(entry, "file") ||
                     QFile::exists(m_sample + QStringLiteral("values/") + text(entry, "file")),
                 shown);
        QVERIFY2(!(has(entry, "repeat") && has(entry, "rows")), shown);
        QVERIFY2(!has(entry, "expiresInStep") || (has(entry, "repeat") && has(entry, "expiresIn")), shown);
        const QByteArray key = text(entry, "key").toUtf8();
        QVERIFY2(!key.isEmpty() && key.size() <= 512, shown);
        QVERIFY2(!text(entry, "namespace").isEmpty(), shown);

        // A key stands once in its store, and a template makes more than one.
        const QString name = text(entry, "config") + QLatin1Char('\n') + text(entry, "namespace") +
                             QLatin1Char('\n') + text(entry, "key");
        QVERIFY2(!seen.contains(name), shown);
        seen.insert(name);
        const bool numbered = key.contains("${");
        QVERIFY2(numbered == has(entry, "repeat"), shown);

        // Filled in with a digit, a template's metadata is JSON like any other.
        QString metadata = text(entry, "metadataText");
        metadata.replace(QRegularExpression(QStringLiteral(R"(\$\{\w+\})")), QStringLiteral("1"));
        if (has(entry, "metadataText")) {
            QVERIFY2(QJsonDocument::fromJson(metadata.toUtf8()).isObject(), shown);
            QVERIFY2(metadata.toUtf8().size() <= 1024, shown);
        }
        // Every placeholder has its list.
        const QJsonObject lists = entry.value(QLatin1String("pick")).toObject();
        const QString each = text(entry.value(QLatin1String("rows")).toObject(), "each");
        if (has(entry, "repeat") || has(entry, "rows")) {
            auto holes = QRegularExpression(QStringLiteral(R"(\$\{(\w+)\})"))
                             .globalMatch(text(entry, "key") + text(entry, "text") + each +
                                          text(entry, "metadataText"));
            while (holes.hasNext()) {
                const QString hole = holes.next().captured(1);
                QVERIFY2(hole == QLatin1String("n") || !lists.value(hole).toArray().isEmpty(),
                         qPrintable(hole));
            }
        }
    }
}

void TestSample::bothIdsOfTheExampleHaveKeysInCommon()
{
    QHash<QString, QJsonObject> byKey;
    for (const QJsonObject &entry : std::as_const(m_entries)) {
        if (text(entry, "namespace") == production)
            byKey.insert(text(entry, "key"), entry);
    }
    int same = 0;
    int different = 0;
    int onlyInPreview = 0;
    for (QJsonObject entry : std::as_const(m_entries)) {
        if (text(entry, "namespace") != preview)
            continue;
        const auto other = byKey.constFind(text(entry, "key"));
        if (other == byKey.constEnd()) {
            ++onlyInPreview;
            continue;
        }
        entry.insert(QStringLiteral("namespace"), production);
        ++(entry == *other ? same : different);
    }
    QVERIFY(same > 10);
    QVERIFY(different > 3);
    QVERIFY(onlyInPreview > 0);
    QVERIFY(byKey.size() > same + different);
}

QTEST_GUILESS_MAIN(TestSample)

#include "tst_sample.moc"
