"""The record of every kind of agent and thing: its fields, how they are stored, their units and what they mean.

Core objects: Person, Officer, Team, Suite, Service, Worker, Programme, Route, Case, Entry, Incident, each a class that says what
a row of its table holds; RECORDS, all of them and those of `run`; PersonNo … EntryNo, row numbers.
Moments are days since the run began (day 0 is the first day of the run-in). Rates are a year. In a field that names a row
of another table, -1 is none.
"""

from __future__ import annotations

from typing import Final, TypeAlias

from ..scenarios.words import (
    CONTACT_KINDS,
    NEEDS,
    AdmissionOrder,
    Career,
    ContactKind,
    Disposal,
    Ethnicity,
    NonEngagement,
    Sex,
    Stage,
)
from .declaring import F4, F8, I2, I4, I8, U1, YES_NO, F4s, F8s, Record, U1s, field
from .run import Clock, LogRow
from .states import CaseState, Event, State, Whereabouts

N_NEEDS: Final = len(NEEDS)
N_KINDS: Final = len(CONTACT_KINDS)
TIES: Final = 4  # people that somebody knows, at most

# Rows of the tables, as arguments of behaviours; a name of theirs never means a record.
PersonNo: TypeAlias = int
OfficerNo: TypeAlias = int
ServiceNo: TypeAlias = int
RouteNo: TypeAlias = int
CaseNo: TypeAlias = int
EntryNo: TypeAlias = int


class Person(Record):
    """A person known to police or at risk of it; fields stand in the order in which they are needed together, for the cache."""

    # What every candidate moment reads.
    state: U1 = field(State, "whether they are in the model")
    inside: U1 = field(Whereabouts, "where they are", shown=True)
    spells: U1 = field("bits", "needs of which they are in a spell, one bit each; the same in every regime", shown=True)
    eased: U1 = field("bits", "those of these spells that support averted or ended early", shown=True)
    lost: U1 = field("bits", "a home or work that custody or prison cost, at the bit of its need", shown=True)
    warrant: U1 = field(YES_NO, "whether they are wanted for failing to appear", shown=True)
    sex: U1 = field(Sex, "sex", shown=True)
    ethnicity: U1 = field(Ethnicity, "ethnicity", shown=True)
    bound: F8 = field("a year", "contacts that no regime can exceed in this block")
    rate: F8 = field("a year", "latent offences a year now, at liberty", shown=True)
    contact_share: F8 = field("contacts per latent offence", "from the person's mix of categories")
    until: F4 = field("moment", "when the block under way ends, and with it the same luck in every regime begins anew")
    case: I4 = field("row of cases", "the case in support or on its way there")
    begun: F8 = field("moment", "last review, or last look at them within a block")
    welfare: F8 = field("a year", "welfare contacts a year now", shown=True)
    since: F8 = field("moment", "up to which latent outcomes have been counted")
    born: F8 = field("moment", "birth (negative)")
    # What every review reads besides.
    full: F4 = field("moment", "when the block under way began, from which counting is rounded")
    ends: F4 = field("moment", "when the career ends without support; fixed beforehand")
    exits: F8 = field("moment", "leaving by moving away; fixed beforehand")
    stay: F8 = field("days", "what is left of the career, at the pace of somebody without support")
    steady: F8 = field("ratio", "what age, through youth services, and spells of needs make of offending in this block")
    rate0: F8 = field("a year", "latent offences before spells of needs and anything a regime can change")
    welfare0: F8 = field("a year", "welfare contacts before anything a regime can change")
    support: F8 = field("0 to 1", "share of the programme's full effect reached", shown=True)
    label: F8 = field("0 to 1", "how far proven offences have closed doors", shown=True)
    lenient_until: F8 = field("moment", "until when a disposal without threat may weaken deterrence")
    victim_until: F8 = field("moment", "until when a recent victim")
    released_at: F4 = field("moment", "last release from prison")
    death: F4 = field("a year", "deaths expected, as of the last review")
    peers: F4 = field("-1 to 1", "how far the ties are above or below their usual", shown=True)
    career: F4 = field("years", "of the career, when they came into the model")
    expected: F4 = field("a year", "repeat contacts that whoever referred last expects, from the record they saw")
    need_total: F4 = field("needs", "the sum of the severities")
    death_ratio: F4 = field("ratio", "times as many deaths as at the same age without needs")
    harm_share: F4 = field("days per latent offence", "Cambridge Crime Harm Index, by the mean of each category")
    recorded_harm_share: F4 = field("days per latent offence", "the same of what is recorded")
    cost_share: F4 = field("£ per latent offence", "what its victims and society bear, by the cost of each category")
    victim_share: F4 = field("share", "latent offences that have a victim")
    undetected_share: F4 = field("crimes per latent offence", "recorded without a suspect")
    place: I4 = field("row of places", "neighbourhood: a node of `model.graph`", shown=True)
    programme: I2 = field("row of programmes", "whose effect `support` is")
    year_contacts: I2 = field("count", "offence contacts in the present year of the horizon")
    # The rest.
    enters: F8 = field("moment", "joining the pool of people in the model")
    bond: F8 = field("0 to 1", "how far a relationship with the present worker has grown")
    trust: F8 = field("0 to 1", "trust in police and services", shown=True)
    inside_until: F8 = field("moment", "release from custody or prison")
    referred_at: F8 = field("moment", "last referral")
    last_contact: F8 = field("moment", "last offence contact")
    index: F8s = field("moment", "index contact after the fork: everyone, eligible, would be referred; 0: none", size=3)
    needs: F4s = field("0 to 1", "severity of each need", size=N_NEEDS)
    contacts: I4 = field("count", "offence contacts so far, ever", shown=True)
    proven: I4 = field("count", "proven offences so far, ever", shown=True)
    contacts_fork: I4 = field("count", "contacts when the regimes part")
    proven_fork: I4 = field("count", "proven offences when the regimes part")
    referrer: I4 = field("row of officers", "who referred last")
    again: U1s = field(YES_NO, "another offence contact within a year of each index", size=3)
    sanctions: U1 = field("count", "cautions and convictions so far, whatever they were for; 255 at most")
    after: I4 = field("count", "offence contacts after `referable`")
    recent: F4 = field("count", "recent offence contacts as of the last one; each fades (`recent_at`)")
    referable: F8 = field("moment", "when any compared regime would first have referred them; 0 is never")
    gone: F8 = field("moment", "when they died or left; 0 is not yet")
    care: U1 = field(YES_NO, "whether they have been in care", shown=True)
    kind: U1 = field(Career, "the kind of their criminal career")
    ordinary: U1 = field(YES_NO, "whether the present or last case is of ordinary provision, which gives way")
    desists: U1 = field(YES_NO, "whether they left by giving up offending, rather than by moving away")
    got: U1 = field("bits", "needs for which help has come, one bit each; kept when support ends")


