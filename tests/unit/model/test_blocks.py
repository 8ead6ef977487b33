"""Blocks of 28 days and of four times that: when they end, who is looked at within one, and what that look does, by hand."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diversion.agents.chance import Decision, draw
from diversion.agents.person import desist_pace, set_rates
from diversion.agents.spells import HOME, WORK
from diversion.agents.states import CaseState, Event, State, Whereabouts
from diversion.model import day as d
from diversion.model import review as r
from diversion.model import spells
from diversion.model.calendar import BLOCK, BY_ENFORCEMENT, KEYS, REST, close_case, offset_of
from diversion.model.ledger.counting import accrue
from diversion.model.ledger.measures import Measure as M
from diversion.model.support import admit, refer
from diversion.scenarios.words import CAREERS, Career, Stage

Towns = Callable[..., Any]
LEAD = "lead-street"
FOREVER = {"exits": 1e9, "ends": 1e9, "stay": 1e9}
plainly = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


def rarely(town: Any, i: int = 0, **fields: Any) -> Any:
    """Somebody who offends rarely, in the middle of a block that began on day 100 and ends on day 212."""
    given = FOREVER | {"kind": Career.OCCASIONAL, "begun": 100.0, "full": 100.0, "since": 100.0, "until": 212.0}
    return town.somebody(i, **(given | fields))


def helped(town: Any, i: int = 0, moment: float = 100.0) -> int:
    """The case of somebody in support since a moment."""
    refer(town.w, town.incident(i), town.route(LEAD), 0, moment)
    c = int(town.w.people[i].case)
    town.w.cases[c].began = moment
    admit(town.w, c, moment)
    return c


@pytest.fixture
def turns(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What `take_turn` would have done: a review until the next turn, or a look within a block."""
    seen: list[tuple[Any, ...]] = []
    monkeypatch.setattr(r, "review", lambda w, i, row, block, now, grid: seen.append(("review", i, block, grid)))
    monkeypatch.setattr(r, "look_in", lambda w, i, row, block, now: seen.append(("look", i, block, now)))
    return seen


# --- when a block ends -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [k for k in range(len(CAREERS)) if k != Career.OCCASIONAL])
@pytest.mark.parametrize(("i", "block"), [(0, 0), (3, 0), (3, 5), (4, 1)])
def test_whoever_offends_more_often_has_the_next_turn_after_28_days(kind: int, i: int, block: int, tiny: Towns) -> None:
    assert r.end_of_block(rarely(tiny(), kind=kind), i, block, 156.0) == 156.0


@pytest.mark.parametrize("field", ["exits", "ends"])
@pytest.mark.parametrize(("over", "until"), [
    (1e9, 240.0), (240.0, 240.0), (212.5, 240.0), (212.0, 212.0), (184.25, 212.0), (184.0, 184.0), (156.5, 184.0),
    (156.0, 156.0), (130.0, 156.0), (-5.0, 156.0),
])  # fmt: skip
def test_whoever_offends_rarely_has_four_turns_in_one_but_for_the_last_which_ends_as_they_leave(
    field: str, over: float, until: float, tiny: Towns
) -> None:
    for i in range(REST):
        assert r.end_of_block(rarely(tiny(), **dict[str, Any]({field: over})), i, 5, 156.0) == until


