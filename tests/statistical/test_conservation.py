"""Conservation laws: what must add up does, whatever the seed, the regime and the parameters."""

from collections.abc import Callable, Iterator
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from diversion.agents.states import CaseState, Event, Happening, State, Whereabouts
from diversion.experiments.plans.draws import draw_values
from diversion.model.ledger.measures import MEASURES, STEPS
from diversion.model.ledger.measures import Measure as M
from diversion.model.simulation import Simulation
from diversion.model.world import World, first_month
from diversion.scenarios import loader
from diversion.scenarios.parameters import register
from diversion.scenarios.words import SEXES, TASKS, ContactKind, Disposal, Stage

REGIMES = ("none", "current", "custody-stage", "pre-arrest", "combined", "combined-same-budget")
# Parameters that are moved about, each over the whole of what is believed about it.
MOVED = sorted(name for name, row in register().items() if row.low < row.high)
few = settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])

Made = tuple[Simulation, Simulation]


@st.composite
def runs(draw: st.DrawFn) -> dict[str, Any]:
    """A seed, two regimes, and a handful of parameters somewhere in their ranges."""
    names = draw(st.lists(st.sampled_from(MOVED), max_size=8, unique=True))
    changes = {name: draw(st.floats(register()[name].low, register()[name].high)) for name in names}
    return {
        "seed": draw(st.integers(0, 2**62)),
        "current": draw(st.sampled_from(REGIMES)),
        "regime": draw(st.sampled_from(REGIMES[1:])),
        # Offers are high and places few, so that queues, full lists and closed doors are met often.
        "changes": {"offer_street": 0.6, "offer_custody": 0.8, "offer_contract": 0.8, "workers_custody": 1.0,
                    "caseload_custody": 3.0, "caseload_pre_arrest": 2.0, "workers_contract": 1.0,
                    # … and that many incidents wait long enough for people to be locked up, gone or over the fork by then.
                    "attend_share": 0.6, "wait_hours": 300.0} | changes,
    }  # fmt: skip


def forked(setting_of: Callable[..., Any], drawn: dict[str, Any], residents: float = 10_000) -> Simulation:
    """A branch on the day of the fork, with a log."""
    setting = setting_of(
        regimes=(drawn["regime"],), current=drawn["current"], changes=drawn["changes"], residents=residents
    )
    trunk = Simulation.build(setting, drawn["seed"], 20_000)
    trunk.run_in()
    return trunk.fork(setting.regimes[0])


def finished(setting_of: Callable[..., Any], drawn: dict[str, Any]) -> World:
    """The settled world at the end."""
    branch = forked(setting_of, drawn)
    branch.run(365)
    return branch.settled()


def since_fork(world: World) -> dict[str, int]:
    """Every measure since the fork, in fixed point."""
    start = first_month(world)
    return dict(zip(MEASURES, (int(v) for v in world.by_group[start:].sum(axis=(0, 1))), strict=True))


def ever(world: World) -> dict[str, int]:
    """Every measure over the whole run, run-in included, as whole numbers."""
    return {n: round(int(v) / 2**20) for n, v in zip(MEASURES, world.by_group.sum(axis=(0, 1)), strict=True)}


@few
@given(drawn=runs())
def test_every_attended_contact_has_one_shadow_and_one_disposal(
    setting_of: Callable[..., Any], drawn: dict[str, Any]
) -> None:
    world = finished(setting_of, drawn)
    count = {name: value >> 20 for name, value in since_fork(world).items()}
    scene = world.widening[Stage.STREET]
    assert scene.sum() == count["contacts"]
    assert scene[:, Disposal.NO_FURTHER_ACTION].sum() <= count["no_actions"]  # some are decided weeks later
    assert scene[:, Disposal.PRE_ARREST_DIVERSION].sum() == count["diverted"] - world.widening[2][:, 7].sum()
    assert scene[4:, :].sum() == 0
    assert (scene[~np.eye(10, dtype=bool)] > 0).sum() <= 4  # off the diagonal only pre-arrest diversion
    assert scene[:, Disposal.ARREST].sum() <= count["arrests"]
    assert scene[:, Disposal.COMMUNITY_RESOLUTION].sum() <= count["resolutions"]
    written = world.log[: int(world.clock.logged)]
    logged = (written["kind"] == Happening.CONTACT) & (written["moment"] >= float(world.clock.fork_day))
    assert int(logged.sum()) == count["contacts"]


