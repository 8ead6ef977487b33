"""The log of a run: each row says in fields of its own what happened, in agreement with what was counted."""

from collections.abc import Callable

import numpy as np
import pytest

from diversion.agents.states import Happening, Verdict, Whereabouts
from diversion.model.ledger.reading import Reading
from diversion.model.world import World
from diversion.scenarios.words import CATEGORIES, ContactKind, Stage

BUSY = {"offer_street": 0.9, "offer_contract": 0.9, "fail_to_appear": 0.5, "warrant_days": 5.0, "remand_share": 0.3,
        "community_first": 0.7, "community_eleven": 0.7, "breach_share": 0.6, "breach_days": 20.0, "breach_arrest_share": 0.7,
        "court_delay_days": 20.0}  # fmt: skip


@pytest.fixture
def busy(worlds_of: Callable[..., list[World]]) -> World:
    (world,) = worlds_of(regimes=("combined",), changes=BUSY, residents=60_000, years=2, log_room=100_000)
    assert 0 < int(world.clock.logged) < len(world.log)
    return world


def rows(world: World, *kinds: int, since: float = 0.0) -> np.ndarray:
    """The rows of some kinds, as they were written."""
    log = np.asarray(world.log[: int(world.clock.logged)])
    return log[np.isin(log["kind"], kinds) & (log["moment"] >= since)]


def test_an_arrest_says_whether_it_is_over_an_offence_a_warrant_or_a_breach(busy: World) -> None:
    held = rows(busy, Happening.ARREST, since=float(busy.clock.fork_day))
    found = Reading(busy).totals()
    assert (held["category"] < len(CATEGORIES)).sum() == found["arrests"] > 100
    assert (held["category"] == ContactKind.WARRANT).sum() == found["warrant_arrests"] > 10
    assert (held["category"] == ContactKind.BREACH).sum() == found["breach_arrests"] > 10
    assert len(held) == found["arrests"] + found["warrant_arrests"] + found["breach_arrests"]


def test_an_arrest_or_charge_over_an_offence_is_over_that_of_its_contact(busy: World) -> None:
    over = {(int(r["person"]), float(r["began"])): int(r["category"]) for r in rows(busy, Happening.CONTACT)}
    log = rows(busy, Happening.ARREST, Happening.CHARGE)
    log = log[(log["kind"] == Happening.CHARGE) | (log["category"] < len(CATEGORIES))]
    assert len(log) > 100
    assert all(over[int(r["person"]), float(r["began"])] == int(r["category"]) for r in log)


def test_what_was_proven_before_rises_by_one_with_each_caution_and_conviction(busy: World) -> None:
    log = rows(busy, Happening.CAUTION, Happening.CONVICTION, Happening.PRISON_RELEASE)
    seen: dict[int, int] = {}
    for row in log:
        person, before = int(row["person"]), int(row["proven"])
        assert seen.get(person, before) == before
        seen[person] = before + (int(row["offences"]) if row["kind"] != Happening.PRISON_RELEASE else 0)
    assert all(int(busy.people["proven"][person]) == proven for person, proven in seen.items())
    assert len(seen) > 50


def test_a_conviction_says_what_the_court_decided(busy: World) -> None:
    sentences = rows(busy, Happening.CONVICTION)["sentence"]
    assert set(sentences.tolist()) == {Verdict.FINE, Verdict.COMMUNITY_ORDER, Verdict.PRISON}
    assert not rows(busy, Happening.CAUTION, Happening.CONTACT, Happening.CHARGE)["sentence"].any()


def test_a_stay_inside_says_where_and_until_when(busy: World) -> None:
    log = rows(busy, Happening.INSIDE)
    assert set(log["inside"].tolist()) == {Whereabouts.DETAINED, Whereabouts.IMPRISONED, Whereabouts.ON_REMAND}
    assert (log["until"] >= log["moment"]).all() and (log["began"] == log["moment"]).all()
    # A sentence that was served on remand ends where it begins: on the day to which remand lasted.
    served = log[log["until"] == log["moment"]]
    remand = log[log["inside"] == Whereabouts.ON_REMAND]
    assert (served["inside"] == Whereabouts.IMPRISONED).all()
    assert set(served[["person", "until"]].tolist()) <= set(remand[["person", "until"]].tolist())
    assert (log["until"] - log["moment"])[log["inside"] == Whereabouts.DETAINED].max() < 10.0


def test_a_step_on_the_way_in_says_through_which_route(busy: World) -> None:
    routes = busy.routes
    ordinary = rows(busy, Happening.ORDINARY_REFERRAL)["route"]
    assert len(ordinary) > 5 and routes["ordinary"][ordinary].all()
    own = rows(busy, Happening.REFERRAL)
    assert {Stage.STREET, Stage.CUSTODY} <= set(routes["stage"][own["route"]].tolist())
    assert not routes["ordinary"][own["route"]].any()
    referred = {(int(r["person"]), float(r["began"]), int(r["route"])) for r in own}
    admitted = rows(busy, Happening.ADMITTED)
    assert {(int(r["person"]), float(r["began"]), int(r["route"])) for r in admitted} <= referred
    places = {(int(r["person"]), float(r["moment"]), int(r["route"])) for r in admitted}
    assert {(int(r["person"]), float(r["began"]), int(r["route"])) for r in rows(busy, Happening.EXIT)} <= places


def test_a_run_without_room_for_a_log_keeps_none_and_is_the_same_run(worlds_of: Callable[..., list[World]]) -> None:
    kept, without = (
        worlds_of(regimes=("combined",), changes=BUSY, residents=20_000, log_room=room)[0] for room in (50_000, 0)
    )
    assert int(without.clock.logged) == 0 < int(kept.clock.logged)
    assert np.array_equal(kept.by_group, without.by_group)
