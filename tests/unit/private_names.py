"""Only public names of dependencies are used: none that begins with an underscore is imported, read, set or overridden.

Private names change without notice, so that a patch release of a dependency could break the program. The check reads
the syntax tree of every file of the package; for classes that derive from a dependency's class it also imports the
module, to know which private names the bases have.
"""

from __future__ import annotations

import ast
import builtins
import importlib
import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from string import ascii_letters, digits
from types import ModuleType
from typing import NamedTuple

from textual.keys import Keys
from textual.message_pump import MessagePump
from textual.reactive import Reactive

PACKAGE = Path(__file__).parents[2] / "assistant"
OWN = PACKAGE.name

ALLOWED = {
    "tui/driver.py": "reads the terminal's input itself: no public name gives access to the parser of Textual's driver",
}
"""Files that may use private names, each with the reason."""
DOCUMENTED = {"_asdict", "_replace", "_fields", "_make", "_field_defaults", "_missing_", "_exit"}
"""Public by documentation in spite of the underscore: of named tuples, of enums, and ``os._exit``."""
HANDLERS = ("_on_", "_action_")
"""Beginnings of method names that Textual calls by itself, for its own classes' use."""
KEYS = {*ascii_letters, *digits, *(key.value.replace("+", "_") for key in Keys)}
"""The same for keys: ``_key_`` and one of these."""
WATCHERS = ("_watch_", "_validate_", "_compute_")
"""The same for a reactive attribute, whose name follows."""
BY_STRING = {"getattr", "setattr", "hasattr", "delattr", "object", "attr", "attrgetter", "methodcaller"}
"""Calls that take an attribute's name as text: built-in functions, ``patch.object``, ``operator.attrgetter``."""
BY_MODULE = {"import_module", "__import__", "find_spec"}

Load = Callable[[str], ModuleType | None]


class Use(NamedTuple):
    """A private name of a dependency in the project's code."""

    path: str
    line: int
    name: str
    how: str
    """What is done with it."""

    def __str__(self) -> str:
        return f"{OWN}/{self.path}:{self.line}: {self.name} ({self.how})"


def is_private(name: str) -> bool:
    """Whether a name begins with an underscore and is not public by convention or documentation."""
    special = name.startswith("__") or not name.strip("_")
    return name.startswith("_") and not special and name not in DOCUMENTED


def is_own(module: str) -> bool:
    """Whether a module belongs to the project."""
    return module.partition(".")[0] == OWN


# Names that classes of dependencies have


@cache
def classes_in(file: str) -> dict[str, ast.ClassDef]:
    """All classes of a source file by their qualified names."""
    found: dict[str, ast.ClassDef] = {}

    def look(node: ast.AST, prefix: str) -> None:
        for child in ast.iter_child_nodes(node):
            inner = prefix
            if isinstance(child, ast.ClassDef):
                found.setdefault(prefix + child.name, child)
                inner = f"{prefix}{child.name}."
            look(child, inner)

    look(ast.parse(Path(file).read_text(encoding="utf-8")), "")
    return found


@cache
def names_of(base: type) -> frozenset[str]:
    """The private names of one class: in its body, in annotations, and set on ``self`` or ``cls`` in its methods."""
    names = {*vars(base), *inspect.get_annotations(base)}
    try:
        file = inspect.getsourcefile(base)
    except (OSError, TypeError):  # built in, or without source
        file = None
    source = classes_in(file).get(base.__qualname__) if file else None
    if source is not None:
        names.update(filter(None, map(set_on_self, ast.walk(source))))
    return frozenset(filter(is_private, names))


def set_on_self(node: ast.AST) -> str:
    """The name that an expression sets on ``self`` or ``cls``; empty for any other expression."""
    if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and is_self(node.value):
        return node.attr
    return ""


def is_self(node: ast.AST) -> bool:
    """Whether an expression is the object or class that a method works on."""
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id == "super"
    return isinstance(node, ast.Name) and node.id in ("self", "cls")


class Family(NamedTuple):
    """What a class of the project takes over from dependencies, by itself or through its subclasses."""

    names: Mapping[str, str]
    """Private names, each with the class that has it."""
    hooks: tuple[str, ...]
    """Beginnings of names, and whole names, that a dependency looks for."""

    def owner(self, name: str) -> str:
        """The dependency's class that has a name or would call it; empty when there is none."""
        if name in self.names:
            return self.names[name]
        whole = any(name == hook if not hook.endswith("_") else name.startswith(hook) for hook in self.hooks)
        return "textual.message_pump.MessagePump" if whole else ""


