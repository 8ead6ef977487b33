"""The people and teams a locality is made into: shares, needs, rates, ties and officers as declared, |z| < 3 at fixed seeds."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from diversion.agents.chance import Decision, draw
from diversion.agents.engine.behaviour import kernel
from diversion.agents.records import Person
from diversion.agents.states import State
from diversion.model.build.build import parameters
from diversion.model.build.network import neighbourhoods, social_ties
from diversion.model.build.spread import gamma, poisson
from diversion.model.simulation import Setting, Simulation
from diversion.model.world import World
from diversion.scenarios.parameters import resolve
from diversion.scenarios.words import CAREERS, ETHNICITIES, NEEDS, SEXES, Ethnicity, Need

pytestmark = pytest.mark.statistical
RESIDENTS = 1_000_000.0
# Whatever career, age and sex, and needs change neither how long careers last nor who dies.
ALIKE = {
    f"{table}.{need}": 1.0 for table in ("need_women", "need_young", "desist_need", "death_need") for need in NEEDS
}
ALIKE |= {f"career_need.{kind}.{need}": 1.0 for kind in CAREERS for need in NEEDS}


@kernel
def _gammas(seed: int, shape: float, out: np.ndarray) -> None:
    for k in range(out.shape[0]):
        out[k] = gamma(seed, k, shape, 0)


@kernel
def _poissons(seed: int, mean: float, out: np.ndarray) -> None:
    for k in range(out.shape[0]):
        out[k] = poisson(draw(seed, k, Decision.HISTORY, 0, 0), mean)


@pytest.fixture
def built(setting_of: Callable[..., Setting]) -> Callable[..., tuple[Setting, World, np.recarray]]:
    """A setting (arguments as for `setting_of`), its world before the first day, and the people present on it."""

    def build(seed: int = 1, **arguments: object) -> tuple[Setting, World, np.recarray]:
        setting = setting_of(**{"residents": RESIDENTS, **arguments})
        world = Simulation.build(setting, seed).world
        return setting, world, world.people[world.people.enters == 0.0]

    return build


def fields(rows: np.recarray) -> dict[str, bytes]:
    """Every field's bytes, without the padding between fields."""
    return {name: rows[name].tobytes() for name in rows.dtype.names or ()}


def share_z(count: int, size: int, share: float) -> float:
    """How far a count is from a share of `size`, in standard errors."""
    return (count - size * share) / math.sqrt(size * share * (1 - share))


@pytest.mark.parametrize("locality", ["england-mix", "blackpool"])
def test_sex_and_ethnicity_are_as_declared(
    built: Callable[..., tuple[Setting, World, np.recarray]], locality: str
) -> None:
    setting, _, people = built(locality=locality)
    place, values, size = setting.locality, setting.values, len(people)
    male = place.male_share.value * values["risk_by_sex.male"]
    female = (1 - place.male_share.value) * values["risk_by_sex.female"]
    assert abs(share_z(int((people.sex == SEXES.index("male")).sum()), size, male / (male + female))) < 3
    whole = sum(place.ethnicity_shares[name].value for name in ETHNICITIES)
    for k, name in enumerate(ETHNICITIES):
        share = place.ethnicity_shares[name].value / whole
        assert abs(share_z(int((people.ethnicity == k).sum()), size, share)) < 3
    assert abs(share_z(int(people.care.sum()), size, values["care_share"])) < 3


@pytest.mark.parametrize("locality", ["england-mix", "blackpool"])
def test_needs_are_as_common_as_declared(
    built: Callable[..., tuple[Setting, World, np.recarray]], locality: str
) -> None:
    setting, _, people = built(locality=locality)
    values = setting.values
    for k, need in enumerate(NEEDS):
        share = values[f"need_share.{need}"]
        if need == "drugs":
            odds = share / (1 - share) * setting.locality.drug_need_ratio.value
            share = odds / (1 + odds)
        here = people[people.care == 0] if k == Need.TRAUMA else people  # care experience adds to what is declared
        assert abs(share_z(int((here.needs[:, k] > 0).sum()), len(here), share)) < 3, need


def test_care_experience_adds_to_trauma(built: Callable[..., tuple[Setting, World, np.recarray]]) -> None:
    setting, _, people = built(changes=ALIKE)
    share = stats.norm.cdf(stats.norm.ppf(setting.values["need_share.trauma"]) + setting.values["care_trauma"])
    here = people[people.care == 1]
    assert abs(share_z(int((here.needs[:, Need.TRAUMA] > 0).sum()), len(here), share)) < 3


