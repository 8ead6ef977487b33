"""How a parameter is declared in a file of `library/parameters`, and the parameters that such a file makes.

Core objects: Subject, what a file may say; Entry, one number or one table of numbers; `read_subject`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Final, Self, get_args

import yaml
from pydantic import AfterValidator, BeforeValidator, model_validator

from ..errors import InputError
from ..reading import judged, line_of, read_yaml
from ..record import Day, Number, Record, Text, one_of
from ..words import RATINGS, ROLES
from .parameter import Parameter, Rating, Role, Scale

SORTS: Final = ("value", "values", "grid", "believed")  # what an entry holds, one of these


def _name(name: str) -> str:
    table, _, member = name.partition(".")
    if not table.isidentifier() or not table.islower() or "." in name and not member:
        raise ValueError(f"must be lower-case words joined by underscores, or table.member, not {name!r}")
    return name


class Entry(Record):
    """One number, or a table of numbers that share what is said of them.

    A `value` is fixed; of `believed`, the middle is the default, and low and high are the 5th and 95th percentile (of a
    lever: between what it is usually moved). `values` and `grid` are tables of fixed numbers by name, of one and two
    dimensions; each number is a parameter of its own, called `table.member`, and `says` is the sentence before its name.
    """

    says: Text
    role: Annotated[Role, BeforeValidator(one_of(ROLES))]
    unit: Text
    value: Number | None = None
    values: Mapping[str, Number] | None = None
    grid: Mapping[str, Mapping[str, Number]] | None = None
    believed: tuple[Number, Number, Number] | None = None
    scale: Annotated[Scale, BeforeValidator(one_of(get_args(Scale)))] = "linear"
    bounds: tuple[Number, Number]  # between which every total still fits into the engine's whole numbers
    rating: Annotated[Rating, BeforeValidator(one_of(RATINGS))]
    source: Text
    fitted_to: str = ""
    checked: Day

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        given = [sort for sort in SORTS if getattr(self, sort) is not None]
        if len(given) != 1:
            raise ValueError(f"must have one of {', '.join(SORTS)}, not {' and '.join(given) or 'none'}")
        if (self.role == "constant") == (self.believed is not None):
            raise ValueError(f"is a {self.role}, which {'is fixed' if self.believed else 'needs believed'}")
        if self.scale != "linear" and self.believed is None:
            raise ValueError("has a scale, which is only for what is believed")
        return self

    def numbers(self) -> Iterator[tuple[str, float, float, float]]:
        """Low, middle and high of each number, with its name in the table; of a number alone that name is empty."""
        if self.believed:
            yield "", *self.believed
        if self.value is not None:
            yield "", self.value, self.value, self.value
        for name, value in self._members():
            yield name, value, value, value

    def _members(self) -> Iterator[tuple[str, float]]:
        yield from (self.values or {}).items()
        for row, cells in (self.grid or {}).items():
            for column, value in cells.items():
                yield f"{row}.{column}", value


class Subject(Record):
    """One file: what its numbers are about, and the numbers in the order in which the engine holds them."""

    subject: Text
    parameters: Mapping[Annotated[str, AfterValidator(_name)], Entry]


def read_subject(text: str, file: str) -> list[Parameter]:
    """The parameters that a file declares, in its order.

    Raises:
        InputError: the file says something wrong; the message names file, line and field.
    """
    node, data = read_yaml(text, file)
    subject = judged(Subject, data, node, file)
    return [
        each for name, entry in subject.parameters.items() for each in _made(name, entry, subject.subject, node, file)
    ]


def _made(name: str, entry: Entry, subject: str, node: yaml.Node, file: str) -> list[Parameter]:
    """The parameters of one entry, or a sentence about the field that contradicts another."""
    try:
        return [_parameter(name, entry, subject, *number) for number in entry.numbers()]
    except ValueError as error:
        _, _, said = str(error).partition(": ")
        line = line_of(node, ["parameters", name, said.partition(" ")[0]])
        raise InputError(f"{file}, line {line}: parameters.{name}.{said}.") from None


def _parameter(
    name: str, entry: Entry, subject: str, member: str, low: float, middle: float, high: float
) -> Parameter:  # fmt: skip
    floor, ceiling = entry.bounds
    return Parameter(
        name=f"{name}.{member}" if member else name, default=middle, unit=entry.unit, low=low, high=high,
        text=f"{entry.says}: {member.replace('_', ' ')}." if member else entry.says,
        source=entry.source, rating=entry.rating, role=entry.role, scale=entry.scale, floor=floor, ceiling=ceiling,
        subject=subject, fitted_to=entry.fitted_to, checked=entry.checked.isoformat(),
    )  # fmt: skip
