// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/decoders.h"
#include "text/units.h"
#include "text/unpacked.h"
#include "text/utf8.h"

#include <QCoreApplication>

#include <zlib.h>

#include <limits>

namespace kv::text {
namespace {

using Kind = DecodeProblem::Kind;

/// Gives the sentences here their context for translators.
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Decoded)
};

constexpr int gzipWindow = 15 + 16; // zlib's way to say: with gzip's head and tail
constexpr int zlibWindow = 15;
constexpr int deflateMemory = 8;

uInt lengthOf(qsizetype size)
{
    return uInt(std::min<qsizetype>(size, std::numeric_limits<int>::max()));
}

/// One zlib stream, unpacked piece by piece.
class Inflater
{
public:
    explicit Inflater(int window) { m_ready = inflateInit2(&m_stream, window) == Z_OK; }
    ~Inflater() { inflateEnd(&m_stream); }
    Q_DISABLE_COPY_MOVE(Inflater)

    /// From `at`, which moves to behind what was read.
    std::optional<DecodeProblem> run(const DecodeInput &in, qsizetype &at, Unpacked &out);
    /// Where the next run() puts the header of a gzip member.
    void askHeader(gz_header *header) { inflateGetHeader(&m_stream, header); }
    void reset() { inflateReset(&m_stream); }

private:
    DecodeProblem fault(int code, qsizetype at) const;

    z_stream m_stream = {};
    bool m_ready = false;
};

std::optional<DecodeProblem> Inflater::run(const DecodeInput &in, qsizetype &at, Unpacked &out)
{
    if (!m_ready)
        return DecodeProblem{.offset = at,
                             .message = Words::tr("There is not enough memory to unpack this.")};
    for (;;) {
        if (in.stopped())
            return DecodeProblem{.kind = Kind::Cancelled, .offset = at, .message = stoppedText()};
        const Unpacked::Room room = out.room();
        m_stream.next_in =
            const_cast<Bytef *>(reinterpret_cast<const Bytef *>(in.bytes.data() + at)); // zlib only reads it
        const uInt given = lengthOf(in.bytes.size() - at);
        m_stream.avail_in = given;
        m_stream.next_out = reinterpret_cast<Bytef *>(room.begin);
        m_stream.avail_out = lengthOf(room.size);
        const int code = inflate(&m_stream, Z_NO_FLUSH);
        at += given - m_stream.avail_in;
        if (!out.took(lengthOf(room.size) - m_stream.avail_out))
            return out.tooLarge(at);
        if (code == Z_STREAM_END)
            return {};
        if (code != Z_OK && code != Z_BUF_ERROR)
            return fault(code, at);
        if (at == in.bytes.size() && m_stream.avail_out > 0)
            return DecodeProblem{.kind = Kind::CutShort,
                                 .offset = at,
                                 .message = Words::tr("The compressed data ends too early.")};
    }
}

DecodeProblem Inflater::fault(int code, qsizetype at) const
{
    const QByteArrayView told(m_stream.msg != nullptr ? m_stream.msg : "");
    if (told == QByteArrayView("incorrect data check") || told == QByteArrayView("incorrect length check"))
        return {.kind = Kind::BadChecksum,
                .offset = at,
                .message = Words::tr("The checksum does not agree: some of this may be damaged.")};
    if (code == Z_NEED_DICT)
        return {.offset = at,
                .message = Words::tr("This can be unpacked only with a dictionary, which is not here.")};
    if (told.startsWith("incorrect header check") || told.startsWith("unknown compression method") ||
        told.startsWith("unknown header flags") || told.startsWith("invalid window size"))
        return {.offset = at, .message = Words::tr("There is no such header here.")};
    return {.offset = at, .message = Words::tr("The compressed data is damaged here.")};
}

void describe(Layer &layer, qsizetype read, int members)
{
    if (members > 1)
        layer.notes << Words::tr("%1 compressed parts, one behind the other.").arg(countText(members));
    if (!layer.bytes.isEmpty())
        layer.notes << Words::tr("%1 were unpacked to %2.").arg(sizeText(read), sizeText(layer.bytes.size()));
}

Encoded deflated(QByteArrayView bytes, int window, const Stop &stop)
{
    const auto failure = [](Kind kind, const QString &message) {
        return tl::unexpected<DecodeProblem>(DecodeProblem{.kind = kind, .message = message});
    };
    z_stream stream = {};
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, window, deflateMemory, Z_DEFAULT_STRATEGY) !=
        Z_OK)
        return failure(Kind::Invalid, Words::tr("There is not enough memory to pack this."));
    QByteArray out(qsizetype(deflateBound(&stream, uLong(bytes.size()))), Qt::Uninitialized);
    stream.next_out = reinterpret_cast<Bytef *>(out.data());
    qsizetype at = 0;
    qsizetype made = 0;
    int code = Z_OK;
    while (code == Z_OK) {
        if (stop && stop()) {
            deflateEnd(&stream);
            return failure(Kind::Cancelled, stoppedText());
        }
        const qsizetype piece = std::min(bytes.size() - at, askEvery);
        stream.next_in = const_cast<Bytef *>(reinterpret_cast<const Bytef *>(bytes.data() + at));
        stream.avail_in = uInt(piece);
        const uInt room = lengthOf(out.size() - made);
        stream.avail_out = room;
        code = deflate(&stream, at + piece == bytes.size() ? Z_FINISH : Z_NO_FLUSH);
        at += piece - stream.avail_in;
        made += room - stream.avail_out;
    }
    deflateEnd(&stream);
    if (code != Z_STREAM_END)
        return failure(Kind::Invalid, Words::tr("This cannot be packed."));
    out.truncate(made);
    return out;
}

} // namespace

Layer decodeGzip(const DecodeInput &in)
{
    Layer layer{.encoding = Encoding::Gzip};
    Unpacked out(in.most);
    Inflater inflater(gzipWindow);
    char name[256] = {}; // zlib ends it with a zero only when it is shorter
    gz_header header = {};
    header.name = reinterpret_cast<Bytef *>(name);
    header.name_max = sizeof name - 1;
    inflater.askHeader(&header);
    qsizetype at = 0;
    int members = 0;
    do {
        if (members > 0)
            inflater.reset(); // which forgets `header` as well
        layer.problem = inflater.run(in, at, out);
        ++members;
    } while (!layer.problem && in.bytes.sliced(at).startsWith("\x1f\x8b"));
    if (!layer.problem && at < in.bytes.size())
        layer.problem = trailingProblem(in.bytes, at);
    layer.bytes = out.take();
    if (name[0] != '\0')
        layer.notes << Words::tr("Its header names the file “%1”.").arg(displayKey(QByteArrayView(name)));
    describe(layer, at, members);
    return layer;
}

Layer decodeZlib(const DecodeInput &in)
{
    Layer layer{.encoding = Encoding::Zlib};
    Unpacked out(in.most);
    qsizetype at = 0;
    layer.problem = Inflater(zlibWindow).run(in, at, out);
    if (!layer.problem && at < in.bytes.size())
        layer.problem = trailingProblem(in.bytes, at);
    layer.bytes = out.take();
    describe(layer, at, 1);
    return layer;
}

Encoded encodeGzip(QByteArrayView bytes, const Stop &stop)
{
    return deflated(bytes, gzipWindow, stop);
}

Encoded encodeZlib(QByteArrayView bytes, const Stop &stop)
{
    return deflated(bytes, zlibWindow, stop);
}

} // namespace kv::text
