// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/decoders.h"
#include "text/jsontext.h"
#include "text/messagepackreader.h"
#include "text/messagepacksurvey.h"
#include "text/units.h"
#include "text/utf8.h"

#include <QCoreApplication>
#include <QtEndian>

#include <charconv>
#include <cmath>
#include <cstring>
#include <vector>

namespace kv::text {
namespace {

using Kind = DecodeProblem::Kind;
using Item = MessagePackReader::Item;
using Type = MessagePackReader::Type;

/// Gives the sentences here their context for translators.
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Decoded)
};

constexpr int maxNanoseconds = 999'999'999;

/// The second pass: writes the JSON.
class Writer
{
public:
    Writer(const DecodeInput &in, const MessagePackSurvey &survey);

    /// Writes until `end`, or until the limit.
    void run(qsizetype end);
    Layer take();

private:
    struct Frame
    {
        quint64 left;
        bool map;
        bool odd;
        bool first = true;
        bool atKey() const { return map && left % 2 == 0; }
    };

    void begin();
    void leave();
    void close(const Frame &frame);
    void closeAll();
    void write(const Item &item);
    void writeOpening(const Item &item);
    void writeText(QByteArrayView text);
    void writeExtension(const Item &item);
    void writeFloat(double value, const char *end, char *text);
    void writeBase64(const char *name, QByteArrayView data);

    const DecodeInput &m_in;
    const MessagePackSurvey &m_survey;
    MessagePackReader m_reader;
    std::vector<Frame> m_frames;
    QByteArray m_out;
    size_t m_map = 0;
    qsizetype m_key = 0; // where the last key of an object was written
    bool m_stream;
    bool m_marks = false; // JSON had no words for something
    std::optional<DecodeProblem> m_problem;
};

Writer::Writer(const DecodeInput &in, const MessagePackSurvey &survey)
    : m_in(in),
      m_survey(survey),
      m_reader(in.bytes),
      m_stream(survey.values() > 1)
{
    if (m_stream)
        m_out = "{\"$stream\":[";
}

void Writer::run(qsizetype end)
{
    qsizetype asked = 0;
    while (m_reader.at() < end) {
        if (m_reader.at() - asked >= askEvery) {
            asked = m_reader.at();
            if (m_in.stopped()) {
                m_problem = DecodeProblem{Kind::Cancelled, asked, stoppedText()};
                break;
            }
        }
        const qsizetype at = m_reader.at();
        Item item;
        if (m_reader.next(item) != MessagePackReader::State::Good)
            break; // the survey has said why
        const qsizetype before = m_out.size();
        // What follows can write at most so much; only what may go beyond the limit is written and looked at.
        begin();
        const bool opens = item.isContainer() && item.number > 0;
        if (opens && m_frames.size() >= MessagePackSurvey::deepest) {
            m_out.truncate(before);
            break;
        }
        if (item.isContainer())
            writeOpening(item);
        else
            write(item);
        constexpr qsizetype longestClosing = 4;
        if (m_out.size() + longestClosing * qsizetype(m_frames.size() + 1) > m_in.most) {
            m_out.truncate(before);
            if (opens)
                m_frames.pop_back();
            m_problem = DecodeProblem{Kind::TooLarge, at, tooLargeText(m_in.most)};
            break;
        }
        if (!opens)
            leave();
    }
    closeAll();
}

/// Before an item: what separates it from the one before.
void Writer::begin()
{
    if (m_frames.empty()) {
        if (m_reader.at() > 0 && m_stream && !m_out.endsWith('['))
            m_out.append(',');
        return;
    }
    Frame &frame = m_frames.back();
    if (frame.map && !frame.atKey()) {
        m_out.append(frame.odd ? ',' : ':');
        return;
    }
    m_key = m_out.size();
    if (!frame.first)
        m_out.append(',');
    frame.first = false;
    if (frame.odd)
        m_out.append('[');
}

/// Behind an item and all that it holds.
void Writer::leave()
{
    while (!m_frames.empty()) {
        Frame &frame = m_frames.back();
        --frame.left;
        if (frame.odd && frame.left % 2 == 0)
            m_out.append(']');
        if (frame.left > 0)
            return;
        close(frame);
        m_frames.pop_back();
    }
}

void Writer::close(const Frame &frame)
{
    m_out.append(frame.odd ? "]}" : frame.map ? "}" : "]");
}

/// Where the data ended or the limit was reached: a name without a value goes, the rest is closed.
void Writer::closeAll()
{
    bool innermost = true;
    while (!m_frames.empty()) {
        const Frame frame = m_frames.back();
        m_frames.pop_back();
        const bool halfPair = frame.map && !frame.atKey();
        if (frame.odd && (halfPair || !innermost))
            m_out.append(']');
        else if (halfPair && innermost)
            m_out.truncate(m_key);
        close(frame);
        innermost = false;
    }
    if (m_stream)
        m_out.append("]}");
}

void Writer::writeOpening(const Item &item)
{
    if (item.number == 0) {
        m_out.append(item.type == Type::Map ? "{}" : "[]");
        return;
    }
    const bool map = item.type == Type::Map;
    const bool odd = map && m_survey.oddMaps()[m_map++];
    m_marks = m_marks || odd;
    m_out.append(odd ? "{\"$map\":[" : map ? "{" : "[");
    m_frames.push_back({item.number, map, odd});
}

