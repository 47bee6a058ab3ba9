// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project.h"
#include "ui/segments.h"

namespace kv::ui {

/// Flips between a binding's keys on this disk and those at Cloudflare.
class PlaceSwitch : public Segments
{
    Q_OBJECT

public:
    explicit PlaceSwitch(QWidget *parent = nullptr);
    /// Shows which target of `binding` is open and which others there are.
    void setTarget(const TargetInfo &info, const Binding &binding);
    void clear();
    /// Chooses the other place, as if its segment had been pressed; does nothing when there is none.
    void flip();

Q_SIGNALS:
    /// A target in the chosen place: of the id that was open, or of the other where that one has none there.
    void targetChosen(const kv::TargetInfo &info, const kv::Binding &binding);

private:
    void choose(int index);
    const TargetInfo *targetAt(int index) const;

    Binding m_binding;
    IdKind m_kind = IdKind::Id;
};

} // namespace kv::ui
