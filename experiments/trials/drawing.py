"""Simulated trials: who is drawn into each arm by the study's own design, and what its authors would have found."""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .carry_out import Prepared, Read
from .estimates import ESTIMATORS, Estimate, Numbers, paired_ratio
from .study import Study

Rows = NDArray[np.int64]


class Arms(NamedTuple):
    """Rows of the treated pool, rows of the control pool, and one weight a control."""

    treated: Rows
    control: Rows
    weights: Numbers


CALIPER: Final = 0.2  # of a standard deviation of the propensity's log-odds (Austin 2011)


def draw_trial(study: Study, stock: Prepared, number: int, seed: int = 1) -> list[Estimate]:
    """The estimates of one simulated trial, one a reading; the same `number` and `seed` give the same trial.

    Not a number where nobody could be drawn into one of the arms.
    """
    arms = balanced(study, stock, arms_of(study, stock, number, seed))
    return [_estimate(study, k, read, arms) for k, read in enumerate(stock.reads)]


def arms_of(study: Study, stock: Prepared, number: int, seed: int = 1) -> Arms:
    """Who is in each arm of one simulated trial; before and after, the same people are in both."""
    luck = np.random.default_rng([seed, number])
    if study.design == "before_after":
        treated = luck.permutation(len(stock.treated.who))[: study.treated_size]
        return Arms(treated, treated, np.ones(len(treated)))
    return two_arms(study, stock, luck)


def two_arms(study: Study, stock: Prepared, luck: np.random.Generator) -> Arms:
    """Who is drawn into each arm; nobody is in both.

    A lot for each person says which arm they could be in: the randomisation, or whether they were met in a green-light
    shift or a red-light one, or in whose area they were.
    """
    people = 1 + max(stock.treated.who.max(initial=0), stock.control.who.max(initial=0))
    share = study.treated_size / (study.treated_size + study.control_size) if study.design == "randomised" else 0.5
    green = luck.permutation(people) < share * people
    treated = luck.permutation(np.flatnonzero(green[stock.treated.who]))[: study.treated_size]
    control = luck.permutation(np.flatnonzero(~green[stock.control.who]))[: study.control_size]
    return Arms(treated, control, np.ones(len(control)))


def balanced(study: Study, stock: Prepared, arms: Arms) -> Arms:
    """The arms with the weights a study gives its controls: by the odds of being treated, or by whom they match."""
    if study.design not in ("weighted", "matched") or not len(arms.treated) or not len(arms.control):
        return arms
    known = np.vstack([stock.treated.known[arms.treated], stock.control.known[arms.control]])
    score = propensity(known, np.arange(len(known)) < len(arms.treated))
    treated, control = score[: len(arms.treated)], score[len(arms.treated) :]
    if study.design == "weighted":
        return Arms(arms.treated, arms.control, np.exp(control))
    matched, times = nearest(treated, control)
    return Arms(arms.treated[matched], arms.control, times) if matched.any() else arms


def propensity(known: Numbers, treated: NDArray[np.bool_]) -> Numbers:
    """The log-odds of being in the treated arm, from what is known at entry (logistic regression, hardly penalised)."""
    from sklearn.linear_model import LogisticRegression

    spread = known.std(axis=0)
    scaled = (known - known.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    fitted = LogisticRegression(C=100.0, solver="newton-cholesky").fit(scaled, treated)
    found: Numbers = fitted.decision_function(scaled)
    return found


def nearest(treated: Numbers, control: Numbers) -> tuple[NDArray[np.bool_], Numbers]:
    """Which of the treated have a control within the caliper, and how often each control is the nearest to one of them."""
    order = np.argsort(control, kind="stable")
    padded = np.concatenate([[-np.inf], control[order], [np.inf]])
    above = np.searchsorted(padded, treated).clip(1, len(padded) - 1)
    lower = treated - padded[above - 1] <= padded[above] - treated
    closest = np.where(lower, above - 1, above)
    close = np.abs(padded[closest] - treated) <= CALIPER * np.concatenate([treated, control]).std()
    times = np.bincount(order[closest[close] - 1], minlength=len(control)).astype(np.float64)
    return close, times


def _estimate(study: Study, k: int, read: Read, arms: Arms) -> Estimate:
    treated = arms.treated[read.about_treated[arms.treated]]
    chosen = read.about_control[arms.control] & (arms.weights > 0)
    if not treated.size or not chosen.any():
        return Estimate(math.nan, math.nan, math.nan, math.nan)
    how = paired_ratio if study.design == "before_after" else ESTIMATORS[study.outcomes[k].as_]
    return how(read.treated[treated], read.control[arms.control[chosen]], arms.weights[chosen])
