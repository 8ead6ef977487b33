"""The states that people, open matters and a run can be in, what is dated, judged and written down: one list each.

Core objects: State and Whereabouts of a person, CaseState, Event, Happening, Turn, Verdict, Status of a run.
"""

from __future__ import annotations

from typing import Final

from ..scenarios.words import Vocabulary


class State(Vocabulary):
    """Whether a person is in the model; absent is not yet."""

    ABSENT = 0
    PRESENT = 1
    LEFT = 2
    DEAD = 3


class Whereabouts(Vocabulary):
    """Where somebody who is in the model is."""

    LIBERTY = 0
    DETAINED = 1
    IMPRISONED = 2
    ON_REMAND = 3


class CaseState(Vocabulary):
    """What an open matter is at; free is a row that nobody uses."""

    FREE = 0
    PROSECUTION = 1
    REFERRED = 2
    WAITING = 3
    IN_SUPPORT = 4
    UNATTENDED = 5


class Event(Vocabulary):
    """What happens on a date fixed beforehand; append only, since kernels and calendars hold them by number."""

    CANDIDATE = 0
    CUSTODY_DECISION = 1
    LATER_DECISION = 2
    HEARING = 3
    WARRANT_ARREST = 4
    RELEASE = 5
    HAND_OVER = 6
    EXIT = 7
    WORKER_LEAVES = 8
    WORKER_RETURNS = 9
    RESUME = 10
    LATE_CONTACT = 11
    BREACH = 12
    ENFORCED = 13


class Happening(Vocabulary):
    """What is written down of a person; append only, since what was kept holds them by number."""

    CONTACT = 0
    ARREST = 1
    CAUTION = 2
    CONVICTION = 3
    PRISON_RELEASE = 4
    REFERRAL = 5
    ADMITTED = 6
    EXIT = 7
    BREACH = 8
    CHARGE = 9
    INSIDE = 10
    ORDINARY_REFERRAL = 11
    SPELL_BEGAN = 12
    SPELL_ENDED = 13
    CLEARED = 14


class Turn(Vocabulary):
    """How a spell of a need began or ended; what was lost is a home or work that custody or prison cost."""

    OF_ITSELF = 0
    WITH_SUPPORT = 1
    LOST = 2
    FOUND = 3
    FOUND_WITH_SUPPORT = 4


class Verdict(Vocabulary):
    """What a court comes to."""

    ACQUITTED = 0
    FINE = 1
    COMMUNITY_ORDER = 2
    PRISON = 3


class Status(Vocabulary):
    """How a run stands."""

    OK = 0
    NEEDS_ROOM = 1
    BOUND_EXCEEDED = 2
    OUT_OF_ROOM = 3
    NEEDS_CASES = 4
    TOO_LARGE = 5
    TOO_MANY = 6


LOG_KINDS: Final = Happening.words()
