"""What a row that was damaged or edited by hand is noticed by, so that it is named and left out, and the rest is read."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from typing import Any, Final

from sqlalchemy import Dialect, LargeBinary, Row
from sqlalchemy.types import TypeDecorator, TypeEngine

from ...scenarios.parameters import is_number

Tell = Callable[[str, str], None]  # told which row cannot be read, and what of it

UNKNOWN: Final = "unknown"  # where the row that says it is damaged
LONGEST_SEED: Final = 20  # digits of a whole number of 64 bits
# What a design of each kind must hold, for whoever tells of it.
DESIGNS: Final[Mapping[str, Mapping[str, type]]] = {
    "comparison": {},
    "sweep": {},
    "sensitivity": {"method": str, "size": int, "factors": list},
    "calibration": {"stage": str, "calibration": str, "varied": list},
    "crossing": {"made": list},
}


class DamagedRow(UserWarning):
    """A row of the store cannot be read and is left out; the message is a sentence for people."""


class Unsound(Exception):
    """A row cannot be read; the message names its columns."""


class _Damaged:
    def __repr__(self) -> str:
        return "damaged"


DAMAGED: Final = _Damaged()  # in place of a value that is not what its column promises


class Sound(TypeDecorator[Any]):
    """A column whose values are of this kind whatever stands in the file; what is not comes back as `DAMAGED`.

    SQLite keeps text where a number is due, and one wrong value would break the reading of all rows.
    """

    impl = LargeBinary  # replaced by the type of the column
    cache_ok = True

    def __init__(self, inner: TypeEngine[Any], kind: type) -> None:
        """Take the column's own type, and what its values are in Python."""
        super().__init__()
        self.inner, self.kind = inner, kind
        self.impl = self.impl_instance = inner  # type: ignore[assignment]

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        """Read a value as the column's own type does, and look at it."""
        read = self.impl_instance.result_processor(dialect, coltype)
        flag = self.kind is bool  # which takes any value for a flag

        def checked(raw: Any) -> Any:
            if raw is None:
                return None
            try:
                value = read(raw) if read else raw
            except (TypeError, ValueError, OverflowError, RecursionError):
                return DAMAGED
            return value if isinstance(value, self.kind) and (not flag or raw in (0, 1)) else DAMAGED

        return checked


def is_damaged(value: object) -> bool:
    """Whether this stands for something that cannot be read, or is missing."""
    return value is None or value is DAMAGED


def must_be_sound(row: Any, *names: str) -> None:
    """Raise `Unsound` with the names of those columns of a row that are empty or damaged."""
    wrong = [name for name in names if is_damaged(row._mapping[name])]
    if wrong:
        raise Unsound(", ".join(wrong))


def must(holds: bool, name: str) -> None:
    """Raise `Unsound` with the name of a column unless it holds what it should."""
    if not holds:
        raise Unsound(name)


def are_words(value: object) -> bool:
    """Whether this is a list of texts."""
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def is_design(kind: str, design: Mapping[str, Any]) -> bool:
    """Whether this is how the scenarios of such an experiment may have come about."""
    parts = DESIGNS[kind] if design else {}
    fits = all(isinstance(design.get(name), of) for name, of in parts.items())
    sides = [side for side in design.values() if isinstance(side, Mapping) and "design" in side]
    lists = [design[name] for name, of in parts.items() if of is list] if fits else []
    if kind == "sensitivity" and not _are_own(design.get("ranges", {}), design.get("groups", {})):
        return False
    return fits and all(are_words(each) for each in [*lists, *(side.get("varied", []) for side in sides)])


def _are_own(ranges: object, groups: object) -> bool:
    """Whether these are ranges, two numbers each, and groups, names each."""
    if not isinstance(ranges, Mapping) or not isinstance(groups, Mapping):
        return False
    pairs = all(isinstance(each, list) and len(each) == 2 and all(map(is_number, each)) for each in ranges.values())
    return pairs and all(are_words(each) for each in groups.values())


def is_seed(text: str) -> bool:
    """Whether this text is a seed."""
    return text.isascii() and text.isdecimal() and len(text) <= LONGEST_SEED


def content_of(row: Row[Any], tell: Tell) -> Mapping[str, Any]:
    """What a row was computed with; unknown where that cannot be read."""
    found = row.content
    if isinstance(found, dict) and isinstance(found.get("engine_version"), str):
        words = all(isinstance(found.get(name) or "", str) for name in ("values", "commit", "python", "platform"))
        if words and isinstance(found.get("libraries", {}), dict):
            return found
    tell(f"Provenance {row.provenance_id}", "content")
    return {"engine_version": UNKNOWN}


def warn(what: str, part: str, where: str) -> None:
    """Say that a row is left out."""
    warnings.warn(f"{what} in {where} is damaged ({part}) and left out.", DamagedRow, stacklevel=3)
