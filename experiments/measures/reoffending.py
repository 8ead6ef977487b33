"""Proven reoffending as the Ministry of Justice counts it: overall, by record, way, age and offence, and over time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
import pandas as pd

from ...scenarios.words import CATEGORIES, ETHNICITIES, Need, Sex
from .cohorts import CAUTIONED, FROM_PRISON, SENTENCES, YEAR, releases
from .counted import Counted, Measure
from .flows import DRUGS, PUBLIC_ORDER, THEFT, VIOLENT
from .observing import Observation

Range = tuple[float, float]
LEAST: Final = 2  # years after the fork in which anybody is followed for eighteen months
BANDS: Final[Mapping[str, Range]] = {
    "none": (0, 0), "1_to_2": (1, 2), "3_to_6": (3, 6), "7_to_10": (7, 10), "11_or_more": (11, 9999)
}  # fmt: skip
AGES: Final[Mapping[str, Range]] = {
    "18_to_20": (18, 21),
    "21_to_24": (21, 25),
    "30s": (30, 40),
    "50_or_more": (50, 200),
}
OFFENCES: Final[Mapping[str, tuple[str, ...]]] = {
    "theft": THEFT, "public_order": PUBLIC_ORDER, "violence": VIOLENT, "drugs": DRUGS
}  # fmt: skip
WAYS: Final[Mapping[str, tuple[str, ...]]] = {
    "caution": (CAUTIONED,), "court_order_or_prison": (SENTENCES[2], FROM_PRISON)
}  # fmt: skip

Chosen = Callable[[pd.DataFrame], pd.Series]


def _again(chosen: Chosen) -> Callable[[Observation], Counted]:
    """What reads how many of the chosen entries reoffended, and how many entries there are."""

    def read(seen: Observation) -> Counted:
        return _reoffended(seen.followed[chosen(seen.followed)])

    return read


def _reoffended(rows: pd.DataFrame) -> Counted:
    """How many of some entries reoffended, and how many there are."""
    return Counted(float((rows.again > 0).sum()), float(len(rows)))


def one_against_other(rows: pd.DataFrame, sides: np.ndarray, one: int, other: int) -> Counted:
    """The share of entries that reoffended of people on one side, and of those on the other; nothing where a side is empty.

    `sides` says of everybody, by number, on which they are.
    """
    again = (rows.again > 0).groupby(sides[rows.person.to_numpy()]).mean()
    if not {one, other} <= set(again.index):
        return Counted(0.0, 0.0)
    return Counted(float(again[one]), float(again[other]))


def _with_priors(low: float, high: float) -> Chosen:
    return lambda rows: rows.priors.between(low, high)


def _aged(low: float, high: float) -> Chosen:
    return lambda rows: rows.age.between(low, high, inclusive="left")


def _over(categories: tuple[str, ...]) -> Chosen:
    numbers = [CATEGORIES.index(name) for name in categories]
    return lambda rows: rows.category.isin(numbers)


def _by_way(ways: tuple[str, ...]) -> Chosen:
    return lambda rows: rows.way.isin(ways)


def _short_term(rows: pd.DataFrame) -> pd.Series:
    """Releases from a term of under 12 months."""
    return (rows.way == FROM_PRISON) & (rows.term < YEAR)


def _released(need: int, has: bool) -> Callable[[Observation], Counted]:
    """What reads how many reoffended of those released from prison with, or without, a need."""

    def read(seen: Observation) -> Counted:
        rows = seen.followed[seen.followed.way == FROM_PRISON]
        return _reoffended(rows[seen.reading.with_need(need)[rows.person.to_numpy()] == has])

    return read


def _of_ethnicity(ethnicity: int) -> Callable[[Observation], Counted]:
    """What reads how many people of one ethnicity reoffended, of their entries."""

    def read(seen: Observation) -> Counted:
        rows = seen.followed
        return _reoffended(rows[seen.reading.people("ethnicity")[rows.person.to_numpy()] == ethnicity])

    return read


def _women_to_men(seen: Observation) -> Counted:
    """The share of women released from prison who reoffended, and that of men."""
    rows = seen.followed[seen.followed.way == FROM_PRISON]
    return one_against_other(rows, seen.reading.people("sex"), Sex.FEMALE, Sex.MALE)


def _per_reoffender(seen: Observation) -> Counted:
    again = seen.followed.again
    return Counted(float(again.sum()), float((again > 0).sum()))


def _of_long_records(seen: Observation) -> Counted:
    rows = seen.followed
    return Counted(float(rows.again[rows.priors >= 11].sum()), float(rows.again.sum()))


def _by_month(months: int) -> Callable[[Observation], Counted]:
    """What reads how many releases are followed by a conviction within some months, and within 24."""

    def read(seen: Observation) -> Counted:
        found = releases(seen.log, seen.fork, seen.end, 2 * YEAR).convicted
        return Counted(float((found <= months * YEAR / 12).sum()), float((found <= 2 * YEAR).sum()))

    return read


def _falling_hazard(seen: Observation) -> Counted:
    """Offences per person still at risk in the first half of the year after release, and in the second."""
    found = releases(seen.log, seen.fork, seen.end, 2 * YEAR).offended
    early, late = float((found <= YEAR / 2).sum()), float(((found > YEAR / 2) & (found <= YEAR)).sum())
    return Counted(early / max(len(found), 1), late / max(len(found) - early, 1))


REOFFENDING: Final = (
    Measure("reoffending", "Proven reoffending in 12 months", "%", 100.0, _again(lambda rows: rows.again >= 0), LEAST),
    *(
        Measure(f"reoffending_priors_{name}", f"… with earlier proven offences: {name.replace('_', ' ')}", "%", 100.0,
                _again(_with_priors(*band)), LEAST)
        for name, band in BANDS.items()
    ),
    *(
        Measure(f"reoffending_age_{name}", f"… at the age of {name.replace('_', ' ')}", "%", 100.0,
                _again(_aged(*band)), LEAST)
        for name, band in AGES.items()
    ),
    *(
        Measure(f"reoffending_{name}", f"… of people recorded as {name}", "%", 100.0, _of_ethnicity(k), LEAST)
        for k, name in enumerate(ETHNICITIES)
    ),
    *(
        Measure(f"reoffending_after_{name}", f"… after {name.replace('_', ' ')}", "%", 100.0,
                _again(_by_way(ways)), LEAST)
        for name, ways in WAYS.items()
    ),
    Measure("reoffending_after_prison", "… after a prison term of under 12 months", "%", 100.0, _again(_short_term), LEAST),
    *(
        Measure(f"reoffending_over_{name}", f"… of those dealt with over {name.replace('_', ' ')}", "%", 100.0,
                _again(_over(categories)), LEAST)
        for name, categories in OFFENCES.items()
    ),
    Measure("reoffending_released_homeless", "… released from prison with a housing need", "%", 100.0,
            _released(Need.HOUSING, True), LEAST),
    Measure("reoffending_released_settled", "… released from prison without a housing need", "%", 100.0,
            _released(Need.HOUSING, False), LEAST),
    Measure("reoffending_released_workless", "… released from prison with a need of money and work", "%", 100.0,
            _released(Need.MONEY_AND_WORK, True), LEAST),
    Measure("reoffending_released_working", "… released from prison without a need of money and work", "%", 100.0,
            _released(Need.MONEY_AND_WORK, False), LEAST),
    Measure("reoffending_released_women_to_men", "… released from prison, women against men", "ratio", 1.0, _women_to_men,
            LEAST),
    Measure("reoffences_per_reoffender", "Reoffences per reoffender", "offences", 1.0, _per_reoffender, LEAST),
    Measure("reoffences_of_long_records", "Reoffences by those with 11 or more earlier", "%", 100.0, _of_long_records,
            LEAST),
    *(
        Measure(f"reconvicted_by_{months}_months", f"Reconvictions in 24 months that come within {months}", "%", 100.0,
                _by_month(months), 3)
        for months in (3, 6, 12)
    ),
    Measure("hazard_after_release", "Offending after release, first half-year against second", "ratio", 1.0,
            _falling_hazard, 3),
)  # fmt: skip
