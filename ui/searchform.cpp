// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/searchform.h"

#include "ui/clearbutton.h"
#include "ui/dropdown.h"
#include "ui/tickbox.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QShortcut>
#include <QStyle>

namespace kv::ui {

using jobs::SearchQuery;
using What = SearchQuery::What;

namespace {

constexpr int narrowest = 900; // of one row; with less, fields stand beneath each other

} // namespace

SearchForm::SearchForm(QWidget *parent)
    : QWidget(parent),
      m_what(new DropDown(this)),
      m_path(new QLineEdit(this)),
      m_equals(new QLabel(tr("equals"), this)),
      m_text(new QLineEdit(this)),
      m_ignoreCase(new TickBox(tr("&Ignore case"), this)),
      m_prefix(new QLineEdit(this)),
      m_go(new QPushButton(this)),
      m_stop(new QPushButton(tr("Stop"), this)),
      m_problem(new QLabel(this))
{
    setObjectName(QStringLiteral("searchForm"));
    setAttribute(Qt::WA_StyledBackground);
    m_what->setObjectName(QStringLiteral("searchWhat"));
    m_what->setAccessibleName(tr("What to search"));
    m_what->addItem(tr("Values contain"), int(What::ValueContains));
    m_what->addItem(tr("JSON path equals"), int(What::JsonPath));
    m_what->addItem(tr("Keys contain"), int(What::KeyContains));
    m_what->addItem(tr("Keys fit the glob"), int(What::KeyGlob));
    m_path->setObjectName(QStringLiteral("searchPath"));
    m_path->setAccessibleName(tr("JSON path"));
    m_path->setPlaceholderText(QStringLiteral("$.user.id"));
    m_text->setObjectName(QStringLiteral("searchText"));
    m_ignoreCase->setObjectName(QStringLiteral("searchIgnoreCase"));
    m_ignoreCase->setAccessibleName(tr("Ignore case"));
    m_prefix->setObjectName(QStringLiteral("searchPrefix"));
    m_prefix->setAccessibleName(tr("Only keys that begin with"));
    m_prefix->setPlaceholderText(tr("only keys that begin with…"));
    addClearButton(m_prefix);
    addClearButton(m_text);
    m_go->setObjectName(QStringLiteral("searchButton"));
    m_go->setAutoDefault(true);
    m_stop->setObjectName(QStringLiteral("searchStopButton"));
    m_stop->setAutoDefault(true);
    m_stop->setAccessibleName(m_stop->text());
    m_stop->setToolTip(tr("Ends the search; what was found stays"));
    m_problem->setObjectName(QStringLiteral("searchProblem"));
    m_problem->setProperty("role", QStringLiteral("problem"));
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    m_problem->hide();

    auto *wanted = new QHBoxLayout;
    wanted->setSpacing(8);
    wanted->addWidget(m_what);
    wanted->addWidget(m_path, 1);
    wanted->addWidget(m_equals);
    wanted->addWidget(m_text, 2);
    auto *rest = new QHBoxLayout;
    rest->setSpacing(8);
    rest->addWidget(m_ignoreCase);
    rest->addWidget(m_prefix, 1);
    rest->addWidget(m_go);
    rest->addWidget(m_stop);
    m_rows = new QBoxLayout(QBoxLayout::LeftToRight);
    m_rows->setSpacing(8);
    m_rows->addLayout(wanted, 3);
    m_rows->addLayout(rest, 2);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(12, 8, 12, 8);
    column->setSpacing(4);
    column->addLayout(m_rows);
    column->addWidget(m_problem);

    connect(m_what, &QComboBox::currentIndexChanged, this, [this] {
        showWhat();
        Q_EMIT edited(true);
    });
    for (QLineEdit *field : {m_path, m_text, m_prefix})
        new QShortcut(Qt::Key_Down, field, this, &SearchForm::leaveRequested, Qt::WidgetShortcut);
    for (QLineEdit *field : {m_path, m_text})
        connect(field, &QLineEdit::textChanged, this, [this] { Q_EMIT edited(false); });
    connect(m_prefix, &QLineEdit::textChanged, this, [this] { Q_EMIT edited(true); });
    connect(m_ignoreCase, &QCheckBox::toggled, this, [this] { Q_EMIT edited(false); });
    for (QLineEdit *field : {m_path, m_text, m_prefix}) {
        connect(field, &QLineEdit::returnPressed, this, [this] {
            if (m_go->isEnabled())
                Q_EMIT goPressed();
        });
    }
    connect(m_go, &QPushButton::clicked, this, &SearchForm::goPressed);
    connect(m_stop, &QPushButton::clicked, this, &SearchForm::stopPressed);
    showWhat();
    setActions(tr("Search"), true, {}, false);
}

SearchQuery SearchForm::query() const
{
    SearchQuery query;
    query.what = What(m_what->currentData().toInt());
    query.text = m_text->text().toUtf8();
    query.prefix = m_prefix->text().toUtf8();
    if (query.what == What::JsonPath)
        query.path = m_path->text();
    else
        query.ignoreCase = m_ignoreCase->isChecked();
    return query;
}

void SearchForm::setQuery(const SearchQuery &query)
{
    m_what->setCurrentIndex(m_what->findData(int(query.what)));
    m_text->setText(QString::fromUtf8(query.text));
    m_path->setText(query.path);
    m_prefix->setText(QString::fromUtf8(query.prefix));
    m_ignoreCase->setChecked(query.ignoreCase);
    showWhat();
}

void SearchForm::showWhat()
{
    const What what = What(m_what->currentData().toInt());
    const bool isPath = what == What::JsonPath;
    m_path->setVisible(isPath);
    m_equals->setVisible(isPath);
    m_ignoreCase->setEnabled(!isPath);
    m_ignoreCase->setToolTip(isPath ? tr("JSON is compared by its meaning, exactly") : QString());
    const QString name = isPath                  ? tr("The value at the path")
                         : what == What::KeyGlob ? tr("The pattern that keys fit")
                                                 : tr("The text to look for");
    m_text->setAccessibleName(name);
    m_text->setPlaceholderText(isPath                  ? tr("42, \"Ada\", true or {\"a\":1}")
                               : what == What::KeyGlob ? QStringLiteral("user:*:session")
                                                       : tr("text to look for"));
}

void SearchForm::setActions(const QString &go, bool accent, const QString &why, bool canStop)
{
    m_go->setText(go);
    m_go->setAccessibleName(go);
    m_go->setEnabled(why.isEmpty());
    m_go->setToolTip(why);
    m_stop->setEnabled(canStop);
    if (m_go->property("accent").toBool() != accent) {
        m_go->setProperty("accent", accent);
        m_go->style()->unpolish(m_go);
        m_go->style()->polish(m_go);
    }
    // One width for all its words: the row must not move under the pointer.
    int widest = 0;
    for (const QString &words : {tr("Search"), tr("Pause"), tr("Go on"), tr("Search again")})
        widest = qMax(widest, m_go->fontMetrics().horizontalAdvance(words));
    m_go->setMinimumWidth(widest + 32);
    // Only what was typed wrongly is worth a line; that nothing was typed yet can be seen.
    const Result<> checked = checkQuery(query());
    const bool isWrong = query().what == What::JsonPath && !query().path.isEmpty() && !checked;
    m_problem->setText(isWrong ? checked.error().detail : QString());
    m_problem->setVisible(isWrong);
    if (m_path->property("problem").toBool() != isWrong) {
        m_path->setProperty("problem", isWrong);
        m_path->style()->unpolish(m_path);
        m_path->style()->polish(m_path);
    }
}

void SearchForm::focusText()
{
    QLineEdit *first =
        What(m_what->currentData().toInt()) == What::JsonPath && m_path->text().isEmpty() ? m_path : m_text;
    first->setFocus(Qt::OtherFocusReason);
    first->selectAll();
}

void SearchForm::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_rows->setDirection(width() < narrowest ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
}

} // namespace kv::ui
