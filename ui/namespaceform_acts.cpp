// SPDX-License-Identifier: GPL-3.0-or-later
// What a NamespaceForm does: asks Cloudflare, and offers the lines for the wrangler file.
#include "ui/namespaceform.h"

#include "store/async.h"
#include "store/cloudflare.h"
#include "text/configlines.h"
#include "ui/errortext.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStyle>

namespace kv::ui {

void NamespaceForm::submit()
{
    if (!isSubmittable())
        return;
    if (m_act == Act::Bind)
        return copyLines();
    m_error.clear();
    setBusy(true);
    edited();
    const QString title = m_field->text().trimmed();
    if (m_act == Act::Create)
        create(title);
    else if (m_act == Act::Rename)
        rename(title);
    else
        remove();
}

void NamespaceForm::create(const QString &title)
{
    whenDone(m_cloudflare.createNamespace(title), this,
             [this, generation = m_generation](const Result<AccountNamespace> &created) {
                 if (!created)
                     return ended(generation, created.error());
                 Q_EMIT message(tr("Created the namespace %1.").arg(created->title));
                 if (generation == m_generation)
                     offerLines(*created);
             });
}

void NamespaceForm::rename(const QString &title)
{
    whenDone(m_cloudflare.renameNamespace(m_which.id, title), this,
             [this, title, was = m_which.title, generation = m_generation](const Result<void> &done) {
                 if (!done)
                     return ended(generation, done.error());
                 Q_EMIT message(tr("Renamed the namespace %1 to %2.").arg(was, title));
                 if (generation == m_generation)
                     dismiss();
             });
}

void NamespaceForm::remove()
{
    whenDone(m_cloudflare.deleteNamespace(m_which.id), this,
             [this, title = m_which.title, generation = m_generation](const Result<void> &done) {
                 if (!done)
                     return ended(generation, done.error());
                 Q_EMIT message(tr("Deleted the namespace %1.").arg(title));
                 if (generation == m_generation)
                     dismiss();
             });
}

void NamespaceForm::ended(int generation, const Error &error)
{
    if (generation != m_generation) { // nobody looks at that form any more
        Q_EMIT message(errorText(error));
        return;
    }
    setBusy(false);
    m_error = errorText(error);
    edited();
}

void NamespaceForm::copyLines()
{
    QApplication::clipboard()->setText(lines() + QLatin1Char('\n'));
    Q_EMIT message(tr("Copied the lines for the wrangler file."));
}

void NamespaceForm::offerLines(const AccountNamespace &created)
{
    start(Act::Bind, created, tr("Created %1").arg(created.title), {});
    setField(tr("Binding name"), text::bindingNameFor(created.title), tr("Copy"));
    m_do->setFocus(Qt::OtherFocusReason);
}

QString NamespaceForm::lines() const
{
    return m_act == Act::Bind ? m_lines->toPlainText() : QString();
}

void NamespaceForm::showLines()
{
    if (m_act != Act::Bind)
        return;
    const QString file = m_files->currentText();
    const auto format = file.isEmpty() ? text::ConfigFormat::Json : text::configFormatOf(file);
    const QString name = file.isEmpty() ? tr("the wrangler file") : QFileInfo(file).fileName();
    const bool toml = format == text::ConfigFormat::Toml;
    m_words->setText(
        toml ? tr("To use it in a Worker, put these lines into %1:").arg(name)
             : tr("To use it in a Worker, put this into the list \"kv_namespaces\" of %1:").arg(name));
    m_words->show();
    m_lines->setPlainText(text::configLines(m_field->text().trimmed(), m_which.id, format));
    const int margins = int(2 * m_lines->document()->documentMargin()) + 2 * m_lines->frameWidth() + 4;
    m_lines->setFixedHeight(m_lines->document()->blockCount() * m_lines->fontMetrics().lineSpacing() +
                            margins + m_lines->style()->pixelMetric(QStyle::PM_ScrollBarExtent));
}

} // namespace kv::ui
