"""What somebody's offences are, and what police come to know: every share against its value worked out by hand (row 30)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from diversion.agents import mix as m
from diversion.agents.records import Person
from diversion.scenarios.words import CATEGORIES, NEEDS, Career, Ethnicity

Par = Callable[..., Any]
One = Callable[..., Person]
SEVERE = [1.0, 0.5, 0.25, 0.5, 1.0, 0.75]


def mix(par: Any, person: Person) -> np.ndarray:
    """Each category's share of a person's offending, from the declared tables."""
    tilt = np.asarray(par.category_tilt).reshape(len(CATEGORIES), len(NEEDS))
    kinds = np.asarray(par.career_mix).reshape(-1, len(CATEGORIES))[int(person.kind)]
    weights = par.category_base * kinds * (1.0 + tilt @ np.asarray(person.needs, float))
    return np.asarray(weights / weights.sum())


def test_the_mix_of_categories_tilts_with_needs_and_is_drawn_by_what_leads_to_a_suspect(
    par_of: Par, somebody: One
) -> None:
    par, person = par_of(), somebody(needs=SEVERE)
    shares = mix(par, person) * par.recorded * par.suspect
    ends = np.cumsum(shares) / shares.sum()
    for c in range(len(CATEGORIES)):
        assert m.pick_category(person, ends[c] - 1e-6, par) == c
        assert m.pick_category(person, min(ends[c] + 1e-6, 1.0 - 1e-12), par) == min(c + 1, len(CATEGORIES) - 1)
    assert m.pick_category(person, 1.5, par) == len(CATEGORIES) - 1, "rounding leaves nobody without a category"
    none = somebody()
    base = m.category_share(none, 0, par)
    assert base == pytest.approx(par.category_base[0] * par.career_mix[0])
    only = somebody(needs=[0.0, 0.0, 0.0, 0.5])
    tilted = par.category_base[2] * (1.0 + 0.5 * par.category_tilt[2 * 6 + 3])
    for kind in Career:
        only.kind = kind
        assert m.category_share(only, 2, par) == pytest.approx(tilted * par.career_mix[kind * len(CATEGORIES) + 2])


def test_what_enforcement_brings_is_over_the_targeted_categories_in_their_own_shares(
    par_of: Par, somebody: One
) -> None:
    par, person = par_of(), somebody(needs=SEVERE)
    targets = np.array([0, 1, 0, 0, 1, 0, 0, 0, 0])
    shares = mix(par, person) * par.recorded * par.suspect
    shares /= shares.sum()
    assert m.targeted_share(person, targets, par) == pytest.approx(shares[1] + shares[4])
    border = shares[1] / (shares[1] + shares[4])
    assert m.pick_targeted(person, border - 1e-6, targets, par) == 1
    assert m.pick_targeted(person, border + 1e-6, targets, par) == 4
    assert m.pick_targeted(person, 1.0, targets, par) == 4


def test_a_mix_says_how_much_is_known_how_much_harm_it_does_what_it_costs_and_how_many_victims_it_has(
    par_of: Par, somebody: One
) -> None:
    par, person = par_of(contact_ratio__asian=1.5), somebody(needs=SEVERE, ethnicity=Ethnicity.ASIAN)
    shares, suspects = mix(par, person), np.minimum(1.5 * np.asarray(par.suspect), 1.0)
    m.set_mix(person, par)
    assert person.contact_share == pytest.approx((shares * par.recorded * suspects).sum())
    assert person.undetected_share == pytest.approx((shares * par.recorded * (1 - suspects)).sum(), rel=1e-6)
    assert person.harm_share == pytest.approx((shares * par.harm_mean).sum(), rel=1e-6)
    assert person.cost_share == pytest.approx((shares * par.crime_cost).sum(), rel=1e-6)
    assert person.victim_share == pytest.approx((shares * par.has_victim).sum(), rel=1e-6)
    # What is recorded has a suspect or has none: who is met more often for the same offences has no more of it.
    known = shares * par.recorded * par.harm_mean
    assert person.recorded_harm_share == pytest.approx(known.sum(), rel=1e-6)


@pytest.mark.parametrize("ethnicity", list(Ethnicity))
@pytest.mark.parametrize("ratio", [0.2, 1.0, 1.7, 10.0])
def test_suspects_never_exceed_recorded_crimes_in_any_group_or_category(
    ethnicity: int, ratio: float, par_of: Par, somebody: One
) -> None:
    """E17: a ratio of 1.7 on a share of 0.97 made more suspects than crimes."""
    par = par_of(**{f"contact_ratio__{Ethnicity.words()[ethnicity]}": ratio})
    person = somebody(ethnicity=ethnicity, needs=SEVERE)
    shares = mix(par, person)
    for c, suspect in enumerate(par.suspect):
        assert m.suspect_share(person, c, par) == min(suspect * ratio, 1.0)
        assert m.contact_part(person, c, par) <= m.category_share(person, c, par) * par.recorded[c]
    m.set_mix(person, par)
    recorded = float((shares * par.recorded).sum())
    assert person.contact_share <= recorded * (1.0 + 1e-12)
    assert person.contact_share + person.undetected_share == pytest.approx(recorded, rel=1e-6)
    # The categories of contacts are those of the same shares, and so are those that enforcement brings.
    part = np.array([m.contact_part(person, c, par) for c in range(len(CATEGORIES))])
    part /= part.sum()
    for c in range(len(CATEGORIES)):
        assert m.pick_category(person, float(part[:c].sum() + part[c] / 2), par) == c
    targets = np.array([0, 1, 0, 0, 1, 0, 0, 0, 0])
    assert m.targeted_share(person, targets, par) == pytest.approx(part[1] + part[4])
    border = part[1] / (part[1] + part[4])
    assert [m.pick_targeted(person, border + step, targets, par) for step in (-1e-6, 1e-6)] == [1, 4]