def test_needs_differ_by_age_and_sex_by_the_declared_odds(
    built: Callable[..., tuple[Setting, World, np.recarray]],
) -> None:
    """E12: needs knew no age or sex; size and direction are those declared, from people in prison and judgement."""
    same = {key: 1.0 for key in ALIKE if key.startswith(("career_need", "desist_need", "death_need"))}
    setting, _, people = built(changes=same)
    began = -people.born / 365.25 - people.career
    groups = {"need_women": people.sex == SEXES.index("female"), "need_young": began < 26.0}
    for table, these in groups.items():
        for k, need in enumerate(NEEDS):
            others = groups["need_young" if table == "need_women" else "need_women"]
            cells = [people[(these == a) & ~others & (people.care == 0)].needs[:, k] > 0 for a in (True, False)]
            odds = [cell.mean() / (1 - cell.mean()) for cell in cells]
            error = math.sqrt(sum(1 / cell.sum() + 1 / (~cell).sum() for cell in cells))
            declared = setting.values[f"{table}.{need}"]
            assert abs(math.log(odds[0] / odds[1] / declared)) < 3.5 * error, (table, need)  # the largest of 12


def test_needs_come_in_full_or_part_and_together(built: Callable[..., tuple[Setting, World, np.recarray]]) -> None:
    setting, _, people = built(changes={"need_correlation": 0.5} | ALIKE)
    needs = people.needs.astype(float)
    severity = needs[needs > 0]
    assert 0.3 <= severity.min() and severity.max() <= 1.0
    assert abs((severity.mean() - 0.65) / (severity.std() / math.sqrt(severity.size))) < 3
    # Alcohol and mental health: the chance of both, from the bivariate normal distribution of their thresholds.
    a, b = NEEDS.index("alcohol"), NEEDS.index("mental_health")
    cuts = [stats.norm.ppf(setting.values[f"need_share.{NEEDS[k]}"]) for k in (a, b)]
    both = stats.multivariate_normal(mean=[0, 0], cov=[[1, 0.5], [0.5, 1]]).cdf(cuts)
    assert abs(share_z(int(((needs[:, a] > 0) & (needs[:, b] > 0)).sum()), len(people), float(both))) < 3


def test_needs_without_correlation_come_alone(built: Callable[..., tuple[Setting, World, np.recarray]]) -> None:
    _, _, people = built(changes={"need_correlation": 0.0, "care_trauma": 0.0} | ALIKE)
    has = (people.needs > 0).astype(float)
    z = np.corrcoef(has.T)[np.triu_indices(len(NEEDS), 1)] * math.sqrt(len(people))
    assert np.abs(z).max() < 3.5  # the largest of 15


def test_rates_on_the_first_day_follow_spells_and_labels(
    setting_of: Callable[..., Setting],
) -> None:
    changes = {"channel_label": 0.0, "channel_charge": 0.0, "channel_ties": 0.0}
    changes |= {f"career_rate.{kind}": 7.0 for kind in CAREERS}
    simulation = Simulation.build(setting_of(residents=RESIDENTS, changes=changes), 1)
    simulation.run(1)
    par, people = simulation.world.par, simulation.world.people[simulation.world.people.state == State.PRESENT]
    # Each need's spells come and go by themselves: the variance of what any set of them does, over all sets.
    odds = par.spell_begins / par.spell_ends * np.where(people.needs > 0, 1.0, par.spell_without)
    share, effect = odds / (1.0 + odds), np.exp(par.spell_log)
    having = (np.arange(len(effect))[:, None] >> np.arange(len(NEEDS))) & 1
    chance = np.where(having, share[:, None, :], 1.0 - share[:, None, :]).prod(axis=2)
    variance = chance @ (effect * effect) - (chance @ effect) ** 2
    error = math.sqrt((people.rate0**2 * variance).sum()) / len(people)
    assert people.spells.any() and abs((people.rate.mean() - 7.0) / error) < 3


def test_rates_within_a_kind_are_spread_as_a_gamma_number(
    built: Callable[..., tuple[Setting, World, np.recarray]],
) -> None:
    flat = {f"need_weight.{need}": 0.0 for need in NEEDS} | {"area_effect": 0.0, "care_ratio": 1.0}
    _, _, people = built(changes=flat | {f"career_shape.{kind}": 0.5 + k for k, kind in enumerate(CAREERS)})
    for kind, shape in enumerate((0.5, 1.5, 2.5)):
        own = people.rate0[people.kind == kind]
        assert stats.kstest(own / own.mean(), stats.gamma(shape, scale=1 / shape).cdf).pvalue > 0.001


@pytest.mark.parametrize("ethnicity", list(Ethnicity))
def test_more_contacts_per_offence_are_for_one_group_alone_and_mixed_heritage_is_one(
    ethnicity: Ethnicity, built: Callable[..., tuple[Setting, World, np.recarray]]
) -> None:
    """Mixed heritage counted as white for contact, arrest and offer."""
    same = {f"contact_ratio.{name}": 0.5 for name in ETHNICITIES}
    _, _, usual = built(residents=50_000.0, changes=same)
    _, _, more = built(residents=50_000.0, changes=same | {f"contact_ratio.{ethnicity.word}": 1.0})
    ratio = more.contact_share / usual.contact_share
    np.testing.assert_allclose(ratio, np.where(usual.ethnicity == ethnicity, 2.0, 1.0), rtol=1e-14)


