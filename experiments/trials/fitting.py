"""Finds the value of an effect at which all who are offered a programme fare as they are believed to.

`uv run python -m diversion.experiments.trials.fitting` prints the table. A parameter says what a programme does to somebody
who engages, at full effect and with given needs; a trial says what it did to all whom it was offered to. Between the two lie
consent, engagement, needs, time and drop-out, which only the model can put together. So a trial is replayed at several
values with the same luck, and belief about all who are offered is read back from the curve.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from .answer import TrialFound, of_study
from .carry_out import prepare, together
from .study import Study, studies

Numbers = NDArray[np.float64]
TRIALS: Final = 200


@dataclass(frozen=True, slots=True)
class Fit:
    """One parameter, the study that tells about it, and belief about all who are offered.

    `offered` is the 5th, 50th and 95th percentile of the ratio of their latent offences over the follow-up of reading
    `reading`; `values` are where the curve is looked at, in rising order.
    """

    parameter: str
    study: str
    reading: int
    offered: tuple[float, float, float]
    values: tuple[float, ...]
    why: str


FITS: Final = (
    Fit("rate_ratio_contract", "checkpoint", 0, (0.60, 0.75, 0.95), (0.10, 0.15, 0.22, 0.32, 0.5, 0.7, 0.9, 1.1),
        "risk of reoffending 30% lower in Durham (Weir and others 2021), one force and four differing reports: 0.60 to 0.95"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fitted:
    """The curve of what all who are offered get, the parameter's 5th, 50th and 95th percentile, and the trial near the middle."""

    fit: Fit
    curve: Numbers
    after: tuple[float, float, float]
    near: TrialFound


def carry_out(fit: Fit, worlds: int = 6, trials: int = TRIALS, workers: int = 2) -> Fitted:
    """Replay the study at every value and read belief back from the curve."""
    (study,) = (each for each in studies() if each.name == fit.study)
    found = [_replayed(study, fit, value, worlds, trials, workers) for value in fit.values]
    curve = np.array([each.latent for each in found])
    after = read_back(np.array(fit.values), curve, fit.offered)
    nearest = int(np.argmin(np.abs(np.array(fit.values) - after[1])))
    return Fitted(fit, curve, after, found[nearest])


def read_back(values: Numbers, curve: Numbers, wanted: tuple[float, float, float]) -> tuple[float, float, float]:
    """The values at which a rising curve reaches what is wanted, straight on the log in between; the ends at most."""
    low, middle, high = np.exp(np.interp(wanted, curve, np.log(values))).tolist()
    return low, middle, high


def _replayed(study: Study, fit: Fit, value: float, worlds: int, trials: int, workers: int) -> TrialFound:
    changed = study.model_copy(update={"changes": {**study.changes, fit.parameter: value}})
    with ThreadPoolExecutor(workers) as threads:
        stock = together(list(threads.map(lambda replicate: prepare(changed, replicate), range(worlds))))
    return of_study(changed, stock, trials)[fit.reading]


def as_table(found: Sequence[Fitted]) -> str:
    """What is believed of all who are offered, what that makes of the parameter, and what the trial then gives."""
    lines = [f"{'Parameter':<24}{'all who are offered':<24}{'those who engage':<24}{'published':>10}{'model':>9}"]
    for each in found:
        offered, engaged = (f"{m:.2f} ({low:.2f} to {high:.2f})" for low, m, high in (each.fit.offered, each.after))
        published = each.near.reading.published
        lines.append(f"{each.fit.parameter:<24}{offered:<24}{engaged:<24}{published!s:>10}{each.near.middle:>9.1f}")
    return "\n".join(lines)


if __name__ == "__main__":
    print(as_table([carry_out(fit) for fit in FITS]))
