"""Bodies that pay for, ask for or shape programmes and treat nobody: told in the documents, unknown to the engine.

Core objects: Body; `bodies`, all of them.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Annotated, Final

from pydantic import Field

from .fields import ProgrammeName, Rated
from .reading import read_yaml
from .record import Day, Record, Text
from .schema import Named

FILE: Final = "bodies.yaml"


class Body(Named):
    """One body: what it does, the programmes of the library that it pays or paid for, and what was found about it."""

    pays_for: Annotated[tuple[ProgrammeName, ...], Field(strict=False)] = ()
    found: Text
    source: Text
    rating: Rated
    checked: Day


class _Bodies(Record):
    bodies: Annotated[tuple[Body, ...], Field(strict=False)]


@cache
def bodies() -> tuple[Body, ...]:
    """Every body, in the order of the file."""
    path = files(__package__) / "library" / FILE
    return _Bodies.model_validate(read_yaml(path.read_text(encoding="utf-8"), FILE)[1]).bodies
