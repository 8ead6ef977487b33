"""Published patterns the model must meet under current practice: how each is measured in the model, target, verdict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from ..agents.court import PRISON
from ..model.ledger import share, totals
from ..model.simulation import Setting, Simulation
from ..model.world import L_CAUTION, L_CONVICTION, L_PRISON_RELEASE, M_ARREST, SCALE, World, month_of_day
from ..scenarios import loader
from ..scenarios.parameters import resolve
from ..scenarios.schema import Locality
from ..scenarios.words import BLACK, WHITE

YEAR = 365.0
YEARS = 10  # long enough for the concentration of convictions over ten years
Range = tuple[float, float]
BANDS: Mapping[str, Range] = {
    "none": (0, 0), "1 to 2": (1, 2), "3 to 6": (3, 6), "7 to 10": (7, 10), "11 or more": (11, 9999)
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pattern:
    """One published pattern: the model's value, the target, and where the target comes from."""

    name: str
    value: float
    target: Range | None
    unit: str
    source: str

    @property
    def verdict(self) -> str:
        """Met, missed, or only reported where there is no target."""
        if self.target is None:
            return "reported"
        return "met" if self.target[0] <= self.value <= self.target[1] else "missed"


def _current(place: Locality, changes: Mapping[str, float], years: int) -> Setting:
    regime = loader.regime(place.current)
    return Setting(place, (regime,), resolve(dict(changes), place.parameters), regime, 1, years)


def run_current(place: Locality, seed: int, changes: Mapping[str, float], years: int = YEARS) -> World:
    """A run under current practice from which patterns are read, with its happenings kept person by person."""
    setting = _current(place, changes, years)
    simulation = Simulation.build(setting, seed, log_room=2_000_000)
    simulation.run_in()
    branch = simulation.fork(setting.regimes[0])
    branch.run(setting.days)
    return branch.settled()


def happenings(world: World) -> pd.DataFrame:
    """The log of a run, one row a happening."""
    rows = world.log[: int(world.clock.logged)]
    return pd.DataFrame({name: rows[name] for name in ("moment", "began", "person", "kind", "detail")})


def cohort(log: pd.DataFrame, start: float) -> pd.DataFrame:
    """Who was cautioned, convicted without prison, or released in the quarter from `start`: person, moment, priors.

    As the Ministry of Justice defines it; community resolutions and outcome 22 are not in it.
    """
    quarter = log[(log.moment >= start) & (log.moment < start + 91.25)]
    convicted = (quarter.kind == L_CONVICTION) & (quarter.detail < PRISON * 1000)
    chosen = quarter[convicted | quarter.kind.isin([L_CAUTION, L_PRISON_RELEASE])]
    first = chosen.sort_values("moment").drop_duplicates("person")
    return pd.DataFrame({"person": first.person, "moment": first.moment, "priors": first.detail % 1000})


def reoffending(log: pd.DataFrame, start: float) -> pd.DataFrame:
    """The cohort with `again`: offences within 12 months of entry that are proven within 6 months more."""
    people = cohort(log, start)
    proven = log[log.kind.isin([L_CAUTION, L_CONVICTION])][["person", "moment", "began"]]
    pairs = people.merge(proven, on="person", suffixes=("", "_proven"))
    counted = pairs[
        (pairs.began > pairs.moment)
        & (pairs.began <= pairs.moment + YEAR)
        & (pairs.moment_proven <= pairs.moment + 1.5 * YEAR)
    ]
    return people.assign(again=people.person.map(counted.groupby("person").size()).fillna(0))


def reoffending_patterns(log: pd.DataFrame, years: int) -> Iterator[Pattern]:
    """Proven reoffending over all quarters with full follow-up, overall and by earlier proven offences."""
    starts = np.arange(YEAR, YEAR * (years - 0.75), 91.25)
    all_quarters = pd.concat([reoffending(log, start) for start in starts])
    source = "Ministry of Justice, proven reoffending, July 2011 to June 2012"
    again = all_quarters.again > 0
    yield Pattern("Proven reoffending in 12 months", 100 * again.mean(), (25, 30), "%",
                  "Ministry of Justice, proven reoffending, April to June 2023")  # fmt: skip
    targets: dict[str, Range | None] = {"none": (8, 13), "11 or more": (42, 52)}
    for band, (low, high) in BANDS.items():
        inside = all_quarters.priors.between(low, high)
        value = share(float(again[inside].sum()), float(inside.sum()))
        yield Pattern(f"… with earlier proven offences: {band}", value, targets.get(band), "%", source)
    yield Pattern("Reoffences per reoffender", all_quarters.again[again].mean(), None, "offences", source)


def concentration(log: pd.DataFrame) -> Pattern:
    """The share of ten years' convictions held by the tenth of people ever convicted who have most."""
    counts = (
        log[(log.kind == L_CONVICTION) & (log.moment >= YEAR)]
        .groupby("person")
        .size()
        .sort_values(ascending=False)
        .to_numpy()
    )
    top = counts[: max(1, round(len(counts) / 10))].sum()
    return Pattern("Convictions held by a tenth of those convicted", 100 * top / counts.sum(), (45, 55), "%",
                   "Ministry of Justice, prolific offending, cohorts of 2000 to 2021")  # fmt: skip


