// SPDX-License-Identifier: GPL-3.0-or-later
// What a FilterBar remembers: filters used before, and those with a name.
#include "ui/filterbar.h"

#include "ui/filtermemory.h"

#include <QLineEdit>
#include <QMenu>
#include <QPushButton>

namespace kv::ui {

namespace {

constexpr qsizetype longestWords = 60;

/// As text of a menu, where an ampersand would underline what comes behind it.
QString menuWords(QString words)
{
    if (words.size() > longestWords)
        words = words.left(longestWords - 1) + QChar(0x2026);
    return words.replace(u'&', QStringLiteral("&&"));
}

} // namespace

void FilterBar::setMemory(FilterMemory *memory)
{
    m_memory = memory;
}

void FilterBar::remember()
{
    if (m_memory && m_problem->isHidden())
        m_memory->use(spec());
}

void FilterBar::fillMenu()
{
    m_menu->clear();
    const auto add = [this](const QString &words, const FilterSpec &spec, const char *name) {
        QAction *action = m_menu->addAction(menuWords(words));
        action->setObjectName(QString::fromLatin1(name));
        action->setToolTip(filterwords::line(spec));
        connect(action, &QAction::triggered, this, [this, spec] {
            setSpec(spec);
            m_edit->setFocus();
        });
    };
    const QList<FilterMemory::Saved> saved = m_memory ? m_memory->saved() : QList<FilterMemory::Saved>();
    const QList<FilterSpec> recent = m_memory ? m_memory->recent() : QList<FilterSpec>();
    const auto heading = [this](const QString &words) { m_menu->addAction(words)->setEnabled(false); };
    heading(saved.isEmpty() ? tr("No saved filters in this project") : tr("Saved filters"));
    for (const FilterMemory::Saved &one : saved)
        add(one.name, one.spec, "savedFilter");
    m_menu->addSeparator();
    heading(recent.isEmpty() ? tr("No filters used so far") : tr("Used before"));
    for (const FilterSpec &spec : recent)
        add(filterwords::line(spec), spec, "recentFilter");
    m_menu->addSeparator();
    QAction *save = m_menu->addAction(tr("&Save this filter…"), this, &FilterBar::askName);
    save->setObjectName(QStringLiteral("saveFilterAction"));
    save->setEnabled(m_memory && !spec().isEmpty());
    if (!saved.isEmpty()) {
        QMenu *forget = m_menu->addMenu(tr("&Forget a saved filter"));
        forget->setObjectName(QStringLiteral("forgetFilterMenu"));
        for (const FilterMemory::Saved &one : saved)
            forget->addAction(menuWords(one.name), this, [this, name = one.name] {
                if (m_memory)
                    m_memory->forget(name);
            });
    }
}

void FilterBar::askName()
{
    m_name->setText(filterwords::line(spec()).left(m_name->maxLength()));
    m_naming->show();
    m_name->setFocus();
    m_name->selectAll();
}

void FilterBar::endNaming()
{
    if (m_naming->isHidden())
        return;
    const bool hadFocus = m_naming->isAncestorOf(focusWidget());
    m_naming->hide();
    if (hadFocus)
        m_edit->setFocus();
}

void FilterBar::save()
{
    const QString name = m_name->text().trimmed();
    if (name.isEmpty())
        return;
    if (m_memory)
        m_memory->save(name, spec());
    endNaming();
}

} // namespace kv::ui