@pytest.mark.parametrize("shape", [0.3, 0.75, 1.0, 2.5])
def test_gamma_numbers_have_mean_one_and_the_right_spread(shape: float) -> None:
    out = np.empty(100_000)
    _gammas(5, shape, out)
    assert abs((out.mean() - 1) * math.sqrt(out.size * shape)) < 3
    fourth = 3 + 6 / shape  # kurtosis of a gamma distribution
    error = (1 / shape) * math.sqrt((fourth - 1) / out.size)
    assert abs((((out - 1) ** 2).mean() - 1 / shape) / error) < 3
    assert stats.kstest(out, stats.gamma(shape, scale=1 / shape).cdf).pvalue > 0.001


@pytest.mark.parametrize("mean", [0.05, 1.0, 7.5, 60.0])
def test_poisson_numbers_follow_their_law(mean: float) -> None:
    out = np.empty(50_000, np.int64)
    _poissons(5, mean, out)
    most = int(stats.poisson(mean).isf(20 / out.size))
    expected = stats.poisson(mean).pmf(np.arange(most)) * out.size
    expected = np.append(expected, out.size - expected.sum())
    found = np.bincount(np.minimum(out, most), minlength=most + 1)
    keep = expected > 5
    assert stats.chisquare(found[keep], expected[keep] * found[keep].sum() / expected[keep].sum()).pvalue > 0.001


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 4), st.floats(18, 85)), min_size=1, max_size=60), st.integers(0, 2**40))
def test_ties_are_mutual_and_within_a_neighbourhood(rows: list[tuple[int, float]], seed: int) -> None:
    people = Person.table(len(rows))
    people["place"] = [place for place, _ in rows]
    people["born"] = [-age * 365.25 for _, age in rows]
    ties = social_ties(people, parameters(resolve()), seed)
    alone = np.bincount(people.place, minlength=5) == 1
    for i, own in enumerate(ties):
        known = [int(j) for j in own if j >= 0]
        assert i not in known
        assert all(people.place[j] == people.place[i] for j in known)
        assert all(known.count(j) == [int(k) for k in ties[j]].count(i) for j in known)
        assert bool(known) != bool(alone[people.place[i]])


def test_like_meets_like(built: Callable[..., tuple[Setting, World, np.recarray]]) -> None:
    _, world, _ = built(residents=100_000.0)
    age = -world.people.born / 365.25
    known = world.ties >= 0
    gap = np.abs(age[:, None] - age[world.ties])[known].mean()
    rng = np.random.default_rng(1)
    assert gap < 0.6 * np.abs(age - rng.permutation(age)).mean()


def test_people_are_spread_over_neighbourhoods_by_share(
    built: Callable[..., tuple[Setting, World, np.recarray]],
) -> None:
    setting, world, people = built()
    shares = neighbourhoods(setting.locality).people
    found = np.bincount(people.place, minlength=len(shares))
    # On the first day they are laid out evenly, not drawn: within one person of the share.
    assert np.abs(found - len(people) * shares / shares.sum()).max() <= 1.0
    later = np.bincount(world.people.place[world.people.enters > 0], minlength=len(shares))
    assert stats.chisquare(later, later.sum() * shares / shares.sum()).pvalue > 0.001


def test_officers_differ_as_declared(built: Callable[..., tuple[Setting, World, np.recarray]]) -> None:
    setting, world, _ = built(
        residents=50_000.0, changes={"officer_severity_spread": 0.5, "officer_keenness_spread": 1.2}
    )
    severity, keenness = world.officers.severity, world.officers.keenness
    assert len(severity) == round(setting.locality.officers.value * setting.locality.team_share.value)
    assert stats.kstest(severity / 0.5, "norm").pvalue > 0.001
    assert stats.kstest(keenness / 1.2, "norm").pvalue > 0.001
    assert abs(np.corrcoef(severity, keenness)[0, 1]) * math.sqrt(len(severity)) < 3


def test_the_same_seed_makes_the_same_people_whatever_the_horizon(
    built: Callable[..., tuple[Setting, World, np.recarray]],
) -> None:
    _, one, people = built(residents=20_000.0)
    _, same, _ = built(residents=20_000.0)
    assert fields(one.people) == fields(same.people)
    _, _, other = built(residents=20_000.0, seed=2)
    assert (other.born != people.born).mean() > 0.99
    _, _, longer = built(residents=20_000.0, years=3)
    assert fields(longer) == fields(people)