@few
@given(drawn=runs())
def test_every_hour_belongs_to_one_officer_and_one_task(setting_of: Callable[..., Any], drawn: dict[str, Any]) -> None:
    world = finished(setting_of, drawn)
    start = first_month(world)
    assert np.array_equal(world.ledger.sum(axis=0), world.hours[start:].sum(axis=0))
    assert (world.ledger >= 0).all() and world.ledger.sum() > 0


@few
@given(drawn=runs())
def test_groups_and_places_add_up_to_the_same(setting_of: Callable[..., Any], drawn: dict[str, Any]) -> None:
    world = finished(setting_of, drawn)
    assert np.array_equal(world.by_group.sum(axis=1), world.by_place.sum(axis=1))


@few
@given(drawn=runs())
def test_the_chain_from_offence_to_court_only_narrows(setting_of: Callable[..., Any], drawn: dict[str, Any]) -> None:
    world = finished(setting_of, drawn)
    count = ever(world)
    assert count["latent"] >= count["undetected"] == count["outcome_18"]
    assert count["harm"] >= count["recorded_harm"] > 0
    pending = int(
        ((world.cases["state"] == CaseState.UNATTENDED) & (world.cases["category"] < ContactKind.WELFARE)).sum()
    )
    assert count["suspects"] == count["contacts"] + count["unattended"] + pending
    assert count["waited"] > 0 and count["wait_hours"] > 0
    assert count["contacts"] >= count["arrests"] >= count["charges_after_arrest"]
    assert count["charges"] >= count["charges_after_arrest"]
    old = max(count["warrants"] - count["missed_hearings"], 0)  # of before the run, over cases charged before it
    assert count["charges"] + old >= count["convictions"]
    assert count["proven_offences"] >= count["convictions"] + count["cautions"]
    assert count["hearings"] >= count["convictions"] + count["missed_hearings"]
    assert count["warrants"] >= count["warrant_arrests"] + count["warrants_cleared"]
    assert count["breaches"] >= count["breach_arrests"]
    assert count["eligible"] >= count["referrals"] >= count["consents"] >= count["engaged"]
    assert count["engaged"] >= count["admitted"] >= count["completed"] + count["dropped"]
    assert count["dropped"] >= count["dropped_worker"]
    assert count["consents"] >= count["engaged"] + count["not_engaged"]
    assert count["consents"] >= count["diverted"]
    assert count["could_reach_year"] >= count["reached_year"]


@few
@given(drawn=runs())
def test_everybody_who_consents_is_somewhere_on_the_way_or_out_of_it(
    setting_of: Callable[..., Any], drawn: dict[str, Any]
) -> None:
    world = finished(setting_of, drawn)
    for r in range(len(world.routes)):
        step = dict(zip(STEPS, (int(value) >> 20 for value in world.funnel[r]), strict=True))
        assert step["eligible"] >= step["referrals"] >= step["consents"] >= step["engaged"] >= step["admitted"]
        assert step["admitted"] >= step["completed"] + step["dropped"]
        assert step["engaged"] >= step["admitted"] + step["turned_away"]
        out = sum(step[name] for name in ("not_engaged", "turned_away", "lapsed", "completed", "dropped", "gone"))
        mine = (world.cases["route"] == r) & (world.cases["opened"] >= world.clock.fork_day)
        under_way = mine & np.isin(world.cases["state"], (CaseState.REFERRED, CaseState.WAITING, CaseState.IN_SUPPORT))
        assert step["consents"] == out + int(under_way.sum())


