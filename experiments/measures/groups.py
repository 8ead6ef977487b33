"""Who is dealt with: arrests by age, sex and ethnicity, needs of the detained, and how few hold how much."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ...scenarios.words import ETHNICITIES, NEEDS, YEAR_DAYS, Ethnicity, Sex
from .counted import Counted, Measure
from .observing import Observation


def _young(seen: Observation) -> Counted:
    found = seen.counts.by_group("age", "arrests")
    return Counted(float(found[0]), float(found.sum()))


def _of_sex(sex: int) -> Callable[[Observation], Counted]:
    def read(seen: Observation) -> Counted:
        male = seen.place.male_share.value
        people = seen.adults * (male if sex == Sex.MALE else 1.0 - male)
        return Counted(float(seen.counts.by_group("sex", "arrests")[sex]), people * seen.years)

    return read


def _cautions_of_women(seen: Observation) -> Counted:
    found = seen.counts.by_group("sex", "cautions")
    return Counted(float(found[Sex.FEMALE]), float(found.sum()))


def _black_arrests(seen: Observation) -> Counted:
    """Arrests per adult of Black residents, and of white ones."""
    found = seen.counts.by_group("ethnicity", "arrests")
    black, white = (found[each] / _share(seen, each) for each in (Ethnicity.BLACK, Ethnicity.WHITE))
    return Counted(float(black), float(white))


def _share(seen: Observation, ethnicity: int) -> float:
    return seen.place.ethnicity_shares[ETHNICITIES[ethnicity]].value


def _charge_ratio(ethnicity: int) -> Callable[[Observation], Counted]:
    """What reads charges per arrest of one group, and of white people."""

    def read(seen: Observation) -> Counted:
        charges, arrests = (seen.counts.by_group("ethnicity", name) for name in ("charges_after_arrest", "arrests"))
        if not arrests[ethnicity] or not arrests[Ethnicity.WHITE]:
            return Counted(0.0, 0.0)
        return Counted(
            float(charges[ethnicity] / arrests[ethnicity]), float(charges[Ethnicity.WHITE] / arrests[Ethnicity.WHITE])
        )

    return read


def _with_need(need: int) -> Callable[[Observation], Counted]:
    def read(seen: Observation) -> Counted:
        held = seen.since.of("arrest").person.unique()
        return Counted(float(seen.reading.with_need(need)[held].sum()), float(len(held)))

    return read


def _held_again(seen: Observation) -> Counted:
    """People detained twice or more, and all detained, in the first year after the fork."""
    arrests = seen.log.between(seen.fork, seen.fork + YEAR_DAYS).of("arrest")
    counts = arrests.groupby("person").size()
    return Counted(float((counts > 1).sum()), float(len(counts)))


def _concentration(seen: Observation) -> Counted:
    """Convictions since the fork of the tenth of those convicted who have most, and all convictions."""
    counts = seen.since.of("conviction").groupby("person").size().sort_values(ascending=False)
    return Counted(float(counts.iloc[: max(1, round(len(counts) / 10))].sum()), float(counts.sum()))


def _long_records(seen: Observation) -> Counted:
    """Convictions of people with fifteen cautions or convictions before: sanctions are counted, not offences."""
    convicted = seen.since.of("conviction")
    return Counted(float((convicted.sanctions >= 15).sum()), float(len(convicted)))


GROUPS: Final = (
    Measure("arrests_young", "Arrests of people aged 18 to 25", "%", 100.0, _young),
    Measure("arrests_per_1000_men", "Arrests per 1,000 men", "a year", 1000.0, _of_sex(Sex.MALE)),
    Measure("arrests_per_1000_women", "Arrests per 1,000 women", "a year", 1000.0, _of_sex(Sex.FEMALE)),
    Measure("cautions_women", "Cautions that go to women", "%", 100.0, _cautions_of_women),
    Measure("arrest_ratio_black", "Arrests per head, Black against white", "ratio", 1.0, _black_arrests),
    Measure(
        "charge_ratio_black", "Charges per arrest, Black against white", "ratio", 1.0, _charge_ratio(Ethnicity.BLACK)
    ),
    *(
        Measure(f"detained_{need}", f"Detained people with a need: {need.replace('_', ' ')}", "%", 100.0, _with_need(k))
        for k, need in enumerate(NEEDS)
    ),
    Measure("detained_again", "Detained twice or more in a year", "%", 100.0, _held_again),
    Measure("concentration", "Convictions held by a tenth of those convicted", "%", 100.0, _concentration, 10),
    Measure("long_records", "Convictions of people with 15 or more before", "%", 100.0, _long_records),
)