def reactives_of(one: type) -> set[str]:
    """The names of the reactive attributes of a class and its bases."""
    return {name for base in one.__mro__ for name, value in vars(base).items() if isinstance(value, Reactive)}


NOBODY = Family({}, ())


def family(types: Iterable[type]) -> Family:
    """Collect what some classes take over together."""
    names: dict[str, str] = {}
    hooks: set[str] = set()
    for one in types:
        for base in one.__mro__:
            if not is_own(base.__module__):
                names |= dict.fromkeys(names_of(base), f"{base.__module__}.{base.__qualname__}")
        if issubclass(one, MessagePump):
            hooks.update(HANDLERS)
            hooks.update("_key_" + key for key in KEYS)
            hooks.update(start + name for start in WATCHERS for name in reactives_of(one))
    return Family(names, tuple(sorted(hooks)))


# The project's own names


class Source(NamedTuple):
    """A file of the project."""

    path: str
    tree: ast.Module
    classes: Mapping[ast.ClassDef, Family]
    unknown: frozenset[ast.ClassDef]
    """Classes in functions with bases that are not names of the module."""


def read(sources: Mapping[str, str], load: Load) -> list[Source]:
    """Parse files and find out what their classes derive from; a mixin has the bases of what it is mixed into."""
    trees = {path: ast.parse(text) for path, text in sources.items()}
    modules = {path: load(path) for path in sources}
    named = {path: list(qualified(tree, "")) for path, tree in trees.items()}
    types: dict[ast.ClassDef, list[type]] = {}
    unknown: set[ast.ClassDef] = set()
    for path, classes in named.items():
        for node, name in classes:
            local = "<locals>" in name
            wanted = [ast.unparse(base) for base in node.bases] if local else [name]
            types[node] = [one for one in (resolve(modules[path], each) for each in wanted) if one]
            if local and len(types[node]) < len(wanted):
                unknown.add(node)
    every = [one for found in types.values() for one in found]
    owned = {one for one in every if is_own(one.__module__)}
    families = {
        node: family([*found, *(other for other in every if set(found) & set(other.__mro__) & owned)])
        for node, found in types.items()
    }
    return [Source(path, tree, families, frozenset(unknown)) for path, tree in trees.items()]


def qualified(node: ast.AST, prefix: str) -> Iterator[tuple[ast.ClassDef, str]]:
    """All classes below a node with their qualified names."""
    for child in ast.iter_child_nodes(node):
        inner = prefix
        if isinstance(child, ast.ClassDef):
            yield child, prefix + child.name
            inner = f"{prefix}{child.name}."
        elif isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            inner = f"{prefix}{child.name}.<locals>."
        yield from qualified(child, inner)


def resolve(module: ModuleType | None, name: str) -> type | None:
    """The class of a qualified name; ``None`` where there is none at run time, such as one for type checkers only."""
    first, *rest = name.split(".")
    found: object = getattr(module, first, getattr(builtins, first, None))
    for part in rest:
        found = getattr(found, part, None)
    return found if isinstance(found, type) else None


class Definitions(ast.NodeVisitor):
    """Collects the names that the project defines itself: of modules, of classes, and on ``self``."""

    def __init__(self, classes: Mapping[ast.ClassDef, Family]) -> None:
        self.names: set[str] = set()
        self._classes = classes
        self._family = NOBODY
        self._in_function = False

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._add(node.name)
        outer = self._family, self._in_function
        self._family, self._in_function = self._classes.get(node, NOBODY), False
        self.generic_visit(node)
        self._family, self._in_function = outer

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self._add(node.name)
        outer, self._in_function = self._in_function, True
        self.generic_visit(node)
        self._in_function = outer

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Store):
            self._add(node.id)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if set_on_self(node) and not self._family.owner(node.attr):
            self.names.add(node.attr)
        self.generic_visit(node)

    def _add(self, name: str) -> None:
        if not self._in_function and not self._family.owner(name):
            self.names.add(name)


# The check


