"""A published study as data: where it was done, who entered, how arms were made, and what its authors measured."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Annotated, Any, Final, Literal, Self

from pydantic import Field, StrictBool, StrictFloat, StrictInt, TypeAdapter, model_validator

from ...scenarios.fields import Rated
from ...scenarios.reading import read_yaml
from ...scenarios.record import Record, Text

Design = Literal["randomised", "weighted", "matched", "before_after", "areas"]
Entry = Literal["offered", "referred", "admitted", "arrested", "eligible_arrest"]
Of = Literal[
    "arrests", "non_warrant_arrests", "charges", "felony_charges", "proven", "contacts", "harm", "jail_days", "prison",
    "recorded_crimes",
]  # fmt: skip
As = Literal["odds_ratio", "risk_ratio", "difference", "hazard_ratio", "mean_ratio", "mean_difference"]
Use = Literal["fit", "held-back", "input"]
Number = StrictFloat | StrictInt
Range = Annotated[tuple[Number, Number], Field(strict=False)]


class Reading(Record):
    """One outcome as the authors measured it, what they found, and what the model is asked to give.

    `of` is what is counted in the `days` after entry, `as_` the measure of effect made of it (differences of shares in
    percentage points, of means a year). `target` is where the middle of the simulated estimates should lie; where
    `finds_nothing` is set, instead, at least that share of simulated trials should find nothing (p ≥ 0.05).
    """

    name: Text
    of: Of
    as_: As = Field(alias="as")
    days: StrictInt = Field(gt=0)
    published: Number | None = None
    interval: Range | None = None
    reported: Text  # what the authors reported, in words
    target: Range | None = None
    finds_nothing: Annotated[StrictFloat, Field(gt=0, le=1)] | None = None
    among: Literal["everybody", "first_timers", "known"] = "everybody"
    entry_counts: StrictBool = True  # whether what brought somebody in counts among what was before
    note: Text | None = None


class Study(Record):
    """One study: its place, its arms and their sizes, its design and its outcomes.

    `control` and `treated` name regimes, of the library or of `regimes/` here; `changes` hold in both arms.
    """

    name: Text
    number: Text  # in the list of targets: V1, V2, …
    title: Text
    text: Text
    place: Text
    residents: Annotated[StrictInt, Field(gt=0)] | None = None
    control: Text
    treated: Text
    changes: Mapping[str, Any] = Field(default_factory=dict)
    design: Design
    enters_treated: Entry
    enters_control: Entry
    young: StrictBool = False  # people aged 18 to 25 only
    treated_size: StrictInt = Field(gt=1)
    control_size: StrictInt = Field(gt=1)
    recruit_days: StrictInt = Field(gt=0)
    use: Use
    rating: Rated
    source: Text
    outcomes: tuple[Reading, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.design == "randomised" and self.enters_treated != self.enters_control:
            raise ValueError("enters_treated and enters_control must be the same where arms are randomised")
        return self

    @property
    def years(self) -> int:
        """Years after the fork that recruitment and the longest follow-up need."""
        longest = max(outcome.days for outcome in self.outcomes)
        return -(-(self.recruit_days + longest) // 365)


STUDIES: Final = "studies.yaml"


@cache
def studies() -> tuple[Study, ...]:
    """Every study, in the order of the file, which is part of the package."""
    text = resources.files(__package__).joinpath(STUDIES).read_text(encoding="utf-8")
    return TypeAdapter(tuple[Study, ...]).validate_python(read_yaml(text, STUDIES)[1]["studies"])
