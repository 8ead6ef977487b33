"""Criminal careers: how they begin, which of them are under way on any day, and how many people that makes.

A career begins at an age that goes by its kind, or is under way at 18; it ends at a hazard that goes by its kind and the
needs of who leads it, or with death. Where as many begin in every year, those under way at any moment are those begun in
the past that have lasted: a beginning is taken with the chance that goes by how long its career lasts, or drawn anew.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from ...agents.arithmetic import exp, log, normal
from ...agents.chance import Decision, draw, draw_four, draw_two
from ...agents.declaring import Table
from ...agents.engine.behaviour import behaviour, kernel
from ...agents.par import AGES
from ...agents.person import N_NEEDS, YOUNG, on_curve, set_need_sums
from ...agents.records import Person, PersonNo
from ...scenarios.words import Need
from .needs import set_cuts
from .spread import pick, total

ADULT = 18.0  # nobody is in the model before
OLDEST = float(AGES - 1)  # nobody is beyond
TURNS = 4096  # beginnings tried for one career under way
SAMPLE = 1024  # careers of each kind by which a place's people are counted, whatever the seed
ROUNDS = 5  # of counting them, each with what the one before found
SAMPLED = 15  # the seed of that sample


class Weights(NamedTuple):
    """How often careers begin in a place, and what people are drawn from: shares laid end to end."""

    starts: np.ndarray  # [kind] careers that begin in a year
    onset: np.ndarray  # [kind, band] at which age they begin
    bounds: np.ndarray  # [band] the bands' lower ages, and the last one's upper age
    male: float
    ethnicities: np.ndarray  # [ethnicity] shares of those who begin
    places: np.ndarray


class Flow(NamedTuple):
    """What follows from it: filled by `settle`."""

    stock: np.ndarray  # [kind] people whose careers are under way
    pace: np.ndarray  # [kind] what the hazard of ending is multiplied by, so that careers last as long as declared
    cells: np.ndarray  # [kind, began young, male] shares of those under way
    cuts: np.ndarray  # [kind, began young, male, ethnicity, need] the level above which people have a need


@behaviour
def make_needs(person: Person, i: PersonNo, seed: int, par: np.record, cuts: np.ndarray, turn: int) -> None:
    """Correlated needs: one common factor, a threshold for each need, and severity above it; others at each `turn`."""
    moment = 8 * turn
    first, second = draw_four(seed, i, Decision.NEED, moment, 0), draw_four(seed, i, Decision.NEED, moment, 1)
    factor = normal(first[0]) * math.sqrt(par.need_correlation)
    own = math.sqrt(1.0 - par.need_correlation)
    for k in range(N_NEEDS):
        z = factor + own * normal(first[1 + k] if k < 3 else second[k - 3])
        if person.care and k == Need.TRAUMA:
            z += par.care_trauma
        person.needs[k] = 0.0
        if z > cuts[k]:
            luck = draw(seed, i, Decision.NEED, moment + 1 + k, 0)
            person.needs[k] = par.severity_least + (1.0 - par.severity_least) * luck


@behaviour
def need_pace(person: Person, par: np.record) -> float:
    """How often who has these needs ends a career, against who has none."""
    ratio = 1.0
    for k in range(N_NEEDS):
        ratio *= 1.0 + (par.desist_need[k] - 1.0) * np.float64(person.needs[k])
    return ratio


@behaviour
def ending(person: Person, flow: Flow, par: np.record) -> float:
    """The hazard a year of a person's career to end, without support."""
    return flow.pace[int(person.kind)] * need_pace(person, par) / par.career_years[int(person.kind)]


@behaviour
def least_ending(kind: int, flow: Flow, par: np.record) -> float:
    """The least that `ending` can be of a kind, whatever the needs."""
    ratio = 1.0
    for k in range(N_NEEDS):
        ratio *= min(par.desist_need[k], 1.0)
    return flow.pace[kind] * ratio / par.career_years[kind]


@behaviour
def begin_career(
    person: Person, i: PersonNo, seed: int, par: np.record, weights: Weights, flow: Flow, turn: int
) -> tuple[float, float]:
    """Who begins a career of the person's kind: the age at which they come into the model, and the years before that."""
    kind = int(person.kind)
    u, v, x, y = draw_four(seed, i, Decision.CAREER, turn, 0)
    band = pick(weights.onset[kind], u)
    low, high = weights.bounds[band], weights.bounds[band + 1]
    person.sex = 1 if x < weights.male else 0
    left = x / weights.male if person.sex else (x - weights.male) / (1.0 - weights.male)
    person.ethnicity = pick(weights.ethnicities, left)
    person.care = 1 if y < par.care_share else 0
    make_needs(person, i, seed, par, flow.cuts[kind, int(low < YOUNG), int(person.sex), int(person.ethnicity)], turn)
    set_need_sums(person, par)
    if low >= ADULT:
        return low + v * (high - low), 0.0
    hazard = ending(person, flow, par)  # those begun before 18 that have lasted until then
    return high, -log(1.0 - v * (1.0 - exp(-hazard * (high - low)))) / hazard


@behaviour
def survival(person: Person, age: float, since: float, par: np.record) -> float:
    """The chance that somebody of these needs is alive `since` years after `age`."""
    if age + since >= OLDEST:
        return 0.0
    return exp(-np.float64(person.death_ratio) * (on_curve(par.death_sum, age + since) - on_curve(par.death_sum, age)))


