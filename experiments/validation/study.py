"""The published patterns as data: what each is, where in the model it is read, what it should come to, and who says so.

Core objects: `Published`, all that stands in `patterns/`; `Pattern`; `Scene`, a place and regime in which patterns are read.
`fitted` reads what a calibration may know; what reads the other files is in `shipped.py`, which no calibration may import.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Final, Literal, Self

from pydantic import Field, StrictBool, StrictInt, model_validator

from ...scenarios import loader
from ...scenarios.fields import Name, Rated
from ...scenarios.parameters import InputError, did_you_mean, register
from ...scenarios.reading import judged, read_yaml
from ...scenarios.record import Number, Record, Text
from ..measures.every import MEASURES, Measure
from .texts import FILES, SCENES, Before, Cause, read

Use = Literal["fit", "held-back", "input", "level", "outside"]
USES: Final[tuple[Use, ...]] = ("fit", "held-back", "input", "level", "outside")
STEPS: Final = "steps in order"


class Scene(Record):
    """Where patterns are read: a place of the library, some years under a regime, made `scale` times as large."""

    name: Name
    title: Text
    locality: Name
    regime: Name | None = None  # the place's own current practice
    years: Annotated[StrictInt, Field(ge=1, le=20)] = 3
    scale: Annotated[Number, Field(gt=0, le=100)] = 1.0
    changes: Mapping[str, Number] = Field(default_factory=dict)
    short: StrictBool = False  # whether the short form reads it as well

    @model_validator(mode="after")
    def _known(self) -> Self:
        for field, kind in (("locality", "locality"), ("regime", "regime")):
            name = getattr(self, field)
            if name is not None and name not in loader.names(kind):
                raise ValueError(f"{field} is {name}, which is not there.{did_you_mean(name, loader.names(kind))}")
        for name in self.changes:
            if name not in register():
                raise ValueError(f"changes has {name}, which is not a parameter.{did_you_mean(name, register())}")
        return self


class Pattern(Record):
    """One published pattern: a measure with a target, or other patterns whose values should rise in a given `order`.

    `published` is the figure, `target` the range in which the model's counts as met; one that is `outside` or a `level`, which is
    shown and not judged, has none. `cause` says what a miss is put down to, `note` why. `use_before` is its use by the list until
    November 2026, where that was another (`none`: it was not there), so that what is met can be told by either list.
    """

    name: Name
    title: Text
    evidence: Text  # V14, 3b, …: its number among the targets, or the head under which it is kept
    measure: str | None = None
    order: tuple[Name, ...] = ()
    scene: Name | None = None
    published: Number | None = None
    target: tuple[Number, Number] | None = None
    source: Text
    rating: Rated
    use: Use
    use_before: Before | None = None
    cause: Cause | None = None
    note: str = ""

    @property
    def unit(self) -> str:
        """What the figure counts."""
        return MEASURES[self.measure].unit if self.measure is not None else STEPS if self.order else ""

    @property
    def read(self) -> Measure | None:
        """The measure, where there is one."""
        return MEASURES[self.measure] if self.measure is not None else None

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.measure is not None and self.measure not in MEASURES:
            raise ValueError(f"measure is {self.measure}, which is not there.{did_you_mean(self.measure, MEASURES)}")
        if self.use_before == self.use:
            raise ValueError("use_before must be left out where it is the use")
        if self.use == "outside":
            self._must_be_silent()
            return self
        if self.cause is not None and not self.note:
            raise ValueError("note must say why, where there is a cause")
        if (self.measure is None) == (not self.order):
            raise ValueError("measure or order must say what is read, and only one of them")
        if self.measure is not None and self.scene is None:
            raise ValueError("scene must say where the measure is read")
        if self.use == "level":
            self._must_be_shown_only()
            return self
        if self.target is None or self.target[0] > self.target[1]:
            raise ValueError("target must be a list of two numbers, the lower first")
        return self

    def _must_be_shown_only(self) -> None:
        for field in ("order", "target", "cause"):
            if getattr(self, field):
                raise ValueError(f"{field} must be left out of a level, which is shown and not judged")
        if self.published is None and not self.note:
            raise ValueError("note must say that no published figure is known")

    def _must_be_silent(self) -> None:
        for field in ("measure", "order", "scene", "target", "cause"):
            if getattr(self, field):
                raise ValueError(f"{field} must be left out of a pattern that is outside the model")
        if not self.note:
            raise ValueError("note must say why this pattern is outside the model")


class Published(Record):
    """All scenes and patterns."""

    scenes: tuple[Scene, ...]
    patterns: tuple[Pattern, ...]

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        for field in ("scenes", "patterns"):
            names = [each.name for each in getattr(self, field)]
            if not names:
                raise ValueError(f"{field} must not be empty")
            twice = next((name for name in names if names.count(name) > 1), None)
            if twice is not None:
                raise ValueError(f"{field} has {twice} twice")
        years = {scene.name: scene.years for scene in self.scenes}
        names = [pattern.name for pattern in self.patterns]
        for pattern in self.patterns:
            _check_place(pattern, years)
            for other in pattern.order:
                if other not in names:
                    raise ValueError(f"patterns has {pattern.name}, whose order names {other}, which is not there")
        return self

    def scene(self, name: str) -> Scene:
        """The scene of this name."""
        return next(scene for scene in self.scenes if scene.name == name)

    def short(self) -> Published:
        """What the short form reads: the patterns of the scenes marked for it, and those that are outside the model."""
        scenes = tuple(scene for scene in self.scenes if scene.short)
        names = {scene.name for scene in scenes}
        read = {pattern.name for pattern in self.patterns if pattern.scene in names}
        kept = [each for each in self.patterns if each.name in read or (each.order and set(each.order) <= read)]
        outside = [each for each in self.patterns if each.use == "outside"]
        return self.model_copy(update={"scenes": scenes, "patterns": (*kept, *outside)})


def _check_place(pattern: Pattern, years: Mapping[str, int]) -> None:
    if pattern.scene is None or pattern.read is None:
        return
    if pattern.scene not in years:
        raise ValueError(f"patterns has {pattern.name}, read in {pattern.scene}, which is not among the scenes")
    if pattern.read.years > years[pattern.scene]:
        raise ValueError(f"patterns has {pattern.name}, which takes {pattern.read.years} years to read")


def parse(text: str, file: str) -> Published:
    """The patterns that `text` describes.

    Raises:
        InputError: one sentence with file, line and field.
    """
    node, data = read_yaml(text, file)
    return judged(Published, data, node, file)


class ScenesFile(Record):
    """What `patterns/scenes.yaml` holds."""

    scenes: tuple[Scene, ...]


class PatternsFile(Record):
    """What each of the other files in `patterns/` holds."""

    patterns: tuple[Pattern, ...]


def scenes_of() -> tuple[Scene, ...]:
    """The scenes that come with the package."""
    node, data = read(SCENES)
    return judged(ScenesFile, data, node, SCENES).scenes


def patterns_in(name: str) -> tuple[Pattern, ...]:
    """The patterns of one file, all of which have the use that the file is for."""
    node, data = read(name)
    found = judged(PatternsFile, data, node, name).patterns
    strange = next((each for each in found if FILES[each.use] != name), None)
    if strange is not None:
        raise InputError(f"{name} has {strange.name}, whose use is {strange.use}: move it to {FILES[strange.use]}.")
    return found


@cache
def fitted() -> Published:
    """The scenes and the fitted patterns that come with the package: all that a calibration may know."""
    return Published(scenes=scenes_of(), patterns=patterns_in(FILES["fit"]))
