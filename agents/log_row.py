"""What is kept of a happening where a run was asked to write down what happens to whom."""

from __future__ import annotations

from ..scenarios.words import ContactKind, Need
from .declaring import F4, F8, I2, I4, U1, Record, field
from .states import Happening, Turn, Verdict, Whereabouts


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
