// SPDX-License-Identifier: GPL-3.0-or-later
// How a DiffView reads and compares; its words are in diffview_words.cpp.
#include "ui/diffview.h"

#include "text/utf8.h"
#include "ui/diffpane.h"
#include "ui/elidedlabel.h"
#include "ui/emptystate.h"
#include "ui/noticebar.h"
#include "ui/segments.h"
#include "ui/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QShortcut>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>
#include <QtConcurrent>

namespace kv::ui {

namespace {

constexpr int slowMs = 200; // what is there sooner needs no word that it is being read

} // namespace

DiffView::DiffView(const Theme &theme, QWidget *parent)
    : QWidget(parent),
      m_title(new ElidedLabel(Qt::ElideMiddle, this)),
      m_summary(new QLabel(this)),
      m_previous(new QToolButton(this)),
      m_next(new QToolButton(this)),
      m_forms(new Segments(QStringLiteral("diffForm"), tr("Show the difference as"),
                           {tr("Lines"), tr("JSON"), tr("Hex")}, this)),
      m_problem(new NoticeBar(this)),
      m_note(new QLabel(this)),
      m_stack(new QStackedWidget(this)),
      m_pane(new DiffPane(theme, this)),
      m_empty(new EmptyState(QStringLiteral("diffEmpty"), this))
{
    build();
    setSideNames(tr("the left side"), tr("the right side"));
    m_slow.setSingleShot(true);
    m_slow.setInterval(slowMs);
    connect(&m_slow, &QTimer::timeout, this, [this] { showWords(tr("Reading both sides…"), {}); });
    connect(m_forms, &Segments::chosen, this, [this](int form) {
        m_wanted = DiffForm(form);
        compare();
    });
    connect(m_previous, &QToolButton::clicked, this, &DiffView::goToPrevious);
    connect(m_next, &QToolButton::clicked, this, &DiffView::goToNext);
    connect(m_pane, &DiffPane::currentChanged, this, &DiffView::updateButtons);
    // Wherever the focus is in the window, as long as this view can be seen.
    connect(new QShortcut(Qt::Key_F7, this), &QShortcut::activated, this, &DiffView::goToNext);
    connect(new QShortcut(Qt::SHIFT | Qt::Key_F7, this), &QShortcut::activated, this,
            &DiffView::goToPrevious);
    clear();
}

DiffView::~DiffView()
{
    stop();
}

void DiffView::build()
{
    setObjectName(QStringLiteral("diffView"));
    setAttribute(Qt::WA_StyledBackground);
    m_title->setObjectName(QStringLiteral("diffKey"));
    m_title->setProperty("role", QStringLiteral("title"));
    m_title->setFont(Theme::monospace());
    m_summary->setObjectName(QStringLiteral("diffSummary"));
    m_summary->setProperty("role", QStringLiteral("muted"));
    m_summary->setTextFormat(Qt::PlainText);
    m_previous->setObjectName(QStringLiteral("diffPreviousButton"));
    for (QToolButton *button : {m_previous, m_next}) {
        button->setProperty("small", true);
        button->setFixedSize(28, 28);
    }
    m_previous->setText(QStringLiteral("↑"));
    m_previous->setToolTip(tr("Previous difference (Shift+F7)"));
    m_previous->setAccessibleName(tr("Previous difference"));
    m_next->setObjectName(QStringLiteral("diffNextButton"));
    m_next->setText(QStringLiteral("↓"));
    m_next->setToolTip(tr("Next difference (F7)"));
    m_next->setAccessibleName(tr("Next difference"));
    m_problem->setObjectName(QStringLiteral("diffProblemBar"));
    m_note->setObjectName(QStringLiteral("diffNote"));
    m_note->setProperty("role", QStringLiteral("muted"));
    m_note->setTextFormat(Qt::PlainText);
    m_note->setWordWrap(true);
    m_note->setContentsMargins(12, 4, 12, 4);
    m_pane->setObjectName(QStringLiteral("diffPane"));

    auto *head = new QWidget(this);
    head->setObjectName(QStringLiteral("diffHead"));
    head->setAttribute(Qt::WA_StyledBackground);
    auto *row = new QHBoxLayout(head);
    row->setContentsMargins(12, 8, 12, 8);
    row->setSpacing(8);
    m_title->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
    row->addWidget(m_title, 3);
    row->addWidget(m_summary);
    row->addStretch(1);
    row->addWidget(m_previous);
    row->addWidget(m_next);
    row->addWidget(m_forms);
    m_stack->addWidget(m_pane);
    m_stack->addWidget(m_empty);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(head);
    column->addWidget(m_problem);
    column->addWidget(m_note);
    column->addWidget(m_stack, 1);
}

void DiffView::setSideNames(const QString &left, const QString &right)
{
    m_names[0] = left;
    m_names[1] = right;
    m_pane->setSideNames(left, right);
    if (isShown())
        m_summary->setText(wordsOf(m_result));
}

void DiffView::stop()
{
    ++m_generation;
    if (m_stop)
        m_stop->store(true);
    m_stop.reset();
    m_slow.stop();
}

void DiffView::clear()
{
    stop();
    m_key.clear();
    for (Reading &one : m_readings)
        one = {};
    m_wanted.reset();
    m_result = {};
    m_pane->setSheet(nullptr);
    m_title->setFullText({});
    m_summary->clear();
    m_problem->clear();
    m_note->hide();
    m_forms->hide();
    m_previous->hide();
    m_next->hide();
    showWords(tr("No key is chosen"), tr("Choose a row above to see both values side by side."));
}

void DiffView::setEntries(const QByteArray &key, std::shared_ptr<Store> left, std::shared_ptr<Store> right,
                          const jobs::IgnoreRules &ignore)
{
    stop();
    m_key = key;
    m_ignore = ignore;
    m_result = {};
    m_pane->setSheet(nullptr);
    m_title->setFullText(text::displayKey(key));
    m_summary->clear();
    m_problem->clear();
    m_note->hide();
    m_forms->setEnabled(false);
    m_stack->setCurrentWidget(m_pane);
    m_slow.start();
    reading(Side::Left) = {};
    reading(Side::Right) = {};
    reading(Side::Left).store = std::move(left);
    reading(Side::Right).store = std::move(right);
    // Both are asked before either answers: an answer may come at once.
    read(Side::Left);
    read(Side::Right);
}

void DiffView::read(Side side)
{
    Reading &one = reading(side);
    one.done = false;
    one.error.reset();
    one.side = {};
    if (!one.store) {
        take(side, fail(ErrorKind::Unauthorised, QString()));
        return;
    }
    const auto future = one.store->get(m_key);
    one.pending = Pending<Result<Entry>>(future);
    whenDone(future, this, [this, side, generation = m_generation](const Result<Entry> &result) {
        if (generation == m_generation)
            take(side, result);
    });
}

void DiffView::take(Side side, const Result<Entry> &result)
{
    Reading &one = reading(side);
    one.done = true;
    if (result) {
        one.side.entry = *result;
    } else if (!meansNoSuchKey(result.error())) {
        one.side.unread = true;
        one.error = result.error();
    }
    if (reading(Side::Left).done && reading(Side::Right).done)
        compare();
}

void DiffView::compare()
{
    stop();
    m_forms->setEnabled(false);
    showProblems();
    const DiffSide &left = reading(Side::Left).side;
    const DiffSide &right = reading(Side::Right).side;
    if (!left.entry && !right.entry) {
        m_forms->hide();
        m_previous->hide();
        m_next->hide();
        if (left.unread || right.unread)
            showWords(tr("Nothing to show"), {});
        else
            showWords(tr("On neither side"), tr("The key is gone from both sides by now."));
        Q_EMIT shown();
        return;
    }
    m_slow.start();
    m_stop = std::make_shared<std::atomic_bool>(false);
    const DiffRequest request{left, right, m_ignore, m_wanted, m_clock()};
    const auto future = QtConcurrent::run(
        [request, stop = m_stop]() -> Result<DiffResult> { return makeDiff(request, stop); });
    whenDone(future, this, [this, generation = m_generation](const Result<DiffResult> &result) {
        if (generation == m_generation && result && result->sheet)
            showResult(*result);
    });
}

void DiffView::showResult(const DiffResult &result)
{
    m_slow.stop();
    m_result = result;
    for (int form = 0; form < diffForms; ++form)
        m_forms->setAvailable(form, result.available[size_t(form)], result.whyNot[size_t(form)]);
    m_forms->setCurrent(int(result.form));
    m_forms->setEnabled(true);
    m_forms->show();
    m_summary->setText(wordsOf(result));
    // Why it is not shown as what most values are shown as.
    QString note = result.form == DiffForm::Hex ? result.whyNot[size_t(DiffForm::Lines)] : QString();
    if (result.coarse)
        note = tr("These are so different that not all they have in common was found.");
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
    m_pane->setSheet(result.sheet);
    m_stack->setCurrentWidget(m_pane);
    m_previous->show();
    m_next->show();
    updateButtons();
    Q_EMIT shown();
}

void DiffView::showWords(const QString &title, const QString &text)
{
    m_slow.stop();
    m_empty->setWords(title, text);
    m_stack->setCurrentWidget(m_empty);
}

void DiffView::updateButtons()
{
    m_next->setEnabled(m_pane->hasNext());
    m_previous->setEnabled(m_pane->hasPrevious());
}

qint64 DiffView::sizeOf(Side side) const
{
    const auto &entry = reading(side).side.entry;
    return entry && !entry->valueMissing ? entry->value.size() : -1;
}

DiffForm DiffView::form() const
{
    return m_result.form;
}

QString DiffView::summary() const
{
    return m_summary->text();
}

void DiffView::goToNext()
{
    m_pane->goToNext();
}

void DiffView::goToPrevious()
{
    m_pane->goToPrevious();
}

} // namespace kv::ui
