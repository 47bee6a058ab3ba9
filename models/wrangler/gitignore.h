// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <memory>
#include <optional>
#include <vector>

namespace kv::wrangler {

/// One .gitignore file, asked about folders. Paths and patterns are bytes, "/" between folders. Matching
/// costs at most the length of the pattern times that of the path, whatever the pattern.
class GitIgnore
{
public:
    /// Patterns beyond this many are dropped.
    static constexpr int maxPatterns = 2000;

    explicit GitIgnore(QByteArrayView text);

    /// Whether the folder `path` (relative to the file's own folder) is ignored (true), taken back by a "!"
    /// (false), or not mentioned. Ask for the folders above it first: what lies in an ignored folder cannot
    /// be taken back.
    std::optional<bool> ignoresFolder(const QByteArray &path) const;

private:
    struct Pattern
    {
        std::vector<QByteArray> parts;
        bool negated = false;
        bool anchored = false; ///< counts from the file's own folder; else it names a folder at any depth
    };
    void addLine(QByteArrayView line);
    std::vector<Pattern> m_patterns;
};

/// Whether `name` matches a shell pattern with *, ?, [..] and \, as git reads it within one path part.
bool matchesGlob(QByteArrayView pattern, QByteArrayView name);

} // namespace kv::wrangler
