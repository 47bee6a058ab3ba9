// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "snapshot/itemparser.h"
#include "snapshot/itemscanner.h"
#include "snapshot/linefinder.h"
#include "store/entrystream.h"

namespace kv::snapshot {

/// Reads a snapshot of either format. Holds one item of it at a time, whatever the file's size.
class Reader : public EntrySource
{
public:
    /// Looks at the beginning; InvalidInput: it is something else.
    static Result<std::unique_ptr<Reader>> open(const QString &path, qint64 nowMs,
                                                std::shared_ptr<const std::atomic_bool> stop = {});

    Result<std::optional<Item>> next() override;
    qint64 position() const override { return m_position; }
    qint64 size() const override { return m_window.fileSize(); }

    struct Found
    {
        Result<ParsedItem> item;
        qint64 offset = 0; ///< of the item's text in the file
    };
    /// The same as next(), and where things stand.
    Result<std::optional<Found>> nextFound();
    int fd() const { return m_window.fd(); }

private:
    using Piece = ItemScanner::Piece;

    Reader(FileWindow window, qint64 nowMs) : m_window(std::move(window)), m_nowMs(nowMs) {}
    Result<> begin();
    Result<> beginArray();
    Result<> beginLines();
    bool isOnlyLine();
    Result<> takeHead(const Head &head);
    Result<std::optional<Piece>> nextPiece();
    Result<std::optional<Found>> end();
    Result<std::optional<Found>> broken(Error error, qint64 offset);
    Error located(Error error, qint64 offset);

    FileWindow m_window;
    qint64 m_nowMs;
    std::optional<ItemScanner> m_scanner;
    std::optional<LineFinder> m_lines;
    ItemScanner::Form m_form = ItemScanner::Form::Array;
    std::optional<Piece> m_pending; // looked at to recognise the file, and not yet told
    bool m_atEnd = false;           // the scanner has told the end already
    std::optional<qint64> m_said;   // how many entries the first line speaks of
    qint64 m_items = 0;             // told, whole or not
    qint64 m_whole = 0;
    qint64 m_position = 0;
    std::optional<Result<std::optional<Found>>> m_end;
};

} // namespace kv::snapshot
