"""What was usual where drop-out and engagement were seen, and what departing from it does: each against its value by hand."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diversion.agents import records as rec
from diversion.model.build import build as b
from diversion.model.build import usual as u
from diversion.model.simulation import Setting
from diversion.scenarios import loader
from diversion.scenarios.parameters import resolve
from diversion.scenarios.schema import number_of


@pytest.mark.parametrize("days", [0.01, 1.0, 14.0, 45.0])
def test_the_mean_log_of_a_hand_over_is_that_of_an_exponential_time(days: float) -> None:
    steps = 200_000
    width = 40.0 * days / steps
    found = math.fsum(
        math.log1p((k + 0.5) * width) * math.exp(-(k + 0.5) * width / days) / days * width for k in range(steps)
    )
    assert u.mean_log_delay(days) == pytest.approx(found, abs=0.01)


def test_engagement_was_seen_where_the_file_says_or_at_declared_defaults() -> None:
    lead, values = loader.programme("lead"), resolve({"hand_over_days_street": 20.0})
    assert u.engaged_after(lead, values) == lead.engaged_after_days == 1.0
    silent = lead.model_copy(update={"engaged_after_days": None})
    assert u.engaged_after(silent, values) == 1.0
    assert u.engaged_after(lead.model_copy(update={"engaged_after_days": "hand_over_days_street"}), values) == 20.0


def test_a_file_says_of_every_programme_and_service_what_was_usual() -> None:
    """E6, E11: or an edit of the file would move what it is compared with as well."""
    for name in loader.names("programmes"):
        found = loader.programme(name)
        assert isinstance(found.engaged_after_days, float)
        assert u.engaged_after(found, u.defaults()) == number_of(found.hand_over_days, u.defaults())
    for name in loader.names("services"):
        service = loader.service(name)
        assert isinstance(service.usual_caseload, float)
        assert service.usual_caseload == number_of(service.caseload, u.defaults())


def test_half_the_caseload_divides_the_hazard_of_dropping_out_by_two_to_the_power(
    setting_of: Callable[..., Setting],
) -> None:
    """E11: a smaller caseload only meant fewer places."""
    service = loader.service("street-case-management")
    values = resolve({"caseload_pre_arrest": 9.0, "caseload_quality": 0.5})
    assert u.contact_ratio(service, values) == pytest.approx(0.5**0.5)
    fewer = service.model_copy(update={"caseload": 36.0, "usual_caseload": None})
    assert u.contact_ratio(fewer, values) == 1.0, "without a usual caseload, the file's own at declared defaults is it"
    assert u.contact_ratio(service, resolve({"caseload_pre_arrest": 9.0, "caseload_quality": 0.0})) == 1.0
    assert u.hazard_times(0.36, 0.5) == pytest.approx(0.2)
    setting = setting_of(regimes=("pre-arrest",), residents=800)
    rows = []
    for changed in ({}, {"caseload_pre_arrest": 9.0, "caseload_quality": 0.5}):
        row = rec.Programme.one()
        b._fill_programme(row, loader.programme("lead"), setting.catalogue.services, {**setting.values, **changed})
        rows.append(row)
    for field in ("dropout_early", "dropout_late"):
        usual, better = (math.log(1.0 - row[field]) for row in rows)
        assert better == pytest.approx(usual * 0.5**0.5)


def test_at_the_declared_wait_nobody_is_more_impatient_and_longer_waits_lose_people() -> None:
    """E11: drop-out did not know how long anybody waited for a home."""
    values = resolve({"wait_dropout": 0.5})
    assert u.impatience("housing", 120.0, values) == 1.0
    assert u.impatience("housing", 483.0, values) == pytest.approx(2.0)
    assert u.impatience("housing", 0.0, values) == pytest.approx(1.0 / 11.0)
    assert u.impatience("housing", 999.0, resolve({"wait_dropout": 0.0})) == 1.0


@given(st.floats(1e-6, 1.0 - 1e-6), st.floats(0.01, 100.0))
def test_a_hazard_times_anything_is_a_chance_and_one_leaves_it_to_the_bit(chance: float, times: float) -> None:
    assert u.hazard_times(chance, 1.0) == chance
    found = u.hazard_times(chance, times)
    assert 0.0 < found < 1.0
    assert found >= chance * (1 - 1e-9) if times >= 1.0 else found <= chance * (1 + 1e-9) + 1e-6
