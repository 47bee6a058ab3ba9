# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives the installed program by names and roles alone, as someone who does not see the screen would.

Usage: desk.py FOLDER-OF-PROGRAMS SCRATCH-FOLDER
"""

import pathlib
import subprocess
import sys
import unittest

import screen
from screen import Atspi

FILTER = "Show keys that start with"
PROGRAMS, SCRATCH = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])


def kvw(*arguments, text=None):
    return subprocess.run([PROGRAMS / "kvw", *arguments], input=text, check=True, capture_output=True).stdout


def make_project():
    project = SCRATCH / "shop"
    project.mkdir()
    (project / "wrangler.jsonc").write_text(
        '{"name": "shop", "main": "worker.js", "compatibility_date": "2026-01-01",\n'
        ' "kv_namespaces": [{"binding": "TODO", "id": "0123456789abcdef0123456789abcdef",\n'
        '                    "preview_id": "fedcba9876543210fedcba9876543210"}]}\n')
    return project


class Desk(unittest.TestCase):
    """One program for all tests, which run in the order of their names: starting it takes the longest."""

    @classmethod
    def setUpClass(cls):
        Atspi.init()
        cls.project = make_project()
        for place in ("local:TODO", "local:TODO:preview"):
            for key, value in (("user:1", '{"name": "Ada"}'), ("user:2", '{"name": "Grace"}'), ("note", place)):
                kvw("--project", str(cls.project), "put", place, key, "-", text=value.encode())
        cls.program = subprocess.Popen([PROGRAMS / "kvworkbench", str(cls.project)])
        cls.app = screen.application("kvworkbench")

    @classmethod
    def tearDownClass(cls):
        cls.program.terminate()
        cls.program.wait(20)

    def showing(self, name, role=None):
        return screen.find(self.app, role=role, name=name)

    def wait_until_active(self):
        """Keys go to the window that the window manager made the active one."""
        screen.find(self.app, role=Atspi.Role.FRAME, test=lambda node: screen.has(node, Atspi.StateType.ACTIVE))

    def wait_for_focus(self, role, name):
        screen.find(self.app, role=role, name=name, test=lambda node: screen.has(node, Atspi.StateType.FOCUSED))

    def assert_all_named(self, where):
        self.assertEqual(screen.nameless(self.app), [], f"controls without a name or a role in {where}")

    def value_editor(self):
        return screen.find(self.app, role=Atspi.Role.TEXT, name="Value as text")

    def choose(self, key):
        """Filters for a key and steps down to it, by keyboard alone."""
        self.wait_until_active()
        screen.keys("Control_L", "2")  # in a value Ctrl+F would find in it
        screen.keys("Control_L", "f")
        self.wait_for_focus(role=Atspi.Role.TEXT, name=FILTER)
        screen.keys("Control_L", "a")
        screen.type_text(key)
        screen.find(self.showing("Keys", Atspi.Role.TABLE), name=key)
        screen.keys("Return")
        screen.keys("Home")
        self.showing(key, Atspi.Role.LABEL)

    def test_10_the_window_opens_on_the_keys_of_the_first_binding(self):
        table = self.showing("Keys", Atspi.Role.TABLE)
        screen.find(table, name="user:1")
        self.showing("LOCAL", Atspi.Role.LABEL)
        self.assert_all_named("the window as it opens")

    def value(self, test):
        """The editor of the value, when it shows what `test` wants; its name says how it shows it."""
        return screen.wait_for(
            lambda: next((node for name in ("Value as text", "Value as JSON")
                          for node in screen.find_all(self.app, role=Atspi.Role.TEXT, name=name)
                          if test(screen.text_of(node))), None), "the value")

    def test_20_a_key_is_found_edited_and_saved(self):
        self.choose("user:2")
        editor = self.value(lambda text: "Grace" in text)
        self.assert_all_named("the entry pane")
        self.assertTrue(editor.grab_focus())
        screen.keys("Control_L", "a")
        screen.type_text("edited without eyes")
        screen.press(screen.find(self.app, role=Atspi.Role.PUSH_BUTTON, name="Save",
                                 test=lambda node: screen.has(node, Atspi.StateType.ENABLED)))
        screen.wait_for(lambda: kvw("--project", str(self.project), "get", "local:TODO", "user:2") ==
                        b"edited without eyes", "the value on the disk")

    def test_30_the_other_namespace_is_a_switch_away(self):
        self.choose("note")
        screen.press(self.showing("Namespace: preview_id"))
        self.value(lambda text: text == "local:TODO:preview")
        screen.press(self.showing("Namespace: id"))
        self.value(lambda text: text == "local:TODO")

    def test_40_keys_are_shown_in_every_shape(self):
        for shape, role in (("Tree", Atspi.Role.TREE), ("Patterns", Atspi.Role.TABLE), ("List", Atspi.Role.TABLE)):
            screen.press(self.showing(f"Show keys as: {shape}"))
            screen.wait_for(lambda: [node for node, _ in screen.walk(self.app)
                                     if node.get_role() in (role, Atspi.Role.TREE_TABLE) and screen.is_showing(node)],
                            f"the keys as {shape}")
            self.assert_all_named(f"the keys as {shape}")

    def test_50_an_action_is_found_by_its_name(self):
        self.wait_until_active()
        screen.keys("Control_L", "k")
        self.wait_for_focus(role=Atspi.Role.TEXT, name="Find an action, key, binding or project")
        screen.type_text("search every")
        screen.find(self.showing("What was found"), test=lambda node: "Search everywhere" in node.get_name())
        self.assert_all_named("the palette")
        screen.keys("Return")
        self.showing("Search", Atspi.Role.PUSH_BUTTON)
        self.assert_all_named("the search over all targets")
        screen.keys("Control_L", "w")

    def test_60_every_key_is_listed(self):
        self.wait_until_active()
        screen.keys("F1")
        self.wait_for_focus(role=Atspi.Role.TEXT, name="Find an action or a key")
        screen.find(self.showing("Actions and their keys"), test=lambda node: node.get_name() == "Ctrl+K, Ctrl+Shift+P")
        self.assert_all_named("the list of all keys")
        screen.keys("Escape")

    def test_70_a_comparison_and_a_new_key_name_their_controls(self):
        screen.press(self.showing("Compare", Atspi.Role.PUSH_BUTTON))
        self.showing("Swap the sides")
        self.assert_all_named("a comparison")
        screen.keys("Control_L", "w")
        screen.press(self.showing("Add a key", Atspi.Role.PUSH_BUTTON))
        self.showing("Key", Atspi.Role.TEXT)
        self.assert_all_named("a new key")
        screen.keys("Escape")

    def test_80_the_start_page_says_what_to_do(self):
        self.wait_until_active()
        screen.keys("Control_L", "Shift_L", "w")
        self.showing("Try the sample project", Atspi.Role.PUSH_BUTTON)
        self.assert_all_named("the start page")


if __name__ == "__main__":
    result = unittest.main(argv=sys.argv[:1], exit=False, verbosity=2).result
    bad = len(result.failures) + len(result.errors)
    print(f"# pass {max(0, result.testsRun - bad - len(result.skipped))}")
    print(f"# fail {bad}")
    print(f"# skipped {len(result.skipped)}")
    sys.exit(0 if result.wasSuccessful() else 1)
