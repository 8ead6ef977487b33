"""Three sentences that say what a comparison found, right also when the answer is that we cannot tell.

What each sentence may claim is decided by the rules in `verdicts.py`, which look at the paired differences only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ..statistics import ENOUGH_DRAWS, FALLS, ORDER, RISES, SILENT, Band, Level, Paired, Verdict, verdict
from ..wording import change_range, listed, phrase, rounded, upper_first

Key = tuple[str, str]  # regime, outcome


def findings(reference: str, table: Mapping[Key, Paired], levels: Mapping[Key, Level]) -> list[str]:
    """Three sentences: offences beside arrests, contacts of those any regime would refer, officer time and who is drawn in.

    Args:
        reference: The regime the others are compared with.
        table: The paired difference of each regime and outcome.
        levels: Each regime's own values, for outcomes the reference does not have.
    """
    regimes = list(dict.fromkeys(regime for regime, _ in table))
    return [
        _offences(reference, regimes, table),
        _contacts(regimes, table),
        _officers(regimes, table, levels),
    ]


# --- the three sentences ---------------------------------------------------------------------------------------------


def _offences(reference: str, regimes: Sequence[str], table: Mapping[Key, Paired]) -> str:
    """Offences first; where arrests fall and offences do not clearly fall, that comes before everything else."""
    at_odds = [regime for regime in regimes if _at_odds(regime, table)]
    rest = {regime: table[regime, "latent_offences"] for regime in regimes if regime not in at_odds}
    parts = _at_odds_parts(at_odds, table)
    parts += _parts(rest, OFFENCES, spoken=bool(parts))
    return f"{_opening(reference, table)}{'; '.join(parts)}."


def _contacts(regimes: Sequence[str], table: Mapping[Key, Paired]) -> str:
    rows = {regime: table[regime, "contacts_referred"] for regime in regimes}
    if all(row.n == 0 for row in rows.values()):
        return "Nobody would be referred, so we cannot tell about the contacts of those who are."
    return f"Among people any regime would refer, {'; '.join(_parts(rows, CONTACTS))}."


def _officers(regimes: Sequence[str], table: Mapping[Key, Paired], levels: Mapping[Key, Level]) -> str:
    rows = {regime: table[regime, "freed_at_contact"] for regime in regimes}
    parts = [*_parts(rows, HOURS), _drawn_in(regimes, levels)]
    return f"{upper_first('; '.join(parts))}."


def _opening(reference: str, table: Mapping[Key, Paired]) -> str:
    fixed = next((row.band for row in table.values()), None) is Band.MEAN  # the same in all rows
    return f"{'With parameters fixed and c' if fixed else 'C'}ompared with {phrase(reference)}, "


def _drawn_in(regimes: Sequence[str], levels: Mapping[Key, Level]) -> str:
    """How many of those diverted would have had no action, and neither caution nor charge in the end, where it is most."""
    shares = {regime: levels[regime, "widened_share"] for regime in regimes}
    shares = {regime: level for regime, level in shares.items() if level.n}
    if not shares:
        return "nobody was diverted"
    most = max(shares, key=lambda regime: shares[regime].mean)
    level = shares[most]
    if level.n < ENOUGH_DRAWS:
        return "too few draws to say how many of those diverted would have had no action"
    return (
        f"of those diverted under {phrase(most)}, {_in_100(level)} would have had no action, and "
        f"{_in_100(levels[most, 'widened_end_share'])} neither caution nor charge in the end"
    )


def _in_100(level: Level) -> str:
    return f"about {level.median:.0f} in 100 (range {level.low:.0f} to {level.high:.0f})"


# --- arrests fall, offences do not -----------------------------------------------------------------------------------


def _at_odds(regime: str, table: Mapping[Key, Paired]) -> bool:
    arrests, offences = verdict(table[regime, "arrests"]), verdict(table[regime, "latent_offences"])
    return arrests in FALLS and offences is not Verdict.LOWER


def _at_odds_parts(regimes: Sequence[str], table: Mapping[Key, Paired]) -> list[str]:
    def both(regime: str) -> tuple[Verdict, Verdict]:
        return verdict(table[regime, "arrests"]), verdict(table[regime, "latent_offences"])

    worst_first = (Verdict.HIGHER, Verdict.PROBABLY_HIGHER, Verdict.SAME, *SILENT, Verdict.PROBABLY_LOWER)
    pairs = sorted({both(regime) for regime in regimes}, key=lambda pair: (worst_first.index(pair[1]), pair[0].value))
    groups = [(pair, [regime for regime in regimes if both(regime) == pair]) for pair in pairs]
    return [_at_odds_part(*pair, names, table) for pair, names in groups]


def _at_odds_part(arrests: Verdict, offences: Verdict, regimes: Sequence[str], table: Mapping[Key, Paired]) -> str:
    fall = "arrests fall" if arrests is Verdict.LOWER else "arrests probably fall"
    then = {
        Verdict.HIGHER: "offences rise",
        Verdict.PROBABLY_HIGHER: "offences probably rise",
        Verdict.SAME: "offences do not change",
        Verdict.PROBABLY_LOWER: "offences only probably fall",
    }.get(offences, "we cannot tell whether offences do")
    size = _size(table[regimes[0], "latent_offences"], OFFENCES) if offences in RISES and len(regimes) == 1 else ""
    return f"{fall} under {_names(regimes)}, but {then}{size}"


# --- one subject, several regimes ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Subject:
    """How sentences speak of one outcome: its names, the verbs for one regime and for several, and its unit."""

    name: str
    short: str
    again: str
    changes: str
    falls: tuple[str, str]
    rises: tuple[str, str]
    by: str
    unit: str
    less: str = "fewer"
    more: str = "more"


LOWERS: Final = ("lowers", "lower")
RAISES: Final = ("raises", "raise")
OFFENCES: Final = Subject("offences", "offences", "them", "changes", LOWERS, RAISES, " by about ", " a year")
CONTACTS: Final = Subject(
    "offence contacts", "them", "them", "changes", LOWERS, RAISES, " by about ", " a person and year"
)
HOURS: Final = Subject(
    "officer time net of programme hours",
    "it",
    "it",
    "frees",
    ("costs", "cost"),
    ("frees", "free"),
    ", about ",
    " hours a year",
    "lost",
    "freed",
)


def _parts(rows: Mapping[str, Paired], subject: Subject, spoken: bool = False) -> list[str]:
    """One part of a sentence for each verdict, the strongest first; only the first part names the subject in full.

    `spoken` says that other parts stand before these.
    """
    parts: list[str] = []
    before: Verdict | None = None
    for which in ORDER:
        names = [regime for regime, row in rows.items() if verdict(row) is which]
        if names and which in SILENT:
            parts.append(_silence(which, names, rows, subject, spoken or before is not None))
        elif names and before is None:
            parts.append(_claim(which, names, subject.name, subject) + _sizes(which, names, rows, subject))
        elif names:
            parts.append(_next_claim(which, before, names, subject))
        before = which if names else before
    return parts


def _silence(which: Verdict, names: list[str], rows: Mapping[str, Paired], subject: Subject, spoken: bool) -> str:
    """The honest part; after another part it is kept short."""
    if spoken:
        return f"for {_names(names) if len(names) == 1 else 'the others'} we cannot tell about {subject.short}"
    tell = _too_few(rows[names[0]]) if which is Verdict.TOO_FEW else "we cannot tell"
    return f"{tell} whether {_names(names, 'or')} {subject.changes} {subject.name}"


def _too_few(row: Paired) -> str:
    what = "replicate" if row.histories == 1 else "draw"
    return f"with {row.n} {what}{'' if row.n == 1 else 's'} we cannot tell"


def _next_claim(which: Verdict, before: Verdict | None, names: list[str], subject: Subject) -> str:
    for direction in (FALLS, RISES):
        if which in direction and before in direction:
            return f"{_names(names)} probably {'does' if len(names) == 1 else 'do'} too"
    return _claim(which, names, subject.again, subject)


def _claim(which: Verdict, names: list[str], what: str, subject: Subject) -> str:
    many = int(len(names) > 1)
    if which is Verdict.SAME:
        return f"{_names(names)} {('makes', 'make')[many]} no difference to {what}"
    verb = (subject.falls if which in FALLS else subject.rises)[many]
    maybe = "" if which in (Verdict.LOWER, Verdict.HIGHER) else "probably "
    return f"{_names(names)} {maybe}{verb} {what}"


def _sizes(which: Verdict, names: list[str], rows: Mapping[str, Paired], subject: Subject) -> str:
    """How much: with its range for one regime, the middles alone for several, so that the sentence stays short."""
    if which is Verdict.SAME:
        return ""
    if len(names) == 1:
        return _size(rows[names[0]], subject)
    return f"{subject.by}{listed([rounded(_middle(rows[name])) for name in names])}{subject.unit}"


def _size(row: Paired, subject: Subject) -> str:
    band = "luck alone:" if row.band is Band.MEAN else "range"
    width = change_range(row.low, row.high, subject.less, subject.more)
    return f"{subject.by}{rounded(_middle(row))}{subject.unit} ({band} {width})"


def _middle(row: Paired) -> float:
    return row.mean if row.band is Band.MEAN else row.median


def _names(regimes: Sequence[str], last: str = "and") -> str:
    return listed([phrase(regime) for regime in regimes], last)
