"""Spells of needs and losses in words, from rows of a log."""

from __future__ import annotations

import pandas as pd

from diversion.agents.run import LogRow
from diversion.agents.spells import HOME
from diversion.agents.states import Happening as Kind
from diversion.agents.states import Turn, Whereabouts
from diversion.experiments.lives.happenings import Lane
from diversion.experiments.lives.hard_times import hard_times
from diversion.model.ledger.log import Log
from diversion.scenarios.words import Need

BEGAN, ENDED = Kind.SPELL_BEGAN, Kind.SPELL_ENDED


def told(*rows: tuple[float, int, int, int], **lasting: int) -> list[tuple[float, float, str]]:
    """From rows of moment, kind, need and turn: began, ended, and what is said."""
    log = LogRow.table(len(rows))
    for n, (moment, kind, need, turn) in enumerate(rows):
        log["moment"][n], log["kind"][n], log["need"][n], log["turn"][n] = moment, kind, need, turn
        log["inside"][n] = Whereabouts.IMPRISONED if turn == Turn.LOST else 0
    table = Log(pd.DataFrame({name: log[name] for name in LogRow.dtype.names or ()}))
    found = list(hard_times(table, 365, **({"spells": 0, "eased": 0, "lost": 0} | lasting)))
    assert all(each.lane is Lane.HARD for each in found)
    return [(each.began, each.ended, each.text) for each in found]


def test_a_home_lost_by_prison_is_found_again() -> None:
    rows = ((70.0, BEGAN, Need.HOUSING, Turn.LOST), (160.0, ENDED, Need.HOUSING, Turn.FOUND_WITH_SUPPORT))
    assert told(*rows) == [(70.0, 160.0, "lost a home by being in prison; housed again, with support")]


def test_a_spell_is_told_with_how_it_ended_and_another_begins_anew() -> None:
    assert told(
        (10.0, BEGAN, Need.DRUGS, Turn.OF_ITSELF), (94.0, ENDED, Need.DRUGS, Turn.WITH_SUPPORT),
        (150.0, BEGAN, Need.DRUGS, Turn.OF_ITSELF), (178.0, ENDED, Need.DRUGS, Turn.OF_ITSELF),
    ) == [
        (10.0, 94.0, "drug use out of hand; under control again, with support"),
        (150.0, 178.0, "drug use out of hand; under control again"),
    ]  # fmt: skip


def test_what_began_before_or_goes_on_is_cut_at_the_edges() -> None:
    assert told((30.0, ENDED, Need.HOUSING, Turn.OF_ITSELF)) == [
        (0.0, 30.0, "without a home from the start; housed again")
    ]
    assert told((40.0, BEGAN, Need.HOUSING, Turn.LOST), lost=HOME) == [
        (40.0, 365.0, "lost a home by being in prison; so to the end")
    ]
    assert told(spells=0b1) == [(0.0, 365.0, "drug use out of hand from the start; so to the end")]
    assert told(spells=0b1, eased=0b1) == [], "it was eased before these years, or averted"
    assert told(lost=HOME) == [(0.0, 365.0, "lost a home before these years; so to the end")]


def test_a_loss_and_a_spell_of_the_same_need_are_told_apart() -> None:
    found = told((10.0, BEGAN, Need.HOUSING, Turn.LOST), (20.0, BEGAN, Need.HOUSING, Turn.OF_ITSELF),
                 (50.0, ENDED, Need.HOUSING, Turn.OF_ITSELF), (90.0, ENDED, Need.HOUSING, Turn.FOUND))  # fmt: skip
    assert sorted(each[:2] for each in found) == [(10.0, 90.0), (20.0, 50.0)]
