"""The record of every kind of agent and thing: the fields, their units, and the types the compiled engine reads.

Fields used in arithmetic are f8 or i8; f4 and small integers are storage, read through `np.float64()` or `int()`.
Moments are days since the run began (day 0 is the first day of the run-in). Rates are a year.
"""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np

from ..scenarios.parameters import register
from ..scenarios.words import CATEGORIES, CONTACT_KINDS, NEEDS

N_NEEDS: Final = len(NEEDS)
N_CATEGORIES: Final = len(CATEGORIES)
N_KINDS: Final = len(CONTACT_KINDS)
TIES: Final = 4
AGES: Final = 111

Fields = list[tuple[str, str] | tuple[str, str, tuple[int, ...]]]


def _record(fields: Fields) -> np.dtype[np.void]:
    return np.dtype((np.record, np.dtype(fields, align=True)))


# In the order in which they are needed together, since a million people do not fit into a processor's cache.
PERSON: Final = _record([
    # What every candidate moment reads.
    ("state", "u1"),            # ABSENT, PRESENT, LEFT, DEAD
    ("inside", "u1"),           # LIBERTY, DETAINED, IMPRISONED, REMANDED
    ("spell", "u1"),            # in a bad spell
    ("warrant", "u1"),          # wanted for failing to appear
    ("sex", "u1"),              # place in the list of sexes
    ("ethnicity", "u1"),        # place in the list of ethnicities
    ("care", "u1"),             # care experience
    ("bound", "f8"),            # contacts a year that no regime can exceed in this block
    ("rate", "f8"),             # latent offences a year now, at liberty
    ("contact_share", "f8"),    # contacts per latent offence, from the person's mix of categories
    ("begun", "f8"),            # moment of the last review, from which counting is rounded
    ("welfare", "f8"),          # welfare contacts a year now
    ("since", "f8"),            # moment up to which latent outcomes have been counted
    ("born", "f8"),             # moment of birth (negative)
    # What every review reads besides.
    ("exits", "f8"),            # moment of leaving it by moving away or giving up offending; fixed beforehand
    ("steady", "f8"),           # what age and a bad spell make of offending in this block
    ("rate0", "f8"),            # latent offences a year before age, bad spell and anything a regime can change
    ("welfare0", "f8"),         # welfare contacts a year before anything a regime can change
    ("harm", "f8"),             # the most that a programme could raise the rates
    ("support", "f8"),          # share of the programme's full effect reached, 0 to 1
    ("collateral", "f8"),       # what prison did to housing and work, 0 to 1
    ("label", "f8"),            # how far proven offences have closed doors, 0 to 1
    ("lenient_until", "f8"),    # until when a disposal without threat may weaken deterrence
    ("victim_until", "f8"),     # until when a recent victim
    ("released_at", "f8"),      # last release from prison
    ("death", "f4"),            # deaths expected a year, as of the last review
    ("peers", "f4"),            # how far the ties are above or below their usual, -1 to 1
    ("need_total", "f4"),       # the sum of the severities
    ("death_ratio", "f4"),      # times as many deaths as at the same age without needs
    ("harm_share", "f4"),       # Cambridge Crime Harm Index days per latent offence
    ("recorded_harm_share", "f4"),  # the same of what is recorded, per latent offence
    ("victim_share", "f4"),     # share of latent offences that have a victim
    ("undetected_share", "f4"), # crimes recorded without a suspect per latent offence
    ("place", "i4"),            # neighbourhood
    ("case", "i4"),             # case in support or on its way there, -1 is none
    ("programme", "i2"),        # programme whose effect `support` is, -1 is none
    ("year_contacts", "i2"),    # offence contacts in the present year of the horizon
    # The rest.
    ("enters", "f8"),           # moment of joining the pool of people in the model
    ("trust", "f8"),            # trust in police and services, 0 to 1
    ("inside_until", "f8"),     # moment of release from custody or prison
    ("referred_at", "f8"),      # last referral
    ("last_contact", "f8"),     # last offence contact
    ("index", "f8", (3,)),      # index contact after the fork: everyone, eligible, would be referred; 0 is none
    ("needs", "f4", (N_NEEDS,)),  # severity 0 to 1
    ("contacts", "i4"),         # offence contacts so far, ever
    ("proven", "i4"),           # proven offences so far, ever
    ("contacts_fork", "i4"),    # contacts when the regimes part
    ("proven_fork", "i4"),      # proven offences when the regimes part
    ("referrer", "i4"),         # officer who referred last, -1 is nobody
    ("again", "u1", (3,)),      # another offence contact within a year of each index
    ("ordinary", "u1"),         # the present or last case is one of ordinary provision, which gives way to a programme
])  # fmt: skip
ABSENT, PRESENT, LEFT, DEAD = range(4)
LIBERTY, DETAINED, IMPRISONED, REMANDED = range(4)

