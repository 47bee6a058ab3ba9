// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/decoded.h"
#include "text/imagelimits.h"
#include "text/units.h"

#include <QCoreApplication>
#include <QHash>
#include <QXmlStreamReader>

#include <cmath>
#include <vector>

namespace kv::text {
namespace {

constexpr qsizetype deepest = 256;
constexpr qint64 mostElements = 100'000; // drawn, each as often as it is referred to
constexpr qsizetype mostBytes = 10 * 1024 * 1024;

/// Gives the sentences here their context for translators.
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(ImageLimits)
};

/// The elements of an SVG that have an id, and how often each would be drawn: a few that refer to each other
/// can stand for billions.
class SvgJudge
{
public:
    ImageVerdict judge(QByteArrayView bytes);

private:
    struct Node
    {
        qint64 own = 0;           // elements that belong to it, to no node inside
        std::vector<size_t> uses; // nodes that are drawn with it
        QStringList names;        // of nodes that are still to be found
        enum { New, Open, Done } state = New;
        qint64 cost = 0;
    };

    void begin(const QXmlStreamReader &xml);
    void readRoot(const QXmlStreamAttributes &attributes);
    void readLink(const QXmlStreamReader &xml);
    void connect();
    bool countAll();

    std::vector<Node> m_nodes = std::vector<Node>(1); // the first one is the whole
    std::vector<size_t> m_open;                       // for each open element the node it belongs to
    QHash<QString, std::vector<size_t>> m_named;
    std::optional<PixelSize> m_size;
    QString m_reason;
};

QString attribute(const QXmlStreamAttributes &attributes, QLatin1StringView name)
{
    for (const QXmlStreamAttribute &one : attributes)
        if (one.name() == name)
            return one.value().trimmed().toString();
    return {};
}

/// "12", "12px", "12.5mm": the number.
std::optional<double> lengthOf(const QString &text)
{
    qsizetype end = 0;
    while (end < text.size() &&
           (text[end].isDigit() || text[end] == u'.' || text[end] == u'-' || text[end] == u'+'))
        ++end;
    bool ok = false;
    const double value = QStringView(text).first(end).toDouble(&ok);
    const bool percent = text.endsWith(u'%');
    return ok && !percent && std::isfinite(value) && value > 0 ? std::optional(value) : std::nullopt;
}

/// What draws SVGs would open them, be they devices that never end.
QString filesText()
{
    return Words::tr("The picture is not drawn: it points to other files.");
}

quint32 pixelsOf(double length)
{
    return quint32(std::min(std::ceil(length), 4e9));
}

void SvgJudge::readRoot(const QXmlStreamAttributes &attributes)
{
    auto width = lengthOf(attribute(attributes, QLatin1StringView("width")));
    auto height = lengthOf(attribute(attributes, QLatin1StringView("height")));
    if (!width || !height) {
        const QString box = attribute(attributes, QLatin1StringView("viewBox"));
        const QStringList numbers =
            QString(box).replace(u',', u' ').simplified().split(u' ', Qt::SkipEmptyParts);
        width = lengthOf(numbers.value(2));
        height = lengthOf(numbers.value(3));
    }
    if (width && height)
        m_size = PixelSize{pixelsOf(*width), pixelsOf(*height)};
}

void SvgJudge::readLink(const QXmlStreamReader &xml)
{
    const QString link = attribute(xml.attributes(), QLatin1StringView("href"));
    if (link.isEmpty() || xml.name() == QLatin1StringView("a"))
        return;
    if (link.startsWith(u'#')) {
        m_nodes[m_open.back()].names << link.mid(1);
    } else if (link.startsWith(QLatin1StringView("data:"), Qt::CaseInsensitive)) {
        const Layer inner = decode(Encoding::DataUrl, link.toUtf8());
        const ContentKind kind = classify(inner.bytes, true);
        const ImageVerdict verdict =
            kind == ContentKind::Svg
                ? ImageVerdict{.reason = Words::tr("It holds another SVG, which is not drawn.")}
                : judgeImage(kind, inner.bytes);
        if (!verdict.mayDecode)
            m_reason = verdict.reason;
    } else {
        m_reason = filesText();
    }
}

void SvgJudge::begin(const QXmlStreamReader &xml)
{
    if (m_open.empty())
        readRoot(xml.attributes());
    size_t node = m_open.empty() ? 0 : m_open.back();
    const QString id = attribute(xml.attributes(), QLatin1StringView("id"));
    if (!id.isEmpty()) {
        m_nodes[node].uses.push_back(m_nodes.size());
        node = m_nodes.size();
        m_nodes.emplace_back();
        m_named[id].push_back(node);
    }
    ++m_nodes[node].own;
    m_open.push_back(node);
    readLink(xml);
}

void SvgJudge::connect()
{
    for (Node &node : m_nodes)
        for (const QString &name : std::as_const(node.names))
            for (const size_t target : m_named.value(name))
                node.uses.push_back(target);
}

/// Counts what would be drawn. False: something is drawn in itself.
bool SvgJudge::countAll()
{
    struct Step
    {
        size_t node;
        size_t next;
    };
    std::vector<Step> steps = {{0, 0}};
    m_nodes[0].state = Node::Open;
    while (!steps.empty()) {
        Step &step = steps.back();
        Node &node = m_nodes[step.node];
        if (step.next < node.uses.size()) {
            const size_t target = node.uses[step.next];
            if (m_nodes[target].state == Node::Open)
                return false;
            if (m_nodes[target].state == Node::New) {
                m_nodes[target].state = Node::Open;
                steps.push_back({target, 0});
                continue;
            }
            node.cost = std::min(node.cost + m_nodes[target].cost, mostElements + 1);
            ++step.next;
            continue;
        }
        node.cost = std::min(node.cost + node.own, mostElements + 1);
        node.state = Node::Done;
        steps.pop_back();
    }
    return true;
}

ImageVerdict SvgJudge::judge(QByteArrayView bytes)
{
    const auto refuse = [this](const QString &reason) {
        return ImageVerdict{.size = m_size, .reason = reason};
    };
    if (bytes.size() > mostBytes)
        return refuse(
            Words::tr("The picture is not drawn: as SVG it may have %1 at most.").arg(sizeText(mostBytes)));
    QXmlStreamReader xml(QByteArray::fromRawData(bytes.data(), bytes.size()));
    qint64 elements = 0;
    while (!xml.atEnd() && m_reason.isEmpty()) {
        xml.readNext();
        if (xml.isStartElement()) {
            begin(xml);
            ++elements;
            if (qsizetype(m_open.size()) > deepest)
                return refuse(Words::tr("The picture is not drawn: it is nested more than %1 levels deep.")
                                  .arg(countText(deepest)));
        } else if (xml.isEndElement()) {
            m_open.pop_back();
        } else if (xml.isProcessingInstruction() &&
                   xml.processingInstructionTarget() == QLatin1StringView("xml-stylesheet")) {
            m_reason = filesText();
        }
        if (elements > mostElements)
            break;
    }
    if (!m_reason.isEmpty())
        return refuse(m_reason);
    if (xml.hasError())
        return refuse(Words::tr("The SVG is damaged in line %1.").arg(xml.lineNumber()));
    connect();
    if (!countAll())
        return refuse(Words::tr("The picture is not drawn: a part of it would be drawn inside itself."));
    if (elements > mostElements || m_nodes[0].cost > mostElements)
        return refuse(
            Words::tr("The picture is not drawn: it has more than %1 parts.").arg(countText(mostElements)));
    return {.mayDecode = true, .size = m_size};
}

} // namespace

ImageVerdict judgeSvg(QByteArrayView bytes)
{
    return SvgJudge().judge(bytes);
}

} // namespace kv::text
