// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/decoded.h"
#include "text/json.h"

#include <QRandomGenerator>
#include <QTest>

using namespace kv::text;

using Kind = DecodeProblem::Kind;
using Chain = QList<Encoding>;

namespace {

QByteArray encoded(Encoding encoding, QByteArrayView bytes, const EncodingStyle &style = {})
{
    return encode(encoding, bytes, style).value_or(QByteArray());
}

Chain chainOf(const Decoded &decoded)
{
    Chain chain;
    for (const Layer &layer : decoded.layers)
        chain << layer.encoding;
    return chain;
}

QByteArray innermost(const Decoded &decoded)
{
    return decoded.layers.isEmpty() ? QByteArray() : decoded.layers.constLast().bytes;
}

QByteArray randomBytes(QRandomGenerator &random, qsizetype size)
{
    QByteArray out(size, Qt::Uninitialized);
    for (char &c : out)
        c = char(random.bounded(256));
    return out;
}

/// A gzip stream of `size` times the same byte.
QByteArray bomb(qsizetype size)
{
    return encoded(Encoding::Gzip, QByteArray(size, 'a'));
}

const QByteArray json = "{\"name\":\"Ada\",\"n\":1.50,\"list\":[1,2,3]}";
// {"alg":"HS256","typ":"JWT"} . {"sub":"ada","iat":1700000000,"exp":1700003600} . a signature
const QByteArray jwt = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."
                       "eyJzdWIiOiJhZGEiLCJpYXQiOjE3MDAwMDAwMDAsImV4cCI6MTcwMDAwMzYwMH0.c2lnbmF0dXJl";

} // namespace

class TestDecoded : public QObject
{
    Q_OBJECT

private slots:
    void comesBack_data()
    {
        QTest::addColumn<Encoding>("encoding");
        for (const Encoding encoding : allEncodings())
            if (canEncode(encoding))
                QTest::newRow(qPrintable(encodingText(encoding))) << encoding;
    }
    void comesBack()
    {
        QFETCH(Encoding, encoding);
        QRandomGenerator random(1);
        for (int round = 0; round < 300; ++round) {
            QByteArray bytes = randomBytes(random, random.bounded(200));
            if (encoding == Encoding::JsonString)
                bytes = QString::fromLatin1(bytes).toUtf8();
            EncodingStyle style;
            style.padded = random.bounded(2) == 1;
            style.lineLength = random.bounded(2) == 1 ? random.bounded(1, 40) : 0;
            style.crlf = random.bounded(2) == 1;
            style.plusIsSpace = random.bounded(2) == 1;
            style.lowerHex = random.bounded(2) == 1;
            style.after = random.bounded(2) == 1 ? "\n" : "";
            if (encoding == Encoding::DataUrl)
                style.before = random.bounded(2) == 1 ? "data:image/png;base64," : "data:text/plain,";
            const auto text = encode(encoding, bytes, style);
            QVERIFY(text);
            const Layer layer = decode(encoding, *text);
            QVERIFY2(!layer.problem, qPrintable(layer.problem ? layer.problem->message : QString()));
            QCOMPARE(layer.bytes, bytes);
            QVERIFY(!layer.rendition);
            // Written as it was read, it is what it was.
            const auto again = encode(encoding, layer.bytes, layer.style);
            QVERIFY(again);
            QCOMPARE(*again, *text);
        }
    }

    void anyBytesAreSurvived_data() { everyEncoding(); }
    void anyBytesAreSurvived()
    {
        QFETCH(Encoding, encoding);
        QRandomGenerator random(2);
        const QByteArrayList seeds = {bomb(1000),
                                      encoded(Encoding::Zlib, json),
                                      encoded(Encoding::Zstd, json),
                                      json.toBase64(),
                                      jwt,
                                      "a=1&b=%20",
                                      "%7b%22%7d",
                                      "\"\\u0041\\ud800\"",
                                      "1700000000",
                                      "2026-11-23T17:04:00.5+01:00",
                                      "data:;base64,QUJD",
                                      QByteArray::fromHex("82a16101a16292c3cb3ff8000000000000")};
        for (int round = 0; round < 600; ++round) {
            QByteArray bytes = round % 3 == 0 ? randomBytes(random, random.bounded(60))
                                              : seeds.at(random.bounded(int(seeds.size())));
            for (int change = random.bounded(3); change > 0 && !bytes.isEmpty(); --change)
                bytes[random.bounded(int(bytes.size()))] = char(random.bounded(256));
            const Layer layer = decode(encoding, bytes);
            QCOMPARE(layer.encoding, encoding);
            if (layer.problem) {
                QVERIFY(layer.problem->offset >= 0 && layer.problem->offset <= bytes.size());
                QVERIFY(!layer.problem->message.isEmpty());
            }
            if (layer.rendition && !layer.refused() && encoding != Encoding::Timestamp)
                QVERIFY2(!validate(layer.bytes), layer.bytes.constData());
            const Decoded found = detect(bytes);
            for (const Layer &one : found.layers)
                QVERIFY(!one.refused());
            if (!found.layers.isEmpty())
                QVERIFY(!decode(found.layers.constFirst().encoding, bytes).refused());
        }
    }

