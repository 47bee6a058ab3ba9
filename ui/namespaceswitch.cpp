// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/namespaceswitch.h"

namespace kv::ui {

NamespaceSwitch::NamespaceSwitch(QWidget *parent)
    : Segments(QStringLiteral("namespaceSwitch"), tr("Namespace"),
               {QStringLiteral("id"), QStringLiteral("preview_id")}, parent)
{
    connect(this, &Segments::chosen, this, &NamespaceSwitch::choose);
    clear();
}

void NamespaceSwitch::clear()
{
    m_binding = {};
    setCurrent(-1);
    setAvailable(0, false, tr("Choose a binding first."));
    setAvailable(1, false, tr("Choose a binding first."));
}

void NamespaceSwitch::setTarget(const TargetInfo &info, const Binding &binding)
{
    m_binding = binding;
    m_place = info.target.place;
    if (binding.name.isEmpty()) {
        const QString why = tr("No binding names this store, so it has no other side.");
        setCurrent(-1);
        setAvailable(0, false, why);
        setAvailable(1, false, why);
        return;
    }
    setAvailable(0, binding.target(m_place, IdKind::Id) != nullptr,
                 tr("%1 has no id in its wrangler file, so it has no such side.").arg(binding.name));
    setAvailable(
        1, binding.target(m_place, IdKind::Preview) != nullptr,
        tr("%1 has no preview_id in its wrangler file, so everything uses the id.").arg(binding.name));
    setCurrent(info.kind == IdKind::Preview ? 1 : 0);
}

void NamespaceSwitch::flip()
{
    const int other = current() == 0 ? 1 : 0;
    if (current() >= 0 && isAvailable(other))
        choose(other);
}

void NamespaceSwitch::choose(int index)
{
    const IdKind kind = index == 1 ? IdKind::Preview : IdKind::Id;
    if (const TargetInfo *info = m_binding.target(m_place, kind))
        Q_EMIT targetChosen(*info, m_binding);
}

} // namespace kv::ui
