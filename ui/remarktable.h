// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QTableWidget>

#include <utility>

namespace kv::ui {

/// Keys, each with a sentence; some thousands at most.
class RemarkTable : public QTableWidget
{
    Q_OBJECT

public:
    explicit RemarkTable(const QString &name, const QString &accessibleName, QWidget *parent = nullptr);
    void setRemarks(const QList<std::pair<QByteArray, QString>> &remarks);

protected:
    void resizeEvent(QResizeEvent *event) override;
};

} // namespace kv::ui
