// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/clearbutton.h"

#include <QCoreApplication>
#include <QLineEdit>
#include <QToolButton>

namespace kv::ui {

void addClearButton(QLineEdit *field)
{
    field->setClearButtonEnabled(true);
    const QString words = QCoreApplication::translate("ClearButton", "Clear");
    const auto buttons = field->findChildren<QToolButton *>();
    for (QToolButton *button : buttons) {
        button->setAccessibleName(words);
        button->setToolTip(words);
    }
}

} // namespace kv::ui
