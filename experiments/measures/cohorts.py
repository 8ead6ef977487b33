"""Cohorts as the Ministry of Justice follows them: who was dealt with in a quarter, and what was proven of them later.

A log (see `model/ledger/log.py`) goes in, tables of one row a person and quarter, or a person and release, come out.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from ...agents.states import Verdict
from ...model.ledger.log import Log

YEAR: Final = 365.0
QUARTER: Final = YEAR / 4
CAUTIONED: Final = "caution"
FROM_PRISON: Final = "prison"
SENTENCES: Final = ("acquitted", "fine", "community order", FROM_PRISON)
LAG: Final = YEAR / 2  # what is proven within so long after the year of follow-up still counts


def kinds(log: Log) -> pd.DataFrame:
    """Which kind of contact each matter began with: person, began, category; cases are told apart by when they began."""
    return log.of("contact")[["person", "began", "category"]].drop_duplicates(["person", "began"])


def entries(log: Log, start: float, quarters: int) -> pd.DataFrame:
    """Everybody cautioned, convicted without prison, or released, at their first such day in each quarter from `start`.

    One row a person and quarter: person, moment, began (of the matter), priors (offences proven before it), way
    (`caution`, `fine`, `community order` or `prison`). Community resolutions and outcome 22 are not in it.
    """
    inside = log.between(start, start + quarters * QUARTER).of("caution", "conviction", "prison_release")
    chosen = inside[inside.sentence < Verdict.PRISON].sort_values("moment", kind="stable")
    found = pd.DataFrame(
        {
            "person": chosen.person,
            "quarter": np.floor((chosen.moment - start) / QUARTER).astype(int),
            "moment": chosen.moment,
            "began": chosen.began,
            "priors": chosen.priors,
            "way": np.select(
                [chosen.kind == "caution", chosen.kind == "prison_release"],
                [CAUTIONED, FROM_PRISON],
                np.array(SENTENCES)[np.clip(chosen.sentence, 0, Verdict.PRISON)],
            ),
        }
    )
    return found.drop_duplicates(["person", "quarter"]).reset_index(drop=True)


def followed(log: Log, start: float, end: float) -> pd.DataFrame:
    """All cohorts that can be followed for eighteen months before `end`, with `again` and the `category` of the matter.

    `again` is how many offences within twelve months of entry were proven within eighteen; `term` the days of the prison
    term that somebody came out of, NaN for the others.
    """
    quarters = max(0, int((end - start - YEAR - LAG) / QUARTER + 1e-9))
    people = entries(log, start, quarters).pipe(_with_term, log)
    proven = log.of("caution", "conviction")[["person", "moment", "began", "offences"]]
    pairs = people[["person", "moment"]].reset_index(names="entry").merge(proven, on="person", suffixes=("", "_proven"))
    counted = pairs[
        (pairs.began > pairs.moment)
        & (pairs.began <= pairs.moment + YEAR)
        & (pairs.moment_proven <= pairs.moment + YEAR + LAG)
    ]
    again = np.bincount(counted.entry, counted.offences, len(people)).astype(np.int64)
    return people.assign(again=again).merge(_released_over(log, people), on=["person", "began"], how="left")


def _with_term(people: pd.DataFrame, log: Log) -> pd.DataFrame:
    """Entries with the term of the last conviction to prison before each release."""
    terms = imprisoned(log)[["moment", "person", "term"]].sort_values("moment")
    found = pd.merge_asof(people.reset_index().sort_values("moment"), terms, on="moment", by="person").set_index(
        "index"
    )
    return people.assign(term=found.term.where(people.way == FROM_PRISON))


def _released_over(log: Log, people: pd.DataFrame) -> pd.DataFrame:
    """The category behind each entry: of its own matter, or of the last matter that led to prison before a release."""
    known = kinds(log)
    sentenced = imprisoned(log)[["moment", "person", "began"]]
    over = sentenced.merge(known, on=["person", "began"])[["moment", "person", "category"]].sort_values("moment")
    releases = people[people.way == FROM_PRISON][["moment", "person", "began"]].sort_values("moment")
    behind = pd.merge_asof(releases, over, on="moment", by="person")[["person", "began", "category"]].dropna()
    return pd.concat([known, behind.astype({"category": int})]).drop_duplicates(["person", "began"])


def imprisoned(log: Log) -> pd.DataFrame:
    """Convictions that led to prison."""
    found = log.of("conviction")
    return found[found.sentence >= Verdict.PRISON]


def releases(log: Log, start: float, end: float, days: float) -> pd.DataFrame:
    """Releases from prison between `start` and `days` before `end`: person, moment, and what came next, in days.

    `convicted` is days until the next conviction for an offence since, `offended` days until the next such offence; NaN
    where there was none.
    """
    free = log.of("prison_release")
    people = free[free.moment.between(start, end - days)][["person", "moment"]].reset_index(drop=True)
    proven = log.of("conviction")[["person", "moment", "began"]]
    pairs = people.reset_index(names="entry").merge(proven, on="person", suffixes=("", "_proven"))
    later = pairs[pairs.began > pairs.moment]
    first = pd.DataFrame(
        {"entry": later.entry, "convicted": later.moment_proven - later.moment, "offended": later.began - later.moment}
    )
    return people.join(first.groupby("entry").min())