    void cutAnywhere_data() { everyEncoding(); }
    void cutAnywhere()
    {
        QFETCH(Encoding, encoding);
        const QByteArray source = "text of some length, " + json;
        QByteArray whole = canEncode(encoding)         ? encoded(encoding, source)
                           : encoding == Encoding::Jwt ? jwt
                           : encoding == Encoding::Form
                               ? QByteArray("a=1&b=two+words&c=%C3%A9")
                               : QByteArray::fromHex("83a16193010203a162c403616263a163d6ff65524100");
        for (qsizetype size = 0; size < whole.size(); ++size) {
            const Layer layer = decode(encoding, QByteArrayView(whole).first(size));
            if (canEncode(encoding) && encoding != Encoding::DataUrl)
                QVERIFY(source.startsWith(layer.bytes));
            if (encoding == Encoding::MessagePack) {
                QVERIFY(layer.problem);
                QVERIFY(layer.bytes.isEmpty() || !validate(layer.bytes));
            }
            if (encoding == Encoding::Gzip || encoding == Encoding::Zlib || encoding == Encoding::Zstd) {
                QVERIFY(layer.problem);
                QCOMPARE(layer.problem->kind, Kind::CutShort);
                QCOMPARE(layer.problem->offset, size);
            }
        }
    }

