// SPDX-License-Identifier: GPL-3.0-or-later
#include "items/keyfinding.h"

#include <QElapsedTimer>
#include <QHash>

namespace kv::items {

namespace {

using Answer = KeyFilter::Answer;

// Of the first piece, which a person waits for, and of the others.
constexpr qint64 firstPieceNs = 25'000'000;
constexpr qint64 pieceNs = 40'000'000;
// Between two looks at the clock; a key may cost milliseconds.
constexpr int rowsAtOnce = 64;
constexpr int mostExpensive = 50;

/// The first row of [row, last) whose key is not less than `key`.
int lowerBound(const KeyBlock &block, int row, int last, QByteArrayView key)
{
    while (row < last) {
        const int middle = row + (last - row) / 2;
        if (compareKeys(block.key(middle), key) < 0)
            row = middle + 1;
        else
            last = middle;
    }
    return row;
}

class Finding
{
public:
    Finding(const FindRequest &request, QPromise<Result<FoundPiece>> &promise)
        : m_request(request),
          m_promise(promise),
          m_sieve(request.filter, request.nowSec)
    {
        if (request.knows == FindRequest::Knows::Nothing)
            return;
        const auto &pieces = request.known.pieces();
        for (size_t i = 0; i < pieces.size(); ++i)
            if (!m_known.contains(pieces[i].block.get()))
                m_known.insert(pieces[i].block.get(), i);
    }

    void run()
    {
        m_timer.start();
        const KeyRows all(m_request.keys, m_request.range);
        for (const KeyRows::Piece &piece : all.pieces()) {
            look(piece);
            if (m_promise.isCanceled())
                return;
            if (m_piece.gaveUp)
                break;
        }
        m_piece.last = true;
        if (m_request.shown) {
            m_piece.differences = compareRows(*m_request.shown, m_piece.rows, m_request.mostRanges,
                                              [this] { return m_promise.isCanceled(); });
            if (m_promise.isCanceled())
                return;
        }
        m_promise.addResult(Result<FoundPiece>(std::move(m_piece)));
    }

private:
    void look(const KeyRows::Piece &all)
    {
        const bool same = m_request.knows == FindRequest::Knows::Same;
        const auto known = m_known.constFind(all.block.get());
        if (m_request.filter.among && !(same && known != m_known.cend()))
            return lookAmong(all, *m_request.filter.among);
        if (known == m_known.cend())
            return lookAt(all, all.size(), [&](int i) { return all.first + i; });
        // Pieces of a block lie behind each other.
        const auto &pieces = m_request.known.pieces();
        for (size_t i = *known; i < pieces.size() && pieces[i].block == all.block; ++i) {
            const KeyRows::Piece &piece = pieces[i];
            if (same) {
                m_piece.looked += piece.last - piece.first;
                m_piece.rows.append(piece);
                tellSoon();
            } else {
                KeyRows::Piece part{
                    all.block, std::max(piece.first, all.first), std::min(piece.last, all.last), {}};
                if (part.first < part.last)
                    lookAt(part, piece.size(), [&](int row) { return piece.at(row); });
            }
        }
    }

    /// Tries `count` rows of `part`, the i-th of which is candidate(i); others are known not to fit.
    template <class Candidate> void lookAt(KeyRows::Piece part, int count, Candidate candidate)
    {
        const KeyBlock &block = *part.block;
        const int last = part.last;
        std::vector<quint32> &rows = m_rows;
        for (int i = 0; i < count; ++i) {
            const int row = candidate(i);
            if (row < part.first || row >= last)
                continue;
            if ((i + 1) % rowsAtOnce == 0) {
                if (m_promise.isCanceled())
                    return;
                if (isTimeToTell()) {
                    part.last = row;
                    close(part);
                    tell();
                    part.first = row;
                    part.last = last;
                }
            }
            const Answer answer = m_sieve.accepts(block, row);
            if (answer == Answer::Yes) {
                rows.push_back(quint32(row));
            } else if (answer == Answer::TooExpensive && tooExpensive(block.key(row))) {
                part.last = row + 1;
                break;
            }
        }
        close(part);
        tellSoon();
    }

    void lookAmong(const KeyRows::Piece &part, const KeyRows &among)
    {
        const KeyBlock &block = *part.block;
        std::vector<quint32> candidates;
        int row = part.first;
        int hit = among.lowerBound(block.key(part.first));
        for (; hit < among.size() && row < part.last; ++hit) {
            const auto [other, at] = among.at(hit);
            if (other == &block) {
                if (at < part.last)
                    candidates.push_back(quint32(at));
                row = at + 1;
                continue;
            }
            const QByteArrayView key = other->key(at);
            row = lowerBound(block, row, part.last, key);
            if (row < part.last && block.key(row) == key)
                candidates.push_back(quint32(row++));
        }
        lookAt(part, int(candidates.size()), [&](int i) { return int(candidates[size_t(i)]); });
    }

    void close(const KeyRows::Piece &part)
    {
        m_piece.looked += part.last - part.first;
        KeyRows::Piece piece = part;
        if (int(m_rows.size()) != part.last - part.first) // exactly as large as need be
            piece.rows = std::make_shared<const std::vector<quint32>>(m_rows.begin(), m_rows.end());
        m_piece.rows.append(std::move(piece));
        m_rows.clear();
    }

    bool tooExpensive(QByteArrayView key)
    {
        if (m_piece.expensive++ == 0)
            m_piece.expensiveKey = key.toByteArray();
        m_piece.gaveUp = m_piece.expensive >= mostExpensive;
        return m_piece.gaveUp;
    }

    bool isTimeToTell() const
    {
        return !m_request.shown && m_timer.nsecsElapsed() > (m_told ? pieceNs : firstPieceNs);
    }

    void tellSoon()
    {
        if (isTimeToTell())
            tell();
    }

    void tell()
    {
        FoundPiece told = m_piece;
        m_piece.rows = {};
        m_promise.addResult(Result<FoundPiece>(std::move(told)));
        m_told = true;
        m_timer.start();
    }

    const FindRequest &m_request;
    QPromise<Result<FoundPiece>> &m_promise;
    KeySieve m_sieve;
    QHash<const KeyBlock *, size_t> m_known;
    std::vector<quint32> m_rows; // of the part that is looked at
    FoundPiece m_piece;
    QElapsedTimer m_timer;
    bool m_told = false;
};

} // namespace

void findKeys(const FindRequest &request, QPromise<Result<FoundPiece>> &promise)
{
    Finding(request, promise).run();
}

} // namespace kv::items
