// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/palette.h"

#include "jobs/pool.h"
#include "text/fuzzy.h"
#include "text/units.h"
#include "text/utf8.h"
#include "ui/palettedelegate.h"
#include "ui/plaintip.h"
#include "ui/settings.h"
#include "ui/theme.h"

#include <QCoreApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace kv::ui {

using Section = PaletteEntry::Section;

namespace {

const QLatin1String recentSetting("paletteRecent");
constexpr int mostRecent = 20;
constexpr int mostRecentShown = 5;
constexpr int neverChosen = 1000;
constexpr QSize wantedSize(640, 480);

QByteArray foldedText(const QString &text)
{
    return text.toCaseFolded().toUtf8();
}

} // namespace

Palette::Palette(const Theme &theme, Settings &settings, QWidget *window)
    : Overlay(window, wantedSize),
      m_theme(theme),
      m_settings(settings),
      m_find(new QLineEdit(this)),
      m_list(new QListWidget(this)),
      m_nothing(new QLabel(this))
{
    setObjectName(QStringLiteral("palette"));
    setAccessibleName(tr("Find anything"));
    m_find->setObjectName(QStringLiteral("paletteFind"));
    m_find->setAccessibleName(tr("Find an action, key, binding or project"));
    m_find->setPlaceholderText(tr("Find an action, key, binding or project"));
    m_find->installEventFilter(this);
    m_list->setObjectName(QStringLiteral("paletteList"));
    m_list->setAccessibleName(tr("What was found"));
    m_list->setFocusPolicy(Qt::NoFocus); // one goes on typing
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setUniformItemSizes(true);
    m_list->setItemDelegate(new PaletteDelegate(theme, m_list));
    m_nothing->setObjectName(QStringLiteral("paletteWords"));
    m_nothing->setProperty("role", QStringLiteral("muted"));
    m_nothing->setTextFormat(Qt::PlainText);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 8);
    column->setSpacing(8);
    column->addWidget(m_find);
    column->addWidget(m_list, 1);
    column->addWidget(m_nothing);
    connect(m_find, &QLineEdit::textChanged, this, &Palette::find);
    connect(m_list, &QListWidget::itemClicked, this, &Palette::take);
}

Palette::~Palette()
{
    stopFinding();
}

void Palette::popup(QList<PaletteEntry> entries, const KeyList &keys,
                    std::function<void(const QByteArray &)> goToKey)
{
    if (isVisible()) { // pressed again: one wants it gone
        dismiss();
        return;
    }
    m_entries = std::move(entries);
    m_keys = keys;
    m_goToKey = std::move(goToKey);
    m_recent = recent();
    {
        const QSignalBlocker quiet(m_find);
        m_find->clear();
    }
    find();
    open(m_find);
}

QStringList Palette::recent() const
{
    return m_settings.value(recentSetting).toStringList();
}

void Palette::stopFinding()
{
    ++m_generation;
    if (m_stop)
        *m_stop = true;
    m_stop.reset();
    m_finding = false;
}

void Palette::find()
{
    stopFinding();
    m_chose = false;
    const bool typed = !m_find->text().trimmed().isEmpty();
    if (!typed) {
        m_keyEntries.clear();
        m_keyRanks.clear();
    }
    if (typed && !m_keys.isEmpty())
        findKeys();
    // The keys found for the letters before stay until others are found, so that rows do not jump; but never
    // where they do not fit any more.
    const text::Fuzzy fuzzy(m_find->text().toUtf8());
    for (qsizetype i = m_keyEntries.size() - 1; i >= 0; --i) {
        m_keyRanks[i] = fuzzy.rank(m_keyEntries.at(i).id.toUtf8());
        if (m_keyRanks.at(i) < 0) {
            m_keyEntries.removeAt(i);
            m_keyRanks.removeAt(i);
        }
    }
    fill();
}

void Palette::findKeys()
{
    m_finding = true;
    m_stop = std::make_shared<std::atomic_bool>(false);
    using Ranked = std::vector<items::RankedKey>;
    const auto future = jobs::onPool<Result<Ranked>>(
        [keys = m_keys, typed = m_find->text().toUtf8(), stop = m_stop]() -> Result<Ranked> {
            return items::bestKeys(keys, typed, mostKeys, *stop);
        });
    whenDone(future, this, [this, generation = m_generation](const Result<Ranked> &ranked) {
        if (generation == m_generation && ranked)
            takeKeys(*ranked);
    });
}

