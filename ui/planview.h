// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project.h"
#include "jobs/planjob.h"

#include <QWidget>

namespace kv {
class Workspace;
}

namespace kv::ui {

class Dialogs;
class Theme;

class PlanView : public QWidget
{
    Q_OBJECT

public:
    PlanView(const Theme &, Workspace &, Dialogs &) {}
    void start(std::shared_ptr<jobs::ComparisonFile>, jobs::Direction, std::shared_ptr<Store>,
               std::shared_ptr<Store>, const TargetInfo &)
    {
    }

Q_SIGNALS:
    void closed();
    void applied();
};

} // namespace kv::ui