    void detects_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<Chain>("chain");
        QTest::addColumn<QByteArray>("inside");
        const QByteArray gzip = encoded(Encoding::Gzip, json);
        const QByteArray pack = QByteArray::fromHex("82a16101a16292c3c0");
        QTest::newRow("gzip of JSON") << gzip << Chain{Encoding::Gzip} << json;
        QTest::newRow("zlib of JSON") << encoded(Encoding::Zlib, json) << Chain{Encoding::Zlib} << json;
        QTest::newRow("zstd of JSON") << encoded(Encoding::Zstd, json) << Chain{Encoding::Zstd} << json;
        QTest::newRow("base64 of JSON") << json.toBase64() << Chain{Encoding::Base64} << json;
        QTest::newRow("base64 of text") << QByteArray("Hello, how are you?").toBase64()
                                        << Chain{Encoding::Base64} << QByteArray("Hello, how are you?");
        QTest::newRow("base64 of gzip of MessagePack")
            << encoded(Encoding::Gzip, pack).toBase64()
            << Chain{Encoding::Base64, Encoding::Gzip, Encoding::MessagePack}
            << QByteArray("{\"a\":1,\"b\":[true,null]}");
        QTest::newRow("base64url of gzip")
            << encoded(Encoding::Gzip, QByteArray("?>~ \xc3\xbf text with the signs of its own"))
                   .toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals)
            << Chain{Encoding::Base64Url, Encoding::Gzip}
            << QByteArray("?>~ \xc3\xbf text with the signs of its own");
        QTest::newRow("JSON in a JSON string") << QByteArray(" \"{\\\"a\\\":[1]}\"\n")
                                               << Chain{Encoding::JsonString} << QByteArray("{\"a\":[1]}");
        QTest::newRow("token in a JSON string")
            << QByteArray("\"" + jwt + "\"") << Chain{Encoding::JsonString, Encoding::Jwt}
            << QByteArray(
                   "{\"header\":{\"alg\":\"HS256\",\"typ\":\"JWT\"},\"payload\":{\"sub\":\"ada\",\"iat\":"
                   "1700000000,\"exp\":1700003600},\"signature\":\"c2lnbmF0dXJl\"}");
        QTest::newRow("percent") << QByteArray("%7B%22a%22%3A1%7D") << Chain{Encoding::Percent}
                                 << QByteArray("{\"a\":1}");
        QTest::newRow("form") << QByteArray("a=1&b=two+words&a=%C3%A9") << Chain{Encoding::Form}
                              << QByteArray("{\"a\":\"1\",\"b\":\"two words\",\"a\":\"\xc3\xa9\"}");
        QTest::newRow("data URL") << QByteArray("data:text/plain;base64,SGVsbG8=") << Chain{Encoding::DataUrl}
                                  << QByteArray("Hello");
        QTest::newRow("seconds") << QByteArray("1700000000") << Chain{Encoding::Timestamp}
                                 << QByteArray("2023-11-14T22:13:20Z");
        QTest::newRow("milliseconds") << QByteArray("1700000000123\n") << Chain{Encoding::Timestamp}
                                      << QByteArray("2023-11-14T22:13:20.123Z");
        QTest::newRow("microseconds") << QByteArray("1700000000123456") << Chain{Encoding::Timestamp}
                                      << QByteArray("2023-11-14T22:13:20.123456Z");
        QTest::newRow("nanoseconds") << QByteArray("1700000000123456789") << Chain{Encoding::Timestamp}
                                     << QByteArray("2023-11-14T22:13:20.123456789Z");
        QTest::newRow("ISO 8601") << QByteArray("2026-11-23T18:04:00.50+01:00") << Chain{Encoding::Timestamp}
                                  << QByteArray("2026-11-23T17:04:00.5Z");
        QTest::newRow("MessagePack") << pack << Chain{Encoding::MessagePack}
                                     << QByteArray("{\"a\":1,\"b\":[true,null]}");
    }
    void detects()
    {
        QFETCH(QByteArray, bytes);
        const Decoded found = detect(bytes);
        QTEST(chainOf(found), "chain");
        QTEST(innermost(found), "inside");
        QVERIFY(!found.deeper && !found.stopped);
        QVERIFY(!found.layers.constLast().problem);
        // What was found by itself is what one gets when one chooses it.
        const Decoded again = decodeAs(chainOf(found), bytes);
        QCOMPARE(chainOf(again), chainOf(found));
        QCOMPARE(innermost(again), innermost(found));
    }

    void staysPlain_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        int row = 0;
        for (const char *text : {"",
                                 " ",
                                 "test",
                                 "true",
                                 "0",
                                 "12345",
                                 "12345678901234567",
                                 "internationalization",
                                 "characteristically",
                                 "Donaudampfschifffahrtsgesellschaft",
                                 "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
                                 "abcdefghijklmnopqrstuvwxyzabcdef",
                                 "d41d8cd98f00b204e9800998ecf8427e",
                                 "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                                 "550e8400-e29b-41d4-a716-446655440000",
                                 "01ARZ3NDEKTSV4RRFFQ69G5FAV",
                                 "V1StGXR8_Z5jdHi6B-myT",
                                 "{\"a\":1}",
                                 "[1,2]",
                                 "\"a plain string\"",
                                 "a sentence with words",
                                 "a=b",
                                 "name=value",
                                 "a = b & c = d",
                                 "https://example.com/?q=a%20b%20c",
                                 "100% sure & more",
                                 "%zz%zz",
                                 "x^2+y^2=z^2",
                                 "hello.world.here",
                                 "ey.ey.ey",
                                 "data: 1, 2, 3",
                                 "data:",
                                 "9999999999",
                                 "4102444800",
                                 "2026-11-23",
                                 "2026-13-45T00:00:00Z",
                                 "AAAAAAAAAAAAAAAA",
                                 "<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
                                 "sk_live_4eC39HqLyjWDarjtT1zdp7dc",
                                 "user:1",
                                 "/usr/local/share/applications",
                                 "https://example.com/some/path/image.png"})
            QTest::addRow("%d %s", ++row, text) << QByteArray(text);
        QTest::newRow("a picture") << QByteArray("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16);
        QTest::newRow("zeros") << QByteArray(64, '\0');
        QTest::newRow("only gzip's magic") << QByteArray("\x1f\x8b\x08");
        QTest::newRow("no gzip behind its magic") << QByteArray("\x1f\x8b\x08\xff rubbish");
        QTest::newRow("no zstd behind its magic") << QByteArray("\x28\xb5\x2f\xfd\xff\xff\xff\xff");
        QTest::newRow("a UUID's bytes") << QByteArray::fromHex("550e8400e29b41d4a716446655440000");
        QTest::newRow("a list of numbers") << QByteArray::fromHex("93010203");
    }
    void staysPlain()
    {
        QFETCH(QByteArray, bytes);
        QCOMPARE(chainOf(detect(bytes)), Chain());
    }

    void randomIdsStayPlain()
    {
        QRandomGenerator random(3);
        const QByteArray alphabets[] = {"0123456789abcdef", "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
                                        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
                                        "abcdefghijklmnopqrstuvwxyz"};
        for (int round = 0; round < 8000; ++round) {
            const QByteArray &signs = alphabets[round % 4];
            QByteArray id;
            for (int i = random.bounded(8, 48); i > 0; --i)
                id += signs[random.bounded(int(signs.size()))];
            QVERIFY2(detect(id).layers.isEmpty(), id.constData());
        }
        for (int round = 0; round < 4000; ++round) {
            const QByteArray bytes = randomBytes(random, random.bounded(4, 64));
            QVERIFY2(detect(bytes).layers.isEmpty(), bytes.toHex().constData());
        }
    }

    void aBombIsCut_data()
    {
        QTest::addColumn<Encoding>("encoding");
        for (const Encoding encoding : {Encoding::Gzip, Encoding::Zlib, Encoding::Zstd})
            QTest::newRow(qPrintable(encodingText(encoding))) << encoding;
    }
    void aBombIsCut()
    {
        QFETCH(Encoding, encoding);
        const qsizetype limit = 1024 * 1024;
        const DecodeLimits limits{.layerBytes = limit};
        const QByteArray fits = encoded(encoding, QByteArray(limit, 'a'));
        const Layer whole = decode(encoding, fits, {}, limits);
        QVERIFY(!whole.problem);
        QCOMPARE(whole.bytes.size(), limit);
        const QByteArray over = encoded(encoding, QByteArray(limit + 1, 'a'));
        const Layer layer = decode(encoding, over, {}, limits);
        QVERIFY(layer.problem);
        QCOMPARE(layer.problem->kind, Kind::TooLarge);
        QCOMPARE(layer.bytes, QByteArray(limit, 'a'));
        QVERIFY2(layer.problem->message.contains(QLatin1String(":1")), qPrintable(layer.problem->message));
        const Decoded found = detect(over, {}, limits);
        QCOMPARE(chainOf(found), Chain{encoding});
        QVERIFY(found.layers.constFirst().problem == layer.problem);
    }

    void theLimitIsSixtyFourMebibytes()
    {
        const qsizetype most = 64 * 1024 * 1024;
        const Layer layer = decode(Encoding::Gzip, bomb(most + 1));
        QCOMPARE(layer.problem.value_or(DecodeProblem()).kind, Kind::TooLarge);
        QCOMPARE(layer.bytes.size(), most);
        QVERIFY2(layer.problem->message.contains(QString::fromUtf8("64\u00a0MiB")),
                 qPrintable(layer.problem->message));
    }

    void layersAreLimited()
    {
        QByteArray nested = json;
        for (int i = 0; i < 8; ++i)
            nested = encoded(Encoding::Gzip, nested);
        Decoded found = detect(nested);
        QCOMPARE(found.layers.size(), 8);
        QVERIFY(!found.deeper);
        QCOMPARE(innermost(found), json);
        found = detect(encoded(Encoding::Gzip, nested));
        QCOMPARE(found.layers.size(), 8);
        QVERIFY(found.deeper);
        const Decoded chosen = decodeAs(Chain(20, Encoding::Gzip), encoded(Encoding::Gzip, nested));
        QCOMPARE(chosen.layers.size(), 8);
        QVERIFY(chosen.deeper);
    }

    void layersTogetherAreLimited()
    {
        const QByteArray inner = encoded(Encoding::Gzip, QByteArray(1000, 'a'));
        const QByteArray outer = encoded(Encoding::Gzip, inner);
        const Decoded found = detect(outer, {}, {.totalBytes = 900});
        QCOMPARE(found.layers.size(), 2);
        QVERIFY(found.layers.constLast().problem);
        QVERIFY(innermost(found).size() <= 900 - inner.size());
    }

    void gzipOfMembers()
    {
        const QByteArray bytes =
            encoded(Encoding::Gzip, "one ") + encoded(Encoding::Gzip, "") + encoded(Encoding::Gzip, "two");
        Layer layer = decode(Encoding::Gzip, bytes);
        QVERIFY(!layer.problem);
        QCOMPARE(layer.bytes, QByteArray("one two"));
        QVERIFY(layer.notes.join(QLatin1Char(' ')).contains(QLatin1Char('3')));
        layer = decode(Encoding::Gzip, bytes + "rubbish");
        QCOMPARE(layer.bytes, QByteArray("one two"));
        QCOMPARE(layer.problem.value_or(DecodeProblem()).kind, Kind::TrailingBytes);
        QCOMPARE(layer.problem->offset, bytes.size());
        layer = decode(Encoding::Gzip, bytes + QByteArray(512, '\0'));
        QCOMPARE(layer.bytes, QByteArray("one two"));
        QCOMPARE(layer.problem.value_or(DecodeProblem()).kind, Kind::TrailingBytes);
        layer = decode(Encoding::Gzip, bytes + "\x1f\x8b\x08\xff");
        QCOMPARE(layer.bytes, QByteArray("one two"));
        QCOMPARE(layer.problem.value_or(DecodeProblem()).kind, Kind::Invalid);
    }

    void damagedChecksum()
    {
        for (const Encoding encoding : {Encoding::Gzip, Encoding::Zlib, Encoding::Zstd}) {
            QByteArray bytes = encoded(encoding, json);
            const qsizetype checksum = bytes.size() - (encoding == Encoding::Gzip ? 8 : 4);
            bytes[checksum] = char(bytes[checksum] ^ 1);
            const Layer layer = decode(encoding, bytes);
            QCOMPARE(layer.problem.value_or(DecodeProblem()).kind, Kind::BadChecksum);
            QCOMPARE(layer.bytes, json);
        }
    }

    void base64Problems_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<Kind>("kind");
        QTest::addColumn<qsizetype>("offset");
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("foreign sign")
            << QByteArray("QUJD!UJD") << Kind::Invalid << qsizetype(4) << QByteArray("ABC");
        QTest::newRow("base64url") << QByteArray("QUJD-UJD") << Kind::Invalid << qsizetype(4)
                                   << QByteArray("ABC");
        QTest::newRow("one sign too many")
            << QByteArray("QUJDQ") << Kind::CutShort << qsizetype(5) << QByteArray("ABC");
        QTest::newRow("missing padding")
            << QByteArray(" QQ=") << Kind::CutShort << qsizetype(4) << QByteArray("A");
        QTest::newRow("behind padding")
            << QByteArray("QQ==QQ==") << Kind::TrailingBytes << qsizetype(4) << QByteArray("A");
        QTest::newRow("padding only")
            << QByteArray("====") << Kind::TrailingBytes << qsizetype(0) << QByteArray();
        QTest::newRow("a zero byte") << QByteArray("QUJD\0", 5) << Kind::Invalid << qsizetype(4)
                                     << QByteArray("ABC");
    }
    void base64Problems()
    {
        QFETCH(QByteArray, text);
        const Layer layer = decode(Encoding::Base64, text);
        QVERIFY(layer.problem);
        QTEST(layer.problem->kind, "kind");
        QTEST(layer.problem->offset, "offset");
        QTEST(layer.bytes, "bytes");
    }

    void messagePack_data()
    {
        QTest::addColumn<QByteArray>("hex");
        QTest::addColumn<QByteArray>("shown");
        QTest::newRow("nil") << QByteArray("c0") << QByteArray("null");
        QTest::newRow("largest") << QByteArray("cfffffffffffffffff") << QByteArray("18446744073709551615");
        QTest::newRow("smallest") << QByteArray("d38000000000000000") << QByteArray("-9223372036854775808");
        QTest::newRow("int8") << QByteArray("d080") << QByteArray("-128");
        QTest::newRow("int32") << QByteArray("d2ffffffff") << QByteArray("-1");
        QTest::newRow("negative fixint") << QByteArray("e0") << QByteArray("-32");
        QTest::newRow("float32") << QByteArray("ca3dcccccd") << QByteArray("0.1");
        QTest::newRow("float64") << QByteArray("cb3fb999999999999a") << QByteArray("0.1");
        QTest::newRow("whole float") << QByteArray("cb3ff0000000000000") << QByteArray("1.0");
        QTest::newRow("negative zero") << QByteArray("cb8000000000000000") << QByteArray("-0.0");
        QTest::newRow("NaN") << QByteArray("cb7ff8000000000000") << QByteArray("{\"$float\":\"NaN\"}");
        QTest::newRow("infinity") << QByteArray("caff800000") << QByteArray("{\"$float\":\"-Infinity\"}");
        QTest::newRow("binary") << QByteArray("c403ff0001") << QByteArray("{\"$bin\":\"/wAB\"}");
        QTest::newRow("text") << QByteArray("d903e282ac") << QByteArray("\"\xe2\x82\xac\"");
        QTest::newRow("text with a zero") << QByteArray("a3610062") << QByteArray("\"a\\u0000b\"");
        QTest::newRow("no UTF-8") << QByteArray("a2ff61") << QByteArray("{\"$str\":\"/2E=\"}");
        QTest::newRow("extension") << QByteArray("d405aa") << QByteArray("{\"$ext\":5,\"$bin\":\"qg==\"}");
        QTest::newRow("extension 8") << QByteArray("c70380aabbcc")
                                     << QByteArray("{\"$ext\":-128,\"$bin\":\"qrvM\"}");
        QTest::newRow("time 32") << QByteArray("d6ff65524100")
                                 << QByteArray("{\"$time\":\"2023-11-13T15:30:08Z\"}");
        QTest::newRow("time 64") << QByteArray("d7ff1dcd650065524100")
                                 << QByteArray("{\"$time\":\"2023-11-13T15:30:08.125Z\"}");
        QTest::newRow("time 96") << QByteArray("c70cff00000001ffffffffffffffff")
                                 << QByteArray("{\"$time\":\"1969-12-31T23:59:59.000000001Z\"}");
        QTest::newRow("time too far") << QByteArray("c70cff000000017fffffffffffffff")
                                      << QByteArray("{\"$ext\":-1,\"$bin\":\"AAAAAX//////////\"}");
        QTest::newRow("no nanoseconds")
            << QByteArray("d7ffffffffff00000000") << QByteArray("{\"$ext\":-1,\"$bin\":\"/////wAAAAA=\"}");
        QTest::newRow("empty") << QByteArray("92 80 90") << QByteArray("[{},[]]");
        QTest::newRow("duplicate keys")
            << QByteArray("82 a161 01 a161 02") << QByteArray("{\"a\":1,\"a\":2}");
        QTest::newRow("keys of other kinds")
            << QByteArray("83 01 a161 a162 02 91c0 81c201")
            << QByteArray("{\"$map\":[[1,\"a\"],[\"b\",2],[[null],{\"$map\":[[false,1]]}]]}");
        QTest::newRow("map in map") << QByteArray("81 a161 81 a162 90") << QByteArray("{\"a\":{\"b\":[]}}");
        QTest::newRow("wide sizes") << QByteArray(
                                           "dc0001 dd00000001 de0001 a0 df00000001 da0001 61 db00000001 62")
                                    << QByteArray("[[{\"\":{\"a\":\"b\"}}]]");
        QTest::newRow("stream") << QByteArray("01 91c0 a161") << QByteArray("{\"$stream\":[1,[null],\"a\"]}");
    }
    void messagePack()
    {
        QFETCH(QByteArray, hex);
        const Layer layer = decode(Encoding::MessagePack, QByteArray::fromHex(hex));
        QVERIFY(!layer.problem);
        QTEST(layer.bytes, "shown");
        QVERIFY(!validate(layer.bytes));
        QVERIFY(layer.rendition);
    }

    void messagePackProblems_data()
    {
        QTest::addColumn<QByteArray>("hex");
        QTest::addColumn<Kind>("kind");
        QTest::addColumn<qsizetype>("offset");
        QTest::addColumn<QByteArray>("shown");
        QTest::newRow("cut list") << QByteArray("9301") << Kind::CutShort << qsizetype(2)
                                  << QByteArray("[1]");
        QTest::newRow("cut behind a name")
            << QByteArray("82a16101a162") << Kind::CutShort << qsizetype(6) << QByteArray("{\"a\":1}");
        QTest::newRow("cut behind another key") << QByteArray("82010202") << Kind::CutShort << qsizetype(4)
                                                << QByteArray("{\"$map\":[[1,2],[2]]}");
        QTest::newRow("cut in a key that is a list")
            << QByteArray("8192 01") << Kind::CutShort << qsizetype(3) << QByteArray("{\"$map\":[[[1]]]}");
        QTest::newRow("cut text") << QByteArray("92c0a561") << Kind::CutShort << qsizetype(2)
                                  << QByteArray("[null]");
        QTest::newRow("no such byte")
            << QByteArray("93c0c1c0") << Kind::Invalid << qsizetype(2) << QByteArray("[null]");
        QTest::newRow("huge list") << QByteArray("ddffffffff01") << Kind::CutShort << qsizetype(6)
                                   << QByteArray("[1]");
        QTest::newRow("huge map") << QByteArray("dfffffffff01") << Kind::CutShort << qsizetype(6)
                                  << QByteArray("{\"$map\":[[1]]}");
        QTest::newRow("huge text") << QByteArray("91dbffffffff01") << Kind::CutShort << qsizetype(1)
                                   << QByteArray("[]");
        QTest::newRow("something behind")
            << QByteArray("91c0c1") << Kind::TrailingBytes << qsizetype(2) << QByteArray("[null]");
    }
    void messagePackProblems()
    {
        QFETCH(QByteArray, hex);
        const Layer layer = decode(Encoding::MessagePack, QByteArray::fromHex(hex));
        QVERIFY(layer.problem);
        QTEST(layer.problem->kind, "kind");
        QTEST(layer.problem->offset, "offset");
        QTEST(layer.bytes, "shown");
        QVERIFY(!validate(layer.bytes));
    }

    void messagePackOfAnyDepth()
    {
        const Layer deep = decode(Encoding::MessagePack, QByteArray(99'999, '\x91') + '\xc0');
        QVERIFY(!deep.problem);
        QCOMPARE(deep.bytes, QByteArray(99'999, '[') + "null" + QByteArray(99'999, ']'));
        const Layer tooDeep = decode(Encoding::MessagePack, QByteArray(3'000'000, '\x91'));
        QCOMPARE(tooDeep.problem.value_or(DecodeProblem()).kind, Kind::Invalid);
        QCOMPARE(tooDeep.problem->offset, 100'001);
        QCOMPARE(tooDeep.bytes, QByteArray(100'000, '[') + QByteArray(100'000, ']'));
    }

    void messagePackIsLimited()
    {
        // Nothing of it is longer than the limit, and all of it is JSON wherever it is cut.
        const QByteArray bytes = QByteArray::fromHex("82a16b93a3616263c40401020304c0a16d82010203a17a");
        for (qsizetype most = 2; most < 120; ++most) {
            const Layer layer = decode(Encoding::MessagePack, bytes, {}, {.layerBytes = most});
            QVERIFY(layer.bytes.size() <= most);
            QVERIFY2(layer.bytes.isEmpty() || !validate(layer.bytes), layer.bytes.constData());
        }
    }

    void tokens()
    {
        const Layer layer = decode(Encoding::Jwt, jwt + "\n");
        QVERIFY(!layer.problem);
        const QString notes = layer.notes.join(QLatin1Char(' '));
        QVERIFY2(notes.contains(QLatin1String("2023-11-14 22:13:20 UTC")), qPrintable(notes));
        QVERIFY2(notes.contains(QLatin1String("2023-11-14 23:13:20 UTC")), qPrintable(notes));
        QVERIFY2(notes.contains(QLatin1String("not checked")), qPrintable(notes));
        const auto part = [](const QByteArray &text) {
            return text.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
        };
        const Layer unsignedToken =
            decode(Encoding::Jwt, part("{\"alg\":\"none\"}") + '.' + part("{}") + '.');
        QVERIFY(!unsignedToken.problem);
        QCOMPARE(unsignedToken.bytes,
                 QByteArray("{\"header\":{\"alg\":\"none\"},\"payload\":{},\"signature\":\"\"}"));
        QVERIFY(unsignedToken.notes.join(QLatin1Char(' ')).contains(QLatin1String("not signed")));
        // Exact numbers, duplicates and order stay.
        const Layer exact =
            decode(Encoding::Jwt, part("{\"alg\":\"x\"}") + '.' +
                                      part("{\"b\":1.10,\"a\":12345678901234567890,\"b\":2}") + ".cw");
        QVERIFY(exact.bytes.contains("{\"b\":1.10,\"a\":12345678901234567890,\"b\":2}"));
        // A time that no calendar reaches.
        QVERIFY(!decode(Encoding::Jwt,
                        part("{\"alg\":\"x\"}") + '.' + part("{\"exp\":1e300,\"iat\":\"x\"}") + ".cw")
                     .problem);
        QVERIFY(decode(Encoding::Jwt, "a.b").refused());
        QVERIFY(decode(Encoding::Jwt, "!.!.!").refused());
        QVERIFY(decode(Encoding::Jwt, part("[]") + '.' + part("{}") + '.').refused());
        QCOMPARE(decode(Encoding::Jwt, part("{\"alg\":\"x\"}") + ".e!.").problem->offset, 17);
    }

    void moments_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("shown");
        QTest::newRow("zero") << QByteArray("0") << QByteArray("1970-01-01T00:00:00Z");
        QTest::newRow("before 1970") << QByteArray("-1") << QByteArray("1969-12-31T23:59:59Z");
        QTest::newRow("half a second") << QByteArray("1700000000.5") << QByteArray("2023-11-14T22:13:20.5Z");
        QTest::newRow("half a second before") << QByteArray("-1.5") << QByteArray("1969-12-31T23:59:58.5Z");
        QTest::newRow("day") << QByteArray("2024-02-29") << QByteArray("2024-02-29T00:00:00Z");
        QTest::newRow("without seconds")
            << QByteArray("2024-02-29 23:59Z") << QByteArray("2024-02-29T23:59:00Z");
        QTest::newRow("short zone") << QByteArray("2024-02-29T23:59:59-0830")
                                    << QByteArray("2024-03-01T08:29:59Z");
        QTest::newRow("too far") << QByteArray("9223372036854775807999") << QByteArray();
        QTest::newRow("no such day") << QByteArray("2023-02-29") << QByteArray();
        QTest::newRow("words") << QByteArray("yesterday") << QByteArray();
        QTest::newRow("nothing") << QByteArray() << QByteArray();
        QTest::newRow("half a zone") << QByteArray("2024-02-29T23:59:59+") << QByteArray();
        QTest::newRow("something behind") << QByteArray("2024-02-29T23:59:59Zx") << QByteArray();
    }
    void moments()
    {
        QFETCH(QByteArray, text);
        const Layer layer = decode(Encoding::Timestamp, text);
        QTEST(layer.bytes, "shown");
        QCOMPARE(layer.refused(), layer.bytes.isEmpty());
    }

    void forms()
    {
        QCOMPARE(decode(Encoding::Form, "?a=%ff&b&=c&&d=%").bytes,
                 QByteArray("{\"a\":\"\\\\xff\",\"b\":null,\"\":\"c\",\"d\":\"%\"}"));
        QCOMPARE(decode(Encoding::Form, "").bytes, QByteArray("{}"));
    }

    void singleSurrogatesComeBack()
    {
        const QByteArray text = "\"a\\ud83d\"";
        const Layer layer = decode(Encoding::JsonString, text);
        QVERIFY(!layer.problem);
        QCOMPARE(encoded(Encoding::JsonString, layer.bytes), text);
        QVERIFY(!encode(Encoding::JsonString, "\xff"));
        QVERIFY(!encode(Encoding::JsonString, "\xed\xa0\xbd\xed\xb8\x80")); // two that would become one
    }

    void chainsComeBack()
    {
        const QByteArray whole = encoded(Encoding::Gzip, json).toBase64() + "\n";
        const Decoded found = detect(whole);
        QCOMPARE(found.layers.size(), 2);
        const auto again = encodeAs(found.layers, innermost(found));
        QVERIFY(again);
        QCOMPARE(*again, whole);
        const auto edited = encodeAs(found.layers, "{\"other\":true}");
        QVERIFY(edited);
        QCOMPARE(innermost(detect(*edited)), QByteArray("{\"other\":true}"));
        QVERIFY(!encodeAs(detect(jwt).layers, "{}"));
    }

    void stops_data() { everyEncoding(); }
    void stops()
    {
        QFETCH(Encoding, encoding);
        const auto at = [](int most) { return [asked = 0, most]() mutable { return ++asked > most; }; };
        const QByteArray large = canEncode(encoding) ? encoded(encoding, QByteArray(4'000'000, 'a'))
                                 : encoding == Encoding::MessagePack ? QByteArray(4'000'000, '\x01')
                                                                     : QByteArray(4'000'000, '&');
        for (int most = 0; most < 3; ++most) {
            const Layer layer = decode(encoding, large, at(most));
            if (encoding == Encoding::Jwt || encoding == Encoding::Timestamp ||
                encoding == Encoding::JsonString)
                continue; // one step, or refused at once
            QVERIFY(layer.problem);
            QCOMPARE(layer.problem->kind, Kind::Cancelled);
        }
        QVERIFY(detect(large, [] { return true; }).stopped);
        for (const Encoding packer : {Encoding::Gzip, Encoding::Zlib, Encoding::Zstd}) {
            const auto stopped = encode(packer, large, {}, [] { return true; });
            QVERIFY(!stopped);
            QCOMPARE(stopped.error().kind, Kind::Cancelled);
        }
    }

private:
    static void everyEncoding()
    {
        QTest::addColumn<Encoding>("encoding");
        for (const Encoding encoding : allEncodings())
            QTest::newRow(qPrintable(encodingText(encoding))) << encoding;
    }
};

QTEST_GUILESS_MAIN(TestDecoded)
#include "tst_decoded.moc"