OFFICER: Final = _record([
    ("severity", "f8"),         # log-odds added to arresting
    ("keenness", "f8"),         # log-odds added to offering diversion
    ("belief", "f8"),           # belief that diversion works, 0 to 1
    ("team", "i8"),
])  # fmt: skip

TEAM: Final = _record([
    ("available", "f8"),        # officer hours a day
    ("background", "f8"),       # hours a day that everything outside the model asks for
    ("load", "f8"),             # hours a day asked for by the model, averaged over the last weeks
    ("pressure", "f8"),         # (background + load) / available
    ("today", "i8"),            # hours of today, fixed point
    ("first", "i8"),            # first officer of the team
    ("officers", "i8"),
])  # fmt: skip

SUITE: Final = _record([("cells", "f8"), ("drive_hours", "f8"), ("occupied", "i8"), ("full", "i8")])

SERVICE: Final = _record([
    ("caseload", "f8"), ("turnover", "f8"), ("vacancy_days", "f8"), ("waiting_limit", "f8"),
    ("first", "i8"), ("workers", "i8"), ("present", "i8"), ("active", "i8"), ("order", "i8"),
    ("waiting", "i8"), ("head", "i8"), ("counted", "f8"),
])  # fmt: skip

WORKER: Final = _record([("left", "f8"), ("service", "i8"), ("present", "i8"), ("spells", "i8")])

PROGRAMME: Final = _record([
    ("meets", "f8", (N_NEEDS,)), ("relief", "f8"), ("relief_young", "f8"), ("length", "f8"), ("months_to_full", "f8"),
    ("half_life", "f8"), ("consent", "f8"), ("engagement", "f8"), ("dropout_early", "f8"), ("dropout_late", "f8"),
    ("hand_over_days", "f8"), ("service", "i8"), ("coercive", "i8"),
])  # fmt: skip

ROUTE: Final = _record([
    ("offer", "f8"), ("min_severity", "f8"), ("age_min", "f8"), ("age_max", "f8"), ("max_proven", "i8"),
    ("stage", "i8"), ("programme", "i8"), ("replaces", "i8"), ("outcome_code", "i8"), ("non_engagement", "i8"),
    ("domestic_excluded", "i8"), ("admission", "i8"), ("repeats", "i8"), ("open", "i8"), ("compared", "i8"),
    ("ordinary", "i8"),
    ("kinds", "u1", (N_KINDS,)), ("needs", "u1", (N_NEEDS,)),
])  # fmt: skip

# One open matter: a prosecution on its way, somebody's way into and through support, or an incident nobody came to yet.
CASE: Final = _record([
    ("key", "i8"),              # which contact it began with; every later draw is keyed by it
    ("opened", "f8"), ("began", "f8"), ("priority", "f8"),
    ("person", "i4"), ("officer", "i4"), ("next", "i4"), ("worker", "i4"),
    ("route", "i2"), ("version", "i2"), ("category", "u1"), ("state", "u1"), ("deferred", "u1"),
    ("bailed", "u1"), ("tries", "u1"),
    ("late", "u1"),             # whether the officer came late, so that evidence had faded
    ("breaches", "u1"),         # how often the community order has been broken
])  # fmt: skip
FREE, PROSECUTION, REFERRED, WAITING, IN_SUPPORT, UNATTENDED = range(6)

