"""Dated law as data: from which day on which numbers of police and courts are others, in every regime alike.

Core objects: Law, what a file of `library/laws` may say; Change, what becomes of one number; FIXED, what no law can change.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final, Self

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, model_validator

from .fields import Known, ParameterName, Quantity, Rated, number_of
from .record import Day, Record, Text, one_of
from .schema import Named, said

STANDINGS: Final = ("in force", "near certain", "expected", "hypothetical")
SUBJECTS: Final = ("Police", "Custody, charge and court", "Law")  # of the parameters that a law can change
# Tables of parameters of these subjects that are read once, where the world is built, or that bounds rest on; a change on a
# later day would do nothing, or break them.
FIXED: Final = (
    "belief_start", "hours_a_year", "leadership_offer", "offer_contract", "offer_custody", "offer_drugs", "offer_social",
    "offer_street",
    "officer_keenness_spread", "officer_severity_spread", "peer_training_lasts", "peer_training_ratio",
    "training_effect", "training_half_life", "training_peer_led",
    "usual_pressure",
)  # fmt: skip
UNREAD: Final = ("freed_to_serious", "serious_detections_per_hour")  # what is made of a run when it is over
BELIEFS: Final = "law_"  # what a parameter is called that says what a law comes to


class Change(Record):
    """What becomes of one parameter: another value, or so many times what it is otherwise."""

    to: Quantity | None = None
    times: Quantity | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.to is None) == (self.times is None):
            raise ValueError("must give to or times, one of them")
        return self

    @property
    def quantity(self) -> float | str:
        """The number, or the parameter that holds it."""
        found = self.to if self.times is None else self.times
        assert found is not None  # one of them is given
        return found

    def of(self, value: float, values: Mapping[str, float]) -> float:
        """What a parameter comes to that would be `value` otherwise, given every parameter's value."""
        number = number_of(self.quantity, values)
        return number if self.times is None else value * number

    def words(self, name: str) -> str:
        """As in `bail_days × law_decision_days`."""
        number = self.quantity if isinstance(self.quantity, str) else f"{self.quantity:g}"
        return f"{name} × {number}" if self.to is None else f"{name} = {number}"


def _changeable(name: str, info: ValidationInfo) -> str:
    """Refuse a parameter that no law decides, or that decides nothing any more once a run has begun."""
    if not isinstance(info.context, Known):
        return name
    if info.context.parameters[name].subject not in SUBJECTS or name.startswith(BELIEFS):
        raise ValueError("is nothing that a law changes: laws change what police and courts do")
    table = name.partition(".")[0]
    if table in UNREAD:
        raise ValueError("is nothing that a law changes: it is read when a run is over")
    if table in FIXED:
        raise ValueError("cannot change during a run, so no law can change it: set it for the whole run instead")
    return name


Changed = Annotated[ParameterName, AfterValidator(_changeable)]


class Law(Named):
    """A change of law or of settled practice: the numbers that are others from a day on, in every regime."""

    starts: Day | None = said(
        "Day from which it is in force; without, no commencement is known: it is left out unless asked for, and then begins "
        "when the regimes part",
        None,
    )
    ends: Day | None = said("First day on which it is in force no more; without, it stays", None)
    standing: Annotated[str, BeforeValidator(one_of(STANDINGS))] = said("How sure it is")
    changes: Annotated[Mapping[Changed, Change], Field(min_length=1)] = said(
        "What it changes, by parameter: `to` a value, or `times` what it is otherwise; a number or the name of a parameter"
    )
    source: Text = said("Source of the law, and of its day")
    rating: Rated = said("How far to trust what it is believed to change")
    checked: Day = said("Day on which its source was last looked at")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.starts is not None and self.ends is not None and self.ends <= self.starts:
            raise ValueError(f"ends must be after starts, {self.starts}, not {self.ends}")
        return self
