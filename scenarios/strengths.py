"""What strength of a programme's mechanism gives what effect: curves found by replaying trials by lot, kept as data.

Core objects: Curve, of one programme; `solved`, all of them; `curve_of`, that of a programme.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Annotated, Final, Literal, Self

from pydantic import Field, TypeAdapter, model_validator

from .reading import read_yaml
from .record import Number, Record, Text

FILE: Final = "strengths.yaml"
Among = Literal["offered", "admitted"]
Series = Annotated[tuple[Number, ...], Field(min_length=2, strict=False)]


class Curve(Record):
    """The ratios of all offences by lot, at each of several strengths of one programme, of several groups and times.

    `ratios` has them by group and months (`offered 24`: everybody offered it, over two years); `strengths` rise and ratios
    fall. `people` is how many they rest on, and `error` the standard error of the log of a middle one. `out_of_reach` is the
    share of draws of the belief that no strength gives.
    """

    programme: Text
    belief: Text
    place: Text
    strengths: Series
    ratios: Mapping[str, Series]
    people: int
    error: Annotated[Number, Field(ge=0)]
    out_of_reach: Annotated[Number, Field(ge=0, le=1)]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if any(a >= b for a, b in zip(self.strengths, self.strengths[1:], strict=False)):
            raise ValueError("strengths must rise")
        for name, ratios in self.ratios.items():
            if len(self.strengths) != len(ratios):
                raise ValueError(f"ratios of {name} must be as many as strengths")
            if any(a <= b for a, b in zip(ratios, ratios[1:], strict=False)):
                raise ValueError(f"ratios of {name} must fall")
        return self

    def of(self, among: Among, months: float) -> Series:
        """The ratios of a group over some months; of the other group where this one is not known."""
        other: Among = "admitted" if among == "offered" else "offered"
        return self.ratios.get(key(among, months)) or self.ratios[key(other, months)]


def key(among: Among, months: float) -> str:
    """What the ratios of a group over some months are called."""
    return f"{among} {months:g}"


class Solved(Record):
    """All curves, and the engine and the declared values they were found with."""

    engine: str
    values: str
    checked: Text
    programmes: Mapping[str, Curve]


@cache
def solved() -> Solved | None:
    """The curves that are part of the package; none where they were never found."""
    path = files(__package__) / "library" / FILE
    if not path.is_file():
        return None
    return TypeAdapter(Solved).validate_python(read_yaml(path.read_text(encoding="utf-8"), FILE)[1])


def curve_of(programme: str, belief: str | None) -> Curve | None:
    """The curve of a programme; where it has none of its own, of the first that rests on the same belief."""
    found = solved()
    return (found.programmes.get(programme) if found else None) or home_of(belief)


def home_of(belief: str | None) -> Curve | None:
    """The curve on which a belief is read where it is told of another programme: of the first, by name, that rests on it."""
    found = solved()
    if found is None:
        return None
    return next(
        (found.programmes[name] for name in sorted(found.programmes) if found.programmes[name].belief == belief), None
    )
