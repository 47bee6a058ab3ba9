// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QComboBox>

namespace kv::ui {

/// A combo box with its arrow: a style sheet that takes the bevel off the arrow's button takes the arrow too.
class DropDown : public QComboBox
{
    Q_OBJECT

public:
    using QComboBox::QComboBox;

protected:
    void paintEvent(QPaintEvent *event) override;
};

} // namespace kv::ui