@few
@given(drawn=runs())
def test_the_funnel_and_the_groups_agree_on_days_in_a_regimes_own_support(
    setting_of: Callable[..., Any], drawn: dict[str, Any]
) -> None:
    world = finished(setting_of, drawn)
    own = world.routes["ordinary"] == 0
    assert int(world.funnel[own, STEPS.index("support_days")].sum()) == since_fork(world)["support_days"]


@few
@given(drawn=runs())
def test_the_population_balances(setting_of: Callable[..., Any], drawn: dict[str, Any]) -> None:
    world = finished(setting_of, drawn)
    count = ever(world)
    assert count["entered"] - count["left"] - count["deaths"] == int((world.people["state"] == State.PRESENT).sum())


def _events(world: World) -> Iterator[int]:
    """Every event still in the calendar."""
    for head in world.heads.ravel():
        e = int(head)
        while e >= 0:
            yield e
            e = int(world.events[e].next)


@few
@given(drawn=runs(), days=st.integers(0, 300))
def test_events_cases_queues_and_cells_are_all_accounted_for(
    setting_of: Callable[..., Any], drawn: dict[str, Any], days: int
) -> None:
    branch = forked(setting_of, drawn)
    branch.run(days)
    world = branch.world
    clock = world.clock
    queued = list(_events(world))
    assert len(queued) + int(clock.events_left) == len(world.events)
    assert int((world.cases["state"] != CaseState.FREE).sum()) + int(clock.cases_left) == len(world.cases)
    held = [e for e in queued if world.events[e].kind == Event.CUSTODY_DECISION]
    assert int(world.suite.occupied) == len(held)
    assert all(world.cases[world.events[e].case].version == world.events[e].version for e in held)
    for s, service in enumerate(world.services):
        mine = [c for c in range(len(world.cases)) if _service_of(world, c) == s]
        states = world.cases["state"][mine]
        assert int(service.active) == int((states == CaseState.IN_SUPPORT).sum())
        assert (
            int(service.waiting)
            == int((states == CaseState.WAITING).sum())
            == len(list(_line(world, int(service.head))))
        )
        posts = world.workers["present"][service.first : service.first + service.workers]
        assert int(service.present) == int(posts.sum())


def _service_of(world: World, c: int) -> int:
    """The service behind a case on its way into or through support; -1 for anything else."""
    case = world.cases[c]
    if case.state not in (CaseState.REFERRED, CaseState.WAITING, CaseState.IN_SUPPORT):
        return -1
    return int(world.programmes[world.routes[case.route].programme].service)


def _line(world: World, c: int) -> Iterator[int]:
    """The cases on a waiting list."""
    while c >= 0:
        yield c
        c = int(world.cases[c].next)


@few
@given(drawn=runs(), days=st.integers(0, 300))
def test_people_and_their_cases_know_of_each_other(
    setting_of: Callable[..., Any], drawn: dict[str, Any], days: int
) -> None:
    branch = forked(setting_of, drawn)
    branch.run(days)
    world = branch.world
    supported = set()
    for i in np.flatnonzero(world.people["case"] >= 0):
        case = world.cases[world.people["case"][i]]
        assert int(case.person) == i and case.state in (CaseState.REFERRED, CaseState.WAITING, CaseState.IN_SUPPORT)
        assert world.people["state"][i] == State.PRESENT
        supported.add(int(world.people["case"][i]))
    open_ = set(
        np.flatnonzero(
            np.isin(world.cases["state"], (CaseState.REFERRED, CaseState.WAITING, CaseState.IN_SUPPORT))
        ).tolist()
    )
    assert open_ == supported
    prosecuted = np.flatnonzero(world.cases["state"] == CaseState.PROSECUTION)
    assert (world.cases["route"][prosecuted] == -1).all()
    wanted = world.people["warrant"][world.cases["person"][prosecuted]]
    assert wanted.sum() <= len(prosecuted)


