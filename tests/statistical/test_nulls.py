"""Null tests, bit for bit: a policy that does nothing changes nothing, and every channel is a switch that works."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from diversion.agents.states import Happening
from diversion.model.ledger.measures import MEASURES
from diversion.model.ledger.measures import Measure as M
from diversion.model.simulation import Simulation
from diversion.model.world import World
from diversion.scenarios import loader
from diversion.scenarios.channels import CHANNELS
from diversion.scenarios.schema import Regime
from diversion.scenarios.words import TASKS, Task

CLOSED = {f"channel_{name}": 0.0 for name in CHANNELS}
NEVER = dict.fromkeys(("offer_street", "offer_drugs", "offer_social", "offer_custody", "offer_contract"), 0.0)
OFTEN = {"offer_street": 0.9, "offer_contract": 0.9}
# What support, people and cases look like when nobody was ever diverted; the rest of the world must be the same.
ARRAYS = (
    "people",
    "officers",
    "teams",
    "workers",
    "cases",
    "events",
    "heads",
    "widening",
    "ends",
    "log",
    "by_group",
    "by_place",
)


def doors(*routes: str) -> Regime:
    """The combined regime with these routes only, and no social contact unless it is among them."""
    return loader.regime("combined").model_copy(update={"routes": routes})


BOTH = doors("lead-street", "checkpoint-custody").model_copy(update={"enforcement": 1.5})


def rows(world: World, kind: int) -> np.ndarray:
    """The happenings of one kind, in the order in which they happened."""
    written: np.ndarray = np.asarray(world.log[: int(world.clock.logged)])
    chosen: np.ndarray = written[written["kind"] == kind]
    return chosen


def keys(world: World, kind: int) -> set[tuple[int, float]]:
    """Person and moment of the contact that each happening of one kind goes back to."""
    return {(int(row["person"]), float(row["began"])) for row in rows(world, kind)}


def unlike(a: np.ndarray, b: np.ndarray) -> list[str]:
    """The fields of two record arrays that are not the same bit for bit (one nameless field for a plain array)."""
    if a.dtype.names is None:
        return [] if np.array_equal(a, b) else ["values"]
    return [name for name in a.dtype.names if not np.array_equal(a[name], b[name])]


def sums(world: World) -> Mapping[str, int]:
    """Every measure in fixed point over the whole run."""
    return {name: int(value) for name, value in zip(MEASURES, world.by_group.sum(axis=(0, 1)), strict=True)}


@pytest.mark.parametrize("regime", ["pre-arrest", "custody-stage", "combined", "current"])
def test_routes_that_are_never_offered_change_nothing(
    regime: str, worlds_of: Callable[..., list[World]], outcomes_of: Callable[..., list[dict[str, float]]]
) -> None:
    arguments: dict[str, Any] = {"regimes": ("none", regime), "changes": NEVER, "residents": 10_000}
    none, open_ = worlds_of(log_room=20_000, **arguments)
    eligible = M.ELIGIBLE
    assert open_.by_group[..., eligible].sum() > 0 and none.by_group[..., eligible].sum() == 0
    open_.by_group[..., eligible] = open_.by_place[..., eligible] = 0
    assert {name: unlike(getattr(none, name), getattr(open_, name)) for name in ARRAYS} == {name: [] for name in ARRAYS}
    tasks = [task for task in range(len(TASKS)) if task != Task.TRAINING]
    assert np.array_equal(none.ledger[:, tasks], open_.ledger[:, tasks])
    assert np.array_equal(none.hours[:, tasks], open_.hours[:, tasks])
    trained = open_.ledger[:, Task.TRAINING].sum() / 2**20
    before, after = outcomes_of(**arguments)
    assert after.pop("officer_hours") - trained == pytest.approx(before.pop("officer_hours"), rel=1e-12)
    assert after.pop("net_cost") > before.pop("net_cost")
    assert after.pop("freed_at_contact") == pytest.approx(before.pop("freed_at_contact") - trained, rel=1e-12)
    assert after.pop("serious_hours") <= before.pop("serious_hours")  # a share of the same hours of training
    assert after.pop("cashable_hours") <= before.pop("cashable_hours")  # and the rest of them
    assert after.pop("serious_detections") <= before.pop("serious_detections")
    assert after.pop("places_filled") == 0.0 and np.isnan(before.pop("places_filled"))  # places are paid for and empty
    for name in ("hours.training", "cost.police", "cost.programmes", "full_time_equivalents"):
        assert after.pop(name) >= before.pop(name)
    alone = {name: value for name, value in after.items() if name not in before}  # of routes that are open and unused
    assert {name.rpartition(".")[2] for name, value in alone.items() if value} == {"eligible"}
    np.testing.assert_equal({name: after[name] for name in before}, before)


@pytest.fixture
def closed_worlds(worlds_of: Callable[..., list[World]]) -> list[World]:
    """No diversion, and much of it with every channel closed: the same people, the same luck."""
    return worlds_of(regimes=("none", BOTH), changes=CLOSED | OFTEN, log_room=60_000)


def test_with_every_channel_closed_diversion_changes_no_contact(closed_worlds: list[World]) -> None:
    none, diverted = closed_worlds
    assert sums(diverted)["diverted"] > 0 and sums(diverted)["engaged"] > 0
    assert np.array_equal(rows(none, Happening.CONTACT), rows(diverted, Happening.CONTACT))
    assert len(rows(none, Happening.CONTACT)) > 300
    same = (
        "state",
        "spells",
        "steady",
        "rate",
        "welfare",
        "bound",
        "peers",
        "trust",
        "contacts",
        "victim_until",
        "index",
    )
    assert [name for name in same if not np.array_equal(none.people[name], diverted.people[name])] == []
    assert not np.array_equal(none.widening, diverted.widening)


def test_with_every_channel_closed_offending_is_the_same_every_day(setting_of: Callable[..., Any]) -> None:
    setting = setting_of(regimes=("none", BOTH), changes=CLOSED | OFTEN, residents=10_000)
    trunk = Simulation.build(setting, 3)
    trunk.run_in()
    none = trunk.fork(setting.regimes[0])
    diverted = trunk.fork(setting.regimes[1], none)
    for _ in range(365):
        none.run(1)
        diverted.run(1)
        assert np.array_equal(none.world.people["rate"], diverted.world.people["rate"])
    assert sums(diverted.world)["diverted"] > 0


def test_with_every_channel_closed_what_is_counted_of_offending_is_the_same(closed_worlds: list[World]) -> None:
    none, diverted = (sums(world) for world in closed_worlds)
    same = ("latent", "harm", "victim_offences", "undetected", "deaths_expected", "person_years", "victimisation",
            "suspects", "unattended", "contacts", "welfare_contacts", "three_or_more", "deaths", "entered", "left")  # fmt: skip
    assert {name: diverted[name] - none[name] for name in same} == dict.fromkeys(same, 0)


def test_with_every_channel_closed_nobody_has_another_repeat_contact(closed_worlds: list[World]) -> None:
    none, diverted = closed_worlds
    for field in ("again", "after", "gone", "referable"):
        assert np.array_equal(none.people[field], diverted.people[field]), field
    assert none.people["after"].sum() > 0
    assert int(none.people["again"][:, 2].sum()) > 0


def test_with_every_channel_closed_only_the_diverted_are_dealt_with_otherwise(closed_worlds: list[World]) -> None:
    none, diverted = closed_worlds
    spared = keys(diverted, Happening.REFERRAL)
    for kind in (Happening.CAUTION, Happening.CONVICTION):
        assert keys(none, kind) ^ keys(diverted, kind) <= spared


# --- each channel alone ------------------------------------------------------------------------------------------------

# What makes a channel bite where the town is small: parameters with a strong contrast to neutral.
BITE: dict[str, dict[str, float]] = {
    "belief": {"belief_weight": 6.0, "belief_good": 0.5, "belief_bad": 0.2},
    "deterrence": {"deterrence_lost_ratio": 2.0},
    "ties": {"tie_strength": 1.0, "channel_support": 0.0},
    "mortality": {"death_support_ratio": 5.0, "death_base.35": 0.2, "death_base.45": 0.2, "death_base.25": 0.2},
    "trust": {"trust_diverted": 0.5},
    "capacity": {"workers_pre_arrest": 1.0, "caseload_pre_arrest": 2.0},
    "time_cost": {"attend_sensitivity": 1.0, "arrest_pressure": 3.0, "hours_diversion": 60.0},
    "warrant": {"fail_to_appear": 0.5},
    "breach": {"breach_share": 0.6, "community_first": 0.8, "community_eleven": 0.8, "breach_days": 20.0},
    "record": {"arrest_history": 1.0, "cream_skimming": -1.0},
}
# The measures by which a channel must show when it alone is open. Each is compared with all channels closed.
SHOWS: Mapping[str, tuple[str, ...]] = {
    "support": ("latent", "contacts"),
    "label": ("latent",),
    "charge": ("latent",),
    "deterrence": ("latent",),
    "custody_time": ("latent", "contacts"),
    "trust": ("consents", "engaged"),
    "belief": ("referrals",),
    "record": ("arrests",),
    "time_cost": ("unattended", "arrests"),
    "capacity": ("admitted", "referrals"),  # nobody offers what is full
    "ties": ("latent",),
    "mortality": ("deaths_expected", "deaths"),
    "warrant": ("warrant_arrests",),
    "breach": ("breaches", "hearings"),
    "enforcement": ("suspects", "contacts", "arrests"),
}


def test_every_channel_has_a_test_that_it_works() -> None:
    assert set(SHOWS) == set(CHANNELS)


@pytest.mark.parametrize("channel", list(CHANNELS))
def test_each_channel_alone_changes_what_it_is_about(
    channel: str, totals_of: Callable[..., list[dict[str, float]]]
) -> None:
    changes = CLOSED | OFTEN | BITE.get(channel, {})
    (shut,) = totals_of(regimes=(BOTH,), changes=changes, years=2)
    (opened,) = totals_of(regimes=(BOTH,), changes=changes | {f"channel_{channel}": 1.0}, years=2)
    for name in SHOWS[channel]:
        assert abs(opened[name] - shut[name]) > 0.9, name


# --- one person diverted once --------------------------------------------------------------------------------------------


def forked(setting: Any, seed: int, forced: int, log_room: int = 0) -> World:
    """A finished branch under the first regime in which one named person is diverted once, or nobody (-1)."""
    trunk = Simulation.build(setting, seed, log_room)
    trunk.run_in()
    branch = trunk.fork(setting.regimes[0])
    branch.world.clock.forced_person = forced
    branch.run(setting.days)
    return branch.world


def differing(a: World, b: World) -> set[int]:
    """The people of whom anything at all differs; where somebody's case is stored in the machine does not count."""
    found = np.zeros(len(a.people), bool)
    for name in a.people.dtype.names or ():
        if name != "case":
            unequal = a.people[name] != b.people[name]
            found |= unequal if unequal.ndim == 1 else unequal.any(axis=1)
    return set(np.flatnonzero(found).tolist())


