// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/remarktable.h"

#include "text/utf8.h"
#include "ui/rowtable.h"
#include "ui/theme.h"

#include <QHeaderView>

namespace kv::ui {

RemarkTable::RemarkTable(const QString &name, const QString &accessibleName, QWidget *parent)
    : QTableWidget(0, 2, parent)
{
    setObjectName(name);
    setAccessibleName(accessibleName);
    setHorizontalHeaderLabels({tr("Key"), tr("Why")});
    lookLikeRows(*this);
    lookLikeNames(*horizontalHeader());
    horizontalHeader()->setStretchLastSection(true);
    horizontalHeader()->resizeSection(0, 260);
}

void RemarkTable::setRemarks(const QList<std::pair<QByteArray, QString>> &remarks)
{
    setRowCount(int(remarks.size()));
    for (int row = 0; row < remarks.size(); ++row) {
        auto *key = new QTableWidgetItem(text::displayKey(remarks.at(row).first));
        key->setFont(Theme::monospace());
        auto *why = new QTableWidgetItem(remarks.at(row).second);
        why->setToolTip(remarks.at(row).second.toHtmlEscaped());
        setItem(row, 0, key);
        setItem(row, 1, why);
    }
}

} // namespace kv::ui
