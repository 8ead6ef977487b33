"""What is on record about published patterns is what these engine sources give, and nothing met there is lost.

Read it as a table with `diversion validate`, and record it anew, after a change that was meant, with `--record`.
"""

from __future__ import annotations

import pytest

from diversion.experiments.validation.answer import finding
from diversion.experiments.validation.carry_out import validate
from diversion.experiments.validation.record import recorded
from diversion.experiments.validation.shipped import shipped


@pytest.mark.slow
def test_the_short_form_gives_what_is_on_record() -> None:
    kept = recorded()
    assert kept is not None
    short = shipped().short()
    found = {each.pattern.name: finding(each) for each in validate(short, range(1, kept.seeds + 1))}
    before = {each.name: each for each in kept.patterns}
    told = "run: diversion validate --record, then python -m diversion.experiments.reports.documents"
    assert {name: each.verdict for name, each in found.items()} == {name: before[name].verdict for name in found}, told
    for name, each in found.items():
        assert each.value == (None if before[name].value is None else pytest.approx(before[name].value, rel=1e-5)), told


BANDS = ("18-to-20", "21-to-24", "30s", "50-or-more")


@pytest.mark.parametrize("band", BANDS)
def test_reoffending_by_age_is_on_record_within_five_points_of_what_was_published(band: str) -> None:
    kept = recorded()
    assert kept is not None
    found = next(each for each in kept.patterns if each.name == f"reoffending-age-{band}")
    assert found.value is not None and found.published is not None
    assert abs(found.value - found.published) <= 5.0
