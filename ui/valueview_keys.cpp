// SPDX-License-Identifier: GPL-3.0-or-later
// What one can do in a ValueView by keys.
#include "ui/valueview.h"

#include "ui/codeeditor.h"
#include "ui/decodedview.h"
#include "ui/findbar.h"
#include "ui/pathline.h"
#include "ui/valuefinder.h"

#include <QAction>
#include <QKeyEvent>
#include <QLabel>
#include <QStackedWidget>

namespace kv::ui {

void ValueView::make(const QString &name, const QString &words, const QKeySequence &keys,
                     void (ValueView::*act)())
{
    auto *action = new QAction(words, this);
    action->setObjectName(name);
    action->setShortcut(keys);
    // Only while the value has the focus; then before anything that the window has on the same keys.
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(action, &QAction::triggered, this, act);
    addAction(action);
}

void ValueView::makeActions(const QString &name)
{
    make(name + QStringLiteral("FindAction"), tr("Find in the value"), QKeySequence::Find, &ValueView::find);
    make(name + QStringLiteral("ReplaceAction"), tr("Replace in the value"),
         QKeySequence(Qt::CTRL | Qt::Key_H), &ValueView::replace);
    make(name + QStringLiteral("FindNextAction"), tr("Next find"), QKeySequence(Qt::Key_F3),
         &ValueView::findNext);
    make(name + QStringLiteral("FindPreviousAction"), tr("Previous find"),
         QKeySequence(Qt::SHIFT | Qt::Key_F3), &ValueView::findPrevious);
    if (m_layers == Layers::Shown) { // inside of a view, the keys are for the view that it is in
        make(name + QStringLiteral("NextViewAction"), tr("Show the value in the next view"),
             QKeySequence(Qt::Key_F4), &ValueView::nextView);
        make(name + QStringLiteral("PreviousViewAction"), tr("Show the value in the previous view"),
             QKeySequence(Qt::SHIFT | Qt::Key_F4), &ValueView::previousView);
    }
    make(name + QStringLiteral("NextProblemAction"), tr("Next problem of the JSON"), QKeySequence(Qt::Key_F8),
         &ValueView::nextProblem);
    make(name + QStringLiteral("PreviousProblemAction"), tr("Previous problem of the JSON"),
         QKeySequence(Qt::SHIFT | Qt::Key_F8), &ValueView::previousProblem);
    make(name + QStringLiteral("FoldAction"), tr("Fold or unfold this part"), QKeySequence(Qt::Key_F9),
         &ValueView::toggleFold);
    make(name + QStringLiteral("FoldAllAction"), tr("Fold or unfold all parts"),
         QKeySequence(Qt::SHIFT | Qt::Key_F9), &ValueView::toggleAllFolds);
    make(name + QStringLiteral("CopyPathAction"), tr("Copy the path of the cursor"),
         QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_J), &ValueView::copyPath);
}

QAction *ValueView::actionFor(const QEvent *event) const
{
    const QKeySequence pressed(static_cast<const QKeyEvent *>(event)->keyCombination());
    const QList<QAction *> all = actions();
    const auto found = std::find_if(
        all.begin(), all.end(), [&pressed](const QAction *action) { return action->shortcut() == pressed; });
    return found == all.end() ? nullptr : *found;
}

bool ValueView::event(QEvent *event)
{
    // Says that the key is wanted here, so that it does not become a shortcut of the window.
    if (event->type() == QEvent::ShortcutOverride && actionFor(event)) {
        event->accept();
        return true;
    }
    return QWidget::event(event);
}

// Before the editors, which would type some of them.
bool ValueView::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        if (QAction *action = actionFor(event)) {
            action->trigger();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void ValueView::keyPressEvent(QKeyEvent *event)
{
    if (QAction *action = actionFor(event))
        action->trigger();
    else
        QWidget::keyPressEvent(event);
}

void ValueView::find()
{
    m_finder->open(false);
}

void ValueView::replace()
{
    m_finder->open(true);
}

void ValueView::findNext()
{
    if (m_findBar->isHidden())
        m_finder->open(false);
    m_finder->next();
}

void ValueView::findPrevious()
{
    if (m_findBar->isHidden())
        m_finder->open(false);
    m_finder->previous();
}

void ValueView::nextProblem()
{
    stepProblem(1);
}

void ValueView::previousProblem()
{
    stepProblem(-1);
}

void ValueView::stepProblem(int by)
{
    const auto &problems = m_text->problems;
    if (m_stack->currentWidget() != m_editor || !m_textFits || m_look->broken)
        return;
    if (problems.isEmpty()) {
        if (m_text->json) {
            m_note->setText(tr("This JSON has no problem."));
            m_note->show();
        }
        return;
    }
    const qsizetype at = m_editor->cursorOffset();
    qsizetype index = 0;
    if (by > 0) {
        while (index < problems.size() && problems[index].offset <= at)
            ++index;
        // The cursor may stand on the only one, before it was ever gone to.
        index = index == problems.size() ? 0 : index;
    } else {
        index = problems.size() - 1;
        while (index >= 0 && problems[index].offset >= at)
            --index;
        index = index < 0 ? problems.size() - 1 : index;
    }
    const text::JsonProblem &problem = problems[index];
    m_editor->goTo(problem.offset);
    m_editor->setFocus();
    m_note->setText(tr("Not valid JSON, line %1: %2 (%3 of %4)")
                        .arg(problem.line)
                        .arg(problem.message)
                        .arg(index + 1)
                        .arg(problems.size()));
    m_note->show();
}

void ValueView::toggleFold()
{
    if (m_stack->currentWidget() == m_editor)
        m_editor->toggleFold();
}

void ValueView::toggleAllFolds()
{
    if (m_stack->currentWidget() != m_editor || !m_editor->canFold())
        return;
    m_allFolded = !m_allFolded;
    m_allFolded ? m_editor->foldAll() : m_editor->unfoldAll();
}

void ValueView::copyPath()
{
    if (!m_path->isHidden())
        m_path->copy();
}

void ValueView::focusEditor()
{
    QWidget *page = m_stack->currentWidget();
    if (page == m_decoded)
        m_decoded->focusYield();
    else
        page->setFocus(Qt::OtherFocusReason);
}

} // namespace kv::ui
