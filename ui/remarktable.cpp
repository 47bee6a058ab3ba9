// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/remarktable.h"

#include "text/utf8.h"
#include "ui/rowdelegate.h"
#include "ui/rowtable.h"

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
    setItemDelegate(new RowDelegate(0, this));
    horizontalHeader()->setStretchLastSection(true);
}

void RemarkTable::resizeEvent(QResizeEvent *event)
{
    horizontalHeader()->resizeSection(0, qMin(260, width() / 3)); // the sentences are longer than most keys
    QTableWidget::resizeEvent(event);
}

void RemarkTable::setRemarks(const QList<std::pair<QByteArray, QString>> &remarks)
{
    setRowCount(int(remarks.size()));
    for (int row = 0; row < remarks.size(); ++row) {
        auto *key = new QTableWidgetItem(text::displayKey(remarks.at(row).first));
        auto *why = new QTableWidgetItem(remarks.at(row).second);
        setItem(row, 0, key);
        setItem(row, 1, why);
    }
}

} // namespace kv::ui
