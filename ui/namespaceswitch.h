// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project.h"
#include "ui/segments.h"

namespace kv::ui {

/// Flips between a binding's `id` and its `preview_id`, in the place that is open.
class NamespaceSwitch : public Segments
{
    Q_OBJECT

public:
    explicit NamespaceSwitch(QWidget *parent = nullptr);
    /// Shows which target of `binding` is open and which others there are.
    void setTarget(const TargetInfo &info, const Binding &binding);
    void clear();
    /// Chooses the other one, as if its segment had been pressed; does nothing when there is none.
    void flip();

Q_SIGNALS:
    void targetChosen(const kv::TargetInfo &info, const kv::Binding &binding);

private:
    void choose(int index);
    Binding m_binding;
    Place m_place = Place::Local; ///< where the open target lies; both sides are in the same place
};

} // namespace kv::ui
