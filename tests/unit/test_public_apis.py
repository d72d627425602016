"""The assistant uses only documented names of its dependencies, and the search for others finds them."""

from __future__ import annotations

from types import ModuleType

import pytest

from tests.unit.private_names import ALLOWED, OWN, PACKAGE, Use, load_file, uses


@pytest.fixture(scope="module")
def found() -> list[Use]:
    files = sorted(PACKAGE.rglob("*.py"))
    sources = {file.relative_to(PACKAGE).as_posix(): file.read_text(encoding="utf-8") for file in files}
    return uses(sources, load_file)


def test_only_public_names_of_dependencies_are_used(found: list[Use]) -> None:
    private = [str(use) for use in found if use.path not in ALLOWED]
    assert not private, "private names of dependencies:\n" + "\n".join(private)


def test_every_exception_is_needed(found: list[Use]) -> None:
    assert {use.path for use in found if use.path in ALLOWED} == set(ALLOWED)


# The check itself


def check(source: str, **others: str) -> list[str]:
    """The private names in a file that belongs to the project, with others beside it."""
    modules: dict[str, ModuleType] = {}
    for name, text in {**others, "snippet": source}.items():
        modules[f"{name}.py"] = ModuleType(f"{OWN}.{name}")
        exec(text, modules[f"{name}.py"].__dict__)
    sources = {f"{name}.py": text for name, text in {**others, "snippet": source}.items()}
    return [use.name for use in uses(sources, modules.__getitem__) if use.path == "snippet.py"]


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("import textual._context", ["_context"]),
        ("from textual._context import active_app", ["_context"]),
        ("def f():\n    from collections import _chain", ["_chain"]),
        ("from importlib import import_module\ndef f(): import_module('textual._context')", ["_context"]),
        ("if not __name__:\n    from textual.app import _private", ["_private"]),
    ],
)
def test_private_modules_and_imports_are_found(source: str, names: list[str]) -> None:
    assert check(source) == names


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("import yaml\nx = hasattr(yaml, 'a') and yaml._yaml", ["_yaml"]),
        ("def f(parser): return parser._actions", ["_actions"]),
        ("def f(parser): parser._actions = []", ["_actions"]),
        ("def f(parser): return parser.one._actions[0].x", ["_actions"]),
        ("class A:\n    _actions = 1\ndef f(parser): return parser._actions", []),
        ("class A:\n    def __init__(self): self._actions = 1\ndef f(a): return a._actions", []),
        ("def f():\n    _actions = 1\n    return f._actions", ["_actions"]),
        ("import yaml\nclass A:\n    _yaml = 1\ndef f(): return yaml._yaml", ["_yaml"]),
        ("def f(a): return a._replace(x=1)._asdict(), a.__dict__, a.__class__", []),
        ("def f(a):\n    match a:\n        case int(_actions=1): pass", ["_actions"]),
    ],
)
def test_private_attributes_of_other_objects_are_found(source: str, names: list[str]) -> None:
    assert check(source) == names


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("def _render(self): return None", ["_render"]),
        ("async def _on_mount(self): pass", ["_on_mount"]),
        ("def _on_no_event_of_textual(self): pass", ["_on_no_event_of_textual"]),
        ("def on_mount(self): self._mounted = self._parent", ["_parent"]),
        ("def on_mount(self): self._size = 1", ["_size"]),
        ("def on_mount(self): super()._size_updated()", ["_size_updated"]),
        ("_nodes = ()", ["_nodes"]),
        ("_nodes: tuple", ["_nodes"]),
        ("level = reactive(0)\n    def _watch_level(self): pass", ["_watch_level"]),
        ("def _watch_level(self): pass", []),
        ("def _key_ctrl_a(self): pass", ["_key_ctrl_a"]),
        ("def _key_of(self): return self._key_of()", []),
        ("def on_mount(self): return self._nowhere", ["_nowhere"]),
    ],
)
def test_private_names_of_a_base_are_found(body: str, names: list[str]) -> None:
    head = "from textual.reactive import reactive\nfrom textual.widget import Widget\n"
    assert check(f"{head}class Mine(Widget):\n    {body}") == names
    assert check(f"{head}class Outer:\n  class Mine(Widget):\n    {body}") == names
    assert check(f"{head}class First(Widget): pass\nclass Mine(First):\n    {body}") == names
    assert check(f"{head}class Mine:\n    {body}\nclass Mixed(Mine, Widget): pass") == names


def test_a_class_in_a_function_is_checked_if_its_bases_are_known_and_found_if_not() -> None:
    local = "def f():\n    class Mine(Widget):\n        def _render(self): return None"
    assert check(f"from textual.widget import Widget\n{local}") == ["_render"]
    assert check(local.replace("f():", "f():\n    from textual.widget import Widget")) == ["Mine"]
    assert check(local.replace("(Widget)", "")) == []
    assert check(local.replace("Widget", "ValueError")) == []


def test_a_name_that_overrides_a_base_is_not_taken_for_the_projects_own() -> None:
    other = "from textual.widget import Widget\nclass Mine(Widget):\n    def _render(self): return None"
    assert check("def f(widget): widget._render()", other=other) == ["_render"]
    assert check("def f(page): page._render()", other="class Page:\n    def _render(self): return None") == []


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("def f(a): return getattr(a, '_nodes', None)", ["_nodes"]),
        ("def f(a): setattr(a, '_nodes', 1)", ["_nodes"]),
        ("def f(patch, a): patch.setattr(a, '_nodes', 1)", ["_nodes"]),
        ("def f(patch): patch.setattr('textual.app.App._nodes', 1)", ["_nodes"]),
        ("def f(a): object.__setattr__(a, '_nodes', 1)", ["_nodes"]),
        ("from operator import attrgetter\nf = attrgetter('_nodes')", ["_nodes"]),
        ("def f(a, x): return getattr(a, '_on_' + x), getattr(a, f'_on_{x}')", ["_on_", "_on_"]),
        ("def f(a): return vars(a)['_nodes'], a.__dict__['_nodes']", ["_nodes", "_nodes"]),
        ("def f(a): return getattr(a, 'nodes'), {}['_nodes'], print('_nodes')", []),
        ("class A:\n    _nodes = 1\ndef f(a): return getattr(a, '_nodes')", []),
    ],
)
def test_private_names_in_text_are_found(source: str, names: list[str]) -> None:
    assert check(source) == names