class Officer(Record):
    """A police officer in a neighbourhood team."""

    severity: F8 = field("log-odds", "log-odds added to arresting", shown=True)
    keenness: F8 = field("log-odds", "log-odds added to offering diversion", shown=True)
    belief: F8 = field("0 to 1", "belief that diversion works", shown=True)
    team: I8 = field("row of teams", "team: the number of its neighbourhood", shown=True)


class Team(Record):
    """The officers of a neighbourhood, and what is asked of them."""

    available: F8 = field("hours a day", "officer hours")
    background: F8 = field("hours a day", "what everything outside the model asks for")
    load: F8 = field("hours a day", "asked for by the model, averaged over the last weeks")
    pressure: F8 = field("ratio", "(background + load) / available")
    today: I8 = field("hours, fixed point", "spent today")
    first: I8 = field("row of officers", "first officer of the team")
    officers: I8 = field("count", "how many they are")


class Suite(Record):
    """The police custody suite."""

    cells: F8 = field("count", "cells that the place can use", shown=True)
    drive_hours: F8 = field("hours", "officer hours more for an arrest when every cell is taken", shown=True)
    occupied: I8 = field("count", "people held today", shown=True)
    full: I8 = field("count", "arrests so far that found every cell taken")


class Service(Record):
    """A provider with workers, caseloads and a waiting list."""

    caseload: F8 = field("people", "people that one worker supports at a time", shown=True)
    turnover: F8 = field("a year", "share of workers who leave")
    vacancy_days: F8 = field("days", "mean time until a post is filled again")
    waiting_limit: F8 = field("share", "longest waiting list, of the places")
    first: I8 = field("row of workers", "first worker of the service")
    luck: I8 = field("number", "of its name: what the draws about its workers are keyed by")
    workers: I8 = field("count", "posts that the regime pays for", shown=True)
    present: I8 = field("count", "those of them that are filled")
    active: I8 = field("count", "people in support today", shown=True)
    order: I8 = field(AdmissionOrder, "who is admitted first")
    waiting: I8 = field("count", "people on the waiting list today", shown=True)
    head: I8 = field("row of cases", "first of the waiting list")
    counted: F8 = field("moment", "up to which days without a worker have been counted")


