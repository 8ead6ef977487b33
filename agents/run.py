"""The records of a run itself: where it stands, and what it keeps of what happened to whom.

Core objects: Clock, LogRow. Moments are days since the run began, as in `records`.
"""

from __future__ import annotations

from ..scenarios.words import CATEGORIES, STAGES, ContactKind, Need
from .declaring import F4, F8, I2, I4, I8, U1, YES_NO, Record, U1s, field
from .states import Happening, Status, Turn, Verdict, Whereabouts

N_CATEGORIES = len(CATEGORIES)
N_STAGES = len(STAGES)


class Clock(Record):
    """Where a run stands."""

    seed: I8 = field("seed", "of the replicate")
    day: I8 = field("day", "the day that comes next")
    people: I8 = field("count", "rows of people")
    fork_day: I8 = field("day", "when the regimes part")
    last_day: I8 = field("day", "of the run")
    status: I8 = field(Status, "how the run stands")
    free_event: I8 = field("row of events", "first free row")
    events_left: I8 = field("count", "free rows of events")
    free_case: I8 = field("row of cases", "first free row")
    cases_left: I8 = field("count", "free rows of cases")
    reference: I8 = field(YES_NO, "whether this is the reference regime, which notes the index contacts")
    counting: I8 = field(YES_NO, "whether the regimes have parted")
    forced_person: I8 = field("row of people", "who is diverted once whatever their luck, in a test")
    forced_key: I8 = field("count", "how often they have been")
    candidates: I8 = field("count", "candidate moments so far")
    contacts: I8 = field("count", "those that became a contact")
    trained: F8 = field("moment", "officers' training, -1 is never")
    enforcement: F8 = field("ratio", "contacts per offence against usual, in the targeted categories")
    leadership: F8 = field("0 to 1", "how far the community shares in power")
    doors: U1s = field(YES_NO, "stages at which a route is open", size=N_STAGES)
    targets: U1s = field(YES_NO, "categories that enforcement is about", size=N_CATEGORIES)
    dated: I8 = field(YES_NO, "whether any route of the regime opens or closes on a date")
    bad_person: I8 = field("row of people", "whose bound was exceeded")
    heap: I8 = field("count", "events on today's heap")
    logged: I8 = field("count", "happenings kept person by person")
    residents: I8 = field("count", "rows of people who are there on the first day; the rest move in later")
    moved_in: I8 = field("count", "rows of people who have moved in so far, residents among them")
    parting: I8 = field("day", "when the regimes are to part, known beforehand")


class LogRow(Record):
    """One thing that happened to somebody, where a run was asked to keep them; what a kind has no use for is 0."""

    moment: F8 = field("moment", "when")
    began: F8 = field("moment", "the contact or order that it goes back to; of an exit, the admission")
    until: F8 = field("moment", "inside: when they come out")
    person: I4 = field("row of people", "to whom")
    proven: I4 = field("count", "caution, conviction, prison release: proven offences before it")
    route: I2 = field("row of routes", "referral, ordinary referral, admitted, exit: through which route")
    kind: U1 = field(Happening, "what")
    category: U1 = field(ContactKind, "contact, arrest, charge: over which kind of contact")
    sentence: U1 = field(Verdict, "conviction: what the court decided")
    inside: U1 = field(Whereabouts, "inside: where; of a spell that began with a loss: where it came about")
    need: U1 = field(Need, "a spell of a need that began or ended: of which")
    turn: U1 = field(Turn, "the same: how")
    offences: U1 = field("count", "charge, caution, conviction: offences in the case")
    term: F4 = field("days", "conviction: of the prison term, where it is not suspended")
    sanctions: U1 = field("count", "caution, conviction: cautions and convictions before it")
    harm: F4 = field("days", "contact: harm of the offence, Cambridge Crime Harm Index")
