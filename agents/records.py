"""The record of every kind of agent and thing: the fields, their units, and the types the compiled engine reads.

Fields used in arithmetic are f8 or i8; f4 and small integers are storage, read through `np.float64()` or `int()`.
Moments are days since the run began (day 0 is the first day of the run-in). Rates are a year.
"""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np

from ..scenarios.parameters import register
from ..scenarios.words import CATEGORIES, CONTACT_KINDS, NEEDS, STAGES

N_NEEDS: Final = len(NEEDS)
N_CATEGORIES: Final = len(CATEGORIES)
N_KINDS: Final = len(CONTACT_KINDS)
N_STAGES: Final = len(STAGES)
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
    ("bond", "f8"),             # how far a relationship with the present worker has grown, 0 to 1
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
    ("got", "u1"),              # needs for which help has come, one bit each; kept when support ends
    ("ordinary", "u1"),         # the present or last case is one of ordinary provision, which gives way to a programme
])  # fmt: skip
ABSENT, PRESENT, LEFT, DEAD = range(4)
LIBERTY, DETAINED, IMPRISONED, REMANDED = range(4)

OFFICER: Final = _record([
    ("severity", "f8"),         # log-odds added to arresting
    ("keenness", "f8"),         # log-odds added to offering diversion
    ("belief", "f8"),           # belief that diversion works, 0 to 1
    ("team", "i8"),             # the team they belong to
])  # fmt: skip

TEAM: Final = _record([
    ("available", "f8"),        # officer hours a day
    ("background", "f8"),       # hours a day that everything outside the model asks for
    ("load", "f8"),             # hours a day asked for by the model, averaged over the last weeks
    ("pressure", "f8"),         # (background + load) / available
    ("today", "i8"),            # hours of today, fixed point
    ("first", "i8"),            # first officer of the team
    ("officers", "i8"),         # how many they are
])  # fmt: skip

SUITE: Final = _record([
    ("cells", "f8"),            # cells that the place can use
    ("drive_hours", "f8"),      # more officer hours for an arrest when they are full
    ("occupied", "i8"),         # people in them now
    ("full", "i8"),             # arrests so far that found them full
])  # fmt: skip

SERVICE: Final = _record([
    ("caseload", "f8"),         # clients a worker can hold
    ("turnover", "f8"),         # share of workers who leave a year
    ("vacancy_days", "f8"),     # mean days until a post is filled again
    ("waiting_limit", "f8"),    # longest waiting list, as a share of places
    ("first", "i8"),            # first worker of the service
    ("workers", "i8"),          # posts that the regime pays for
    ("present", "i8"),          # those of them that are filled
    ("active", "i8"),           # clients now
    ("order", "i8"),            # who is admitted first: FIRST_COME, BY_NEED, BY_RISK
    ("waiting", "i8"),          # people on the waiting list
    ("head", "i8"),             # first case of the waiting list, -1 is none
    ("counted", "f8"),          # moment up to which days without a worker have been counted
])  # fmt: skip

WORKER: Final = _record([
    ("left", "f8"),             # moment the last holder of the post left
    ("service", "i8"),          # the service whose post it is
    ("present", "i8"),          # whether the post is filled
    ("spells", "i8"),           # how often it has been filled again
])  # fmt: skip

