# SPDX-License-Identifier: GPL-3.0-or-later
"""The window of a running program as AT-SPI tells of it: what can be found, pressed, typed into and read."""

import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

#: Roles of what a person acts on, each of which must say what it is for.
CONTROLS = {
    Atspi.Role.PUSH_BUTTON, Atspi.Role.TOGGLE_BUTTON, Atspi.Role.CHECK_BOX, Atspi.Role.RADIO_BUTTON,
    Atspi.Role.COMBO_BOX, Atspi.Role.TEXT, Atspi.Role.ENTRY, Atspi.Role.PASSWORD_TEXT, Atspi.Role.SPIN_BUTTON,
    Atspi.Role.SLIDER, Atspi.Role.TABLE, Atspi.Role.TREE, Atspi.Role.TREE_TABLE, Atspi.Role.LIST,
    Atspi.Role.PAGE_TAB, Atspi.Role.MENU_ITEM, Atspi.Role.MENU, Atspi.Role.LINK, Atspi.Role.PROGRESS_BAR,
    Atspi.Role.CHECK_MENU_ITEM, Atspi.Role.RADIO_MENU_ITEM, Atspi.Role.TOOL_BAR,
}
#: What holds rows without end: only the first children are looked at.
LONG = {Atspi.Role.TABLE, Atspi.Role.TREE, Atspi.Role.TREE_TABLE, Atspi.Role.LIST}
MOST_ROWS = 40


class NotFound(AssertionError):
    pass


def turn():
    """Lets what has arrived on the bus be taken in."""
    context = GLib.MainContext.default()
    while context.pending():
        context.iteration(False)


def wait_for(condition, what, seconds=20):
    """Returns what `condition` returns once that is true. It is asked again when the tree changes under it."""
    end = time.monotonic() + seconds
    while True:
        turn()
        try:
            found = condition()
            if found:
                return found
        except GLib.Error:
            pass
        if time.monotonic() > end:
            raise NotFound(f"waited {seconds} s in vain for {what}")
        time.sleep(0.05)


def application(name):
    def find():
        desktop = Atspi.get_desktop(0)
        for i in range(desktop.get_child_count()):
            child = desktop.get_child_at_index(i)
            if child and child.get_name() == name:
                return child
        return None

    return wait_for(find, f"the program {name} on the bus")


def has(node, state):
    return node.get_state_set().contains(state)


def is_showing(node):
    return has(node, Atspi.StateType.SHOWING) and has(node, Atspi.StateType.VISIBLE)


def children(node):
    count = node.get_child_count()
    if node.get_role() in LONG:
        count = min(count, MOST_ROWS)
    for i in range(count):
        child = node.get_child_at_index(i)
        if child is not None:
            yield child


def walk(node, path=()):
    """Everything on the screen below `node`, each with the way to it. Menus that are closed are walked too:
    a screen reader reads them from the menu bar."""
    here = path + (f"{node.get_role_name()} '{node.get_name()}'",)
    yield node, here
    for child in children(node):
        inside_menu = child.get_role() in (Atspi.Role.MENU, Atspi.Role.MENU_ITEM, Atspi.Role.POPUP_MENU)
        if inside_menu or is_showing(child):
            yield from walk(child, here)


def find_all(root, role=None, name=None, test=None):
    for node, _ in walk(root):
        if role is not None and node.get_role() != role:
            continue
        if name is not None and node.get_name() != name:
            continue
        if test is not None and not test(node):
            continue
        yield node


def find(root, role=None, name=None, test=None):
    what = f"{role.value_nick if role is not None else 'anything'} '{name}'"
    return wait_for(lambda: next(find_all(root, role, name, test), None), what)


def press(node):
    """The first action of a control, which is what a click does."""
    if not has(node, Atspi.StateType.ENABLED):
        raise AssertionError(f"'{node.get_name()}' is not enabled")
    if not Atspi.Action.do_action(node, 0):
        raise AssertionError(f"'{node.get_name()}' has no action")


def text_of(node):
    return Atspi.Text.get_text(node, 0, -1)


def keys(*names):
    """Types keys as the keyboard would: 'Control_L', 'k'. All are held down until the last is."""
    import subprocess

    subprocess.run(["xdotool", "key", "--clearmodifiers", "+".join(names)], check=True)


def type_text(text):
    import subprocess

    subprocess.run(["xdotool", "type", "--clearmodifiers", "--delay", "8", text], check=True)


def nameless(root):
    """The controls on the screen that do not say what they are, and the focusable things without a role."""
    wrong = []
    for node, path in walk(root):
        role = node.get_role()
        if role in CONTROLS and not node.get_name().strip():
            wrong.append(" / ".join(path[-5:]))
        if role in (Atspi.Role.UNKNOWN, Atspi.Role.INVALID) and has(node, Atspi.StateType.FOCUSABLE):
            wrong.append("no role: " + " / ".join(path[-5:]))
    return wrong
