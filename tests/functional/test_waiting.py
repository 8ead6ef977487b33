"""Incidents that wait for an officer, people who leave while prosecuted: each mechanism in its direction."""

from collections.abc import Callable

import numpy as np
import pytest

from diversion.agents.states import Happening, State
from diversion.model.ledger.reading import Reading
from diversion.model.world import World
from diversion.scenarios.words import CAREERS

Totals = Callable[..., list[dict[str, float]]]
Worlds = Callable[..., list[World]]
Rows = Callable[..., np.ndarray]

SLOW = {"attend_share": 0.3, "wait_share": 1.0, "wait_hours": 200.0}


def test_of_what_is_not_attended_at_once_a_share_waits(totals_of: Totals) -> None:
    seen = [totals_of(changes={"attend_share": 0.5, "wait_share": s}, residents=60_000)[0] for s in (0.0, 0.5, 1.0)]
    never, half, all_ = seen
    assert never["waited"] == never["wait_hours"] == 0 < half["waited"] < all_["waited"]
    assert all_["unattended"] < 0.05 * never["unattended"]
    assert half["unattended"] / half["suspects"] == pytest.approx(0.25, abs=0.03)
    assert all_["welfare_contacts"] > 1.5 * never["welfare_contacts"]


def test_waits_are_as_long_as_declared(totals_of: Totals) -> None:
    (seen,) = totals_of(changes={"attend_share": 0.5, "wait_share": 1.0, "wait_hours": 48.0}, residents=60_000)
    assert seen["wait_hours"] / seen["waited"] == pytest.approx(48.0, rel=0.1)


def test_more_pressure_means_more_waiting_longer_waits_and_more_unattended(totals_of: Totals) -> None:
    busy = {"offer_street": 0.9, "hours_diversion": 60.0, "attend_sensitivity": 1.0, "wait_sensitivity": 4.0}
    alone = {"channel_support": 0.0, "channel_custody_time": 0.0, "channel_label": 0.0, "channel_charge": 0.0}
    free, strained = (
        totals_of(regimes=("pre-arrest",), changes=busy | alone | {"channel_time_cost": strength}, residents=100_000)[0]
        for strength in (0.0, 1.0)
    )
    assert strained["waited"] > 1.2 * free["waited"]
    assert strained["unattended"] > 1.2 * free["unattended"]
    assert strained["wait_hours"] / strained["waited"] > 1.2 * free["wait_hours"] / free["waited"]


def test_hours_freed_shorten_waits(totals_of: Totals) -> None:
    spared = {"offer_street": 0.9, "hours_diversion": 0.0, "hours_arrest": 100.0, "wait_sensitivity": 4.0}
    none, diverted = totals_of(regimes=("none", "pre-arrest"), changes=spared, residents=100_000)
    assert diverted["wait_hours"] / diverted["waited"] < none["wait_hours"] / none["waited"]


def test_evidence_that_fades_makes_fewer_arrests_and_charges(totals_of: Totals) -> None:
    fresh, faded = (totals_of(changes=SLOW | {"evidence_fade": f}, residents=60_000)[0] for f in (0.0, 1.0))
    assert faded["arrests"] / faded["contacts"] < 0.8 * fresh["arrests"] / fresh["contacts"]
    assert faded["charges"] / faded["arrests"] < 0.8 * fresh["charges"] / fresh["arrests"]


def test_what_does_not_wait_loses_no_evidence(totals_of: Totals) -> None:
    base = {"attend_share": 1.0, "attend_sensitivity": 0.0}
    whole, faded = (totals_of(changes=base | {"evidence_fade": fade})[0] for fade in (0.0, 1.0))
    assert whole == faded and whole["waited"] == 0


def test_nobody_comes_to_somebody_locked_up_unless_that_channel_is_closed(totals_of: Totals) -> None:
    jail = SLOW | {"wait_hours": 1000.0, "prison_first": 1.0, "prison_eleven": 1.0, "prison_days": 300.0,
                   "court_delay_days": 5.0}  # fmt: skip
    # Who gives up offending before anybody comes is missed as well, so here careers outlast the comparison.
    jail |= {f"career_years.{kind}": 15.0 for kind in CAREERS}
    open_, closed = (
        totals_of(changes=jail | {"channel_custody_time": s, "move_rate": 0.0}, residents=60_000)[0] for s in (1.0, 0.0)
    )
    assert open_["unattended"] > 2.5 * closed["unattended"]


def test_a_repeat_goes_by_when_the_offence_happened(worlds_of: Worlds, happened: Rows) -> None:
    late = {"offer_street": 0.9, "hours_diversion": 60.0, "wait_sensitivity": 4.0, "attend_sensitivity": 1.0}
    worlds = worlds_of(
        regimes=("none", "pre-arrest"), changes=SLOW | late | {"wait_hours": 500.0}, residents=60_000, log_room=80_000
    )
    for world in worlds:
        rows = happened(world, Happening.CONTACT)
        assert (rows["moment"] > rows["began"] + 5.0).sum() > 50
        people = world.people
        seen = 0
        for i in np.flatnonzero(people["index"][:, 0] > 0.0):
            began = rows["began"][rows["person"] == i]
            again = ((began > people["index"][i, 0]) & (began <= people["index"][i, 0] + 365.0)).any()
            assert bool(people["again"][i, 0]) == bool(again)
            seen += int(again)
        assert seen > 50


@pytest.fixture
def leaving(worlds_of: Worlds) -> World:
    """A town that many people leave while the courts are slow."""
    changes = {"move_rate": 1.2, "court_delay_days": 150.0, "death_base.25": 0.3, "death_base.35": 0.3,
               "fail_to_appear": 0.3, "breach_share": 0.5, "community_first": 0.8, "community_eleven": 0.8}  # fmt: skip
    return worlds_of(changes=changes, residents=100_000, years=2, log_room=80_000)[0]


def _after_leaving(world: World, rows: np.ndarray, state: int) -> int:
    """How many of these happened after the person had got into `state`."""
    people = world.people[rows["person"]]
    return int(((people["state"] == state) & (rows["moment"] > people["since"])).sum())


def test_a_prosecution_goes_on_without_somebody_who_has_left(leaving: World, happened: Rows) -> None:
    assert _after_leaving(leaving, happened(leaving, Happening.CONVICTION, 0.0), State.LEFT) > 20
    assert _after_leaving(leaving, happened(leaving, Happening.CONTACT, 0.0), State.LEFT) == 0
    assert _after_leaving(leaving, happened(leaving, Happening.ARREST, 0.0), State.LEFT) == 0
    left = leaving.people["state"] == State.LEFT
    assert (leaving.people["rate"][left] == 0.0).all()


def test_a_prosecution_ends_with_a_death(leaving: World, happened: Rows) -> None:
    assert (leaving.people["state"] == State.DEAD).sum() > 20
    for kind in (Happening.CONVICTION, Happening.CONTACT, Happening.ARREST):
        assert _after_leaving(leaving, happened(leaving, kind, 0.0), State.DEAD) == 0


def test_convictions_do_not_vanish_with_those_who_leave(leaving: World) -> None:
    seen = Reading(leaving).totals()
    assert seen["convictions"] > 0.6 * seen["charges"]
