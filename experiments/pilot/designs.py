"""Who is taken into one simulated pilot, in which arm, cluster and period, and when controls meet the programme after all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from .pool import Events, Group, World
from .study import Asked

Numbers = NDArray[np.float64]
Rows = NDArray[np.int64]
SHIFTS_A_DAY: Final = 2
MOST_STEPS: Final = 6
NEVER: Final = np.inf


@dataclass(frozen=True, slots=True)
class Enrolled:
    """The people of one pilot: rows of the group, treated or not, their cluster and period.

    `switch` is days after entry from which each lives as with the programme: 0 for the treated, never for most controls, and
    in between for those whom a later contact brings to it.
    """

    rows: Rows
    treated: NDArray[np.bool_]
    cluster: Rows
    period: Rows
    switch: Numbers

    @property
    def contaminated(self) -> float:
        """The share of controls who meet the programme within the time of recruitment."""
        controls = self.switch[~self.treated]
        return float(np.isfinite(controls).mean()) if controls.size else float("nan")


@dataclass(frozen=True, slots=True)
class Calendar:
    """Whether the programme is on offer at a place and moment, as the lot had it: [areas, parts of the recruitment]."""

    offering: NDArray[np.bool_]
    part_days: float
    until: float
    cluster_of: Rows  # of each area

    def part(self, moment: Numbers) -> Rows:
        """Which part of the recruitment each moment is in; the last one for all that come later."""
        last = self.offering.shape[1] - 1
        return np.clip((moment / self.part_days).astype(np.int64), 0, last)

    def at(self, area: Rows, moment: Numbers) -> NDArray[np.bool_]:
        """Whether it is on offer; nowhere once recruitment is over."""
        return self.offering[area, self.part(moment)] & (moment < self.until)


def calendar_of(asked: Asked, areas: int, luck: np.random.Generator) -> Calendar:
    """Draw the lot of shifts, areas or teams; areas of no people are in it as well."""
    days = asked.recruit_days
    if asked.design == "shifts":
        parts = int(np.ceil(days * SHIFTS_A_DAY))
        green = luck.permutation(parts) % 2 == 0
        return Calendar(np.tile(green, (areas, 1)), 1 / SHIFTS_A_DAY, days, np.zeros(areas, np.int64))
    if asked.design == "areas":
        green = luck.permutation(areas) % 2 == 0
        return Calendar(green[:, None], days, days, np.arange(areas))
    team = luck.permutation(areas) % asked.teams
    steps = min(asked.teams, MOST_STEPS)
    wave = 1 + luck.permutation(asked.teams) % steps
    offering = np.arange(steps + 1)[None, :] >= wave[team][:, None]
    return Calendar(offering, days / (steps + 1), days, team)


def enrol(asked: Asked, world: World, areas: int, luck: np.random.Generator) -> Enrolled:
    """Draw one pilot from a world: as many people as asked for, or as there are, less those lost to follow-up."""
    group = world.offered
    rows = np.sort(luck.permutation(group.size)[: asked.people])
    if asked.design == "lot":
        treated = luck.permutation(len(rows)) % 2 == 0
        found = Enrolled(rows, treated, rows, np.zeros_like(rows), np.where(treated, 0.0, NEVER))
        return _kept(found, asked.lost, luck)
    calendar = calendar_of(asked, areas, luck)
    entry, area = group.entry[rows], group.area[rows]
    treated, period = calendar.at(area, entry), calendar.part(entry)
    shifts = asked.design == "shifts"
    met = _met(world, calendar, luck)[rows]
    found = Enrolled(
        rows,
        treated,
        period if shifts else calendar.cluster_of[area],
        np.zeros_like(rows) if shifts else period,
        np.where(treated, 0.0, met),
    )
    return _kept(found, asked.lost, luck)


def _kept(found: Enrolled, lost: float, luck: np.random.Generator) -> Enrolled:
    """Without those who are lost to follow-up, the same chance for everybody."""
    keep = luck.random(len(found.rows)) >= lost
    return Enrolled(found.rows[keep], found.treated[keep], found.cluster[keep], found.period[keep], found.switch[keep])


def _met(world: World, calendar: Calendar, luck: np.random.Generator) -> Numbers:
    """When each would first be offered the programme at a later contact, where and when it is on offer; never for most."""
    group, contacts = world.offered, world.contacts
    moment = group.entry[contacts.whose] + contacts.after
    offered = calendar.at(group.area[contacts.whose], moment) & (luck.random(len(moment)) < world.hazard)
    first = np.full(group.size, NEVER)
    np.minimum.at(first, contacts.whose[offered], contacts.after[offered])
    return first


def outcomes(group: Group, enrolled: Enrolled, days: float) -> Numbers:
    """How often each had what is counted: as without the programme until they switch, as with it from there on."""
    switch = np.full(group.size, NEVER)
    switch[enrolled.rows] = enrolled.switch
    return lived(group.would, group.had, switch, days)[enrolled.rows]


def lived(would: Events, had: Events, switch: Numbers, days: float) -> Numbers:
    """Events of the one life up to the switch and of the other after it."""
    people, end = len(switch), np.full(len(switch), days)
    before = would.counted(people, np.zeros(people), np.minimum(switch, end))
    return before + had.counted(people, np.minimum(switch, end), end)
