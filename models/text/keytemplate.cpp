// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/keytemplate.h"

#include "text/utf8.h"

#include <QHash>

#include <algorithm>

namespace kv::text {

namespace {

constexpr int wordsWhileGathering = 512; // at one place
constexpr int wordsAtEnd = 24;
constexpr int wordsOfFirst = 64; // what a key begins with tells most
constexpr qsizetype mostNodes = 60'000;
constexpr int mostExamples = 3;

QByteArrayView nameOf(PartKind kind)
{
    switch (kind) {
    case PartKind::Literal:
        break;
    case PartKind::Id:
        return "{id}";
    case PartKind::Uuid:
        return "{uuid}";
    case PartKind::Ulid:
        return "{ulid}";
    case PartKind::Hex:
        return "{hex}";
    case PartKind::Date:
        return "{date}";
    case PartKind::Time:
        return "{time}";
    case PartKind::Email:
        return "{email}";
    case PartKind::Random:
        return "{random}";
    case PartKind::Text:
        return "{text}";
    case PartKind::Rest:
        return "{…}";
    }
    return {};
}

void appendEscaped(QByteArray &glob, QByteArrayView literal)
{
    for (const char c : literal) {
        if (QByteArrayView("*?[]\\").contains(c))
            glob += '\\';
        glob += c;
    }
}

} // namespace

QString templateText(const KeyTemplate &shape)
{
    QString text;
    for (const TemplatePart &part : shape) {
        text +=
            part.kind == PartKind::Literal ? displayKey(part.literal) : QString::fromUtf8(nameOf(part.kind));
        text += displayKey(part.separator);
    }
    return text;
}

QByteArray templateGlob(const KeyTemplate &shape)
{
    QByteArray glob;
    bool any = false; // it ends with a star
    for (const TemplatePart &part : shape) {
        if (part.kind == PartKind::Literal)
            appendEscaped(glob, part.literal);
        else if (!any)
            glob += '*';
        any = (part.kind != PartKind::Literal || (any && part.literal.isEmpty())) && part.separator.isEmpty();
        appendEscaped(glob, part.separator);
    }
    return glob;
}

QByteArray templatePrefix(const KeyTemplate &shape)
{
    QByteArray prefix;
    for (const TemplatePart &part : shape) {
        if (part.kind != PartKind::Literal)
            break;
        prefix += part.literal + part.separator;
    }
    return prefix;
}

/// What follows the same beginning. A child's name is its kind, its separator's length, the separator and the
/// literal.
struct KeyGroups::Node
{
    QHash<QByteArray, Node *> children;
    qint64 count = 0; ///< Keys that come through here.
    qint64 ends = 0;  ///< Keys that end here.
    int words = 0;    ///< Children that are literals.
    QList<QByteArray> examples;

