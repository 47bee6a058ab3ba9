// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobbar.h"

#include "text/units.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>

namespace kv::ui {

namespace {

constexpr int parts = 1000; // that the bar has; a job may count further than an int

} // namespace

JobBar::JobBar(const QString &name, QWidget *parent)
    : QFrame(parent),
      m_text(new QLabel(this)),
      m_bar(new QProgressBar(this)),
      m_stop(new QPushButton(tr("Stop"), this))
{
    setObjectName(name);
    setProperty("tone", QStringLiteral("info"));
    m_text->setObjectName(name + QStringLiteral("Text"));
    m_text->setTextFormat(Qt::PlainText);
    m_bar->setObjectName(name + QStringLiteral("Progress"));
    m_bar->setAccessibleName(tr("Progress"));
    m_bar->setTextVisible(false);
    m_bar->setFixedHeight(6);
    m_bar->setMinimumWidth(120);
    m_stop->setObjectName(name + QStringLiteral("Stop"));
    m_stop->setAccessibleName(tr("Stop"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(12, 6, 12, 6);
    row->setSpacing(12);
    row->addWidget(m_text);
    row->addWidget(m_bar, 1);
    row->addWidget(m_stop);
    connect(m_stop, &QPushButton::clicked, this, &JobBar::stopRequested);
    clear();
}

void JobBar::follow(jobs::Job *job, const QString &doing)
{
    clear();
    m_job = job;
    m_doing = doing;
    connect(job, &jobs::Job::progressed, this, &JobBar::tell);
    tell();
    show();
}

void JobBar::wait(const QString &doing)
{
    clear();
    m_doing = doing;
    tell();
    show();
}

void JobBar::clear()
{
    if (m_job)
        disconnect(m_job, nullptr, this, nullptr);
    m_job = nullptr;
    hide();
}

QString JobBar::text() const
{
    return isHidden() ? QString() : m_text->text();
}

void JobBar::tell()
{
    QString words = m_doing;
    const jobs::Progress progress = m_job ? m_job->progress() : jobs::Progress{};
    if (progress.total >= 0)
        words =
            tr("%1: %2 of %3").arg(m_doing, text::countText(progress.done), text::countText(progress.total));
    else if (progress.done > 0)
        words = tr("%1: %2 so far").arg(m_doing, text::countText(progress.done));
    if (progress.bytes > 0)
        words += QStringLiteral(" · ") + text::sizeText(progress.bytes);
    if (progress.requestsLeft > 0)
        words += tr(" · %1 requests to go").arg(text::countText(progress.requestsLeft));
    m_text->setText(words);
    setAccessibleName(words);
    m_bar->setRange(0, progress.total > 0 ? parts : 0); // without an end it runs back and forth
    if (progress.total > 0)
        m_bar->setValue(int(double(progress.done) / double(progress.total) * parts));
}

} // namespace kv::ui
