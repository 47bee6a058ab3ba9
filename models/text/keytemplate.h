// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QList>
#include <QString>

#include <memory>
#include <vector>

/// The shapes that keys have: `user:{id}:session`. Pure functions and values over bytes; any thread.
namespace kv::text {

/// What stands at a place of a template.
enum class PartKind : quint8 {
    Literal, ///< The very same bytes in every key.
    Id,      ///< A number.
    Uuid,
    Ulid,
    Hex,  ///< Eight hexadecimal digits or more.
    Date, ///< A day: 2026-11-28, 20261128.
    Time, ///< A moment: seconds or milliseconds since 1970, or as ISO 8601 has it.
    Email,
    Random, ///< Letters and digits that are no word.
    Text,   ///< Words, too many to tell apart.
    Rest,   ///< Whatever follows.
};

struct TemplatePart
{
    PartKind kind = PartKind::Literal;
    QByteArray literal;   ///< Of a Literal; may be empty.
    QByteArray separator; ///< What follows it in every key.

    bool operator==(const TemplatePart &) const = default;
};
using KeyTemplate = QList<TemplatePart>;

/// One part of a key, as views of it.
struct KeyPart
{
    PartKind kind = PartKind::Literal;
    QByteArrayView literal;
    QByteArrayView separator;
};
/// Parts a key; `parts` is written over. Never more than 32 parts, of which the last may be a Rest.
void partsOf(QByteArrayView key, std::vector<KeyPart> &parts);

/// "user:{id}:session", as one line that cannot deceive.
QString templateText(const KeyTemplate &shape);
/// A glob, as text/pattern.h reads it, that every key of the template fits; others may too.
QByteArray templateGlob(const KeyTemplate &shape);
/// What every key of the template begins with.
QByteArray templatePrefix(const KeyTemplate &shape);

struct KeyGroup
{
    KeyTemplate shape;
    qint64 count = 0;
    QList<QByteArray> examples; ///< A few of the keys.
};

/// Sorts keys into templates, one at a time. Memory stays within some ten megabytes whatever the keys are:
/// where there are too many different words at a place, those with few keys become one `{text}`.
class KeyGroups
{
public:
    KeyGroups();
    ~KeyGroups();
    KeyGroups(KeyGroups &&) noexcept;
    KeyGroups &operator=(KeyGroups &&) noexcept;

    void add(QByteArrayView key);
    qint64 count() const { return m_count; }
    /// The templates, those with the most keys first; at most `most`, and the rest as one `{…}`. Ends the
    /// gathering: what was gathered is simplified for it.
    QList<KeyGroup> finish(int most = 1000);

private:
    struct Node;
    void prune(Node &node, int mostWords, bool atEnd);
    static void merge(Node &into, Node &from, qsizetype &nodes);

    std::unique_ptr<Node> m_root;
    std::vector<KeyPart> m_parts;
    QByteArray m_token;
    qsizetype m_nodes = 1;
    qint64 m_count = 0;
};

} // namespace kv::text