def test_first_blocks_end_at_turns_of_their_own_so_that_as_many_end_at_each(tiny: Towns) -> None:
    person = rarely(tiny())
    n = 28 * REST * 10
    ends = Counter(r.end_of_block(person, i, 0, float(offset_of(i, n))) // BLOCK for i in range(n))
    assert ends == {k: n // REST for k in range(REST)}
    person.exits = 40.0
    assert [r.end_of_block(person, i, 0, 9.0) for i in range(REST)] == [9.0, 37.0, 65.0, 65.0]


@pytest.mark.parametrize("residents", [56, 61, 400])
def test_everybody_has_one_first_block_and_those_after_it_follow_each_other(
    residents: int, tiny: Towns, turns: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each turn of each person over two years, with blocks laid end to end and none before the last has ended."""
    town, n = tiny(), min(residents, int(tiny().w.clock.residents))
    w = town.w
    w.people["until"], w.due[:], w.clock.residents, w.clock.moved_in = 0.0, 0.0, n, n
    w.people["enters"][n:] = 1e9
    kinds = [i % 3 for i in range(n)]
    starts: list[list[tuple[int, float]]] = [[] for _ in range(n)]

    def review(w: Any, i: int, row: int, block: int, now: float, grid: float) -> None:
        person = w.people[i]
        assert float(person.until) == now, "a block begins where the last has ended"
        person.until = r.end_of_block(person, i, block, grid)
        starts[i].append((block, now))

    monkeypatch.setattr(r, "review", review)
    for i, kind in enumerate(kinds):
        rarely(town, i, kind=kind, until=0.0)
    for day in range(600):
        w.clock.day = day
        d.review_day(w)
    for i, kind in enumerate(kinds):
        offset, days = offset_of(i, n), [now for _, now in starts[i]]
        assert days[0] == 0.0 and len({block for block, _ in starts[i]}) == len(starts[i])
        assert all((now - offset) % BLOCK == 0 for now in days[1:] or [offset])
        long = BLOCK * (REST if kind == Career.OCCASIONAL else 1)
        later = np.diff(days[1:] if offset or kind == Career.OCCASIONAL and i % REST else days)
        assert (later == long).all() and len(later) > 3
        assert not [day for day, now in starts[i][1:] if day != now // BLOCK + 1]


# --- who is looked at within one -----------------------------------------------------------------------------------------


def test_on_the_first_day_those_whose_own_day_it_is_have_one_block_and_not_two(tiny: Towns, turns: list[Any]) -> None:
    """Of the rows whose turn is day 0, those who begin a longer block do it at once, all others when their turn comes."""
    w = tiny().w
    w.people["until"] = 0.0
    w.clock.residents = 28 * 8  # eight have their turn on the first day
    w.people["kind"][:8] = [Career.OCCASIONAL] * 6 + [Career.YOUNG, Career.PERSISTENT]
    for i in range(8):
        r.take_turn(w, i, 0, 0, 0.0)
    assert turns == [("review", i, 0, 0.0) for i in (1, 2, 3, 5)]


def test_whoever_lives_quietly_is_passed_over_until_their_block_ends(tiny: Towns, turns: list[Any]) -> None:
    town = tiny()
    w = town.w
    rarely(town)
    w.due[0] = 212.0
    for now in (128.0, 156.0, 184.0):
        r.review_rows(w, 0, 1, 5, now)
    assert turns == []
    r.review_rows(w, 0, 1, 8, 212.0)
    assert turns == [("review", 0, 8, 240.0)]


@pytest.mark.parametrize(("fields", "helped"), [
    ({}, False), ({"case": 3}, True), ({"support": 1e-9}, True), ({"lost": HOME}, True), ({"lost": WORK}, True),
    ({"spells": 0b111}, False), ({"label": 0.5}, False), ({"victim_until": 1e9}, False),
])  # fmt: skip
def test_whoever_has_help_or_lost_something_is_due_at_the_next_turn_and_nobody_else(
    fields: dict[str, Any], helped: bool, tiny: Towns, turns: list[Any]
) -> None:
    town = tiny()
    rarely(town, **fields)
    r.take_turn(town.w, 0, 0, 5, 128.0)
    assert turns == [("look", 0, 5, 128.0)] and town.w.due[0] == (0.0 if helped else 212.0)


def test_a_case_or_a_loss_is_looked_at_from_the_next_turn_on_and_no_longer_than_it_lasts(tiny: Towns) -> None:
    town = tiny("combined").sure(worker_break_share=0.0)
    w = town.w
    person = rarely(town)
    w.due[0] = 212.0
    refer(w, town.incident(), town.route(LEAD), 0, 100.25)
    assert w.due[0] == 0.0
    r.review_rows(w, 0, 1, 5, 128.0)
    assert (person.begun, person.full, person.until, w.due[0]) == (128.0, 100.0, 212.0, 0.0)
    close_case(w, int(person.case))
    person.case = -1
    r.review_rows(w, 0, 1, 6, 156.0)
    assert (person.begun, w.due[0]) == (156.0, 212.0)
    r.review_rows(w, 0, 1, 7, 184.0)
    assert person.begun == 156.0
    w.par.loss_chance[:], w.par.loss_ends[:] = 0.0, 0.0
    person.inside = Whereabouts.IMPRISONED
    spells.lose(w, 0, 185.0)
    assert w.due[0] == 212.0, "nothing was lost"
    w.par.loss_chance[:] = 1.0
    spells.lose(w, 0, 185.0)
    assert person.lost and w.due[0] == 0.0


@pytest.mark.parametrize("state", [State.DEAD, State.LEFT])
def test_whoever_is_gone_is_never_looked_at_again(state: int, tiny: Towns, turns: list[Any]) -> None:
    town = tiny("combined")
    rarely(town)
    helped(town)
    r.leave(town.w, 0, state, M.LEFT, 128.0)
    for now in (128.0, 156.0, 1e6):
        r.review_rows(town.w, 0, 1, 6, now)
    assert turns == [] and town.w.due[0] == np.inf


# --- what a look does ----------------------------------------------------------------------------------------------------

LUCK = (
    "spells",
    "until",
    "full",
    "bound",
    "steady",
    "death",
    "victim_until",
    "exits",
    "ends",
    "peers",
    "label",
    "trust",
)


def test_a_look_lets_support_grow_and_turns_nothing_that_luck_does(tiny: Towns) -> None:
    town = tiny("combined").sure(worker_break_share=0.0)
    w, programme = town.w, town.programme_of(town.route(LEAD))
    programme.months_to_full, programme.relief, programme.meets[:], programme.wait[:] = 4.0, 0.5, 1.0, 0.0
    w.par.spell_ends[:] = w.par.spell_begins[:] = 1.0
    person = rarely(town, spells=0b1, rate0=2.0, steady=1.5, welfare0=0.1, label=0.5, peers=0.2, bound=9.0, death=365.0)
    helped(town, moment=110.0)
    before = {name: float(person[name]) for name in LUCK}
    r.look_in(w, 0, 0, 5, 128.0)
    assert {name: float(person[name]) for name in LUCK} == before
    assert person.state == State.PRESENT and not town.planned(Event.CANDIDATE)
    assert person.support == pytest.approx(1.0 - math.exp(-3.0 * 18.0 / (4.0 * 30.4375)))
    assert (person.begun, person.since) == (128.0, 128.0)
    with_support = float(person.rate)
    person.case, person.support = -1, 0.5
    r.look_in(w, 0, 0, 6, 156.0)
    assert person.support == pytest.approx(0.5 * 0.5 ** (28.0 / (programme.half_life * 30.4375)))
    assert {name: float(person[name]) for name in LUCK} == before
    assert 0.0 < with_support and w.leans[0] < 0.4


def test_a_look_changes_nobody_whom_no_support_reaches(tiny: Towns) -> None:
    """Or a case would have an effect by being open: what fades with time fades at a block's end, in every regime."""
    town = tiny("combined").sure(worker_break_share=0.0, channel_support=0.0)
    w = town.w
    rarely(town, spells=0b1, rate0=2.0, steady=1.5, welfare0=0.1, label=0.5, victim_until=150.0, peers=0.2)
    set_rates(w.people[0], w.programmes, 100.0, w.par)
    before = float(w.people[0].rate), float(w.people[0].welfare)
    helped(town)
    for block, now in ((5, 128.0), (6, 156.0), (7, 184.0)):
        r.look_in(w, 0, 0, block, now)
        assert (float(w.people[0].rate), float(w.people[0].welfare)) == before
    assert w.people[0].welfare > w.people[0].welfare0


@plainly
@given(rate=st.floats(0.0, 300.0), looks=st.sets(st.sampled_from([128.0, 156.0, 184.0])))
def test_what_a_block_adds_up_to_is_the_same_to_the_bit_however_often_somebody_is_looked_at(
    rate: float, looks: set[float], tiny: Towns
) -> None:
    found = []
    for moments in (sorted(looks), []):
        town = tiny(channel_support=0.0)
        rarely(town, rate0=rate, steady=1.0, rate=rate, death=0.01, harm_share=1.3, undetected_share=0.4)
        for n, moment in enumerate(moments):
            r.look_in(town.w, 0, 0, 5 + n, moment)
        accrue(town.w, town.w.people[0], 212.0)
        found.append(town.w.by_group.sum(axis=(0, 1)))
    assert np.array_equal(*found)


def test_whoever_has_given_up_with_support_leaves_at_a_look_and_their_place_is_free(tiny: Towns) -> None:
    town = tiny("combined")
    person = rarely(town, stay=28.0)
    helped(town)
    r.take_turn(town.w, 0, 0, 5, 128.0)
    assert (person.state, person.desists, person.case, town.w.due[0]) == (State.LEFT, 1, -1, np.inf)
    assert town.counted("left", "gone") == [1.0, 1.0]
    other = rarely(town, 1, stay=28.1, exits=128.0)
    r.take_turn(town.w, 1, 0, 5, 128.0)
    assert other.state == State.PRESENT and other.stay == pytest.approx(0.1)


@pytest.mark.parametrize(("since", "lately"), [(0.0, 0.0), (9.0, 9.0), (28.0, 28.0), (56.0, 28.0), (112.0, 28.0)])
def test_help_and_losses_are_as_old_as_the_turn_before_this_at_most(since: float, lately: float, tiny: Towns) -> None:
    """Somebody whom nobody looked at for long had neither until the last turn, or they would have been looked at."""
    town = tiny("combined")
    assert r.lately(since) == lately
    person = rarely(town, stay=1000.0, support=1.0, got=0b111111, programme=0)
    town.w.par.desist_support = 1.0
    programme = town.w.programmes[0]
    programme.meets[:], programme.relief, programme.structure = 1.0, 0.5, 0.2
    person.needs[:] = 0.5
    pace = desist_pace(person, town.w.programmes, 128.0, town.w.par)
    assert pace > 1.1
    r.give_up(town.w, person, 128.0, since)
    assert person.stay == pytest.approx(1000.0 - (since - lately) - lately * pace)


def test_what_was_lost_lately_is_not_found_as_if_it_had_been_lost_all_the_time(tiny: Towns) -> None:
    town, found = tiny(), []
    town.w.par.loss_ends[:] = 0.2
    for block in range(3, 60):
        person = rarely(town, lost=HOME, begun=16.0, full=16.0)
        r.look_in(town.w, 0, 0, block, 128.0)
        found.append(person.lost == 0)
        assert found[-1] == (draw(town.w.clock.seed, 0, Decision.LOSS, block, 1) < 0.2)
    assert 0 < sum(found) < len(found)


def test_a_newcomer_s_first_review_has_no_days_behind_it(tiny: Towns) -> None:
    town = tiny()
    w = town.w
    w.luck[:, 0] = [0, 0, 0, 2**31]  # the luck of who would turn, die and be a victim
    w.par.spell_begins[:], w.par.spell_ends[:] = 0.4, 0.7
    person = town.somebody(0, state=State.ABSENT, kind=Career.OCCASIONAL, stay=900.0, exits=1e9, enters=101.5, spells=0b10,
                           death=9.0, begun=0.0, full=0.0, since=0.0, until=0.0)  # fmt: skip
    r.take_turn(w, 0, 0, 5, 128.0)
    assert (person.state, person.spells, person.stay) == (State.PRESENT, 0b10, 900.0)
    assert (person.begun, person.full, person.since, person.ends, person.until) == (128.0, 128.0, 128.0, 1028.0, 240.0)
    assert town.counted("entered", "deaths", "victimisation", "person_years") == [1.0, 0.0, 0.0, 0.0]
    assert w.due[0] == 240.0


@pytest.mark.parametrize("door", [0, 1])
def test_a_victim_is_counted_at_the_end_of_the_block_and_may_come_to_hospital(
    door: int, tiny: Towns, monkeypatch: pytest.MonkeyPatch
) -> None:
    town, came = tiny("combined", victim_days=90.0), []
    monkeypatch.setattr(r, "in_hospital", lambda w, i, block, now: came.append((i, block, now)))
    w = town.w
    w.clock.doors[Stage.HOSPITAL] = door
    for i, (case, ordinary) in enumerate(((False, 0), (True, 0), (True, 1))):
        rarely(town, i)
        if case:
            helped(town, i)
        w.people[i].ordinary = ordinary
        r.suffer(w, i, 8, 212.0)
        assert w.people[i].victim_until == 302.0
    assert town.counted("victimisation", "victimisation_supported") == [3.0, 1.0]
    assert came == [(i, 8, 212.0) for i in range(3)] * door
    w.cases[int(w.people[1].case)].state = CaseState.WAITING
    assert not r.supported(w, w.people[0]) and not r.supported(w, w.people[1])


@pytest.mark.parametrize(("luck", "so"), [(0.0459, True), (0.0461, False)])
def test_victims_and_deaths_of_a_long_block_go_by_all_its_days(luck: float, so: bool, tiny: Towns) -> None:
    """Whether or not somebody was looked at since: 0.15 a year is 0.0460 in 112 days."""
    for begun in (100.0, 184.0):
        town = tiny(victim_base=0.15, victim_need=0.0)
        town.w.luck[:, 0] = [int(each * 2**32) for each in (0.999, luck, luck, 0.5)]
        one, other = rarely(town, death=0.0, begun=begun), rarely(town, 1, death=0.15, begun=begun)
        for i in range(2):
            r.take_turn(town.w, i, 0, 8, 212.0)
        assert town.counted("victimisation", "deaths") == ([1.0, 1.0] if so else [0.0, 0.0])
        assert (one.victim_until > 212.0, other.state == State.DEAD) == (so, so)


@pytest.mark.parametrize(("luck", "counted"), [
    ((0.999, 0.0459), [0.0, 1.0, 1.0]), ((0.999, 0.0461), [0.0, 0.0, 1.0]), ((0.0459, 0.0), [1.0, 0.0, 0.0]),
])  # fmt: skip
def test_whoever_leaves_has_died_or_been_a_victim_as_often_as_others_in_the_days_of_the_last_block(
    luck: tuple[float, float], counted: list[float], tiny: Towns
) -> None:
    """At a block's end or at a look within: or with help, by which people leave sooner, less would befall them."""
    for full, now, until, fields in ((100.0, 212.0, 212.0, {"exits": 212.0}), (16.0, 128.0, 156.0, {"stay": 1.0})):
        town = tiny(victim_base=0.15, victim_need=0.0)
        town.w.luck[1:3, 0] = [int(each * 2**32) for each in luck]
        person = rarely(town, full=full, begun=full, until=until, death=0.15, **dict[str, Any](fields))
        r.take_turn(town.w, 0, 0, 8, now)
        assert town.counted("deaths", "victimisation", "left") == counted
        assert person.state == (State.DEAD if counted[0] else State.LEFT) and person.victim_until == 0.0


# --- outreach within a block ---------------------------------------------------------------------------------------------


def test_outreach_may_find_whoever_is_there_at_every_turn_but_looks_at_nobody(
    tiny: Towns, monkeypatch: pytest.MonkeyPatch
) -> None:
    town, sought = tiny(), []
    w = town.w
    monkeypatch.setattr(r, "reach_out", lambda w, i, block, now, days: sought.append((i, block, now, days)))
    person, newer = rarely(town), rarely(town, 1, full=150.0, begun=150.0, until=262.0)
    w.due[:2], w.due[2] = (212.0, 262.0), np.inf
    for door in (0, 1):
        w.clock.doors[Stage.COMMUNITY] = door
        r.review_rows(w, 0, 3, 6, 156.0)
    assert sought == [(0, 6, 156.0, 28.0), (1, 6, 156.0, 28.0)]
    assert (person.begun, newer.begun, w.due[:3].tolist()) == (100.0, 150.0, [212.0, 262.0, np.inf])
    w.luck[:, 0] = 2**31
    r.review_rows(w, 0, 1, 8, 212.0)
    assert sought[2:] == [(0, 8, 212.0, 28.0)], "at each of its turns until the next, and not for a whole block at once"


# --- enforcement within a block ------------------------------------------------------------------------------------------


def test_what_enforcement_adds_at_the_fork_lies_within_what_is_left_of_each_block_under_its_own_keys(
    tiny: Towns,
) -> None:
    town = tiny()
    w, seen = town.w, set()
    w.clock.enforcement, w.clock.people = 3.0, 30
    w.people["state"][30:] = State.ABSENT
    now = 150.0
    for i in range(30):
        full = 52.0 + i
        rarely(
            town, i, full=full, begun=full + BLOCK * (i % 3), until=now if i == 29 else full + REST * BLOCK, bound=4.0
        )
    d.begin_enforcement(w, now)
    planned = {int(each.person): each for each in town.planned(Event.ENFORCED)}
    for i in range(30):
        key = (int(w.people[i].full) // BLOCK + 1) * KEYS + KEYS // 2
        gap = draw(w.clock.seed, i, Decision.ENFORCEMENT, key + BY_ENFORCEMENT, 1)
        moment = now - math.log(gap) * 365.0 / 8.0
        inside = moment < float(w.people[i].until)
        assert (i in planned) == inside
        if inside:
            assert (planned[i].moment, planned[i].case) == (pytest.approx(moment), key)
        seen.add(inside)
    assert seen == {True, False} and 29 not in planned


@given(
    first=st.integers(0, 27), blocks=st.lists(st.integers(1, REST), min_size=1, max_size=30), fork=st.floats(0.0, 1.0)
)
def test_the_keys_of_a_block_and_of_what_is_planned_within_it_are_those_of_no_other_block(
    first: int, blocks: list[int], fork: float
) -> None:
    """Each block has KEYS numbers from that of its first day on; what is planned within it at the fork has the upper half."""
    days = [first + BLOCK * sum(blocks[:n]) for n in range(len(blocks))]
    lower = [0] + [(day // BLOCK + 1) * KEYS for day in days]  # the very first begins on day 0
    full = ([0, *days])[int(fork * len(days))]
    planned = (full // BLOCK + 1) * KEYS + KEYS // 2
    assert len(set(lower)) == len(lower) and (np.diff(lower) >= KEYS).all()
    for key in lower:
        assert not planned <= key < planned + KEYS // 2 and not key <= planned < key + KEYS // 2