PROGRAMME: Final = _record([
    ("meets", "f8", (N_NEEDS,)),  # share of each need that it relieves, against its other needs
    ("wait", "f8", (N_NEEDS,)),  # mean days from admission until help with this need comes
    ("relief", "f8"),           # by what `meets` is multiplied at full effect
    ("relief_young", "f8"),     # the same, at 18 to 25
    ("length", "f8"),           # days until its fixed end
    ("months_to_full", "f8"),   # months to 95% of full effect
    ("half_life", "f8"),        # months until half of the effect is gone after support ends
    ("consent", "f8"),          # probability of consenting, of those referred
    ("engagement", "f8"),       # probability of engaging, of those who consented
    ("dropout_early", "f8"),    # drop-out a month in the first two months, of an average client
    ("dropout_late", "f8"),     # the same, later
    ("hand_over_days", "f8"),   # mean days to the first meeting
    ("bond", "f8"),             # part of the effect that hangs on one trusted worker
    ("trauma_informed", "f8"),  # part of the drop-out that trauma adds which it takes away
    ("peer_led", "f8"),         # how far people with experience of their own run it
    ("appeal_young", "f8"),     # log-odds added to consent and engagement at 18 to 25
    ("appeal_older", "f8"),     # the same, from 26
    ("teachable", "f8"),        # how far it makes use of how receptive people are just after detention
    ("coordination_hours", "f8"),  # officer hours a month for each client
    ("service", "i8"),          # the service that runs it
    ("coercive", "i8"),         # whether a new offence breaks it
    ("abstinence", "i8"),       # whether a relapse puts somebody out
])  # fmt: skip

ROUTE: Final = _record([
    ("offer", "f8"),            # probability of an offer (a year, in the community)
    ("lift", "f8"),             # log-odds that community leadership adds to an officer's offer
    ("min_severity", "f8"),     # least severity of the needs it asks for
    ("age_min", "f8"),          # from this age
    ("age_max", "f8"),          # until this birthday
    ("opens", "f8"),            # moment from which it is open, in a regime that has it
    ("closes", "f8"),           # moment at which its money ends
    ("max_proven", "i8"),       # most proven offences, -1 is no limit
    ("stage", "i8"),            # STREET, SOCIAL_CONTACT, CUSTODY, HOSPITAL, COMMUNITY, AT_COURT
    ("programme", "i8"),        # the programme behind it
    ("replaces", "i8"),         # whether it takes the place of the disposal
    ("outcome_code", "i8"),     # the outcome it records, 0 is none
    ("non_engagement", "i8"),   # what follows: NOTHING, ORIGINAL_DISPOSAL, BREACH_OF_ORDER
    ("domestic_excluded", "i8"),  # whether domestic abuse is left out
    ("domestic_only", "i8"),    # whether only domestic abuse is let in
    ("admission", "i8"),        # whether an admission is required
    ("repeats", "i8"),          # whether somebody may go through again
    ("chosen", "i8"),           # whether the regime in force has it
    ("open", "i8"),             # whether it is open today
    ("compared", "i8"),         # whether any compared regime has it, beside ordinary provision
    ("ordinary", "i8"),         # whether it is part of ordinary provision
    ("kinds", "u1", (N_KINDS,)),  # the kinds of contact it is for
    ("needs", "u1", (N_NEEDS,)),  # the needs it asks for, any of them
])  # fmt: skip

# One open matter: a prosecution on its way, somebody's way into and through support, or an incident nobody came to yet.
CASE: Final = _record([
    ("key", "i8"),              # which contact it began with; every later draw is keyed by it
    ("opened", "f8"),           # moment of the contact, or the order, that it goes back to
    ("began", "f8"),            # moment of the present step: referral, waiting, admission; or of the order
    ("priority", "f8"),         # place on the waiting list; the smallest goes first
    ("person", "i4"),           # whose it is
    ("officer", "i4"),          # who dealt with the contact, -1 where there was no officer
    ("next", "i4"),             # the next case of the waiting list, or of the free rows
    ("worker", "i4"),           # the person's own worker, -1 is none
    ("route", "i2"),            # the route into support, -1 for a prosecution
    ("version", "i2"),          # raised when the row is given back, so that old events are stale
    ("category", "u1"),         # the kind of contact
    ("state", "u1"),            # FREE, PROSECUTION, REFERRED, WAITING, IN_SUPPORT, UNATTENDED
    ("deferred", "u1"),         # the disposal put off, 0 is none
    ("arrested", "u1"),         # whether it went through custody rather than a voluntary interview
    ("tries", "u1"),            # hearings missed
    ("late", "u1"),             # whether the officer came late, so that evidence had faded
    ("breaches", "u1"),         # how often the community order has been broken
    ("stays", "u1"),            # how often a trusted worker kept somebody who would have dropped out
])  # fmt: skip
FREE, PROSECUTION, REFERRED, WAITING, IN_SUPPORT, UNATTENDED = range(6)

