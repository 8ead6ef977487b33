"""The world as arrays: everything a kernel reads or changes, in one named tuple."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import numpy as np

from ..agents import records as rec
from ..agents.engine.handle import Handle
from ..scenarios.words import TASKS

SCALE: Final = 1048576  # fixed point: counts, hours and rates are integers of 1/2^20, so sums never depend on order
GROUPS: Final = 24
MEASURES: Final = (
    "latent", "harm", "victim_offences", "undetected", "deaths_expected", "person_years", "victimisation",
    "relief", "suspects", "unattended", "contacts", "welfare_contacts", "diverted_with_victim",
    "no_actions", "resolutions", "interviews", "arrests", "warrant_arrests", "custody_hours", "cautions", "releases",
    "bails", "charges", "charges_after_arrest", "hearings", "missed_hearings", "convictions", "prison_days",
    "eligible", "referrals", "consents", "diverted", "drawn_in", "engaged", "admitted", "wait_days", "turned_away",
    "lapsed", "completed", "dropped", "dropped_worker", "dropped_relapse", "dropped_funding",
    "not_engaged", "resumed", "gone", "support_days",
    "uncovered_days", "freed", "victimisation_supported",
    "three_or_more", "deaths", "entered", "left", "reached_year", "could_reach_year", "records_avoided",
    "outcome_1", "outcome_3", "outcome_8", "outcome_14_16", "outcome_18", "outcome_21", "outcome_22",
    "breaches", "breach_arrests", "waited", "wait_hours", "recorded_harm",
)  # fmt: skip
(
    M_LATENT, M_HARM, M_VICTIM_OFFENCES, M_UNDETECTED, M_DEATHS_EXPECTED, M_PERSON_YEARS, M_VICTIMISATION,
    M_RELIEF, M_SUSPECTS, M_UNATTENDED, M_CONTACTS, M_WELFARE, M_DIVERTED_VICTIM,
    M_NO_ACTION, M_RESOLUTION, M_INTERVIEW, M_ARREST, M_WARRANT_ARREST, M_CUSTODY_HOURS, M_CAUTION, M_RELEASE,
    M_BAIL, M_CHARGE, M_CHARGE_ARREST, M_HEARING, M_MISSED, M_CONVICTION, M_PRISON_DAYS,
    M_ELIGIBLE, M_REFERRAL, M_CONSENT, M_DIVERTED, M_DRAWN_IN, M_ENGAGED, M_ADMITTED, M_WAIT_DAYS, M_TURNED_AWAY,
    M_LAPSED, M_COMPLETED, M_DROPPED, M_DROPPED_WORKER, M_DROPPED_RELAPSE, M_DROPPED_FUNDING,
    M_NOT_ENGAGED, M_RESUMED, M_GONE, M_SUPPORT_DAYS,
    M_UNCOVERED, M_FREED, M_VICTIM_SUPPORTED,
    M_THREE, M_DEATH, M_ENTERED, M_LEFT, M_REACHED_YEAR, M_COULD_REACH, M_RECORD_AVOIDED,
    M_O1, M_O3, M_O8, M_O14, M_O18, M_O21, M_O22,
    M_BREACH, M_BREACH_ARREST, M_WAITED, M_WAIT_HOURS, M_RECORDED_HARM,
) = range(len(MEASURES))  # fmt: skip
STEPS: Final = MEASURES[M_ELIGIBLE : M_SUPPORT_DAYS + 1]  # the measures that are counted by route as well

# One thing that happened to somebody. What a kind of happening has no use for is 0.
LOG: Final = np.dtype((np.record, np.dtype([
    ("moment", "f8"),    # when
    ("began", "f8"),     # moment of the contact or order that it goes back to; of an exit, of the admission
    ("until", "f8"),     # inside: when they come out
    ("person", "i4"),    # to whom
    ("proven", "i4"),    # caution, conviction, prison release: proven offences before it
    ("route", "i2"),     # referral, ordinary referral, admitted, exit: through which route
    ("kind", "u1"),      # what, see `LOG_KINDS`
    ("category", "u1"),  # contact, arrest, charge: over which kind of contact; an arrest may be over a warrant or a breach
    ("sentence", "u1"),  # conviction: what the court decided
    ("inside", "u1"),    # inside: DETAINED, IMPRISONED, REMANDED
], align=True)))  # fmt: skip
LOG_KINDS: Final = (
    "contact",
    "arrest",
    "caution",
    "conviction",
    "prison_release",
    "referral",
    "admitted",
    "exit",
    "breach",
    "charge",
    "inside",
    "ordinary_referral",
)
(
    L_CONTACT, L_ARREST, L_CAUTION, L_CONVICTION, L_PRISON_RELEASE, L_REFERRAL, L_ADMITTED, L_EXIT, L_BREACH, L_CHARGE,
    L_INSIDE, L_ORDINARY,
) = range(12)  # fmt: skip


class World(NamedTuple):
    """State and constants of one run. Arrays named in `SHARED` never change after the build and are shared by forks."""

    par: np.record
    clock: np.record
    people: np.recarray
    leans: np.ndarray  # [person] how far above (a bad spell) or below (support) their usual, as of the last review
    ties: np.ndarray
    places: np.ndarray  # [place] neighbours as row of the adjacency list, -1 padded
    officers: np.recarray
    teams: np.recarray
    suite: np.record
    services: np.recarray
    workers: np.recarray
    programmes: np.recarray
    routes: np.recarray
    cases: np.recarray
    events: np.recarray
    heads: np.ndarray  # [day, list] first event of each of the day's lists
    heap: np.ndarray  # events of today, as a heap
    soon: np.ndarray  # their moments, in the same order
    luck: np.ndarray  # [number, person] what today's reviews draw
    by_group: np.ndarray  # [month, group, measure] fixed point
    by_place: np.ndarray  # [month, place, measure] fixed point
    ledger: np.ndarray  # [officer, task] fixed point hours since the fork
    hours: np.ndarray  # [month, task] fixed point hours
    widening: np.ndarray  # [stage, shadow, actual] since the fork
    funnel: np.ndarray  # [route, step] fixed point, of people met since the fork; days of support of everybody
    relieved: np.ndarray  # [need] fixed point person-years of need relieved since the fork
    log: np.recarray
    handle: Handle  # how compiled behaviours find all of the above


ROWS: Final = 64  # people whose luck is drawn together
LISTS: Final = 8  # lists of events that a day has
SHARED: Final = ("par", "ties", "places", "programmes")


def table(dtype: np.dtype[np.void], size: int) -> np.recarray:
    """A zeroed record array."""
    return np.zeros(size, dtype).view(np.recarray)


def months_in(days: int) -> int:
    """Months (twelfths of 365 days) that `days` days touch."""
    return -(-days * 12 // 365)


def single(dtype: np.dtype[np.void]) -> np.record:
    """One zeroed record on its own."""
    return table(dtype, 1)[0]


def month_of_day(day: int) -> int:
    """The month (a twelfth of 365 days) in which a day begins."""
    return day * 12 // 365


def copy(world: World) -> World:
    """A world with the same state that can go its own way; constants are shared."""
    return assemble({k: v if k in SHARED else _twin(v) for k, v in world._asdict().items() if k != "handle"})


def assemble(arrays: Mapping[str, Any]) -> World:
    """A world of these arrays and records, with its handle."""
    return World(**arrays, handle=Handle(arrays))


def _twin(value: Any) -> Any:
    if isinstance(value, np.record):
        twin = single(value.dtype)
        twin.setfield(value, value.dtype)
        return twin
    return value.copy()


def chain(rows: np.recarray, first: int) -> None:
    """Link the free rows from `first` on through their `next` field."""
    size = len(rows)
    rows["next"][first:] = np.arange(first + 1, size + 1)
    rows["next"][size - 1] = -1


def with_room(world: World) -> World:
    """The same world with twice the room for events and cases."""
    clock = world.clock
    grown: dict[str, Any] = {}
    for name, free, left in (("events", "free_event", "events_left"), ("cases", "free_case", "cases_left")):
        old = world._asdict()[name]
        new = table(old.dtype, 2 * len(old))
        new[: len(old)] = old
        chain(new, len(old))
        new["next"][-1] = clock[free]
        clock[free] = len(old)
        clock[left] += len(old)
        grown[name] = new
    # Not empty where something was planned for today before the day began, or the fork brought disposals back.
    for name in ("heap", "soon"):
        old = world._asdict()[name]
        grown[name] = np.concatenate([old, np.zeros_like(old)])
    return assemble({k: grown.get(k, v) for k, v in world._asdict().items() if k != "handle"})


def empty(
    par: np.record, rows: int, days: int, places: int, officers: int, workers: int, routes: int, programmes: int,
    services: int, log: int = 0,
) -> World:  # fmt: skip
    """A world of the right shape with nothing in it. `log` is how many happenings to keep person by person."""
    months = months_in(days)
    size = max(256, rows + 2 * workers)  # a worker has one event at a time, and several leave on one day
    arrays: dict[str, Any] = dict(
        par=par,
        clock=single(rec.CLOCK),
        people=table(rec.PERSON, rows),
        leans=np.zeros(rows, np.float32),
        ties=np.full((rows, rec.TIES), -1, np.int32),
        places=np.full((places, 4), -1, np.int32),
        officers=table(rec.OFFICER, officers),
        teams=table(rec.TEAM, places),
        suite=single(rec.SUITE),
        services=table(rec.SERVICE, max(services, 1)),
        workers=table(rec.WORKER, max(workers, 1)),
        programmes=table(rec.PROGRAMME, max(programmes, 1)),
        routes=table(rec.ROUTE, max(routes, 1)),
        cases=table(rec.CASE, size * 3 // 16),
        events=table(rec.EVENT, size // 2),
        heads=np.full((days + 1, LISTS), -1, np.int32),
        heap=np.zeros(size // 2, np.int32),
        soon=np.zeros(size // 2),
        luck=np.zeros((4, ROWS), np.int64),
        by_group=np.zeros((months, GROUPS, len(MEASURES)), np.int64),
        by_place=np.zeros((months, places, len(MEASURES)), np.int64),
        ledger=np.zeros((officers, len(TASKS)), np.int64),
        hours=np.zeros((months, len(TASKS)), np.int64),
        widening=np.zeros((3, 10, 10), np.int64),
        funnel=np.zeros((max(routes, 1), len(STEPS)), np.int64),
        relieved=np.zeros(rec.N_NEEDS, np.int64),
        log=table(LOG, log),
    )
    return assemble(arrays)