def flow_patterns(world: World, place: Locality, years: int) -> Iterator[Pattern]:
    """Arrests, suspects, charges and what an arrest takes, from the totals of a run."""
    count = totals(world)
    yearly = {name: value / years for name, value in count.items()}
    recorded = yearly["undetected"] + yearly["suspects"]
    adults = place.residents.value * place.adult_share.value
    source = "Home Office, Crime Outcomes, 2022/23"
    rate = "Derived from Home Office arrests: the rate of England and Wales, and that scaled by Blackpool's crime rate"
    scale = place.residents.value / 141100.0
    yield Pattern("Arrests over an offence", yearly["arrests"], (1700 * scale, 3200 * scale), "a year", rate)
    yield Pattern("Arrests per 1,000 adult residents", 1000 * yearly["arrests"] / adults, None, "a year", rate)
    yield Pattern("Recorded crimes of people in the model", recorded, None, "a year", source)
    yield Pattern("Recorded crimes with a suspect", share(yearly["suspects"], recorded), None, "%", source)
    yield Pattern("Charges per recorded crime", share(yearly["charges"], recorded), (5, 6), "%", source)
    yield Pattern("Charges per arrest", share(yearly["charges_after_arrest"], yearly["arrests"]), (30, 45), "%",
                  "Home Office and Ministry of Justice, recalled")  # fmt: skip
    beside = yearly["charges"] - yearly["charges_after_arrest"]
    yield Pattern("Charges after a voluntary interview", share(beside, yearly["charges"]), None, "% of charges", source)
    episodes = yearly["arrests"] + yearly["warrant_arrests"] + yearly["breach_arrests"]
    yield Pattern("Detention (an input)", yearly["custody_hours"] / episodes, (13, 16), "hours",
                  "Chorley Guardian on Lancashire, 2018/19; gizmonaut.net on the Metropolitan Police, March 2016")  # fmt: skip
    par = world.par
    simple = par.hours_arrest + par.hours_booking + par.hours_interview
    yield Pattern("Officer hours of a simple arrest (an input)", float(simple), (4, 5), "hours",
                  "Hansard, 2003/04; Police Federation 2017, by way of the Telegraph")  # fmt: skip
    referred = 1000 * yearly["referrals"] / place.residents.value
    yield Pattern("Referrals per 1,000 residents", referred, (0.1, 1.2), "a year",
                  "Derived from referrals and residents of eight schemes, from DIVERT London to Tucson")  # fmt: skip


def age_pattern(world: World) -> Pattern:
    """The share of arrests that are of people aged 18 to 25."""
    start = month_of_day(int(world.clock.fork_day))
    arrests = world.by_group[start:, :, M_ARREST].sum(axis=0) / SCALE
    return Pattern("Arrests of people aged 18 to 25", share(arrests[:8].sum(), arrests.sum()), (22, 35), "%",
                   "Police Foundation; T2A (30 to 40% of police cases); judgement")  # fmt: skip


def ethnicity_pattern(world: World, place: Locality) -> Pattern:
    """Arrests per head of Black residents against white ones."""
    start = month_of_day(int(world.clock.fork_day))
    arrests = world.by_group[start:, :, M_ARREST].sum(axis=0).reshape(6, 4).sum(axis=0)
    shares = [item.value for item in place.ethnicity_shares.values()]
    value = (arrests[BLACK] / shares[BLACK]) / (arrests[WHITE] / shares[WHITE])
    return Pattern("Arrests, Black against white", float(value), (1.7, 2.2), "ratio",
                   "Home Office, arrests by ethnicity, years ending March 2023 and 2024, by way of factually.co")  # fmt: skip


def patterns(
    place: Locality, mixed: Locality, seeds: range, changes: Mapping[str, float] | None = None
) -> list[Pattern]:
    """Every pattern, averaged over seeds; ethnicity is read in `mixed` grown tenfold, to have enough people of each group."""
    residents = mixed.residents
    grown = residents.model_copy(update={"value": 10 * residents.value})
    large = mixed.model_copy(update={"residents": grown})
    found: dict[str, list[Pattern]] = {}
    for seed in seeds:
        world = run_current(place, seed, changes or {})
        log = happenings(world)
        one = [*flow_patterns(world, place, YEARS), age_pattern(world), *reoffending_patterns(log, YEARS),
               concentration(log), ethnicity_pattern(run_current(large, seed, changes or {}, 3), mixed)]  # fmt: skip
        for pattern in one:
            found.setdefault(pattern.name, []).append(pattern)
    return [replace(rows[0], value=float(np.mean([row.value for row in rows]))) for rows in found.values()]


def as_table(found: Sequence[Pattern]) -> str:
    """The patterns as plain text: model value, target, verdict."""
    lines = [f"{'Pattern':<52}{'model':>10}  {'target':<16}{'verdict':<10}unit"]
    for row in found:
        target = f"{row.target[0]:g} to {row.target[1]:g}" if row.target else "–"
        lines.append(f"{row.name:<52}{row.value:>10,.1f}  {target:<16}{row.verdict:<10}{row.unit}")
    return "\n".join(lines)
