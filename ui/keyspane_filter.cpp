// SPDX-License-Identifier: GPL-3.0-or-later
// What a KeysPane does about its filter: shows another, tells what it is, counts, and says why nothing is
// shown.
#include "ui/keyspane.h"

#include "items/keytablemodel.h"
#include "text/units.h"
#include "text/utf8.h"
#include "ui/emptystate.h"
#include "ui/filterbar.h"
#include "ui/keyviews.h"
#include "ui/narrowing.h"

namespace kv::ui {

using items::KeyTableModel;

namespace {
constexpr int mostFilter = 4096; // of characters that are taken from a setting
} // namespace

void KeysPane::focusFilter()
{
    m_filter->focusEdit();
}

void KeysPane::setFilterMemory(FilterMemory *memory)
{
    m_filter->setMemory(memory);
}

void KeysPane::setFilter(const QByteArray &prefix)
{
    FilterSpec spec;
    spec.text = QString::fromUtf8(prefix);
    m_filter->setSpec(spec);
}

void KeysPane::showPattern(const QByteArray &glob, const QByteArray &prefix)
{
    if (m_model->isLazy()) { // which has the store list just these
        setFilter(prefix);
    } else {
        FilterSpec spec;
        spec.mode = FilterSpec::Mode::Glob;
        spec.text = QString::fromUtf8(glob);
        m_filter->setSpec(spec);
    }
    m_views->chooseShape(KeyShape::List);
    m_views->focusShown();
}

QVariant KeysPane::filterState() const
{
    const FilterSpec spec = m_filter->spec();
    if (spec.isEmpty())
        return {};
    FilterSpec prefix; // the usual one is told in the shortest way
    prefix.text = spec.text;
    return spec == prefix ? QVariant(spec.text) : QVariant(spec.toMap());
}

void KeysPane::setFilterState(const QVariant &state)
{
    FilterSpec spec = FilterSpec::fromMap(state.toMap());
    if (state.userType() == QMetaType::QString)
        spec.text = state.toString();
    spec.text.truncate(mostFilter);
    m_filter->setSpec(spec);
}

QString KeysPane::countText() const
{
    if (!m_store)
        return {};
    const QString shown = text::countText(m_model->rowCount());
    const bool all = m_model->filter().isEmpty();
    const bool soFar = m_model->isFinding() || m_narrowing->isPartial();
    if (m_model->isLazy()) { // of how many is not known
        const QString counted = all || m_model->filter().isPrefix()
                                    ? shown
                                    : tr("%1 of %2").arg(shown, text::countText(m_model->totalCount()));
        return m_model->showsAll() && !soFar ? counted : tr("%1 so far").arg(counted);
    }
    const QString total = text::countText(m_model->totalCount());
    const QString counted = all ? total : tr("%1 of %2").arg(shown, total);
    return m_model->isComplete() && !soFar ? counted : tr("%1 so far").arg(counted);
}

void KeysPane::showNothingFits()
{
    const FilterSpec &spec = m_narrowing->spec();
    QStringList words;
    if (!m_model->isLazy())
        words << tr("The store holds %1 keys.").arg(text::countText(m_model->totalCount()));
    if (m_narrowing->isPartial())
        words << tr("Values are still to be read.");
    else if (!spec.ignoreCase && !spec.text.isEmpty() && spec.mode != FilterSpec::Mode::JsonPath)
        words << tr("Upper and lower case are different letters here.");
    QString title = tr("No key fits the filter");
    if (!spec.hasConditions() && spec.mode == FilterSpec::Mode::Prefix)
        title = tr("No key starts with %1").arg(text::displayKey(spec.text.toUtf8()));
    else if (!spec.hasConditions() && spec.mode == FilterSpec::Mode::Contains)
        title = tr("No key contains %1").arg(text::displayKey(spec.text.toUtf8()));
    m_empty->setWords(title, words.join(QLatin1Char(' ')), tr("Clear the filter"));
    m_emptyAction = [this] {
        m_filter->clear();
        m_views->focusShown();
    };
}

/// Says of an expression that it takes too long, once it was tried.
void KeysPane::showExpense()
{
    const KeyTableModel::Expense &expense = m_model->expense();
    if (expense.keys == 0 || !(m_narrowing->spec() == m_filter->spec()))
        return;
    const QString key = text::displayKey(expense.firstKey.left(40)) +
                        (expense.firstKey.size() > 40 ? QStringLiteral("…") : QString());
    m_filter->showProblem(
        expense.gaveUp
            ? tr("This pattern is too expensive: it tries too many ways, on %1 for example. The search "
                 "ended after %2 keys. Make it simpler.")
                  .arg(key, text::countText(m_model->lookedCount()))
            : tr("This pattern is too expensive for %1 keys, such as %2. They are left out.")
                  .arg(text::countText(expense.keys), key));
}

} // namespace kv::ui