class Uses(ast.NodeVisitor):
    """Collects the private names of dependencies that a file uses."""

    def __init__(self, source: Source, own: set[str]) -> None:
        self.found: list[Use] = []
        self._source = source
        self._own = own
        self._family = NOBODY
        self._in_class = False
        self._foreign = set(foreign_imports(source.tree))
        self.visit(source.tree)

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            self._module(node, alias.name)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        if node.level or is_own(node.module or ""):
            return
        self._module(node, node.module or "")
        for alias in node.names:
            if is_private(alias.name):
                self._use(node, alias.name, f"imported from {node.module}")

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._defined(node, node.name)
        if node in self._source.unknown:
            self._use(node, node.name, "a class in a function with unknown bases; define it in the module")
        outer = self._family, self._in_class
        self._family, self._in_class = self._source.classes.get(node, NOBODY), True
        self.generic_visit(node)
        self._family, self._in_class = outer

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self._defined(node, node.name)
        outer, self._in_class = self._in_class, False
        self.generic_visit(node)
        self._in_class = outer

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Store):
            self._defined(node, node.id)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        self._accessed(node, node.value, node.attr, "accessed")
        self.generic_visit(node)

    def visit_MatchClass(self, node: ast.MatchClass) -> None:
        for name in node.kwd_attrs:
            self._accessed(node, node.cls, name, "matched")
        self.generic_visit(node)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        name = text_of(node.slice)
        if name and is_attributes(node.value):
            self._accessed(node, node.value, name, "accessed by text")
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        texts = [*map(text_of, node.args), *(text_of(keyword.value) for keyword in node.keywords)]
        if called in BY_MODULE:
            for text in texts:
                self._module(node, text)
        elif called in BY_STRING or called in ("__getattribute__", "__setattr__"):
            target = node.args[0] if node.args else node.func
            for name in texts:
                self._accessed(node, target, name.rpartition(".")[2], "accessed by text")
        self.generic_visit(node)

    def _module(self, node: ast.AST, module: str) -> None:
        if not is_own(module):
            for part in filter(is_private, module.split(".")):
                self._use(node, part, f"part of the module {module}")

    def _defined(self, node: ast.AST, name: str) -> None:
        owner = self._family.owner(name) if self._in_class and is_private(name) else ""
        if owner:
            self._use(node, name, f"overrides {owner}")

    def _accessed(self, node: ast.AST, target: ast.expr, name: str, how: str) -> None:
        if not is_private(name):
            return
        if is_self(target) and (owner := self._family.owner(name)):
            self._use(node, name, f"{how} on self, belongs to {owner}")
        elif isinstance(target, ast.Name) and target.id in self._foreign:
            self._use(node, name, f"{how} on {target.id}")
        elif name not in self._own:
            self._use(node, name, f"{how} on {ast.unparse(target)}, not defined in the project")

    def _use(self, node: ast.AST, name: str, how: str) -> None:
        self.found.append(Use(self._source.path, getattr(node, "lineno", 0), name, how))


def foreign_imports(tree: ast.Module) -> Iterator[str]:
    """The names by which a file knows modules of dependencies and what it imports from them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if not is_own(alias.name):
                    yield alias.asname or alias.name.partition(".")[0]
        elif isinstance(node, ast.ImportFrom) and not node.level and not is_own(node.module or ""):
            yield from (alias.asname or alias.name for alias in node.names)


def text_of(node: ast.expr) -> str:
    """The text of a constant, or what a text that is put together begins with."""
    if isinstance(node, ast.BinOp):
        return text_of(node.left)
    if isinstance(node, ast.JoinedStr):
        return text_of(node.values[0]) if node.values else ""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def is_attributes(node: ast.expr) -> bool:
    """Whether an expression is an object's dictionary of attributes."""
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id == "vars"
    return isinstance(node, ast.Attribute) and node.attr == "__dict__"


def uses(sources: Mapping[str, str], load: Load) -> list[Use]:
    """Find every private name of a dependency.

    Args:
        sources: The project's files by path.
        load: Imports a file; gives ``None`` for one that cannot be imported.
    """
    files = read(sources, load)
    own: set[str] = set()
    for file in files:
        definitions = Definitions(file.classes)
        definitions.visit(file.tree)
        own |= definitions.names
    return sorted(use for file in files for use in Uses(file, own).found)


# The project


def load_file(path: str) -> ModuleType:
    """Import a file of the package."""
    parts = [OWN, *path.removesuffix(".py").split("/")]
    return importlib.import_module(".".join(parts).removesuffix(".__init__"))
