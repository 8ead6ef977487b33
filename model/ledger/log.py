"""What happened to whom, person by person: the log of a run as tables whose columns say what they hold."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from types import SimpleNamespace
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...agents.states import LOG_KINDS
from ...scenarios.words import CATEGORIES
from .reading import Reading

WORDS: Final = pd.CategoricalDtype(list(LOG_KINDS))  # the kinds of happenings
# An arrest that is `over` less than this is over an offence; others are over a warrant or a broken order.
OFFENCE_KINDS: Final = len(CATEGORIES)
# What is known of each kind of happening besides the moment, the person and when the matter began: its name, and the row's field.
FIELDS: Final[Mapping[str, Mapping[str, str]]] = {
    "contact": {"category": "category", "harm": "harm"},
    "arrest": {"over": "category"},
    # Of both: offences in it, and before it proven offences, and cautions and convictions.
    "caution": {"offences": "offences", "priors": "proven", "sanctions": "sanctions"},
    "conviction": {
        "sentence": "sentence",
        "term": "term",
        "offences": "offences",
        "priors": "proven",
        "sanctions": "sanctions",
    },
    "prison_release": {"priors": "proven"},
    "referral": {"route": "route"},
    "admitted": {"route": "route"},
    "exit": {"route": "route"},
    "breach": {},
    "charge": {"category": "category", "offences": "offences"},
    "inside": {"until": "until", "where": "inside"},
    "ordinary_referral": {"route": "route"},
    "spell_began": {"need": "need", "turn": "turn", "where": "inside"},
    "spell_ended": {"need": "need", "turn": "turn"},
    "cleared": {},
}
# What tells one happening from another, besides when its matter began.
TOLD_APART: Final = [
    "moment", "person", "kind", "category", "route", "proven", "offences", "sentence", "inside", "need", "turn"
]  # fmt: skip
SPELLS: Final = ("spell_began", "spell_ended")  # what no police and no service had a hand in writing


class Log:
    """The happenings of a run in the order in which they were written down; asked for by kind, see `FIELDS`.

    Moments are days since the run began, unless they were made to count from another moment. A matter is told apart by
    its person and by when it `began`: the contact that an arrest, a charge, a conviction or a referral goes back to.
    """

    def __init__(self, rows: pd.DataFrame) -> None:
        """Take over rows with the fields of `LogRow`, as the engine writes them."""
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    def of(self, *kinds: str) -> pd.DataFrame:
        """The happenings of some kinds: moment, began, person, kind in a word, and the fields that any of the kinds has.

        Where a kind has no such field, it is −1.
        """
        codes = [LOG_KINDS.index(kind) for kind in kinds]
        rows = self._rows[self._rows.kind.isin(codes)]
        words = pd.Categorical.from_codes(rows.kind.to_numpy(np.int64), dtype=WORDS)
        found = {"moment": rows.moment, "began": rows.began, "person": rows.person, "kind": words}
        names = dict.fromkeys(name for kind in kinds for name in FIELDS[kind])
        return pd.DataFrame(found | {name: _column(name, kinds, rows) for name in names}, index=rows.index)

    def each(self) -> Iterator[SimpleNamespace]:
        """One happening after the other: moment, began, person, kind in a word, and the fields that this kind has."""
        rows: Iterable[Any] = self._rows.itertuples()
        for row in rows:
            kind = LOG_KINDS[row.kind]
            known = {"moment": row.moment, "began": row.began, "person": row.person, "kind": kind}
            yield SimpleNamespace(**known | {name: getattr(row, held) for name, held in FIELDS[kind].items()})

    def arrests_over_offences(self) -> pd.DataFrame:
        """Arrests but for those on a warrant or over a broken order."""
        found = self.of("arrest")
        return found[found.over < OFFENCE_KINDS]

    @property
    def people(self) -> NDArray[np.int64]:
        """Whose each happening is, [happening]."""
        return self._rows.person.to_numpy(np.int64)

    def but(self, *kinds: str) -> Log:
        """All but the happenings of some kinds."""
        return Log(self._rows[~self._rows.kind.isin([LOG_KINDS.index(kind) for kind in kinds])])

    def of_person(self, number: int) -> Log:
        """What happened to one person."""
        return Log(self._rows[self._rows.person == number])

    def between(self, start: float, end: float = math.inf) -> Log:
        """What happened from one moment on and before another."""
        moment = self._rows.moment
        return Log(self._rows[(moment >= start) & (moment < end)])

    def counted_from(self, moment: float) -> Log:
        """The same happenings with their moments counted from this one."""
        times = ("moment", "began", "until")
        return Log(self._rows.assign(**{name: self._rows[name] - moment for name in times}))

    def differing(self, other: Log) -> NDArray[np.int64]:
        """Whose each happening is that only one of two logs has, [such happening]."""
        both = [log._rows[TOLD_APART] for log in (self, other)]
        return pd.concat(both).drop_duplicates(keep=False).person.to_numpy(np.int64)


def _column(name: str, kinds: tuple[str, ...], rows: pd.DataFrame) -> NDArray[Any]:
    """One field of several kinds: what those that have it say."""
    having = [kind for kind in kinds if name in FIELDS[kind]]
    each = [_wide(rows[FIELDS[kind][name]]) for kind in having]
    return np.select([rows.kind == LOG_KINDS.index(kind) for kind in having], each, -1)


def _wide(field: pd.Series) -> NDArray[Any]:
    """A field as its table has it: the log's small integers have no room for −1."""
    return field.to_numpy(np.float64 if field.dtype.kind == "f" else np.int64)


def log_of(reading: Reading) -> Log:
    """The log of a run that kept one.

    Raises:
        RuntimeError: there was no room for all that happened.
    """
    return Log(pd.DataFrame(reading.happenings()))
