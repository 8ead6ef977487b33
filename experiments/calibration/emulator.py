"""A quick stand-in for the simulator: what one measure would be at parameters that were not tried, and how sure that is."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_solve
from scipy.spatial.distance import cdist
from sklearn.exceptions import ConvergenceWarning
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import ConstantKernel, Matern, WhiteKernel

Numbers = NDArray[np.float64]

AT_ONCE: Final = 4096  # places whose distances to the tried ones are held in memory together
RESTARTS: Final = 1
ROOT_5: Final = 5.0**0.5
MOST_OWN: Final = 0.9  # of its own place on the plane that a point may decide
COVERED: Final = 2.0  # standard deviations


@dataclass(frozen=True, slots=True)
class Fit:
    """How well an emulator tells points that it is not shown, each left out in turn.

    `explained` is the share of the variance between points that it tells; `covered` the share of points within two of its
    standard deviations, of which there should be about 95%. `widened` is what its variance is multiplied by where it was
    too sure of itself.
    """

    explained: float
    covered: float
    widened: float


@dataclass(frozen=True, slots=True)
class Emulator:
    """A plane through the tried points and a Gaussian process (Matérn 5/2, with noise) on what it leaves.

    `places` (n, k) are the tried points, `pull` (n,) and `inverse` (n, n) what weighs them.
    """

    plane: Numbers
    spread: float
    places: Numbers
    lengths: Numbers
    height: float
    noise: float
    pull: Numbers
    inverse: Numbers
    fit: Fit

    def tell(self, places: Numbers) -> tuple[Numbers, Numbers]:
        """What is expected at places (n, k) of the unit cube, and its variance: two arrays (n,)."""
        means, variances = np.empty(len(places)), np.empty(len(places))
        for first in range(0, len(places), AT_ONCE):
            some = slice(first, first + AT_ONCE)
            alike = self._alike(places[some])
            means[some] = alike @ self.pull
            variances[some] = self.height - ((alike @ self.inverse) * alike).sum(axis=1)
        variances = np.maximum(variances, 0.0) + self.noise
        return _with_one(places) @ self.plane + self.spread * means, variances * self.spread**2 * self.fit.widened

    def _alike(self, places: Numbers) -> Numbers:
        """The covariance of places with the tried ones, noise apart; scikit-learn's own takes ten times as long for a few."""
        apart = ROOT_5 * cdist(places / self.lengths, self.places / self.lengths)
        return np.asarray(self.height * (1 + apart + apart**2 / 3) * np.exp(-apart))


def fitted(places: Numbers, figures: Numbers) -> Emulator:
    """An emulator of the figures (n,) seen at places (n, k) of the unit cube."""
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore", ConvergenceWarning
        )  # a length at its limit means that the parameter does nothing
        plane = np.asarray(np.linalg.lstsq(_with_one(places), figures, rcond=None)[0], dtype=np.float64)
        left = figures - _with_one(places) @ plane
        spread = float(left.std()) or 1.0
        process = GaussianProcessRegressor(_kernel(places.shape[1]), n_restarts_optimizer=RESTARTS, random_state=0)
        process.fit(places, left / spread)
    smooth, noise = process.kernel_.k1, process.kernel_.k2
    inverse = cho_solve((process.L_, True), np.eye(len(left)))
    return Emulator(
        plane,
        spread,
        places,
        np.asarray(smooth.k2.length_scale, dtype=np.float64),
        float(smooth.k1.constant_value),
        float(noise.noise_level),
        process.alpha_,
        inverse,
        _judged(process.alpha_, inverse, _with_one(places), figures / spread),
    )


def _with_one(places: Numbers) -> Numbers:
    return np.column_stack([np.ones(len(places)), places])


def _kernel(parameters: int) -> Any:
    smooth = ConstantKernel(1.0, (1e-4, 1e3)) * Matern(np.full(parameters, 1.0), (0.05, 50.0), nu=2.5)
    return smooth + WhiteKernel(0.1, (1e-6, 2.0))


def _judged(pull: Numbers, inverse: Numbers, flat: Numbers, figures: Numbers) -> Fit:
    """Leave-one-out errors by their closed form (Rasmussen and Williams 2006, section 5.4.2).

    The plane was fitted to all points, so that each error is raised by what its own point pulled the plane towards it.
    """
    own = np.einsum("ij,ji->i", flat, np.linalg.pinv(flat))
    errors = pull / np.diag(inverse) / (1.0 - np.minimum(own, MOST_OWN))
    scores = errors * np.sqrt(np.diag(inverse))
    whole = float(figures.var())
    explained = 1.0 - float(np.mean(errors**2)) / whole if whole else 1.0
    widened = max(1.0, float(np.mean(scores**2)))
    return Fit(explained, float(np.mean(np.abs(scores) <= COVERED)), widened)
