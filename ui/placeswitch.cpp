// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/placeswitch.h"

namespace kv::ui {

PlaceSwitch::PlaceSwitch(QWidget *parent)
    : Segments(QStringLiteral("placeSwitch"), tr("Place"), {tr("Local"), tr("Remote")}, parent)
{
    connect(this, &Segments::chosen, this, &PlaceSwitch::choose);
    clear();
}

void PlaceSwitch::clear()
{
    m_binding = {};
    setCurrent(-1);
    setAvailable(0, false, tr("Choose a binding first."));
    setAvailable(1, false, tr("Choose a binding first."));
}

void PlaceSwitch::setTarget(const TargetInfo &info, const Binding &binding)
{
    m_binding = binding;
    m_kind = info.kind;
    const Place place = info.target.place;
    setCurrent(place == Place::Snapshot ? -1 : place == Place::Remote ? 1 : 0);
    if (binding.name.isEmpty()) {
        const bool remote = place == Place::Remote;
        setAvailable(0, place == Place::Local,
                     tr("No binding of this project names this namespace, so nothing on this disk belongs to "
                        "it."));
        setAvailable(1, remote, tr("No binding names this store, so it has no other side."));
        return;
    }
    setAvailable(0, targetAt(0) != nullptr, tr("%1 keeps nothing on this disk.").arg(binding.name));
    setAvailable(1, targetAt(1) != nullptr,
                 tr("%1 has no id in its wrangler file, so there is nothing at Cloudflare to open.")
                     .arg(binding.name));
}

void PlaceSwitch::flip()
{
    const int other = current() == 0 ? 1 : 0;
    if (current() >= 0 && isAvailable(other))
        choose(other);
}

const TargetInfo *PlaceSwitch::targetAt(int index) const
{
    const Place place = index == 1 ? Place::Remote : Place::Local;
    for (const IdKind kind : {m_kind, IdKind::Id, IdKind::Preview}) {
        if (const TargetInfo *info = m_binding.target(place, kind))
            return info;
    }
    return nullptr;
}

void PlaceSwitch::choose(int index)
{
    if (const TargetInfo *info = targetAt(index))
        Q_EMIT targetChosen(*info, m_binding);
}

} // namespace kv::ui
