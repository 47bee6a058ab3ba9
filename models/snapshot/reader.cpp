// SPDX-License-Identifier: GPL-3.0-or-later
#include "snapshot/reader.h"

#include "snapshot/foreign.h"

#include <algorithm>

namespace kv::snapshot {

namespace {

constexpr qint64 knownVersion = 1;
const QString whatASnapshotIs = QStringLiteral(
    "A snapshot is a JSON array of objects with \"key\" and \"value\", or one such object on each line.");

bool isSpace(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/// Whether brackets and strings that `line` opens stay open.
bool endsEarly(QByteArrayView line)
{
    return line.startsWith('{') && ValueEnd().in(line) < 0;
}

} // namespace

Result<std::unique_ptr<Reader>> Reader::open(const QString &path, qint64 nowMs,
                                             std::shared_ptr<const std::atomic_bool> stop)
{
    Result<FileWindow> window = FileWindow::open(path);
    if (!window)
        return fail(window.error());
    window->setStop(std::move(stop));
    std::unique_ptr<Reader> reader(new Reader(std::move(*window), nowMs));
    if (const Result<> ok = reader->begin(); !ok)
        return fail(ok.error());
    return reader;
}

Error Reader::located(Error error, qint64 offset)
{
    const LineFinder::Spot spot = m_lines->at(offset);
    error.path = m_window.path();
    error.line = spot.line;
    error.column = spot.column;
    return error;
}

// What the file is

Result<> Reader::begin()
{
    // White space may stand before everything, and more of it than one look takes in.
    qsizetype at = 0;
    bool looked = false;
    for (;;) {
        const Result<bool> more = m_window.more();
        if (!more)
            return fail(more.error());
        const QByteArrayView bytes = m_window.bytes();
        if (!looked && !bytes.isEmpty()) {
            looked = true;
            if (const QString foreign = foreignFile(bytes); !foreign.isEmpty())
                return fail(ErrorKind::InvalidInput, foreign, m_window.path());
            if (bytes.startsWith("\xef\xbb\xbf"))
                m_window.drop(3);
            m_lines.emplace(m_window.fd(), m_window.offset());
        }
        const QByteArrayView text = m_window.bytes();
        at = 0;
        while (at < text.size() && isSpace(text[at]))
            ++at;
        if (at < text.size())
            break;
        m_window.drop(at);
        if (!*more)
            return fail(ErrorKind::InvalidInput,
                        QStringLiteral("The file is empty. ") + whatASnapshotIs +
                            QStringLiteral(" One without entries is \"[]\"."),
                        m_window.path());
    }
    m_window.drop(at);
    const char first = m_window.bytes().front();
    if (first != '[' && first != '{')
        return fail(located({.kind = ErrorKind::InvalidInput,
                             .detail = QStringLiteral("The file is not JSON. ") + whatASnapshotIs},
                            m_window.offset()));
    m_form = first == '[' ? ItemScanner::Form::Array : ItemScanner::Form::Lines;
    m_scanner.emplace(m_window, m_form);
    return first == '[' ? beginArray() : beginLines();
}

Result<> Reader::beginArray()
{
    const Result<std::optional<Piece>> piece = m_scanner->next();
    if (!piece)
        return fail(located({.kind = piece.error().kind,
                             .detail = piece.error().detail + QStringLiteral(" Not one item is whole."),
                             .nativeCode = piece.error().nativeCode},
                            m_scanner->faultOffset()));
    if (!*piece) {
        m_atEnd = true;
        return {};
    }
    m_pending = **piece;
    if (const QString foreign = foreignElement(m_pending->text); !foreign.isEmpty())
        return fail(ErrorKind::InvalidInput, foreign, m_window.path());
    return {};
}

Result<> Reader::beginLines()
{
    const Result<std::optional<Piece>> piece = m_scanner->next();
    if (!piece)
        return fail(piece.error());
    m_pending = **piece; // there is a brace at least
    if (const auto head = parseHead(m_pending->text)) {
        m_pending.reset();
        m_said = 0;
        return takeHead(*head);
    }
    if (m_pending->tooLong || parseItem(m_pending->text, m_nowMs))
        return {};
    const bool spansLines = !m_pending->unended && endsEarly(m_pending->text);
    if (!spansLines && !endsEarly(m_pending->text) && !isOnlyLine())
        return {}; // one bad line of several
    const QString foreign = foreignObject(m_window.bytes());
    if (!foreign.isEmpty())
        return fail(ErrorKind::InvalidInput, foreign, m_window.path());
    if (spansLines)
        return fail(
            located({.kind = ErrorKind::InvalidInput,
                     .detail = QStringLiteral("The object goes on over several lines. ") + whatASnapshotIs},
                    m_pending->offset));
    return {};
}

/// Whether nothing but white space follows the first line.
bool Reader::isOnlyLine()
{
    qsizetype at = m_pending->text.size();
    for (;;) {
        const QByteArrayView bytes = m_window.bytes();
        m_pending->text = bytes.first(m_pending->text.size()); // reading on may have moved it
        while (at < bytes.size() && isSpace(bytes[at]))
            ++at;
        if (at < bytes.size())
            return false;
        const Result<bool> more = m_window.more();
        if (!more || !*more)
            return more.has_value(); // what cannot be read is told when it is read again
    }
}

Result<> Reader::takeHead(const Head &head)
{
    if (head.kind != "snapshot")
        return fail(ErrorKind::InvalidInput,
                    QStringLiteral("The file is of KV Workbench, but it is a %1 and not a snapshot.")
                        .arg(QString::fromUtf8(head.kind.left(40))),
                    m_window.path());
    if (head.version != knownVersion)
        return fail(ErrorKind::InvalidInput,
                    QStringLiteral("The snapshot is of version %1; this program knows version %2.")
                        .arg(head.version)
                        .arg(knownVersion),
                    m_window.path());
    if (m_said && head.entries)
        *m_said += *head.entries;
    else
        m_said.reset();
    return {};
}

// Item by item

Result<std::optional<Reader::Piece>> Reader::nextPiece()
{
    if (m_pending)
        return std::exchange(m_pending, std::nullopt);
    if (m_atEnd)
        return std::nullopt;
    return m_scanner->next();
}

Result<std::optional<Reader::Found>> Reader::broken(Error error, qint64 offset)
{
    if (error.kind == ErrorKind::Cancelled)
        return fail(error);
    if (error.nativeCode == 0)
        error = located(std::move(error), offset);
    error.detail += QStringLiteral(" %1 entries before that are whole.").arg(m_whole);
    m_end = fail(std::move(error));
    return *m_end;
}

Result<std::optional<Reader::Found>> Reader::end()
{
    if (m_said && m_items < *m_said)
        return broken(
            {.kind = ErrorKind::Corrupt,
             .detail = QStringLiteral("The first line speaks of %1 entries, and %2 follow: the file was cut. "
                                      "If lines were taken out on purpose, take out the first as well.")
                           .arg(*m_said)
                           .arg(m_items)},
            m_window.offset());
    m_position = m_window.offset();
    m_end = Result<std::optional<Found>>(std::nullopt);
    return *m_end;
}

Result<std::optional<Reader::Found>> Reader::nextFound()
{
    while (!m_end) {
        const Result<std::optional<Piece>> next = nextPiece();
        if (!next)
            return broken(next.error(), m_scanner->faultOffset());
        if (!*next)
            return end();
        const Piece piece = **next;
        m_position = piece.offset + piece.text.size();
        if (piece.tooLong) {
            ++m_items;
            return Found{fail(located({.kind = ErrorKind::TooLarge,
                                       .detail = QStringLiteral("The item is longer than any entry can be.")},
                                      piece.offset)),
                         piece.offset};
        }
        auto parsed = parseItem(piece.text, m_nowMs);
        if (parsed) {
            ++m_items;
            ++m_whole;
            return Found{std::move(*parsed), piece.offset};
        }
        const ItemFault &fault = parsed.error();
        if (m_form == ItemScanner::Form::Lines) {
            if (const auto head = parseHead(piece.text)) { // several snapshots, one behind the other
                if (const Result<> ok = takeHead(*head); !ok)
                    return broken(ok.error(), piece.offset);
                continue;
            }
            if (piece.unended && endsEarly(piece.text))
                return broken({.kind = ErrorKind::Corrupt,
                               .detail = QStringLiteral("The file ends in the middle of a line.")},
                              piece.offset + piece.text.size());
        } else if (fault.structural) {
            return broken({.kind = fault.kind, .detail = fault.detail}, piece.offset + fault.at);
        }
        ++m_items;
        return Found{fail(located({.kind = fault.kind, .detail = fault.detail}, piece.offset + fault.at)),
                     piece.offset};
    }
    return *m_end;
}

Result<std::optional<EntrySource::Item>> Reader::next()
{
    Result<std::optional<Found>> found = nextFound();
    if (!found)
        return fail(found.error());
    if (!*found)
        return std::nullopt;
    Result<ParsedItem> &item = (*found)->item;
    if (!item)
        return Item{fail(item.error()), {}};
    return Item{std::move(item->entry), std::move(item->remark)};
}

} // namespace kv::snapshot
