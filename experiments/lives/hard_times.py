"""The hard times of one person's years in words: spells of needs, and a home or work lost by being locked up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from ...agents.states import Turn, Whereabouts
from ...model.ledger.log import SPELLS, Log
from ...scenarios.words import LOSABLE, Need
from .happenings import Happening, Lane

# What a spell of each need is called, and how it is over.
SPELL: Final = {
    Need.DRUGS: ("drug use out of hand", "under control again"),
    Need.ALCOHOL: ("drinking out of hand", "under control again"),
    Need.MENTAL_HEALTH: ("a mental-health crisis", "over"),
    Need.HOUSING: ("without a home", "housed again"),
    Need.MONEY_AND_WORK: ("out of work and money", "in work or money again"),
    Need.TRAUMA: ("overwhelmed by trauma", "over"),
}
LOST: Final = {Need.HOUSING: ("lost a home", "housed again"), Need.MONEY_AND_WORK: ("lost work", "in work again")}
BY: Final = {
    Whereabouts.DETAINED: "by being held in a cell",
    Whereabouts.IMPRISONED: "by being in prison",
    Whereabouts.ON_REMAND: "by being on remand",
}
LOSSES: Final = (Turn.LOST, Turn.FOUND, Turn.FOUND_WITH_SUPPORT)
HELPED: Final = (Turn.WITH_SUPPORT, Turn.FOUND_WITH_SUPPORT)


def hard_times(log: Log, days: int, spells: int, eased: int, lost: int) -> Iterator[Happening]:
    """Every spell of a need that somebody lived through, as a stretch of time.

    Args:
        log: What happened to them, its moments in days since the regimes parted.
        days: How many days there are; whatever goes on longer is cut there.
        spells: The needs of which they are in a spell at the end, one bit each.
        eased: Those of these spells that support has eased.
        lost: The home or work that is lost at the end, at the bit of its need.
    """
    rows = [each for each in log.each() if each.kind in SPELLS]
    for need in Need:
        yield from _of(need, [each for each in rows if each.need == need and each.turn not in LOSSES],
                       bool((spells & ~eased) >> need & 1), days)  # fmt: skip
    for need in LOSABLE:
        yield from _of(need, [each for each in rows if each.need == need and each.turn in LOSSES],
                       bool(lost >> need & 1), days, lost=True)  # fmt: skip


def _of(need: Need, rows: list[Any], lasting: bool, days: int, lost: bool = False) -> Iterator[Happening]:
    """The spells of one need; what no row began was there from the start, and what no row ended goes on."""
    began: Any = None
    for each in rows:
        if each.kind == "spell_began":
            began = each
        else:
            yield _told(need, began, each, days, lost)
            began = None
    if began is not None or (lasting and not rows):
        yield _told(need, began, None, days, lost)


def _told(need: Need, began: Any, ended: Any, days: int, lost: bool) -> Happening:
    """One spell, how it came about and how it ended, as far as that is known."""
    name, over = (LOST if lost else SPELL)[need]
    by = f" {BY[Whereabouts(began.where)]}" if lost and began is not None else ""
    end = "; so to the end" if ended is None else f"; {over}" + (", with support" if ended.turn in HELPED else "")
    before = "" if began is not None else " before these years" if lost else " from the start"
    start, stop = (0.0 if began is None else began.moment), (float(days) if ended is None else ended.moment)
    return Happening(Lane.HARD, start, stop, f"{name}{by}{before}{end}")