void Writer::write(const Item &item)
{
    switch (item.type) {
    case Type::Nil:
        m_out.append("null");
        break;
    case Type::False:
        m_out.append("false");
        break;
    case Type::True:
        m_out.append("true");
        break;
    case Type::Unsigned:
        m_out.append(QByteArray::number(item.number));
        break;
    case Type::Signed:
        m_out.append(QByteArray::number(qint64(item.number)));
        break;
    case Type::Float32:
    case Type::Float64: {
        char text[64];
        float small = 0;
        double large = 0;
        const auto bits = quint32(item.number);
        std::memcpy(&small, &bits, sizeof small);
        std::memcpy(&large, &item.number, sizeof large);
        const bool isSmall = item.type == Type::Float32;
        const auto end = isSmall ? std::to_chars(text, text + sizeof text, small)
                                 : std::to_chars(text, text + sizeof text, large);
        writeFloat(isSmall ? double(small) : large, end.ptr, text);
        break;
    }
    case Type::Text:
        writeText(item.data);
        break;
    case Type::Binary:
        writeBase64("{\"$bin\":\"", item.data);
        break;
    case Type::Extension:
        writeExtension(item);
        break;
    case Type::Array:
    case Type::Map:
        break;
    }
}

void Writer::writeFloat(double value, const char *end, char *text)
{
    if (std::isnan(value) || std::isinf(value)) {
        m_marks = true;
        m_out.append("{\"$float\":\"")
            .append(std::isnan(value) ? "NaN"
                    : value < 0       ? "-Infinity"
                                      : "Infinity")
            .append("\"}");
        return;
    }
    const QByteArrayView digits(text, end - text);
    m_out.append(digits);
    if (!digits.contains('.') && !digits.contains('e')) // or it would look like a whole number
        m_out.append(".0");
}

void Writer::writeText(QByteArrayView text)
{
    if (isUtf8(text))
        m_out.append(canonicalString(text));
    else
        writeBase64("{\"$str\":\"", text);
}

void Writer::writeBase64(const char *opening, QByteArrayView data)
{
    m_marks = true;
    m_out.append(opening).append(QByteArray::fromRawData(data.data(), data.size()).toBase64()).append("\"}");
}

void Writer::writeExtension(const Item &item)
{
    constexpr qint8 timestamp = -1;
    std::optional<QByteArray> moment;
    if (item.extension == timestamp) {
        const char *const data = item.data.data();
        if (item.data.size() == 4) {
            moment = isoText(qFromBigEndian<quint32>(data), 0);
        } else if (item.data.size() == 8) {
            const auto both = qFromBigEndian<quint64>(data);
            constexpr int secondBits = 34;
            const quint64 nanoseconds = both >> secondBits;
            if (nanoseconds <= maxNanoseconds)
                moment = isoText(qint64(both & ((quint64(1) << secondBits) - 1)), int(nanoseconds));
        } else if (item.data.size() == 12) {
            const auto nanoseconds = qFromBigEndian<quint32>(data);
            if (nanoseconds <= maxNanoseconds)
                moment = isoText(qFromBigEndian<qint64>(data + 4), int(nanoseconds));
        }
    }
    m_marks = true;
    if (moment) {
        m_out.append("{\"$time\":\"").append(*moment).append("\"}");
        return;
    }
    m_out.append("{\"$ext\":").append(QByteArray::number(int(item.extension)));
    writeBase64(",\"$bin\":\"", item.data);
}

Layer Writer::take()
{
    Layer layer{.encoding = Encoding::MessagePack, .bytes = m_out, .rendition = true, .problem = m_problem};
    if (m_stream)
        layer.notes << Words::tr("%1 values, one behind the other.").arg(countText(m_survey.values()));
    if (m_marks)
        layer.notes << Words::tr(
            "What JSON has no words for stands in objects whose first name begins with “$”.");
    return layer;
}

} // namespace

Layer decodeMessagePack(const DecodeInput &in)
{
    const MessagePackSurvey survey(in.bytes, in.stop);
    const auto &problem = survey.problem();
    if (problem && problem->kind == Kind::Cancelled)
        return refusal(Encoding::MessagePack, problem->kind, problem->offset, problem->message);
    if (problem && problem->offset == 0 && survey.values() == 0)
        return refusal(Encoding::MessagePack, problem->kind, 0, problem->message);
    const bool follows = problem && survey.values() > 0; // something else behind whole values
    Writer writer(in, survey);
    writer.run(follows ? survey.endOfValues() : problem ? problem->offset : in.bytes.size());
    Layer layer = writer.take();
    if (follows && !layer.problem)
        layer.problem = trailingProblem(in.bytes, survey.endOfValues());
    else if (problem && !layer.problem)
        layer.problem = problem;
    return layer;
}

bool looksLikeMessagePack(QByteArrayView bytes, const Stop &stop)
{
    constexpr qsizetype shortest = 3;
    if (bytes.size() < shortest)
        return false;
    const MessagePackSurvey survey(bytes, stop);
    return !survey.problem() && survey.endOfValues() == bytes.size() && survey.looksMeant();
}

} // namespace kv::text