def divertible(setting: Any, seed: int, wanted: int) -> list[int]:
    """People with an offence contact after the fork at which the street route is open to them, most needy first."""
    world = forked(setting, seed, -1, 60_000)
    seen = rows(world, Happening.CONTACT)
    people = np.unique(seen["person"][seen["moment"] > float(world.clock.fork_day)])
    people = people[(world.people["needs"][people][:, :4] >= 0.3).any(axis=1)]
    return [int(i) for i in sorted(people, key=lambda i: -float(world.people["rate"][i]))][:wanted]


ALONE = NEVER | {"channel_ties": 0.0, "channel_time_cost": 0.0, "channel_capacity": 0.0, "channel_belief": 0.0}


@pytest.mark.parametrize("routes", [("lead-street",), ("lead-street", "checkpoint-custody")])
def test_one_diversion_changes_exactly_one_person(routes: tuple[str, ...], setting_of: Callable[..., Any]) -> None:
    setting = setting_of(regimes=(doors(*routes),), changes=ALONE | {"effect_lead": 0.3}, residents=10_000, years=2)
    usual = forked(setting, 5, -1)
    hit = 0
    for i in divertible(setting, 5, 6):
        other = forked(setting, 5, i)
        if sums(other)["diverted"]:
            assert differing(usual, other) == {i}
            hit += 1
    assert hit >= 3


