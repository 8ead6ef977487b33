"""Row 12: the first years of a longer horizon are the same to the bit: who lives there, whom they know, what happens to them.

What needs full follow-up is left out, because it ends with the horizon: who could reach and who reached a year in support.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diversion.agents.states import State
from diversion.experiments.plans.draws import draw_values
from diversion.model.calendar import REST
from diversion.model.ledger.measures import Measure as M
from diversion.model.simulation import Setting, Simulation
from diversion.model.world import World, copy, with_room
from diversion.scenarios import loader
from diversion.scenarios.schema import Regime
from diversion.scenarios.words import CAREERS

FOLLOWED = (M.COULD_REACH_YEAR, M.REACHED_YEAR)  # both end a year before the horizon does
# Counted by intensity over a stretch of days, which is divided at the ends of months; at the end of a horizon it is cut.
BY_STRETCH = (
    M.LATENT, M.HARM, M.RECORDED_HARM, M.CRIME_COST, M.VICTIM_OFFENCES, M.UNDETECTED, M.OUTCOME_18, M.PERSON_YEARS,
    M.DEATHS_EXPECTED, M.SUPPORT_DAYS, M.RELIEF, M.UNCOVERED_DAYS,
)  # fmt: skip
DISCRETE = [each for each in M if each not in FOLLOWED + BY_STRETCH]
# Short of places and quick to jail, so that queues are long, workers leave, and the ends of terms lie beyond the horizon.
BUSY = {
    "offer_street": 0.6, "offer_contract": 0.6, "workers_pre_arrest": 2.0, "caseload_pre_arrest": 3.0, "turnover_a_year": 3.0,
    "waiting_limit": 5.0, "remand_share": 0.4, "prison_first": 0.3, "prison_days": 200.0, "wait_hours": 300.0,
    "tie_strength": 0.8, "move_rate": 0.3,
} | {f"career_rate.{kind}": 30.0 for kind in CAREERS}  # fmt: skip
ROOM = 60_000


def town(
    regimes: tuple[Regime, ...], years: int, *, run_in: int = 1, name: str = "england-mix", residents: float = 8_000.0,
    changes: dict[str, float] | None = None,
) -> Setting:  # fmt: skip
    place = loader.locality(name)
    place = place.model_copy(update={"residents": place.residents.model_copy(update={"value": residents})})
    values = draw_values(BUSY if changes is None else changes, 1, fixed=True, own=place.parameters)
    return Setting(place, regimes, values, loader.regime(place.current), run_in, years)


def dated_regime() -> Regime:
    """Routes of its own with a service of its own, whose money ends and whose door opens late."""
    street = loader.route("lead-street").model_copy(update={"name": "late-street", "starts_after_days": 100.0})
    custody = loader.route("checkpoint-custody").model_copy(update={"name": "short-custody", "ends_after_days": 300.0})
    programme = loader.programme(street.programme).model_copy(update={"name": "own-lead", "service": "own-service"})
    service = loader.service(loader.programme(street.programme).service).model_copy(
        update={"name": "own-service", "workers": 2.0, "caseload": 4.0, "order": "by_need"}
    )
    street = street.model_copy(update={"programme": "own-lead"})
    return loader.regime("combined").model_copy(
        update={
            "name": "dated", "routes": ("late-street", "short-custody", "adder-outreach"), "enforcement": 1.5,
            "own_routes": (street, custody), "own_programmes": (programme,), "own_services": (service,),
        }
    )  # fmt: skip


def unlike(short: World, long: World, fork: bool) -> list[str]:
    """What of a world at the end of a shorter horizon is not the same to the bit on that day of a longer one."""
    n = len(short.people)
    here = short.people["state"] != State.ABSENT
    found = []
    for name in short.people.dtype.names or ():
        one, other = short.people[name], long.people[name][:n]
        if name in ("index", "again") and fork:  # taken over from the reference, which by then has noted more of them
            old = short.people["index"] == long.people["index"][:n]
            assert (old | (long.people["index"][:n] > short.clock.day - 365.0)).all()
            one, other = one[old], other[old]
        if name == "referable" and fork:  # the same, of a moment: what differs comes later than the shorter one goes
            old = one == other
            assert (old | ((one == 0.0) & (other >= short.clock.day))).all()
            one, other = one[old], other[old]
        if not np.array_equal(one, other):
            found.append(f"people.{name}")
    for name in ("officers", "teams", "workers", "services"):
        a, b = getattr(short, name), getattr(long, name)
        found += [f"{name}.{field}" for field in a.dtype.names or () if not np.array_equal(a[field], b[field])]
    found += [name for name in ("ledger", "widening", "funnel", "relieved") if not same(name, short, long)]
    if not np.array_equal(short.ties[here], long.ties[:n][here]):
        found.append("ties")
    if np.array_equal(short.dates, long.dates[: len(short.dates)]):  # with a longer run-in they are other months
        found += unlike_by_month(short, long)
    return found + ([] if logged(short) == logged(long)[: len(logged(short))] else ["log"])


def unlike_by_month(short: World, long: World) -> list[str]:
    """The counts by month that differ; days inside are booked ahead, so not in a month that only the longer one has whole."""
    months, whole = len(short.by_group), whole_months(short, long)
    found = []
    for each in M:
        upto = whole if each == M.PRISON_DAYS else 0 if each in FOLLOWED else months
        for name in ("by_group", "by_place"):
            if not np.array_equal(getattr(short, name)[:upto, ..., each], getattr(long, name)[:upto, ..., each]):
                found.append(f"{name}.{each.name}")
    return found + ([] if np.array_equal(short.hours, long.hours[:months]) else ["hours"])


def whole_months(short: World, long: World) -> int:
    """How many months end in both worlds on the same day."""
    months = len(short.month_ends)
    return int((short.month_ends == long.month_ends[:months]).sum())


def same(name: str, short: World, long: World) -> bool:
    return np.array_equal(getattr(short, name), getattr(long, name))


def logged(world: World) -> list[tuple[Any, ...]]:
    assert world.clock.logged < ROOM
    rows = world.log[: int(world.clock.logged)]
    return list(zip(*(rows[name].tolist() for name in rows.dtype.names or ()), strict=True))


def compare(make: Callable[[int], Setting], short: int, long: int, seed: int) -> int:
    """Live each regime of a setting to the end of two horizons and hold them together; how many happenings there were."""
    one, other = (Simulation.build(make(years), seed, ROOM) for years in (short, long))
    one.run_in()
    other.run_in()
    assert unlike(one.settled(), other.settled(), False) == []
    first: list[Simulation | None] = [None, None]
    happened = 0
    for regime in one.setting.regimes:
        a, b = one.fork(regime, first[0]), other.fork(regime, first[1])
        end = one.setting.days
        a.run(end)
        b.run(end - b.day)
        assert unlike(a.settled(), b.settled(), first[0] is not None) == [], regime.name
        b.run(other.setting.days)
        ended, whole = a.settled(), b.settled()
        months = whole_months(ended, whole)
        for name in ("by_group", "by_place"):
            at, after = getattr(ended, name)[:months], getattr(whole, name)[:months]
            assert np.array_equal(at[..., DISCRETE], after[..., DISCRETE]), (regime.name, name)
            # Where a horizon ends a stretch of up to `REST` turns is cut, and its middle says how old somebody is.
            cut = months - 1 - REST
            assert np.array_equal(at[:cut, ..., BY_STRETCH], after[:cut, ..., BY_STRETCH])
            parts = at[: months - 1, ..., BY_STRETCH], after[: months - 1, ..., BY_STRETCH]
            if name == "by_group":  # whatever their age
                parts = parts[0].sum(axis=1), parts[1].sum(axis=1)
            assert np.array_equal(*parts)
            assert np.array_equal(at[: max(months - 12, 0), ..., FOLLOWED], after[: max(months - 12, 0), ..., FOLLOWED])
        assert np.array_equal(ended.hours[:months], whole.hours[:months])
        assert logged(ended) == logged(whole)[: len(logged(ended))]
        first = [first[0] or a, first[1] or b]
        happened += len(logged(ended))
    return happened


@pytest.mark.parametrize(
    ("name", "residents", "seed"),
    [
        ("england-mix", 9_000.0, 1),
        ("blackpool", 12_000.0, 2),
        ("leicestershire", 15_000.0, 3),
        ("england-mix", 400.0, 4),
    ],
)
def test_the_first_years_of_a_longer_horizon_are_the_same_to_the_bit(name: str, residents: float, seed: int) -> None:
    """Row 12: in every count by month, group and place, in hours, in each person and tie, and in every happening."""
    regimes = (loader.regime("none"), loader.regime("pre-arrest"), loader.regime("custody-stage"), dated_regime())
    happened = compare(partial(town, regimes, name=name, residents=residents), 1, 3, seed)
    assert happened > 10


@settings(max_examples=5)
@given(
    seed=st.integers(0, 2**40),
    residents=st.floats(100.0, 4_000.0),
    short=st.integers(1, 2),
    more=st.integers(1, 3),
    run_in=st.integers(0, 1),
    exits=st.floats(0.0, 2.0),
)
def test_whatever_the_horizons_the_shorter_is_the_beginning_of_the_longer(
    seed: int, residents: float, short: int, more: int, run_in: int, exits: float
) -> None:
    """Row 12, over seeds, sizes, horizons and how fast people come and go."""
    regimes = (loader.regime("none"), dated_regime())
    changes = BUSY | {"move_rate": exits}
    make = partial(town, regimes, residents=residents, run_in=run_in, changes=changes)
    compare(make, short, short + more, seed)


def test_a_longer_run_in_begins_like_a_shorter_one() -> None:
    """Row 12's sibling: as many years before the regimes part change nothing in the first of them."""
    regimes = (loader.regime("none"), dated_regime())
    one, other = (Simulation.build(town(regimes, 2, run_in=years), 5, ROOM) for years in (1, 3))
    one.run(365)
    other.run(365)
    assert unlike(one.settled(), other.settled(), False) == []
    assert len(logged(one.world)) > 100


