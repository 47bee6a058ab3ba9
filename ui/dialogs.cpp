// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs.h"

#include "ui/externals.h"

#include <QFileDialog>
#include <QMessageBox>

namespace kv::ui {

Dialogs::~Dialogs() = default;

QString SystemDialogs::pickFolder(QWidget *parent, const QString &start)
{
    return QFileDialog::getExistingDirectory(parent, QObject::tr("Open a folder that holds wrangler files"),
                                             start);
}

QString SystemDialogs::pickOpenFile(QWidget *parent, const QString &title, const QString &start,
                                    const QString &filter)
{
    return QFileDialog::getOpenFileName(parent, title, start, filter);
}

QString SystemDialogs::pickSaveFile(QWidget *parent, const QString &title, const QString &start,
                                    const QString &filter)
{
    return QFileDialog::getSaveFileName(parent, title, start, filter);
}

bool SystemDialogs::openInEditor(const QString &path, int line)
{
    return externals::openInEditor(path, line);
}

bool SystemDialogs::showFile(const QString &path)
{
    return externals::showFile(path);
}

namespace {

// Not modal: the window stays usable beside it.
void tell(QWidget *parent, const QString &name, const QString &title, const QString &html)
{
    auto *box = new QMessageBox(parent);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setObjectName(name);
    box->setWindowTitle(title);
    box->setTextFormat(Qt::RichText);
    box->setText(html);
    box->setStandardButtons(QMessageBox::Close);
    box->setModal(false);
    box->show();
}

} // namespace

void SystemDialogs::about(QWidget *parent)
{
    tell(parent, QStringLiteral("aboutBox"), QObject::tr("About KV Workbench"),
         QObject::tr("<b>KV Workbench %1</b><br>A desk for Cloudflare Workers KV.<br><br>"
                     "Free software under the GNU General Public License, version 3 or later.<br>"
                     "Not made or endorsed by Cloudflare.")
             .arg(QStringLiteral(KV_VERSION)));
}

} // namespace kv::ui
