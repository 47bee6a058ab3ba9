// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/decoders.h"
#include "text/units.h"
#include "text/unpacked.h"

#include <QCoreApplication>

#include <zstd.h>
#include <zstd_errors.h>

#include <memory>

namespace kv::text {
namespace {

using Kind = DecodeProblem::Kind;

/// Gives the sentences here their context for translators.
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Decoded)
};

constexpr qsizetype magicSize = 4;
constexpr int largestWindowLog = 27; // 128 MiB, what the format's own tool takes without being told

DecodeProblem fault(size_t code, qsizetype at)
{
    switch (ZSTD_getErrorCode(code)) {
    case ZSTD_error_checksum_wrong:
        return {.kind = Kind::BadChecksum,
                .offset = at,
                .message = Words::tr("The checksum does not agree: some of this may be damaged.")};
    case ZSTD_error_dictionary_wrong:
        return {.offset = at,
                .message = Words::tr("This can be unpacked only with a dictionary, which is not here.")};
    case ZSTD_error_prefix_unknown:
        return {.offset = at, .message = Words::tr("There is no such header here.")};
    case ZSTD_error_memory_allocation:
    case ZSTD_error_frameParameter_windowTooLarge:
        return {.offset = at, .message = Words::tr("Unpacking this would take too much memory.")};
    default:
        return {.offset = at, .message = Words::tr("The compressed data is damaged here.")};
    }
}

/// Up to where the library is given the frame at `from` at first. A whole frame at once it would unpack at
/// once, and show nothing of it when the checksum is wrong.
size_t sizeWithoutLastByte(QByteArrayView bytes, qsizetype from)
{
    const QByteArrayView rest = bytes.sliced(from);
    const size_t frame = ZSTD_findFrameCompressedSize(rest.data(), size_t(rest.size()));
    return ZSTD_isError(frame) || frame == 0 ? size_t(bytes.size()) : size_t(from) + frame - 1;
}

} // namespace

Layer decodeZstd(const DecodeInput &in)
{
    Layer layer{.encoding = Encoding::Zstd};
    const std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context(ZSTD_createDCtx(), ZSTD_freeDCtx);
    if (!context)
        return refusal(Encoding::Zstd, Kind::Invalid, 0,
                       Words::tr("There is not enough memory to unpack this."));
    ZSTD_DCtx_setParameter(context.get(), ZSTD_d_windowLogMax, largestWindowLog);
    Unpacked out(in.most);
    const auto whole = size_t(in.bytes.size());
    ZSTD_inBuffer source{in.bytes.data(), sizeWithoutLastByte(in.bytes, 0), 0};
    bool between = false; // a frame has ended and none has begun
    while (!layer.problem) {
        const auto at = qsizetype(source.pos);
        if (between && at == in.bytes.size())
            break;
        if (between && in.bytes.size() - at < magicSize) {
            layer.problem = trailingProblem(in.bytes, at);
            break;
        }
        if (in.stopped()) {
            layer.problem = DecodeProblem{.kind = Kind::Cancelled, .offset = at, .message = stoppedText()};
            break;
        }
        const Unpacked::Room room = out.room();
        ZSTD_outBuffer target{room.begin, size_t(room.size), 0};
        const size_t code = ZSTD_decompressStream(context.get(), &target, &source);
        if (ZSTD_isError(code)) {
            layer.problem = between ? trailingProblem(in.bytes, at) : fault(code, qsizetype(source.pos));
        } else if (!out.took(qsizetype(target.pos))) {
            layer.problem = out.tooLarge(qsizetype(source.pos));
        } else if (code != 0 && source.pos < whole) {
            if (source.pos == source.size)
                source.size = whole;
        } else if (code != 0 && target.pos < target.size) {
            layer.problem = DecodeProblem{.kind = Kind::CutShort,
                                          .offset = in.bytes.size(),
                                          .message = Words::tr("The compressed data ends too early.")};
        }
        between = !layer.problem && code == 0;
        if (between)
            source.size = sizeWithoutLastByte(in.bytes, qsizetype(source.pos));
    }
    layer.bytes = out.take();
    if (!layer.bytes.isEmpty())
        layer.notes << Words::tr("%1 were unpacked to %2.")
                           .arg(sizeText(qint64(source.pos)), sizeText(layer.bytes.size()));
    return layer;
}

Encoded encodeZstd(QByteArrayView bytes, const Stop &stop)
{
    const auto failure = [](Kind kind, const QString &message) {
        return tl::unexpected<DecodeProblem>(DecodeProblem{.kind = kind, .message = message});
    };
    const std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context(ZSTD_createCCtx(), ZSTD_freeCCtx);
    if (!context)
        return failure(Kind::Invalid, Words::tr("There is not enough memory to pack this."));
    ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
    ZSTD_CCtx_setPledgedSrcSize(context.get(), size_t(bytes.size()));
    QByteArray packed(qsizetype(ZSTD_compressBound(size_t(bytes.size()))), Qt::Uninitialized);
    ZSTD_outBuffer target{packed.data(), size_t(packed.size()), 0};
    qsizetype at = 0;
    for (;;) {
        if (stop && stop())
            return failure(Kind::Cancelled, stoppedText());
        const qsizetype piece = std::min(bytes.size() - at, askEvery);
        ZSTD_inBuffer source{bytes.data() + at, size_t(piece), 0};
        const bool last = at + piece == bytes.size();
        const size_t left =
            ZSTD_compressStream2(context.get(), &target, &source, last ? ZSTD_e_end : ZSTD_e_continue);
        at += qsizetype(source.pos);
        if (!ZSTD_isError(left) && last && left == 0)
            break;
        if (ZSTD_isError(left) || target.pos == target.size)
            return failure(Kind::Invalid, Words::tr("This cannot be packed."));
    }
    packed.truncate(qsizetype(target.pos));
    return packed;
}

} // namespace kv::text