def test_whoever_moves_in_later_stands_between_those_who_knew_each_other_until_then() -> None:
    """Row 12: nobody knows somebody who is yet to come; who comes is known on both sides from then on."""
    simulation = Simulation.build(town((loader.regime("none"),), 2), 6)
    there = int(simulation.world.clock.moved_in)
    before = simulation.world.ties.copy()
    for year in (1, 2, 3):
        ties = simulation.world.ties
        known = ties[:there][ties[:there] >= 0]
        assert known.max() < there
        for i in range(there):
            for turn in (0, 2):
                back, on = (int(j) for j in ties[i, turn : turn + 2])
                assert back < 0 or ties[back, turn + 1] == i
                assert on < 0 or ties[on, turn] == i
        simulation.run(365 * year - simulation.day)
        there = int(simulation.world.clock.moved_in)
    assert there > 1.5 * simulation.world.clock.residents
    first = int(simulation.world.clock.residents)
    assert (simulation.world.ties[:first] != before[:first]).any(), "nobody who moved in was placed"


def test_room_for_events_and_cases_does_not_decide_what_happens() -> None:
    """Row 12: how much room there was at first, or is added on the way, is nobody's fate."""
    setting = town((loader.regime("none"), dated_regime()), 1)
    few, many = (Simulation.build(setting, 7, ROOM) for _ in range(2))
    many = replace(many, world=with_room(copy(many.world)))
    few.run(730)
    many.run(730)
    assert logged(few.world) == logged(many.world)