class Worker(Record):
    """A post for a worker of a service."""

    left: F8 = field("moment", "when the last holder of the post left")
    service: I8 = field("row of services", "whose post it is")
    present: I8 = field(YES_NO, "whether the post is filled")
    spells: I8 = field("count", "how often it has been filled again")


class Programme(Record):
    """What support does, and how long and for whom."""

    meets: F8s = field("0 to 1", "share of each need that it relieves, against its other needs", size=N_NEEDS)
    wait: F8s = field("days", "mean time from admission until help with each need comes", size=N_NEEDS)
    relief: F8 = field(
        "ratio", "by what `meets` is multiplied at full effect; no need is relieved by more than all of it"
    )
    relief_young: F8 = field("ratio", "the same, at 18 to 25")
    structure: F8 = field("log rate", "what it takes off offending at full effect without any need being met")
    structure_young: F8 = field("log rate", "the same, at 18 to 25")
    length: F8 = field("days", "until its fixed end")
    months_to_full: F8 = field("months", "to 95% of full effect")
    half_life: F8 = field("months", "until half of the effect is gone after support ends")
    consent: F8 = field("probability", "consenting, of those referred")
    engagement: F8 = field("probability", "engaging, of those who consented")
    dropout_early: F8 = field("a month", "drop-out in the first two months, of an average client")
    dropout_late: F8 = field("a month", "the same, later")
    hand_over_days: F8 = field("days", "mean time to the first meeting")
    bond: F8 = field("share", "part of the drop-outs that one trusted worker prevents, once known well")
    trauma_informed: F8 = field("share", "part of the drop-out that trauma adds which it takes away")
    peer_led: F8 = field("0 to 1", "how far people with experience of their own run it")
    appeal_young: F8 = field("log-odds", "added to consent and engagement at 18 to 25")
    appeal_older: F8 = field("log-odds", "the same, from 26")
    teachable: F8 = field("0 to 1", "how far it makes use of how receptive people are just after detention")
    coordination_hours: F8 = field("hours a month", "officer time for each client")
    coordinates_warrants: F8 = field("probability", "having the warrants of whoever is admitted withdrawn")
    service: I8 = field("row of services", "that runs it")
    coercive: I8 = field(YES_NO, "whether a new offence breaks it")
    abstinence: I8 = field(YES_NO, "whether a relapse puts somebody out")
    usual_delay: F8 = field("log days", "mean log of 1 + days to the first meeting where its engagement was seen")
    impatience: F8s = field(
        "ratio", "drop-out at today's wait for each need, against at the declared one", size=N_NEEDS
    )


class Route(Record):
    """A way into a programme: where it begins, whom it is for, and what it takes the place of."""

    offer: F8 = field("probability", "an offer (a year, in the community)")
    lift: F8 = field("log-odds", "what community leadership adds to an officer's offer")
    min_severity: F8 = field("0 to 1", "least severity of the needs it asks for")
    age_min: F8 = field("years", "from this age")
    age_max: F8 = field("years", "until this birthday")
    opens: F8 = field("moment", "from which it is open, in a regime that has it")
    closes: F8 = field("moment", "at which its money ends")
    max_proven: I8 = field("count", "most proven offences, -1 is no limit")
    stage: I8 = field(Stage, "where it begins")
    programme: I8 = field("row of programmes", "the programme behind it")
    replaces: I8 = field(YES_NO, "whether it takes the place of the disposal")
    outcome_code: I8 = field("code", "the outcome it records, 0 is none")
    non_engagement: I8 = field(NonEngagement, "what follows where somebody does not engage")
    domestic_excluded: I8 = field(YES_NO, "whether domestic abuse is left out")
    domestic_only: I8 = field(YES_NO, "whether only domestic abuse is let in")
    admission: I8 = field(YES_NO, "whether an admission is required")
    arrested_only: I8 = field(YES_NO, "whether who was interviewed by appointment is left out")
    repeats: I8 = field(YES_NO, "whether somebody may go through again")
    chosen: I8 = field(YES_NO, "whether the regime in force has it")
    open: I8 = field(YES_NO, "whether it is open today")
    compared: I8 = field(YES_NO, "whether any compared regime has it, beside ordinary provision")
    ordinary: I8 = field(YES_NO, "whether it is part of ordinary provision")
    luck: I8 = field("number", "of its name: what the draws about its offers are keyed by")
    kinds: U1s = field(YES_NO, "the kinds of contact it is for", size=N_KINDS)
    needs: U1s = field(YES_NO, "the needs it asks for, any of them", size=N_NEEDS)
    returns_if_full: I8 = field(YES_NO, "whether what was put off comes back where the service turns somebody away")
    min_recent: F8 = field("count", "least recent contacts")
    max_recent: F8 = field("count", "most recent contacts, -1 is no limit")


