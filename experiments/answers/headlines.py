"""The finding about one outcome in a line: what stands above a chart of it, by the same rules as the sentences of a report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ...model.ledger.outcomes import outcome_of
from ..statistics import FALLS, ORDER, SILENT, Paired, Verdict, verdict
from ..wording import listed, lower_first, phrase, upper_first

NUMBERS: Final = {2: "both", 3: "all three", 4: "all four"}


@dataclass(frozen=True, slots=True)
class Line:
    """How a headline speaks of an outcome: its name in the sentence and the verbs for less and more, for one and many.

    `about` is its name where no verb comes before it.
    """

    name: str
    less: tuple[str, str] = ("lowers", "lower")
    more: tuple[str, str] = ("raises", "raise")
    about: str = ""

    @property
    def subject(self) -> str:
        """What the headline is about."""
        return self.about or self.name


LINES: Final[Mapping[str, Line]] = {
    "latent_offences": Line("offences"),
    "contacts_referred": Line("offence contacts"),
    "arrests": Line("arrests"),
    "freed_at_contact": Line("officer time", ("costs", "cost"), ("frees", "free")),
    "net_cost": Line("public cost"),
    "widened_people": Line(
        "people", ("draws in fewer", "draw in fewer"), ("draws in more", "draw in more"), "who is drawn in"
    ),
}


def headline(name: str, rows: Mapping[str, Paired]) -> str:
    """What may be said of an outcome, in 15 words or so: never more than the verdicts allow.

    Args:
        name: The outcome.
        rows: Its paired difference from the reference under each regime.
    """
    line = LINES.get(name) or Line(lower_first(outcome_of(name).label))
    verdicts = {regime: verdict(row) for regime, row in rows.items()}
    found = [(which, [regime for regime, its in verdicts.items() if its is which]) for which in ORDER]
    groups = [(which, regimes) for which, regimes in found if regimes]
    if all(which in SILENT for which, _ in groups):
        return _nothing(groups[0][0], line, rows)
    parts = [_part(which, regimes, len(rows), line, first=n == 0) for n, (which, regimes) in enumerate(groups)]
    return f"{upper_first('; '.join(parts))}."


def _nothing(which: Verdict, line: Line, rows: Mapping[str, Paired]) -> str:
    if which is Verdict.NO_VALUE:
        return f"There is nothing to say about {line.subject} here."
    if which is Verdict.TOO_FEW:
        return f"Too early to say anything about {line.subject}."
    if len(rows) == 1:
        return f"We cannot tell whether this changes {line.subject}."
    return f"We cannot tell whether any of these changes {line.subject}."


def _part(which: Verdict, regimes: list[str], of: int, line: Line, first: bool) -> str:
    who = NUMBERS[of] if len(regimes) == of and of in NUMBERS else listed([phrase(each) for each in regimes])
    many = int(len(regimes) > 1)
    if which in SILENT:
        return ("the other is unclear", "the others are unclear")[many]
    if which is Verdict.SAME:
        return f"{who} {('makes', 'make')[many]} no difference{f' to {line.subject}' if first else ''}"
    verb = (line.less if which in FALLS else line.more)[many]
    maybe = "" if which in (Verdict.LOWER, Verdict.HIGHER) else "probably "
    if first:
        return f"{who} {maybe}{verb} {line.name}"
    return f"{who} {maybe}{verb.split()[-1]}{'' if line.about else ' it'}"
