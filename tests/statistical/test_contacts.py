"""Contacts over an offence against closed forms, on the real engine: |z| < 3 at fixed seeds.

With everything that moves offending switched off, each person's contacts are a Poisson process at a rate of their own,
and the rates are spread as a gamma number: the counts are negative-binomial. With everything on, contacts still are a
thinned process, so their number differs from the intensity the engine adds up only by Poisson noise.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
from scipy import stats

from diversion.agents.states import Happening, State
from diversion.model.ledger.measures import MEASURES
from diversion.model.simulation import Setting, Simulation
from diversion.model.world import GROUPS, ROWS, SCALE, World
from diversion.scenarios.channels import CHANNELS
from diversion.scenarios.parameters import register
from diversion.scenarios.words import CATEGORIES, NEEDS

pytestmark = pytest.mark.statistical
SHAPE = 0.75
YEARS = 2


def table(name: str, value: float) -> dict[str, float]:
    """The same value for every member of a table."""
    return {each: value for each in register() if each.startswith(f"{name}.")}


# The same mix of categories in everybody, so that contacts per latent offence are one number.
SAME_MIX = table("category_tilt", 0.0) | table("contact_ratio", 1.0) | table("career_mix", 1.0)
# Nobody's rate ever moves, and everybody is attended to; `close` sees to it that nobody comes or goes.
CONSTANT = (
    {f"channel_{name}": 0.0 for name in CHANNELS}
    | table("need_weight", 0.0)
    | table("career_rate", 5.7)
    | table("career_shape", SHAPE)
    | table("death_base", 0.0)
    | SAME_MIX
    | {"spell_cap": 0.0, "area_effect": 0.0, "care_ratio": 1.0, "welfare_contacts": 0.0}
    | {"attend_share": 1.0, "move_rate": 0.0}
)


def contact_share(values: Mapping[str, float]) -> float:
    """Contacts per latent offence in the mix of somebody without needs, from the declarations."""
    weights = [values[f"category_base.{c}"] for c in CATEGORIES]
    known = [values[f"recorded.{c}"] * values[f"suspect.{c}"] for c in CATEGORIES]
    return sum(w * k for w, k in zip(weights, known, strict=True)) / sum(weights)


def close(simulation: Simulation) -> Simulation:
    """The same, but nobody comes, gives up offending or moves away."""
    people = simulation.world.people
    people["stay"] = people["exits"] = 1e9
    people["enters"][people["enters"] > 0.0] = 1e9
    return simulation


def counts_of(setting: Setting, seed: int) -> tuple[np.ndarray, float, World]:
    """Each person's contacts over the years from the first day, the closed form's mean, and the world at the end."""
    simulation = close(Simulation.build(setting, seed))
    before = simulation.world.people.contacts.copy()
    simulation.run(365 * YEARS)
    people = simulation.world.people
    here = people.enters == 0.0
    assert (people.state[here] == State.PRESENT).all()
    values = setting.values
    latent = values["career_rate.young"]
    return (people.contacts - before)[here], latent * contact_share(values) * YEARS, simulation.world


@pytest.mark.parametrize(
    ("seed", "changes"),
    [
        (4, {}),
        (2, table("career_shape", 2.0) | table("career_rate", 3.0)),
        # A looser bound makes many more candidates, of which exactly as many must become contacts.
        (3, {"tie_strength": 1.0, "loss_weight": 1.0} | table("career_rate", 1.0)),
    ],
)
def test_a_constant_hazard_with_gamma_spread_gives_negative_binomial_counts(
    setting_of: Callable[..., Setting], seed: int, changes: dict[str, float]
) -> None:
    setting = setting_of(residents=1_500_000, changes=CONSTANT | changes, years=YEARS)
    counts, mean, world = counts_of(setting, seed)
    shape = setting.values["career_shape.young"]
    size = len(counts)
    law = stats.nbinom(shape, shape / (shape + mean))
    # Rates are scaled so that the sample's mean rate is the target: the total is Poisson, with nothing else in it.
    assert abs(counts.sum() - size * mean) / math.sqrt(size * mean) < 3
    variance, kurtosis = law.var(), float(law.stats(moments="k")) + 3
    assert abs(counts.var() - variance) / (variance * math.sqrt((kurtosis - 1) / size)) < 3
    most = int(law.isf(50 / size))
    expected = np.append(law.pmf(np.arange(most)), law.sf(most - 1)) * size
    found = np.bincount(np.minimum(counts, most), minlength=most + 1)
    z = (((found - expected) ** 2 / expected).sum() - most) / math.sqrt(2 * most)
    assert abs(z) < 3
    candidates = int(world.clock.candidates) / int(world.clock.contacts)
    assert candidates > 1.2, "without candidates to thin, this would not test thinning"


def test_contacts_of_a_constant_hazard_come_evenly_over_time(setting_of: Callable[..., Setting]) -> None:
    """Across reviews, blocks and months: no gap where one block ends and the next begins."""
    setting = setting_of(residents=900_000, changes=CONSTANT, years=YEARS)
    simulation = close(Simulation.build(setting, 4, log_room=400_000))
    simulation.run(365 * YEARS)
    log: Any = simulation.world.log[: int(simulation.world.clock.logged)]
    moments = log.moment[log.kind == Happening.CONTACT]
    assert len(moments) > 10_000
    assert stats.kstest(moments / (365 * YEARS), "uniform").pvalue > 0.001
    person = log.person[log.kind == Happening.CONTACT]
    residents = int(simulation.world.clock.residents)
    later = simulation.world.turns[(np.maximum(person, residents) - residents) // ROWS % len(simulation.world.turns)]
    into = (moments - np.where(person < residents, person * 28 // residents, later)) % 28
    assert stats.kstest(into[moments > 28] / 28, "uniform").pvalue > 0.001
    assert stats.kstest(moments % 1.0, "uniform").pvalue > 0.001


def group_counts(world: World, measure: str) -> np.ndarray:
    """A measure by month and group, over the whole run."""
    counts: np.ndarray = world.by_group[..., MEASURES.index(measure)] / SCALE
    return counts


@pytest.mark.parametrize("regime", ["none", "pre-arrest", "custody-stage"])
def test_with_everything_on_contacts_differ_from_their_intensity_by_poisson_noise_only(
    setting_of: Callable[..., Setting], regime: str
) -> None:
    """Spells, ageing, labels, prison, support, ties, welfare: whatever moves the rate, contacts follow the intensity."""
    generous = {"offer_street": 0.5, "offer_contract": 0.7, "prison_eleven": 0.5, "tie_strength": 0.4}
    setting = setting_of(residents=600_000, changes=SAME_MIX | generous, years=2, regimes=(regime,), current=regime)
    simulation = Simulation.build(setting, 6)
    before = np.zeros((2, GROUPS))
    for _ in range(setting.days // 365):
        simulation.run(365)
        world = simulation.settled()
        both = np.array([group_counts(world, "latent"), group_counts(world, "suspects")]).sum(axis=1)
        expected, found = both - before
        before = both
        expected *= contact_share(setting.values)
        assert abs(found.sum() - expected.sum()) / math.sqrt(expected.sum()) < 3
        large = expected > 5
        z = (((found - expected) ** 2 / expected)[large].sum() - large.sum()) / math.sqrt(2 * large.sum())
        assert abs(z) < 3


def test_recorded_crime_without_a_suspect_is_the_rest_of_what_is_recorded(
    setting_of: Callable[..., Setting], totals_of: Callable[..., list[dict[str, float]]]
) -> None:
    (found,) = totals_of(residents=60_000, changes=SAME_MIX)
    values = setting_of(changes=SAME_MIX).values
    weights = [values[f"category_base.{c}"] for c in CATEGORIES]
    recorded = sum(w * values[f"recorded.{c}"] for w, c in zip(weights, CATEGORIES, strict=True)) / sum(weights)
    assert found["undetected"] == pytest.approx(found["latent"] * (recorded - contact_share(values)), rel=1e-4)


def test_recorded_harm_is_the_harm_of_what_is_recorded(
    setting_of: Callable[..., Setting], totals_of: Callable[..., list[dict[str, float]]]
) -> None:
    (found,) = totals_of(residents=60_000, changes=SAME_MIX)
    values = setting_of(changes=SAME_MIX).values
    weights = [values[f"category_base.{c}"] for c in CATEGORIES]
    harm = sum(
        w * values[f"recorded.{c}"] * values[f"harm_mean.{c}"] for w, c in zip(weights, CATEGORIES, strict=True)
    ) / sum(weights)
    assert found["recorded_harm"] == pytest.approx(found["latent"] * harm, rel=1e-4)
    assert 0.1 * found["harm"] < found["recorded_harm"] < 0.9 * found["harm"]


def test_every_recorded_crime_without_a_suspect_is_an_outcome_18(
    totals_of: Callable[..., list[dict[str, float]]],
) -> None:
    (found,) = totals_of()
    assert found["outcome_18"] == found["undetected"] > 0


def test_welfare_contacts_are_poisson_at_the_declared_rate(setting_of: Callable[..., Setting]) -> None:
    changes = CONSTANT | {"welfare_contacts": 3.0, "victim_welfare_ratio": 1.0} | table("career_rate", 0.5)
    setting = setting_of(residents=300_000, changes=changes)
    simulation = Simulation.build(setting, 8)
    simulation.run(365)
    world = simulation.settled()
    here = world.people.enters == 0.0
    expected = float(world.people.welfare0[here].sum())
    found = float(group_counts(world, "welfare_contacts").sum())
    assert abs(found - expected) / math.sqrt(expected) < 3
    needs = world.people.needs[here].astype(float)
    pull = needs[:, NEEDS.index("mental_health")] + 0.5 * (
        needs[:, NEEDS.index("housing")] + needs[:, NEEDS.index("trauma")]
    )
    assert expected == pytest.approx(3.0 * pull.sum(), rel=1e-6)


def test_categories_come_in_the_declared_shares(setting_of: Callable[..., Setting]) -> None:
    setting = setting_of(residents=300_000, changes=CONSTANT)
    simulation = Simulation.build(setting, 9, log_room=400_000)
    simulation.run(365)
    log: Any = simulation.world.log[: int(simulation.world.clock.logged)]
    found = np.bincount(log.category[log.kind == Happening.CONTACT], minlength=len(CATEGORIES))
    values = setting.values
    weights = np.array(
        [values[f"category_base.{c}"] * values[f"recorded.{c}"] * values[f"suspect.{c}"] for c in CATEGORIES]
    )
    assert stats.chisquare(found, found.sum() * weights / weights.sum()).pvalue > 0.001