EVENT: Final = _record([
    ("moment", "f8"),           # when it happens
    ("person", "i4"),           # to whom
    ("case", "i4"),             # the case it belongs to, or the ordinal of a candidate moment
    ("next", "i4"),             # the next event of the day, or of the free rows
    ("kind", "i2"),             # what happens
    ("version", "i2"),          # of the case when it was scheduled
])  # fmt: skip
EVENT_KINDS: Final = (
    "candidate", "custody_decision", "later_decision", "hearing", "warrant_arrest", "release", "hand_over", "exit",
    "worker_leaves", "worker_returns", "resume", "late_contact", "breach",
)  # fmt: skip
(
    E_CANDIDATE, E_CUSTODY_DECISION, E_LATER_DECISION, E_HEARING, E_WARRANT_ARREST, E_RELEASE, E_HAND_OVER, E_EXIT,
    E_WORKER_LEAVES, E_WORKER_RETURNS, E_RESUME, E_LATE_CONTACT, E_BREACH,
) = range(13)  # fmt: skip

# The contact being dealt with: filled when it begins, handed on to every behaviour on the way, forgotten at the end.
INCIDENT: Final = _record([
    ("moment", "f8"),           # when police deal with it
    ("evidence", "f8"),         # how strong the evidence is, 0 to 1
    ("key", "i8"),              # by which its chance is keyed
    ("person", "i8"),           # the suspect
    ("category", "i8"),         # the kind of contact
    ("place", "i8"),            # the neighbourhood
    ("officer", "i8"),          # who comes
    ("team", "i8"),             # whose team it is
    ("group", "i8"),            # age group, sex and ethnicity of the suspect
    ("victim", "i8"),           # whether there is a victim who wants action
    ("domestic", "i8"),         # whether it is domestic abuse
    ("shadow", "i8"),           # what the officer would do without diversion
    ("disposal", "i8"),         # what the officer does
    ("prior_contacts", "i8"),   # earlier contacts that the officer sees
    ("prior_proven", "i8"),     # earlier proven offences that the officer sees
    ("opened", "f8"),           # when it happened
    ("late", "i8"),             # whether it had to wait for them
])  # fmt: skip

CLOCK: Final = _record([
    ("seed", "i8"),             # of the replicate
    ("day", "i8"),              # the day that comes next
    ("people", "i8"),           # rows of people
    ("fork_day", "i8"),         # when the regimes part
    ("last_day", "i8"),         # of the run
    ("status", "i8"),           # OK, NEEDS_ROOM, BOUND_EXCEEDED, OUT_OF_ROOM
    ("free_event", "i8"),       # first free row of events
    ("events_left", "i8"),      # free rows of events
    ("free_case", "i8"),        # first free row of cases
    ("cases_left", "i8"),       # free rows of cases
    ("reference", "i8"),        # whether this is the reference regime, which notes the index contacts
    ("counting", "i8"),         # whether the regimes have parted
    ("forced_person", "i8"),    # who is diverted once whatever their luck, in a test; -1 is nobody
    ("forced_key", "i8"),       # how often they have been
    ("candidates", "i8"),       # candidate moments so far
    ("contacts", "i8"),         # those that became a contact
    ("trained", "f8"),          # moment of officers' training, -1 is never
    ("enforcement", "f8"),      # contacts per offence against usual, in the targeted categories
    ("leadership", "f8"),       # how far the community shares in power, 0 to 1
    ("doors", "u1", (N_STAGES,)),  # stages at which a route is open
    ("targets", "u1", (N_CATEGORIES,)),  # categories that enforcement is about
    ("dated", "i8"),            # whether any route of the regime opens or closes on a date
    ("bad_person", "i8"),       # whose bound was exceeded
    ("heap", "i8"),             # events on today's heap
    ("logged", "i8"),           # happenings kept person by person
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
