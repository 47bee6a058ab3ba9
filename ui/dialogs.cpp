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

bool SystemDialogs::openInEditor(const QString &path, int line)
{
    return externals::openInEditor(path, line);
}

bool SystemDialogs::showFile(const QString &path)
{
    return externals::showFile(path);
}

void SystemDialogs::about(QWidget *parent)
{
    auto *box = new QMessageBox(parent);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setObjectName(QStringLiteral("aboutBox"));
    box->setWindowTitle(QObject::tr("About KV Workbench"));
    box->setTextFormat(Qt::RichText);
    box->setText(QObject::tr("<b>KV Workbench %1</b><br>A desk for Cloudflare Workers KV.<br><br>"
                             "Free software under the GNU General Public License, version 3 or later.<br>"
                             "Not made or endorsed by Cloudflare.")
                     .arg(QStringLiteral(KV_VERSION)));
    box->setStandardButtons(QMessageBox::Close);
    box->open();
}

} // namespace kv::ui
