"""What pairing is for: the same luck in both worlds makes differences precise, and no effect is found where there is none."""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pytest
from scipy import stats

from diversion.model.ledger.outcomes import outcomes
from diversion.model.ledger.reading import Reading
from diversion.model.simulation import Simulation, run_regimes
from diversion.scenarios.channels import CHANNELS

HEADLINES = ("latent_offences", "contacts_referred", "repeat_referred", "repeat_eligible", "repeat_everyone")
# Support that does nothing and no other way from a diversion to offending or to being met again. Places, officers' hours,
# their beliefs, trust, records and warrants all go on having their effects on who is referred and how people are dealt with.
PLACEBO = {
    "channel_support": 0.0,
    "avoided_conviction_ratio": 1.0,
    "deterrence_lost_ratio": 1.0, "tie_strength": 0.0, "channel_custody_time": 0.0, "death_support_ratio": 1.0,
    "death_release_ratio": 1.0, "attend_sensitivity": 0.0, "offer_street": 0.5, "offer_contract": 0.5,
}  # fmt: skip


def both(setting: Any, seeds: Iterable[int]) -> list[list[dict[str, float]]]:
    """The outcomes of each regime for each seed, shape (seeds, regimes)."""
    parts = setting.catalogue
    found = []
    for seed in seeds:
        trunk = Simulation.build(setting, seed)
        trunk.run_in()
        worlds = run_regimes(trunk, setting.regimes)
        found.append([
            outcomes(Reading(world), regime, parts, setting.values, setting.years)
            for world, regime in zip(worlds, setting.regimes, strict=True)
        ])  # fmt: skip
    return found


def of(found: list[list[dict[str, float]]], regime: int, name: str) -> np.ndarray:
    """One outcome under one regime, for every seed."""
    return np.array([runs[regime][name] for runs in found])


def excludes_zero(differences: np.ndarray) -> bool:
    """Whether the 95% t-interval of a mean difference leaves out zero."""
    spread = float(differences.std(ddof=1)) / len(differences) ** 0.5
    return bool(abs(differences.mean()) > stats.t.ppf(0.975, len(differences) - 1) * spread)


@pytest.mark.slow
@pytest.mark.parametrize("regime", ["pre-arrest", "custody-stage"])
def test_pairing_divides_the_variance_by_at_least_eight(
    regime: str, setting_of: Callable[..., Any], record_property: Callable[[str, object], None]
) -> None:
    found = both(setting_of(regimes=("none", regime), residents=10_000, years=2), range(1, 501))
    none, other = of(found, 0, "latent_offences"), of(found, 1, "latent_offences")
    gain = (none.var(ddof=1) + other.var(ddof=1)) / (other - none).var(ddof=1)
    record_property("variance_ratio", gain)
    print(f"Pairing divides the variance of the difference by {gain:.0f} ({regime}, 500 pairs).")
    assert gain >= 8.0


@pytest.fixture(scope="module")
def placebo() -> dict[str, list[list[dict[str, float]]]]:
    """Runs made once for both placebo tests."""
    return {}


def placebo_runs(
    setting_of: Callable[..., Any], kept: dict[str, list[list[dict[str, float]]]]
) -> list[list[dict[str, float]]]:
    """400 seeds of a tiny town with the placebo."""
    if "runs" not in kept:
        setting = setting_of(regimes=("none", "pre-arrest", "combined"), changes=PLACEBO, residents=10_000)
        kept["runs"] = both(setting, range(1, 401))
    return kept["runs"]


def too_many(batches: int) -> float:
    """More batches than this leave out zero only once in a thousand times when one in twenty is right."""
    return float(stats.binom.ppf(0.999, batches, 0.05))


@pytest.mark.slow
@pytest.mark.parametrize("name", HEADLINES)
@pytest.mark.parametrize("regime", [1, 2])
def test_a_placebo_is_found_to_work_no_more_often_than_chance(
    regime: int, name: str, setting_of: Callable[..., Any], placebo: dict[str, list[list[dict[str, float]]]]
) -> None:
    found = placebo_runs(setting_of, placebo)
    assert np.mean(of(found, regime, "engagements")) > 5
    differences = of(found, regime, name) - of(found, 0, name)
    batches = np.nan_to_num(differences).reshape(40, 10)
    assert sum(excludes_zero(batch) for batch in batches) <= too_many(40)
    assert not excludes_zero(np.nan_to_num(differences))


@pytest.mark.slow
@pytest.mark.parametrize("name", HEADLINES)
def test_unpaired_intervals_leave_out_zero_as_often_as_they_say(
    name: str, setting_of: Callable[..., Any], placebo: dict[str, list[list[dict[str, float]]]]
) -> None:
    found = placebo_runs(setting_of, placebo)
    none, other = of(found, 0, name), np.roll(of(found, 1, name), 1)
    batches = np.nan_to_num(other - none).reshape(40, 10)
    assert sum(excludes_zero(batch) for batch in batches) <= too_many(40)


@pytest.mark.slow
def test_with_every_channel_closed_the_headlines_are_equal_in_a_hundred_histories(
    setting_of: Callable[..., Any],
) -> None:
    closed = {f"channel_{name}": 0.0 for name in CHANNELS} | {"offer_street": 0.5, "offer_contract": 0.5}
    regime = setting_of(regimes=("combined",)).regimes[0]
    doors = regime.model_copy(update={"routes": ("lead-street", "checkpoint-custody")})
    found = both(setting_of(regimes=("none", doors), changes=closed, residents=10_000), range(1, 101))
    for name in HEADLINES:
        np.testing.assert_array_equal(of(found, 0, name), of(found, 1, name))