class Case(Record):
    """An open matter: a prosecution, somebody's way into and through support, or an incident nobody came to yet."""

    key: I8 = field("key", "which contact it began with; every later draw is keyed by it")
    opened: F8 = field("moment", "the contact, or the order, that it goes back to")
    began: F8 = field("moment", "the present step: referral, waiting, admission; or of the order")
    priority: F8 = field("rank", "place on the waiting list; the smallest goes first")
    remand: F8 = field("days", "on remand over it, which a prison sentence is shorter by")
    away: F8 = field("days", "inside since the last review, or still to come, of somebody whose place is kept")
    person: I4 = field("row of people", "whose it is")
    officer: I4 = field("row of officers", "who dealt with the contact")
    next: I4 = field("row of cases", "the next of the waiting list, or of the free rows")
    worker: I4 = field("row of workers", "the person's own worker")
    route: I2 = field("row of routes", "the route into support, -1 for a prosecution")
    version: I2 = field("count", "raised when the row is given back, so that old events are stale")
    category: U1 = field(ContactKind, "the kind of contact")
    state: U1 = field(CaseState, "what it is at")
    deferred: U1 = field(Disposal, "the disposal put off; the first stands for none")
    arrested: U1 = field(YES_NO, "whether it went through custody rather than a voluntary interview")
    tries: U1 = field("count", "hearings missed")
    late: U1 = field(YES_NO, "whether the officer came late, so that evidence had faded")
    breaches: U1 = field("count", "how often the community order has been broken")
    stays: U1 = field("count", "how often a trusted worker kept somebody who would have dropped out")
    offences: U1 = field("count", "offences that it holds, once charged or cautioned; 1 before")
    brought: U1 = field(YES_NO, "whether the person is brought to the next hearing, and cannot miss it")
    suspended: U1 = field(YES_NO, "whether the order is a suspended prison term, which is served where it is broken")


class Entry(Record):
    """A dated entry of the calendar: what happens when, and to whom."""

    moment: F8 = field("moment", "when it happens")
    person: I4 = field("row of people", "to whom (or the worker of whom)")
    case: I4 = field("row of cases", "the case it belongs to, or the ordinal of a candidate moment")
    next: I4 = field("row of events", "the next of the day, or of the free rows")
    kind: I2 = field(Event, "what happens")
    version: I2 = field("count", "of the case when it was scheduled")


class Incident(Record):
    """The contact being dealt with: filled when it begins, handed on on the way, forgotten at the end."""

    moment: F8 = field("moment", "when police deal with it")
    evidence: F8 = field("0 to 1", "how strong the evidence is")
    key: I8 = field("key", "by which its chance is keyed")
    person: I8 = field("row of people", "the suspect")
    category: I8 = field(ContactKind, "the kind of contact")
    place: I8 = field("row of places", "the neighbourhood")
    officer: I8 = field("row of officers", "who comes")
    team: I8 = field("row of teams", "whose team it is")
    group: I8 = field("cell", "age group, sex and ethnicity of the suspect")
    victim: I8 = field(YES_NO, "whether there is a victim who wants action")
    domestic: I8 = field(YES_NO, "whether it is domestic abuse")
    shadow: I8 = field(Disposal, "what the officer would do without diversion")
    disposal: I8 = field(Disposal, "what the officer does")
    prior_contacts: I8 = field("count", "earlier contacts that the officer sees")
    prior_proven: I8 = field("count", "earlier proven offences that the officer sees")
    opened: F8 = field("moment", "when it happened")
    late: I8 = field(YES_NO, "whether it had to wait for them")
    arrested: I8 = field(YES_NO, "whether the suspect has been arrested over it")


RECORDS: Final = (
    Person, Officer, Team, Suite, Service, Worker, Programme, Route, Case, Entry, Incident, Clock, LogRow,
)  # fmt: skip