@few
@given(drawn=runs())
def test_nobody_is_admitted_at_or_above_capacity(setting_of: Callable[..., Any], drawn: dict[str, Any]) -> None:
    branch = forked(setting_of, drawn)
    admitted = M.ADMITTED
    for _ in range(200):
        before = {s: int(row.active) for s, row in enumerate(branch.world.services)}
        count = int(branch.world.by_group[..., admitted].sum())
        branch.run(1)
        gained = int(branch.world.by_group[..., admitted].sum()) - count
        for s, row in enumerate(branch.world.services):
            room = int(row.present) * float(row.caseload)
            # A worker may leave on the day after an admission; who was let in at a full house would raise the number.
            assert row.active <= max(room, before[s]) or gained == 0 or _left_today(branch, s)


def _left_today(branch: Simulation, s: int) -> bool:
    """Whether a worker of this service left in the day just run."""
    left = branch.world.workers["left"][branch.world.workers["service"] == s]
    return bool((left >= branch.day - 1).any())


@few
@given(drawn=runs())
def test_nobody_is_contacted_in_custody_or_prison(setting_of: Callable[..., Any], drawn: dict[str, Any]) -> None:
    branch = forked(setting_of, drawn)
    seen = int(branch.world.clock.logged)
    locked = 0
    for _ in range(200):
        world = branch.world
        inside = world.people["inside"].copy()
        until = world.people["inside_until"].copy()
        branch.run(1)
        written = branch.world.log[seen : int(branch.world.clock.logged)]
        for row in written[written["kind"] == Happening.CONTACT]:
            assert inside[row.person] == Whereabouts.LIBERTY or row.moment >= until[row.person] - 1e-9
        seen = int(branch.world.clock.logged)
        now = branch.world.people
        # Somebody who is held has an end in sight, and it has not passed.
        held = np.isin(now["inside"], (Whereabouts.DETAINED, Whereabouts.IMPRISONED)) & (now["state"] == State.PRESENT)
        assert (now["inside_until"][held] >= branch.day - 1e-9).all()
        locked += int(held.sum())
    assume(locked > 0)


@few
@given(seed=st.integers(0, 2**62), fixed=st.booleans())
def test_no_draw_of_the_parameters_breaks_a_run(setting_of: Callable[..., Any], seed: int, fixed: bool) -> None:
    setting = setting_of(regimes=("combined",), current="current", residents=5_000)
    drawn = cast(Any, setting).__class__(
        setting.locality, setting.regimes, draw_values({}, seed, fixed), loader.regime("current"), 1, 1
    )
    trunk = Simulation.build(drawn, seed)
    trunk.run_in()
    branch = trunk.fork(drawn.regimes[0])
    branch.run(365)
    assert branch.day == 730
    assert np.isfinite(branch.world.people["rate"]).all()


def test_what_is_reported_twice_is_the_same_number(
    outcomes_of: Callable[..., list[dict[str, float]]], totals_of: Callable[..., list[dict[str, float]]]
) -> None:
    (found,), (counted,) = (each(regimes=("none",), residents=30_000) for each in (outcomes_of, totals_of))
    assert found["recorded.18"] == pytest.approx(counted["undetected"])
    assert found["recorded.18"] + counted["suspects"] == pytest.approx(found["recorded_crimes"])
    groups = [(found[f"equity.sex.{sex}.person_years"], found[f"equity.sex.{sex}.arrests_per_1000"]) for sex in SEXES]
    assert sum(years * rate / 1000.0 for years, rate in groups) == pytest.approx(found["arrests"])
    assert sum(found[f"hours.{task}"] for task in TASKS) == pytest.approx(found["officer_hours"])