EVENT: Final = _record([
    ("moment", "f8"), ("person", "i4"), ("case", "i4"), ("next", "i4"), ("kind", "i2"), ("version", "i2"),
])  # fmt: skip
EVENT_KINDS: Final = (
    "candidate", "custody_decision", "later_decision", "hearing", "warrant_arrest", "release", "hand_over", "exit",
    "worker_leaves", "worker_returns", "resume", "late_contact", "breach",
)  # fmt: skip
(
    E_CANDIDATE, E_CUSTODY_DECISION, E_LATER_DECISION, E_HEARING, E_WARRANT_ARREST, E_RELEASE, E_HAND_OVER, E_EXIT,
    E_WORKER_LEAVES, E_WORKER_RETURNS, E_RESUME, E_LATE_CONTACT, E_BREACH,
) = range(13)  # fmt: skip

# The contact being dealt with: filled when it begins, read by every behaviour on the way.
INCIDENT: Final = _record([
    ("moment", "f8"), ("evidence", "f8"), ("key", "i8"), ("person", "i8"), ("category", "i8"), ("place", "i8"),
    ("officer", "i8"), ("team", "i8"), ("group", "i8"), ("victim", "i8"), ("domestic", "i8"), ("shadow", "i8"),
    ("disposal", "i8"), ("prior_contacts", "i8"), ("prior_proven", "i8"),
    ("opened", "f8"),           # when it happened; `moment` is when police deal with it
    ("late", "i8"),             # whether it had to wait for them
    ("luck_category", "f8"), ("luck_attend", "f8"),
])  # fmt: skip

CLOCK: Final = _record([
    ("seed", "i8"), ("day", "i8"), ("people", "i8"), ("fork_day", "i8"), ("last_day", "i8"), ("status", "i8"),
    ("free_event", "i8"), ("events_left", "i8"), ("free_case", "i8"), ("cases_left", "i8"), ("reference", "i8"),
    ("counting", "i8"), ("forced_person", "i8"), ("forced_key", "i8"), ("candidates", "i8"), ("contacts", "i8"),
    ("trained", "f8"), ("bad_person", "i8"), ("heap", "i8"), ("logged", "i8"),
])  # fmt: skip
OK, NEEDS_ROOM, BOUND_EXCEEDED, OUT_OF_ROOM = range(4)


@cache
def par_dtype() -> np.dtype[np.void]:
    """The record of parameter values: one f8 per parameter, and one array per table (`recorded.burglary`, …)."""
    scalars: Fields = []
    tables: dict[str, int] = {}
    for name in register():
        table, dot, _ = name.partition(".")
        if dot:
            tables[table] = tables.get(table, 0) + 1
        else:
            scalars.append((name, "f8"))
    derived: Fields = [
        ("bound_ratio", "f8"),
        ("keenness_stretch", "f8"),
        ("label_left", "f8"),
        ("log_avoided_conviction", "f8"),
        ("log_deterrence_lost", "f8"),
        ("mean_need_weight", "f8"),
        ("spell_begins", "f8"),
        ("spell_ends", "f8"),
        ("age_curve", "f8", (AGES,)),
        ("death_curve", "f8", (AGES,)),
    ]
    return _record(scalars + [(name, "f8", (size,)) for name, size in tables.items()] + derived)


def par_record(values: dict[str, float]) -> np.record:
    """The record holding `values`; the derived curves are still empty."""
    row = np.zeros(1, par_dtype()).view(np.recarray)[0]
    position: dict[str, int] = {}
    for name in register():  # in order of declaration, whatever the order of `values`
        value = values[name]
        table, dot, _ = name.partition(".")
        if dot:
            row[table][position.setdefault(table, 0)] = value
            position[table] += 1
        else:
            row[name] = value
    return row