void Palette::takeKeys(const std::vector<items::RankedKey> &keys)
{
    m_finding = false;
    m_keyEntries.clear();
    m_keyRanks.clear();
    for (const items::RankedKey &found : keys) {
        PaletteEntry entry;
        entry.section = Section::Key;
        entry.text = text::displayKey(found.key);
        entry.id = QString::fromUtf8(found.key);
        entry.act = [go = m_goToKey, key = found.key] { go(key); };
        m_keyEntries << entry;
        m_keyRanks << found.rank;
    }
    fill();
}

/// What fits of a section, the best first; what was chosen lately before others that fit alike.
QList<Palette::Shown> Palette::matching(Section section) const
{
    QList<Shown> shown;
    if (section == Section::Key) {
        for (qsizetype i = 0; i < m_keyEntries.size(); ++i)
            shown.append({m_keyRanks.at(i), neverChosen, &m_keyEntries.at(i)});
        return shown;
    }
    const text::Fuzzy fuzzy(foldedText(m_find->text()));
    for (const PaletteEntry &entry : m_entries) {
        if (entry.section != section)
            continue;
        int rank = fuzzy.rank(foldedText(entry.text));
        if (rank < 0 && section != Section::Action) // by the path, the name that kvw has for it
            rank = text::Fuzzy::atBest(fuzzy.rank(foldedText(entry.detail)), text::Fuzzy::Fit::Inside);
        const qsizetype at = m_recent.indexOf(entry.id);
        if (rank >= 0)
            shown.append({rank, at < 0 ? neverChosen : int(at), &entry});
    }
    if (fuzzy.isEmpty())
        return shown; // in the order of the menus
    std::stable_sort(shown.begin(), shown.end(), [](const Shown &a, const Shown &b) {
        const auto fitOf = [](const Shown &one) { return text::Fuzzy::fitOf(one.rank); };
        if (fitOf(a) != fitOf(b))
            return fitOf(a) < fitOf(b);
        if (a.recent != b.recent)
            return a.recent < b.recent;
        if (a.entry->enabled != b.entry->enabled)
            return a.entry->enabled;
        return a.rank < b.rank;
    });
    return shown.mid(0, mostOfSection);
}

void Palette::fill()
{
    const QString before = m_chose && m_list->currentItem()
                               ? m_list->currentItem()->data(PaletteDelegate::IdRole).toString()
                               : QString();
    m_list->clear();
    struct Part
    {
        QString title;
        QList<Shown> shown;
    };
    QList<Part> parts = {{tr("Actions"), matching(Section::Action)},
                         {tr("Favourites"), matching(Section::Favourite)},
                         {tr("Bindings and namespaces"), matching(Section::Target)},
                         {tr("Keys of the open target"), matching(Section::Key)},
                         {tr("Projects"), matching(Section::Place)}};
    if (m_find->text().trimmed().isEmpty()) {
        QList<Shown> lately;
        for (const Part &part : std::as_const(parts)) {
            for (const Shown &one : part.shown) {
                if (one.recent < neverChosen && one.entry->enabled)
                    lately << one;
            }
        }
        std::sort(lately.begin(), lately.end(),
                  [](const Shown &a, const Shown &b) { return a.recent < b.recent; });
        parts.prepend({tr("Chosen lately"), lately.mid(0, mostRecentShown)});
    } else {
        // The section with what fits best comes first; an action before a key that fits alike.
        std::stable_sort(parts.begin(), parts.end(), [](const Part &a, const Part &b) {
            const auto best = [](const Part &part) {
                return part.shown.isEmpty() ? text::Fuzzy::Fit::None
                                            : text::Fuzzy::fitOf(part.shown.first().rank);
            };
            return best(a) < best(b);
        });
    }
    for (const Part &part : std::as_const(parts))
        addSection(part.title, part.shown);
    for (int row = 0; row < m_list->count(); ++row) {
        QListWidgetItem *item = m_list->item(row);
        if (item->flags() == Qt::NoItemFlags)
            continue;
        if (!m_list->currentItem())
            m_list->setCurrentItem(item);
        if (!before.isEmpty() && item->data(PaletteDelegate::IdRole).toString() == before)
            m_list->setCurrentItem(item);
    }
    if (!m_chose)
        m_list->scrollToTop();
    showWords();
}