def connected(ties: np.ndarray, start: int) -> set[int]:
    """Everybody who can be reached from one person through ties."""
    reached, edge = {start}, [start]
    while edge:
        fresh = {int(j) for i in edge for j in ties[i] if j >= 0} - reached
        reached |= fresh
        edge = list(fresh)
    return reached


def test_with_ties_open_only_people_within_reach_of_ties_differ(setting_of: Callable[..., Any]) -> None:
    changes = ALONE | {"channel_ties": 1.0, "tie_strength": 1.0, "effect_lead": 0.3, "effect_young": 0.3,
                       "offer_street": 0.0, "months_to_full_effect": 0.5, "engagement_street_warm": 0.99,
                       "consent_street": 1.0, "dropout_early": 0.001, "dropout_late": 0.001}  # fmt: skip
    setting = setting_of(regimes=(doors("lead-street"),), changes=changes, residents=10_000, years=2)
    usual = forked(setting, 5, -1)
    spread = 0
    for i in divertible(setting, 5, 6):
        other = forked(setting, 5, i)
        touched = differing(usual, other)
        assert touched <= connected(usual.ties, i)
        spread = max(spread, len(touched))
    assert spread > 1
    assert len(connected(usual.ties, 0)) < len(usual.people)


def test_with_capacity_open_only_users_of_the_service_differ(setting_of: Callable[..., Any]) -> None:
    changes = ALONE | {
        "channel_capacity": 1.0,
        "offer_street": 0.6,
        "workers_pre_arrest": 1.0,
        "caseload_pre_arrest": 2.0,
        # Nobody is turned away and places come free often, so that who joins the queue keeps others waiting.
        "waiting_limit": 50.0,
        "dropout_early": 0.7,
        "dropout_late": 0.7,
    }
    setting = setting_of(regimes=(doors("lead-street"),), changes=changes, residents=10_000, years=2)
    usual = forked(setting, 5, -1)
    touched_by_others = 0
    for i in divertible(setting, 5, 40):
        other = forked(setting, 5, i)
        touched = differing(usual, other) - {i}
        ever = (usual.people["referred_at"] > 0.0) | (other.people["referred_at"] > 0.0)
        assert all(ever[j] for j in touched)
        touched_by_others += len(touched)
    assert touched_by_others > 0


