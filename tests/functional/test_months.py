"""Row 5: no month shows what comes later: an effect begins in the month of its door, and what lasts lies where it lasts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import numpy as np

from diversion.model.ledger.counts import Counts
from diversion.model.ledger.measures import Measure as M
from diversion.model.simulation import Setting, Simulation, run_regimes
from diversion.model.world import World
from diversion.scenarios.schema import Regime
from diversion.scenarios.words import CAREERS

MIDDLE = date(2026, 11, 15)
BUSY = {"offer_street": 0.9, "offer_contract": 0.9, "engagement_street_warm": 0.95} | {
    f"career_rate.{kind}": 30.0 for kind in CAREERS
}


def both(setting: Setting, start: date) -> list[World]:
    trunk = Simulation.build(
        replace(setting, locality=setting.locality.model_copy(update={"start": start})), 3, log_room=0
    )
    trunk.run_in()
    return run_regimes(trunk, setting.regimes)


def test_no_effect_stands_in_a_month_before_its_door_opens(
    setting_of: Callable[..., Setting], regime_with: Callable[..., Regime]
) -> None:
    """The regimes part on 15 November and the door opens on 5 December: in all of November nothing differs."""
    doors = ("lead-street", "lead-social-contact-welfare")
    late = regime_with(*doors, "liaison-and-diversion", routes_to={name: {"starts_after_days": 20.0} for name in doors})
    setting = setting_of(("none", late.model_copy(update={"name": "late"})), changes=BUSY, residents=60_000)
    none, opened = (Counts.of(world) for world in both(setting, MIDDLE))
    assert none.months[0].title == "Nov 2026 (16 of 30 days)"
    for name in ("months", "hours"):
        differs = (none.tables[name] != opened.tables[name]).any(axis=1)
        assert not differs[0] and differs[1:].all(), name


def test_what_lasts_lies_in_the_months_it_lasts(setting_of: Callable[..., Setting]) -> None:
    """Long sentences go on coming in where nobody is imprisoned any more: they are served month by month."""
    (world,) = both(
        setting_of(changes=BUSY | {"community_first": 0.0, "community_eleven": 0.0}, residents=60_000, years=2), MIDDLE
    )
    counts = Counts.of(world)
    days, held = counts.by_month("prison_days"), counts.by_month("custody_hours")
    lengths = np.array([month.days for month in counts.months])
    people = counts.by_month("person_years") * 365.0 / lengths
    assert (days <= people * lengths).all() and (held <= 24.0 * people * lengths).all()
    # Prisons fill up while those of before are not counted; if whole sentences were booked at their beginning, they would not.
    assert (days / lengths)[:3].mean() < 0.8 * (days / lengths)[6:18].mean()
    assert world.by_group[:, :, M.PRISON_DAYS].min() >= 0
