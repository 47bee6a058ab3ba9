// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/namespaceform.h"

#include "store/cloudflare.h"
#include "text/units.h"
#include "ui/dropdown.h"
#include "ui/elidedlabel.h"
#include "ui/fieldstate.h"
#include "ui/theme.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStyle>
#include <QVBoxLayout>

#include <algorithm>

namespace kv::ui {

namespace {

constexpr qsizetype longestTitle = 512; // characters, by Cloudflare's word

qsizetype characters(const QString &text)
{
    return text.toUcs4().size();
}

QLabel *muted(const QString &name, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setObjectName(name);
    label->setProperty("role", QStringLiteral("muted"));
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setMinimumWidth(80);
    label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    return label;
}

} // namespace

NamespaceForm::NamespaceForm(Cloudflare &cloudflare, QWidget *parent)
    : QFrame(parent),
      m_cloudflare(cloudflare),
      m_title(new ElidedLabel(Qt::ElideMiddle, this)),
      m_words(muted(QStringLiteral("namespaceWords"), this)),
      m_fieldLabel(muted(QStringLiteral("namespaceFieldLabel"), this)),
      m_field(new QLineEdit(this)),
      m_hint(muted(QStringLiteral("namespaceHint"), this)),
      m_files(new DropDown(this)),
      m_lines(new QPlainTextEdit(this)),
      m_do(new QPushButton(this)),
      m_cancel(new QPushButton(this)),
      m_buttons(new QBoxLayout(QBoxLayout::LeftToRight))
{
    setObjectName(QStringLiteral("namespaceForm"));
    build();
    connect(m_field, &QLineEdit::textChanged, this, [this] {
        m_error.clear(); // it was said of another text
        edited();
    });
    connect(m_field, &QLineEdit::returnPressed, this, &NamespaceForm::submit);
    connect(m_files, &QComboBox::currentTextChanged, this, &NamespaceForm::showLines);
    connect(m_do, &QPushButton::clicked, this, &NamespaceForm::submit);
    connect(m_cancel, &QPushButton::clicked, this, &NamespaceForm::dismiss);
    hide();
}

void NamespaceForm::build()
{
    m_title->setObjectName(QStringLiteral("namespaceTitle"));
    m_title->setProperty("role", QStringLiteral("title"));
    m_fieldLabel->setProperty("role", {});
    m_fieldLabel->setBuddy(m_field);
    m_field->setObjectName(QStringLiteral("namespaceField"));
    m_files->setObjectName(QStringLiteral("namespaceFiles"));
    m_files->setAccessibleName(tr("Wrangler file"));
    m_files->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    m_lines->setObjectName(QStringLiteral("namespaceLines"));
    m_lines->setAccessibleName(tr("Lines for the wrangler file"));
    m_lines->setReadOnly(true);
    m_lines->setTabChangesFocus(true);
    m_lines->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_lines->setFont(Theme::monospace());
    m_do->setObjectName(QStringLiteral("namespaceDo"));
    m_cancel->setObjectName(QStringLiteral("namespaceCancel"));
    for (QPushButton *button : {m_do, m_cancel})
        button->setAutoDefault(true); // Enter presses it
    m_buttons->setSpacing(8);
    m_buttons->addWidget(m_do);
    m_buttons->addWidget(m_cancel);
    m_buttons->addStretch(1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(12, 12, 12, 12);
    column->setSpacing(8);
    column->addWidget(m_title);
    column->addWidget(m_words);
    column->addWidget(m_fieldLabel);
    column->addWidget(m_field);
    column->addWidget(m_hint);
    column->addWidget(m_files);
    column->addWidget(m_lines);
    column->addLayout(m_buttons);
}

void NamespaceForm::setConfigFiles(const QStringList &relativePaths)
{
    QStringList shown;
    for (int i = 0; i < m_files->count(); ++i)
        shown << m_files->itemText(i);
    if (shown == relativePaths)
        return; // what was chosen among them stays
    m_files->clear();
    m_files->addItems(relativePaths);
}

void NamespaceForm::start(Act act, const AccountNamespace &which, const QString &title, const QString &words)
{
    ++m_generation;
    m_act = act;
    m_which = which;
    m_error.clear();
    setBusy(false);
    m_title->setFullText(title);
    m_words->setText(words);
    m_words->setVisible(!words.isEmpty());
    m_files->setVisible(act == Act::Bind && m_files->count() > 1);
    m_lines->setVisible(act == Act::Bind);
    m_cancel->setText(act == Act::Bind ? tr("Done") : tr("Cancel"));
    setAccessibleName(title);
    setAccessibleDescription(words);
}

void NamespaceForm::setField(const QString &label, const QString &text, const QString &button, bool danger)
{
    m_fieldLabel->setText(label);
    m_field->setAccessibleName(label);
    m_field->setText(text);
    m_do->setText(button);
    m_do->setAccessibleName(button);
    m_do->setProperty("accent", !danger);
    m_do->setProperty("danger", danger);
    m_do->style()->unpolish(m_do); // style sheets look at properties only then
    m_do->style()->polish(m_do);
    edited();
    arrange();
    show();
    m_field->setFocus(Qt::OtherFocusReason);
    m_field->selectAll();
}

void NamespaceForm::startCreate()
{
    start(Act::Create, {}, tr("New namespace"), {});
    setField(tr("Title"), {}, tr("Create"));
}

void NamespaceForm::startRename(const AccountNamespace &which)
{
    start(Act::Rename, which, tr("Rename %1").arg(which.title),
          tr("The id stays as it is, so Workers and wrangler files notice nothing."));
    setField(tr("New title"), which.title, tr("Rename"));
}

void NamespaceForm::startDelete(const AccountNamespace &which, const QStringList &usedBy,
                                std::optional<qint64> count)
{
    QString what =
        tr("Deletes the namespace and all its keys at Cloudflare; how many there are is not known.");
    if (count == 1)
        what = tr("Deletes the namespace and its 1 key at Cloudflare.");
    else if (count)
        what = tr("Deletes the namespace and its %1 keys at Cloudflare.").arg(text::countText(*count));
    const QString use =
        usedBy.isEmpty()
            ? tr("No binding of this project uses it; another Worker may.")
            : tr("Used by %1: Workers that read it will fail.").arg(usedBy.join(QStringLiteral(", ")));
    start(Act::Delete, which, tr("Delete %1").arg(which.title),
          what + QLatin1Char(' ') + tr("This cannot be undone, not by Cloudflare either.") +
              QLatin1Char('\n') + use);
    setField(tr("Type the title to confirm"), {}, tr("Delete for good"), true);
}

void NamespaceForm::dismiss()
{
    ++m_generation;
    setBusy(false);
    m_field->clear();
    hide();
    Q_EMIT dismissed();
}

bool NamespaceForm::isTitleTaken(const QString &title) const
{
    const auto &listed = m_cloudflare.namespaces();
    return listed && std::any_of(listed->begin(), listed->end(), [&](const AccountNamespace &ns) {
               return ns.title == title && ns.id != m_which.id;
           });
}

QString NamespaceForm::problem() const
{
    if (m_act == Act::Bind)
        return m_field->text().trimmed().isEmpty() ? tr("A binding needs a name.") : QString();
    if (m_act == Act::Delete)
        return {};
    const QString title = m_field->text().trimmed();
    if (const qsizetype n = characters(title); n > longestTitle)
        return tr("%1 characters; a title has 512 at most.").arg(text::countText(n));
    if (isTitleTaken(title))
        return tr("Another namespace of this account has this title.");
    return {};
}

bool NamespaceForm::isSubmittable() const
{
    const QString text = m_field->text();
    if (m_busy || !problem().isEmpty())
        return false;
    switch (m_act) {
    case Act::Create:
    case Act::Bind:
        return !text.trimmed().isEmpty();
    case Act::Rename:
        return !text.trimmed().isEmpty() && text.trimmed() != m_which.title;
    case Act::Delete:
        return text == m_which.title;
    }
    return false;
}

void NamespaceForm::edited()
{
    const QString wrong = m_error.isEmpty() ? problem() : m_error;
    QString hint;
    if (m_busy)
        hint = m_act == Act::Create   ? tr("Creating it…")
               : m_act == Act::Delete ? tr("Deleting it…")
                                      : tr("Renaming it…");
    else if (m_act == Act::Create)
        hint = tr("What it is called in the dashboard.");
    showFieldState(m_field, m_hint, hint, wrong);
    m_hint->setVisible(!m_hint->text().isEmpty());
    m_do->setEnabled(isSubmittable());
    showLines();
}

void NamespaceForm::setBusy(bool busy)
{
    m_busy = busy;
    m_field->setReadOnly(busy); // disabled it would lose the focus
}

QSize NamespaceForm::minimumSizeHint() const
{
    const QMargins margins = layout()->contentsMargins();
    const int widest = std::max(m_do->sizeHint().width(), m_cancel->sizeHint().width());
    return {widest + margins.left() + margins.right(), QFrame::minimumSizeHint().height()};
}

void NamespaceForm::arrange()
{
    const QMargins margins = layout()->contentsMargins();
    const int needed = m_do->sizeHint().width() + m_cancel->sizeHint().width() + m_buttons->spacing();
    m_buttons->setDirection(needed > width() - margins.left() - margins.right() ? QBoxLayout::TopToBottom
                                                                                : QBoxLayout::LeftToRight);
}

void NamespaceForm::resizeEvent(QResizeEvent *event)
{
    QFrame::resizeEvent(event);
    arrange();
}

void NamespaceForm::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        dismiss();
    else
        QFrame::keyPressEvent(event);
}

} // namespace kv::ui