# Everything that runs through a team or its officers, and ties beside; who shares a place in support stays apart.
TEAMS = ALONE | {
    "channel_time_cost": 1.0, "channel_belief": 1.0, "channel_ties": 1.0, "tie_strength": 1.0, "offer_street": 0.2,
    "hours_diversion": 40.0, "attend_sensitivity": 1.0, "arrest_pressure": 3.0, "wait_sensitivity": 4.0,
    "belief_weight": 5.0, "belief_good": 0.9, "belief_bad": 0.2, "effect_lead": 0.3, "consent_street": 1.0,
    "engagement_street_warm": 0.99,
    "next_door_share": 0.0,  # so that a person's incidents all fall to the team of their own neighbourhood
}  # fmt: skip


def linked(world: World, start: int) -> set[int]:
    """Everybody who can be reached through a shared team or a tie, and through those so reached, and so on."""
    place = world.people["place"]
    reached, edge = {start}, {start}
    while edge:
        places = np.unique(place[list(edge)])
        fresh = set(np.flatnonzero(np.isin(place, places)).tolist())
        fresh |= {int(j) for i in edge for j in world.ties[i] if j >= 0}
        edge = fresh - reached
        reached |= edge
    return reached


def test_through_teams_and_officers_only_people_within_their_reach_differ(setting_of: Callable[..., Any]) -> None:
    setting = setting_of(regimes=(doors("lead-street"),), changes=TEAMS, residents=20_000, years=2)
    usual = forked(setting, 5, -1)
    others = 0
    for i in divertible(setting, 5, 40):
        other = forked(setting, 5, i)
        touched = differing(usual, other)
        reach = linked(usual, i)
        assert touched <= reach
        others += len(touched - {i})
        teams = set(usual.people["place"][list(reach)].tolist())
        changed = np.flatnonzero(usual.officers["belief"] != other.officers["belief"])
        assert set(usual.officers["team"][changed].tolist()) <= teams
        moved = np.flatnonzero(usual.teams["pressure"] != other.teams["pressure"])
        assert set(moved.tolist()) <= teams
        assert len(reach) < len(usual.people)
    assert others > 0


@pytest.mark.parametrize("channel", ["time_cost", "belief"])
def test_either_link_through_a_team_can_be_closed(channel: str, setting_of: Callable[..., Any]) -> None:
    alone = TEAMS | {"channel_ties": 0.0}
    found = []
    for changes in (alone | {"channel_time_cost": 0.0, "channel_belief": 0.0, f"channel_{channel}": 1.0},
                    alone | {"channel_time_cost": 0.0, "channel_belief": 0.0}):  # fmt: skip
        setting = setting_of(regimes=(doors("lead-street"),), changes=changes, residents=20_000, years=2)
        usual = forked(setting, 5, -1)
        found.append([differing(usual, forked(setting, 5, i)) - {i} for i in divertible(setting, 5, 24)])
    assert any(found[0]) and not any(found[1])
