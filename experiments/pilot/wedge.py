"""A stepped wedge of a published example, simulated from its own proportions, to hold the analysis against the formula."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from .analyses import Fit, Numbers, of_products
from .closed_forms import crossing

LEAST: Final = 1e-6


def simulated_wedge(
    waves: Sequence[int], people: int, control: float, treated: float, tau: float, trials: int, seed: int = 1
) -> list[Fit]:
    """So many trials with people had or not had an outcome, each analysed by the mixed model.

    Args:
        waves: How many clusters cross at each step.
        people: People a cluster and period.
        control: The share with the outcome before crossing.
        treated: The share after it; the same as `control` for the size of the test.
        tau: The standard deviation between clusters.
        trials: How many.
        seed: The number all chance is derived from.
    """
    luck, table = np.random.default_rng(seed), crossing(waves)
    return [_one(luck, table, people, control, treated - control, tau) for _ in range(trials)]


def _one(luck: np.random.Generator, table: Numbers, people: int, level: float, effect: float, tau: float) -> Fit:
    clusters, periods = table.shape
    own: Numbers = luck.normal(0, tau, (clusters, 1))
    share = level + effect * table + own
    had = luck.binomial(people, np.clip(share, LEAST, 1 - LEAST)).astype(np.float64)
    columns = np.concatenate([np.tile(np.eye(periods), (clusters, 1, 1)), table[:, :, None]], axis=2)
    flat = columns.reshape(-1, periods + 1)
    products = np.zeros((periods + 2, periods + 2))
    products[:-1, :-1] = people * flat.T @ flat
    products[:-1, -1] = products[-1, :-1] = flat.T @ had.ravel()
    products[-1, -1] = had.sum()
    sums = np.column_stack([people * columns.sum(axis=1), had.sum(axis=1)])
    return of_products(products, sums, np.full(clusters, float(people * periods)))