    Node() = default;
    Node(const Node &) = delete;
    Node &operator=(const Node &) = delete;
    ~Node() { qDeleteAll(children); }
};

namespace {

void nameChild(QByteArray &name, PartKind kind, QByteArrayView literal, QByteArrayView separator)
{
    name.resize(0); // keeps its room
    name += char(kind);
    name += char(separator.size());
    name += separator;
    if (kind == PartKind::Literal)
        name += literal;
}

PartKind kindOfChild(const QByteArray &name)
{
    return PartKind(name[0]);
}

TemplatePart partOfChild(const QByteArray &name)
{
    const qsizetype separator = uchar(name[1]);
    return {kindOfChild(name), name.sliced(2 + separator), name.sliced(2, separator)};
}

} // namespace

KeyGroups::KeyGroups() : m_root(std::make_unique<Node>()) {}
KeyGroups::~KeyGroups() = default;
KeyGroups::KeyGroups(KeyGroups &&) noexcept = default;
KeyGroups &KeyGroups::operator=(KeyGroups &&) noexcept = default;

void KeyGroups::add(QByteArrayView key)
{
    ++m_count;
    partsOf(key, m_parts);
    Node *node = m_root.get();
    ++node->count;
    for (const KeyPart &part : m_parts) {
        nameChild(m_token, part.kind, part.literal, part.separator);
        Node *child = node->children.value(m_token);
        if (!child) {
            if (part.kind == PartKind::Literal && node->words >= wordsWhileGathering)
                prune(*node, wordsWhileGathering / 2, false);
            child = new Node;
            ++m_nodes;
            node->words += part.kind == PartKind::Literal;
            node->children.insert(QByteArray(m_token.constData(), m_token.size()), child);
        }
        node = child;
        ++node->count;
    }
    ++node->ends;
    if (node->examples.size() < mostExamples)
        node->examples << key.toByteArray();
    if (m_nodes <= mostNodes)
        return;
    // Wide at several places one after the other: narrower everywhere until there is room for many more.
    for (int words = wordsWhileGathering / 4; m_nodes > mostNodes / 2 && words >= 1; words /= 4)
        prune(*m_root, words, true);
}

void KeyGroups::merge(Node &into, Node &from, qsizetype &nodes)
{
    into.count += from.count;
    into.ends += from.ends;
    for (const QByteArray &example : std::as_const(from.examples)) {
        if (into.examples.size() < mostExamples)
            into.examples << example;
    }
    for (auto it = from.children.begin(); it != from.children.end(); ++it) {
        Node *&child = into.children[it.key()];
        if (child) {
            merge(*child, **it, nodes);
            delete *it;
            --nodes;
        } else {
            child = *it;
            into.words += kindOfChild(it.key()) == PartKind::Literal;
        }
    }
    from.children.clear();
}

/// Where there are more than `mostWords` words at a place, those with few keys become one. `deep`: also
/// below.
void KeyGroups::prune(Node &node, int mostWords, bool deep)
{
    if (node.words > mostWords) {
        QList<std::pair<qint64, QByteArray>> words;
        for (auto it = node.children.cbegin(); it != node.children.cend(); ++it) {
            if (kindOfChild(it.key()) == PartKind::Literal)
                words.append({(*it)->count, it.key()});
        }
        std::sort(words.begin(), words.end(), [](const auto &a, const auto &b) {
            return a.first != b.first ? a.first > b.first : a.second < b.second;
        });
        // One that has its share of the keys keeps its name, however many others there are.
        qsizetype kept = 0;
        while (kept < words.size() && kept < mostWords && words[kept].first * 50 >= node.count &&
               words[kept].first > 1)
            ++kept;
        QByteArray name;
        for (qsizetype i = kept; i < words.size(); ++i) {
            Node *small = node.children.take(words[i].second);
            --node.words;
            const TemplatePart part = partOfChild(words[i].second);
            nameChild(name, PartKind::Text, {}, part.separator);
            Node *&text = node.children[name];
            if (!text) {
                text = small;
                continue;
            }
            merge(*text, *small, m_nodes);
            delete small;
            --m_nodes;
        }
    }
    if (!deep)
        return;
    for (Node *child : std::as_const(node.children))
        prune(*child, mostWords, true);
}

QList<KeyGroup> KeyGroups::finish(int most)
{
    prune(*m_root, wordsOfFirst, false);
    for (Node *child : std::as_const(m_root->children))
        prune(*child, wordsAtEnd, true);
    QList<KeyGroup> patterns;
    KeyTemplate shape;
    const auto gather = [&](const Node &node, const auto &self) -> void {
        if (node.ends > 0)
            patterns << KeyGroup{shape, node.ends, node.examples};
        for (auto it = node.children.cbegin(); it != node.children.cend(); ++it) {
            shape << partOfChild(it.key());
            self(**it, self);
            shape.removeLast();
        }
    };
    gather(*m_root, gather);
    std::sort(patterns.begin(), patterns.end(), [](const KeyGroup &a, const KeyGroup &b) {
        return a.count != b.count ? a.count > b.count : templateText(a.shape) < templateText(b.shape);
    });
    if (patterns.size() > most) {
        KeyGroup rest{{{PartKind::Rest, {}, {}}}, 0, {}};
        for (qsizetype i = most - 1; i < patterns.size(); ++i) {
            rest.count += patterns[i].count;
            if (rest.examples.size() < mostExamples)
                rest.examples << patterns[i].examples.value(0);
        }
        patterns.resize(most - 1);
        patterns << rest;
    }
    m_root = std::make_unique<Node>();
    m_nodes = 1;
    m_count = 0;
    return patterns;
}

} // namespace kv::text
