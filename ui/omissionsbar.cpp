// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/omissionsbar.h"

#include "text/units.h"
#include "ui/noticebar.h"
#include "ui/remarktable.h"

#include <QVBoxLayout>

namespace kv::ui {

using text::countText;

namespace {

constexpr int listHeight = 140; // as high as other lists of what went wrong

QString placeOf(const Error &error)
{
    if (error.line <= 0)
        return {};
    return error.column > 0 ? OmissionsBar::tr("line %1, column %2").arg(error.line).arg(error.column)
                            : OmissionsBar::tr("line %1").arg(error.line);
}

QString troubleWords(const Error &error)
{
    const QString place = placeOf(error);
    return place.isEmpty() ? error.detail : place + QStringLiteral(": ") + error.detail;
}

QList<std::pair<QByteArray, QString>> rowsOf(const Omissions &omissions)
{
    QList<std::pair<QByteArray, QString>> rows;
    for (const Error &error : omissions.firstTroubles)
        rows << std::pair(QByteArray(), OmissionsBar::tr("no entry, left out: %1").arg(troubleWords(error)));
    for (const QByteArray &key : omissions.duplicateKeys)
        rows << std::pair(key, OmissionsBar::tr("passed over: the key comes again further down"));
    for (const QString &remark : omissions.remarks)
        rows << std::pair(QByteArray(), remark);
    return rows;
}

} // namespace

OmissionsBar::OmissionsBar(QWidget *parent)
    : QWidget(parent),
      m_bar(new NoticeBar(this)),
      m_list(new RemarkTable(QStringLiteral("omissionsList"), tr("What of the file was passed over"), this))
{
    setObjectName(QStringLiteral("omissions"));
    m_bar->setObjectName(QStringLiteral("omissionsBar"));
    m_list->setFixedHeight(listHeight);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_bar);
    column->addWidget(m_list);
    m_list->hide();
    hide();
}

QString OmissionsBar::words(const Omissions &omissions)
{
    QStringList parts;
    if (omissions.troubles == 1)
        parts << tr("1 item is no entry and was left out.");
    else if (omissions.troubles > 1)
        parts << tr("%1 items are no entries and were left out.").arg(countText(omissions.troubles));
    if (omissions.troubles > 0 && !omissions.firstTroubles.isEmpty())
        parts << (omissions.troubles == 1 ? tr("In %1") : tr("The first in %1"))
                     .arg(troubleWords(omissions.firstTroubles.first()));
    if (omissions.duplicates == 1)
        parts << tr("1 item was passed over because its key comes again further down: the last one counts.");
    else if (omissions.duplicates > 1)
        parts << tr("%1 items were passed over because their key comes again further down: the last one "
                    "counts.")
                     .arg(countText(omissions.duplicates));
    if (omissions.remarks.size() == 1)
        parts << omissions.remarks.first();
    else if (omissions.remarks.size() > 1)
        parts << tr("In %1 entries something was passed over, in the first: %2")
                     .arg(countText(omissions.remarks.size()), omissions.remarks.first());
    return parts.join(QLatin1Char(' '));
}

void OmissionsBar::setOmissions(const Omissions &omissions)
{
    if (omissions == m_omissions)
        return;
    m_omissions = omissions;
    m_list->setRemarks(rowsOf(m_omissions));
    m_list->hide();
    if (m_omissions.isEmpty()) {
        m_bar->clear();
        hide();
        return;
    }
    say();
}

void OmissionsBar::say()
{
    const bool listed = !m_list->isHidden();
    const bool lost = m_omissions.troubles > 0 || m_omissions.duplicates > 0;
    m_bar->say(lost ? NoticeBar::Tone::Warning : NoticeBar::Tone::Info, words(m_omissions),
               {{listed ? tr("Hide the list") : tr("List them"), QStringLiteral("omissionsListButton"),
                 [this, listed] { list(!listed); }},
                {tr("Close"), QStringLiteral("omissionsCloseButton"), [this] { hide(); }}});
    show();
}

void OmissionsBar::list(bool shown)
{
    m_list->setVisible(shown);
    say();
    m_bar->focusFirst(); // the button that was pressed is another one now
}

} // namespace kv::ui
