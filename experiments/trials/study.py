"""A published study as data: where it was done, who entered, how arms were made, and what its authors measured."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Annotated, Any, Final, Literal, Self

from pydantic import Field, StrictBool, StrictFloat, StrictInt, TypeAdapter, model_validator

from ...scenarios.evidence import belief
from ...scenarios.fields import Rated
from ...scenarios.reading import read_yaml
from ...scenarios.record import Record, Text
from ..validation import TrialUse

Design = Literal["randomised", "weighted", "matched", "before_after", "areas"]
Entry = Literal["offered", "referred", "admitted", "arrested", "eligible_arrest"]
Of = Literal[
    "arrests", "non_warrant_arrests", "violent_arrests", "charges", "felony_charges", "proven", "contacts", "harm", "jail_days",
    "prison", "deaths", "recorded_crimes",
]  # fmt: skip
As = Literal[
    "odds_ratio", "did_odds_ratio", "risk_ratio", "difference", "hazard_ratio", "mean_ratio", "mean_difference"
]
DIFFERENCES: Final = ("difference", "mean_difference")  # no effect is 0; of ratios it is 1
Number = StrictFloat | StrictInt
Range = Annotated[tuple[Number, Number], Field(strict=False)]


WEIGHED: Final = ("weighted", "matched")  # designs in which some controls count for more than others
NOT_LIVED: Final = {
    "name", "number", "title", "text", "treated_size", "control_size", "use", "belief", "rating", "source", "outcomes"
}  # fmt: skip


class Reading(Record):
    """One outcome as the authors measured it, what they found, and what the model is asked to give.

    `of` is what is counted in the `days` after entry, `as_` the measure of effect made of it (differences of shares in
    percentage points, of means a year); a change in odds takes as many days before entry, without what brought somebody
    in. `target` is where the middle of the simulated estimates should lie; where `finds_nothing` is set, instead, at least
    that share of simulated trials should find nothing (p ≥ 0.05). `direction` is what was reported without a figure.
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
    direction: Literal["fewer", "more"] | None = None
    among: Literal["everybody", "first_timers", "known"] = "everybody"
    entry_counts: StrictBool = True  # whether what brought somebody in counts among what was before
    note: Text | None = None

    @property
    def none(self) -> float:
        """The value that means no effect."""
        return 0.0 if self.as_ in DIFFERENCES else 1.0


class Study(Record):
    """One study: its place, its arms and their sizes, its design and its outcomes.

    `control` and `treated` name regimes, of the library or of `regimes/` here; `changes` hold in both arms. `use` is
    `belief` where the named belief about some programme rests on it, `input` where a fact of it is one of the model's, and
    `test` where nothing was set by it or in view of it: only those say whether the model is right. A test is lived in worlds
    that draw what is not known, `worlds_a_draw` with the same, so that a trial of its size finds its people.
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
    use: TrialUse
    belief: Text | None = None
    worlds_a_draw: Annotated[StrictInt, Field(gt=0)] = 1
    rating: Rated
    source: Text
    outcomes: tuple[Reading, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.design == "randomised" and self.enters_treated != self.enters_control:
            raise ValueError("enters_treated and enters_control must be the same where arms are randomised")
        if (self.use == "belief") != (self.belief is not None):
            raise ValueError(
                "belief must name the belief that rests on it where use is belief, and be left out elsewhere"
            )
        if self.belief is not None and self.name not in belief(self.belief).replays:
            raise ValueError(f"belief must name one in view of a study that says replay: {self.name}")
        if self.design in WEIGHED and any(each.as_ == "hazard_ratio" for each in self.outcomes):
            raise ValueError(
                "outcomes must have no hazard_ratio where controls are weighted: Cox regression takes none here"
            )
        return self

    @property
    def years(self) -> int:
        """Years after the fork that recruitment and the longest follow-up need."""
        longest = max(outcome.days for outcome in self.outcomes)
        return -(-(self.recruit_days + longest) // 365)

    @property
    def run_in(self) -> int:
        """Years before the fork: as many as what is counted before entry needs, one at least."""
        looked_back = [outcome.days for outcome in self.outcomes if outcome.as_ == "did_odds_ratio"]
        return max(1, *(-(-days // 365) for days in (*looked_back, 365)))

    @property
    def lives(self) -> str:
        """All that decides what a world gives; studies that differ in no more than words and sizes share their worlds."""
        given = self.model_dump_json(exclude=NOT_LIVED)
        return given + str([(each.of, each.as_, each.days, each.among, each.entry_counts) for each in self.outcomes])


STUDIES: Final = "studies.yaml"


@cache
def studies() -> tuple[Study, ...]:
    """Every study, in the order of the file, which is part of the package."""
    text = resources.files(__package__).joinpath(STUDIES).read_text(encoding="utf-8")
    return TypeAdapter(tuple[Study, ...]).validate_python(read_yaml(text, STUDIES)[1]["studies"])