void Palette::addSection(const QString &title, const QList<Shown> &shown)
{
    if (shown.isEmpty())
        return;
    auto *heading = new QListWidgetItem(title, m_list);
    heading->setFlags(Qt::NoItemFlags);
    heading->setData(PaletteDelegate::HeadingRole, true);
    for (const Shown &one : shown) {
        auto *item = new QListWidgetItem(one.entry->text, m_list);
        item->setData(PaletteDelegate::DetailRole, one.entry->detail);
        item->setData(PaletteDelegate::EnabledRole, one.entry->enabled);
        item->setData(PaletteDelegate::IdRole, one.entry->id);
        item->setData(PaletteDelegate::ActRole, QVariant::fromValue(one.entry->act));
        item->setData(PaletteDelegate::SectionRole, int(one.entry->section));
        item->setToolTip(plainTip(one.entry->text));
        item->setData(Qt::AccessibleTextRole,
                      one.entry->detail.isEmpty()
                          ? one.entry->text
                          : one.entry->text + QStringLiteral(", ") + one.entry->detail);
    }
}

void Palette::showWords()
{
    const bool typed = !m_find->text().trimmed().isEmpty();
    const QString looking = tr("Looking through %1 keys…").arg(text::countText(m_keys.size()));
    if (m_list->count() == 0)
        m_nothing->setText(m_finding ? looking : tr("Nothing is called so. Fewer letters find more."));
    else if (m_finding)
        m_nothing->setText(looking);
    else if (typed && !m_keys.isEmpty())
        m_nothing->setText(
            tr("%1 keys of the open target were looked through.").arg(text::countText(m_keys.size())));
    else
        m_nothing->setText(tr("↑ ↓ to choose · Enter to take · Esc to close"));
}

void Palette::step(int rows)
{
    const int direction = rows < 0 ? -1 : 1;
    int row = m_list->currentRow();
    for (int left = qAbs(rows); left > 0;) {
        int next = row + direction;
        while (next >= 0 && next < m_list->count() && m_list->item(next)->flags() == Qt::NoItemFlags)
            next += direction;
        if (next < 0 || next >= m_list->count())
            break;
        row = next;
        --left;
    }
    m_chose = true;
    m_list->setCurrentRow(row);
    m_list->scrollToItem(m_list->item(row));
}

bool Palette::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_find && event->type() == QEvent::KeyPress) {
        const int page = qMax(1, m_list->viewport()->height() / Theme::rowHeight() - 1);
        switch (static_cast<QKeyEvent *>(event)->key()) {
        case Qt::Key_Up:
            step(-1);
            return true;
        case Qt::Key_Down:
            step(1);
            return true;
        case Qt::Key_PageUp:
            step(-page);
            return true;
        case Qt::Key_PageDown:
            step(page);
            return true;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            take(m_list->currentItem());
            return true;
        case Qt::Key_Tab:
        case Qt::Key_Backtab:
            return true; // there is nowhere else to go in here
        default:
            break;
        }
    }
    return Overlay::eventFilter(watched, event);
}

void Palette::take(QListWidgetItem *item)
{
    if (!item || item->flags() == Qt::NoItemFlags)
        return;
    if (!item->data(PaletteDelegate::EnabledRole).toBool()) {
        m_nothing->setText(
            tr("%1 %2.").arg(item->text(), item->data(PaletteDelegate::DetailRole).toString()));
        return;
    }
    const auto act = item->data(PaletteDelegate::ActRole).value<std::function<void()>>();
    if (item->data(PaletteDelegate::SectionRole).toInt() != int(Section::Key)) { // keys are not remembered
        const QString id = item->data(PaletteDelegate::IdRole).toString();
        QStringList chosen = recent();
        chosen.removeAll(id);
        chosen.prepend(id);
        m_settings.setValue(recentSetting, QStringList(chosen.mid(0, mostRecent)));
    }
    stopFinding();
    dismiss();
    if (act)
        act();
}

} // namespace kv::ui
