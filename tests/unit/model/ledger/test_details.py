"""The names of the finer outcomes: each says what it is, and they come in one order."""

from __future__ import annotations

import pytest
from sqlalchemy import String

from diversion.experiments.store.records import MeasureRow
from diversion.experiments.store.sound import Sound
from diversion.model.ledger.details import FUNNEL, describe, detail_names
from diversion.model.ledger.outcomes import OUTCOMES
from diversion.scenarios.fields import LONGEST_NAME
from diversion.scenarios.words import PUBLIC, TASKS

NAMES = list(detail_names(["lead-street"]))


def test_every_name_is_there_once_and_is_none_of_the_main_table() -> None:
    assert len(set(NAMES)) == len(NAMES)
    assert not set(NAMES) & set(OUTCOMES)
    assert NAMES[: len(TASKS)] == [f"hours.{task}" for task in TASKS]
    assert {f"cost.{agency}" for agency in PUBLIC} < set(NAMES)
    assert {f"funnel.lead-street.{step}" for step in FUNNEL} < set(NAMES)


def test_the_store_has_room_for_every_name() -> None:
    column = MeasureRow.__table__.c.name.type
    assert isinstance(column, Sound)
    kind = column.inner
    assert isinstance(kind, String) and kind.length is not None
    assert max(map(len, detail_names(["x" * LONGEST_NAME]))) <= kind.length


@pytest.mark.parametrize(
    ("name", "label", "unit"),
    [
        ("hours.case_file", "Officer hours: case file", "a year"),
        ("cost.prison", "Cost: prison", "£ a year"),
        ("funnel.lead-street.not_engaged", "The way in: lead-street, not engaged", "a year"),
        ("equity.age.18-25.arrests_per_1000", "For whom: age, 18-25, arrests", "per 1,000 person-years"),
        ("disparity.arrests.mixed_or_other", "Against white people: arrests, mixed or other", "times as many"),
    ],
)
def test_a_name_says_what_it_is(name: str, label: str, unit: str) -> None:
    assert (describe(name).label, describe(name).unit, describe(name).standing) == (label, unit, "exploratory")
