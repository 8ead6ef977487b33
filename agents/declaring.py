"""How a record is declared: a class in which each field says once how it is stored, in what unit, and what it means.

Core objects: Record, the base of them; `field`; Table, the rows of one kind of record; F8 … U1s, the types of fields.

A record *is* a row of a numpy record array: its class is never made, but says what mypy may find in a row, and from it come
the row's dtype, the tables of the documents, what Mesa sees and the columns of data frames.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    ClassVar,
    Final,
    Generic,
    Self,
    TypeAlias,
    TypeVar,
    get_type_hints,
    overload,
)

import numpy as np

from ..scenarios.words import Vocabulary

# Fields used in arithmetic are f8 or i8; the others are storage, read through `np.float64()` or `int()`.
F8: TypeAlias = Annotated[float, "f8"]
F4: TypeAlias = Annotated[float, "f4"]
I8: TypeAlias = Annotated[int, "i8"]
I4: TypeAlias = Annotated[int, "i4"]
I2: TypeAlias = Annotated[int, "i2"]
U1: TypeAlias = Annotated[int, "u1"]
F8s: TypeAlias = Annotated[np.ndarray, "f8"]
F4s: TypeAlias = Annotated[np.ndarray, "f4"]
U1s: TypeAlias = Annotated[np.ndarray, "u1"]

YES_NO: Final = "yes or no"
Unit: TypeAlias = str | type[Vocabulary]
Layout: TypeAlias = list[tuple[str, str] | tuple[str, str, tuple[int, ...]]]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record: how it is stored, its unit or the list whose number it is, and what it means."""

    name: str
    stored: str
    unit: Unit
    meaning: str
    size: int  # how many stand side by side; 0 is a single value
    shown: bool  # whether Mesa sees it

    @property
    def measured(self) -> str:
        """Its unit, or the words that its numbers stand for."""
        return self.unit if isinstance(self.unit, str) else ", ".join(self.unit.words())

    @property
    def sentence(self) -> str:
        """What it means, as a sentence that names its range or its words."""
        if not isinstance(self.unit, str):
            return f"{self.meaning[0].upper()}{self.meaning[1:]}: {self.measured}."
        span = f", {self.unit}" if " to " in self.unit else ""
        return f"{self.meaning[0].upper()}{self.meaning[1:]}{span}."

    def read(self, values: np.ndarray) -> np.ndarray:
        """Stored values as people read them: words for numbers of a list, true and false for yes and no."""
        if not isinstance(self.unit, str):
            return np.array(self.unit.words())[values]
        return values.astype(np.bool_) if self.unit == YES_NO else values


@dataclass(frozen=True, slots=True)
class _Said:
    unit: Unit
    meaning: str
    size: int
    shown: bool


def field(unit: Unit, meaning: str, *, size: int = 0, shown: bool = False) -> Any:
    """Declare a field of a record; its name and how it is stored stand to the left."""
    return _Said(unit, meaning, size, shown)


class Kind(type):
    """A class of records, told apart from other classes so that behaviours can ask for a blank one of it."""

    dtype: np.dtype[np.void]


class Record(metaclass=Kind):
    """A row of a record array, field by field in the order in which they are stored."""

    fields: ClassVar[Mapping[str, Field]] = {}
    dtype: ClassVar[np.dtype[np.void]]

    def __init_subclass__(cls) -> None:
        """Read the declarations."""
        hints = get_type_hints(cls, include_extras=True)
        cls.fields = {
            name: Field(name, hints[name].__metadata__[0], said.unit, said.meaning, said.size, said.shown)
            for name, said in vars(cls).items()
            if isinstance(said, _Said)
        }
        cls.dtype = laid_out([
            (each.name, each.stored, (each.size,)) if each.size else (each.name, each.stored)
            for each in cls.fields.values()
        ])  # fmt: skip

    @classmethod
    def table(cls, size: int) -> Table[Self]:
        """So many rows of zeros."""
        return rows_of(cls.dtype, size)

    @classmethod
    def one(cls) -> Self:
        """One row of zeros on its own."""
        return cls.table(1)[0]

    if TYPE_CHECKING:

        def __getitem__(self, name: str) -> Any: ...
        def __setitem__(self, name: str, value: Any) -> None: ...


def laid_out(fields: Layout) -> np.dtype[np.void]:
    """The dtype of rows with these fields, each where the processor reads it at once."""
    return np.dtype((np.record, np.dtype(fields, align=True)))


def rows_of(dtype: np.dtype[np.void], size: int) -> Any:
    """So many rows of zeros of this dtype."""
    return np.zeros(size, dtype).view(np.recarray)


R = TypeVar("R", bound=Record)

if TYPE_CHECKING:

    class Table(np.recarray[Any, np.dtype[np.void]], Generic[R]):
        """The rows of one kind of record: by number a row, by name a column."""

        @overload  # type: ignore[override, no-overload-impl]
        def __getitem__(self, key: int) -> R: ...
        @overload
        def __getitem__(self, key: slice) -> Table[R]: ...
        @overload
        def __getitem__(self, key: str | list[int] | np.ndarray) -> Any: ...
        def __iter__(self) -> Iterator[R]: ...  # type: ignore[override]

else:
    Table = np.recarray