@behaviour
def under_way(
    person: Person, i: PersonNo, seed: int, par: np.record, weights: Weights, flow: Flow
) -> tuple[float, float]:
    """Who is in the middle of a career of the person's kind: their age, and the years since it began.

    Who begins is taken the oftener, the longer their needs make careers last, and if they have not died since.
    """
    least = least_ending(int(person.kind), flow, par)
    age = before = since = 0.0
    for turn in range(TURNS):
        age, before = begin_career(person, i, seed, par, weights, flow, turn)
        u, v = draw_two(seed, i, Decision.CAREER, turn, 1)
        hazard = ending(person, flow, par)
        since = -log(u) / hazard
        if v * hazard < least * survival(person, age, since, par):
            break
    return age + since, before + since


@behaviour
def first_cells(par: np.record, weights: Weights, flow: Flow) -> None:
    """The shares of those under way by kind, early beginning and sex, as if needs and deaths made no difference."""
    for kind in range(flow.cells.shape[0]):
        flow.pace[kind] = 1.0
        whole = max(total(weights.onset[kind]), 1e-9)
        for band in range(weights.onset.shape[1]):
            share = weights.starts[kind] * par.career_years[kind] * weights.onset[kind, band] / whole
            young = int(weights.bounds[band] < YOUNG)
            flow.cells[kind, young, 1] += share * weights.male
            flow.cells[kind, young, 0] += share * (1.0 - weights.male)
    even_out(flow.cells)


@behaviour
def even_out(cells: np.ndarray) -> None:
    """Divide the cells by their sum."""
    whole = 0.0
    for kind in range(cells.shape[0]):
        for young in range(2):
            whole += cells[kind, young, 0] + cells[kind, young, 1]
    for kind in range(cells.shape[0]):
        for young in range(2):
            for male in range(2):
                cells[kind, young, male] /= whole


@behaviour
def try_out(scratch: Table[Person], par: np.record, weights: Weights, flow: Flow) -> np.ndarray:
    """Count a sample of careers: how many are under way, who leads them, how long they last.

    By how much more often, in odds, those under way have each need than those who begin comes back, within the cells.
    """
    person = scratch[0]
    kinds = flow.cells.shape[0]
    began, having = np.zeros((kinds, 2, 2)), np.zeros((kinds, 2, 2, N_NEEDS))
    kept = np.zeros((kinds, 2, 2, N_NEEDS))
    flow.cells[:] = 0.0
    for kind in range(kinds):
        person.kind = kind
        weight = weights.starts[kind] * par.career_years[kind] / flow.pace[kind] / SAMPLE
        flow.stock[kind] = 0.0
        longer = 0.0
        for k in range(SAMPLE):
            i = kind * SAMPLE + k
            age, _ = begin_career(person, i, SAMPLED, par, weights, flow, 0)
            young, male = int(age < YOUNG), int(person.sex)
            u = (k + draw(SAMPLED, i, Decision.CAREER, 0, 1)) / SAMPLE
            slow = 1.0 / need_pace(person, par)
            left = weight * slow * survival(person, age, -log(u) / ending(person, flow, par), par)
            longer += slow / SAMPLE
            flow.stock[kind] += left
            flow.cells[kind, young, male] += left
            began[kind, young, male] += 1.0
            for need in range(N_NEEDS):
                if np.float64(person.needs[need]) > 0.0:
                    having[kind, young, male, need] += 1.0
                    kept[kind, young, male, need] += left
        flow.stock[kind] *= flow.pace[kind] / longer
        flow.pace[kind] = longer
    found = chosen(flow.cells, began, having, kept)
    even_out(flow.cells)
    return found


@behaviour
def chosen(cells: np.ndarray, began: np.ndarray, having: np.ndarray, kept: np.ndarray) -> np.ndarray:
    """The odds of each need in those under way against what the same cells would have if needs made no difference."""
    found = np.empty(N_NEEDS)
    for need in range(N_NEEDS):
        found[need] = 1.0
        whole = alike = actual = 0.0
        for kind in range(cells.shape[0]):
            for young in range(2):
                for male in range(2):
                    if began[kind, young, male] > 0.0:
                        here = cells[kind, young, male]
                        whole += here
                        alike += here * having[kind, young, male, need] / began[kind, young, male]
                        actual += kept[kind, young, male, need]
        if 0.0 < alike < whole and 0.0 < actual < whole:
            found[need] = actual / (whole - actual) * (whole - alike) / alike
    return found


@kernel
def settle(scratch: Table[Person], par: np.record, weights: Weights, flow: Flow, drug_ratio: float) -> int:
    """Work out how many people have careers under way, and how common needs must be so that they are as declared.

    A place's `drug_ratio` changes the odds of a drug need over everybody. The sample has luck of its own, so that what is
    found goes by the place and the parameters alone.
    """
    declared = np.empty(N_NEEDS)
    for need in range(N_NEEDS):
        declared[need] = par.need_share[need] / (1.0 - par.need_share[need])
        if need == Need.DRUGS:
            declared[need] *= drug_ratio
    wanted = np.empty(N_NEEDS)
    for need in range(N_NEEDS):
        wanted[need] = declared[need]
    first_cells(par, weights, flow)
    for _ in range(ROUNDS):
        set_cuts(par, wanted, flow.cells, weights.ethnicities, flow.cuts)
        ratio = try_out(scratch, par, weights, flow)
        for need in range(N_NEEDS):
            wanted[need] = declared[need] / ratio[need]
    return ROUNDS
