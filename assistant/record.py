"""Frozen values with named fields, made without running generated code.

A ``Record`` is a named tuple in all but its making: ``typing.NamedTuple`` compiles a class body and every
annotation when its module is imported, which for the values of a one-shot answer costs more than the answer.
Fields, defaults and types are written as for ``NamedTuple``; type checkers are told so.
"""

from __future__ import annotations

from operator import itemgetter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar, Self, dataclass_transform
else:

    def dataclass_transform(**said: object) -> object:
        """What ``typing`` has for type checkers."""
        return lambda made: made


@dataclass_transform(frozen_default=True)
class Record(tuple):  # type: ignore[type-arg]
    """Base of frozen values: a tuple whose places have names.

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
        for place, name in enumerate(names):
            setattr(cls, name, property(itemgetter(place)))

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
            raise TypeError(f"{cls.__name__} has no place for {sorted(named) or values[len(fields) :]}")
        return tuple.__new__(cls, (*values, *rest))

    def __getnewargs__(self) -> tuple[Any, ...]:
        return tuple(self)

    def __repr__(self) -> str:
        named = ", ".join(f"{name}={value!r}" for name, value in zip(self._fields, self, strict=True))
        return f"{type(self).__name__}({named})"

    def _replace(self, **changes: Any) -> Self:
        """The same value with some fields changed."""
        values = [changes.pop(name, value) for name, value in zip(self._fields, self, strict=True)]
        if changes:
            raise ValueError(f"{type(self).__name__} has no field {sorted(changes)}")
        return tuple.__new__(type(self), values)

    def _asdict(self) -> dict[str, Any]:
        """Fields by name, in order."""
        return dict(zip(self._fields, self, strict=True))
