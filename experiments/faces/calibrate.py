"""`calibrate`: which values of the parameters make the model show what is known of a place, the same as the command."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ...scenarios import loader
from ..calibration import Asked, Found, plain, read_targets
from ..calibration import Calibration as Before
from ..calibration import calibrate as below
from ..plans import check_workers, write_posterior
from ..runs import THREADS, How, Progress, Say
from ..store import open_to_use
from ..wording import as_html, decimals_for, number
from .calibration_words import how, percent, warnings

if TYPE_CHECKING:
    from pandas import DataFrame

    from ...viz.figures.style import Picture


HEADS: Final = ("Parameter", "looked for in", "middle", "90% range", "narrower by")


class Calibration(Before):
    """What a calibration found: each parameter before and after, each figure as predicted, and the draws."""

    def __repr__(self) -> str:
        """A few words, not every draw."""
        place, many = self.asked.plan.locality.name, len(self.particles.weights)
        return f"<Calibration of {place} to {self.asked.name}, {many:,} draws; .lines() says how it went>"

    def lines(self) -> list[str]:
        """How it went, and what a reader must know before using it."""
        return [*how(self), *warnings(self)]

    def table(self) -> DataFrame:
        """Each parameter before and after: the range looked for in, the middle, the 90% range, how much narrower."""
        from pandas import DataFrame

        rows = [(each.name, *each.before, each.middle, *each.after, each.narrower) for each in self.found]
        return DataFrame(rows, columns=["parameter", "from", "to", "middle", "low", "high", "narrower"])

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain data, but for the draws."""
        return plain(self)

    def plot(self) -> Picture:
        """What was found as a matplotlib figure."""
        from ...viz.charts.calibration import calibration_chart
        from ...viz.figures.sheets import picture  # with matplotlib, too slow to load for who wants no picture

        return picture(calibration_chart(self))

    def save(self, file: str | Path) -> None:
        """Write the draws into a CSV file, from which `posterior` of other calls takes them."""
        write_posterior(self.posterior, Path(file))

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        caption = f"{self.asked.plan.locality.title}, calibrated to {self.asked.name}"
        return as_html(self.lines(), caption, HEADS, map(cells_of, self.found))


def cells_of(each: Found) -> list[str]:
    """What became of a parameter, as a table writes it under `HEADS`."""
    decimals = decimals_for((*each.before, each.middle, *each.after), 2)
    low, high, first, last = (number(value, decimals) for value in (*each.before, *each.after))
    narrower = percent(max(0.0, each.narrower))
    return [each.name, f"{low} to {high}", number(each.middle, decimals), f"{first} to {last}", narrower]


def calibrate(
    locality: str | Path,
    targets: str | Path,
    seed: int | None = None,
    db: str | Path | None = None,
    workers: int | None = None,
    fresh: bool = False,
    progress: Progress | None = None,
) -> Calibration:
    """Find the parameters under which the model shows what is known of a place, and how sure that makes them.

    Args:
        locality: A place from the library, or the path of a locality file.
        targets: A file of what the model should show, and of what to look for.
        seed: The whole number that all chance is derived from; the file's when nothing is given.
        db: Where runs are kept; `":memory:"` keeps nothing.
        workers: How many threads.
        fresh: Compute again what is kept.
        progress: Called with (runs done, runs in all).

    Returns:
        Each parameter before and after and each figure as predicted with fresh luck; `save` writes the draws.

    Raises:
        InputError: something is wrong with what was asked, or nothing fits; no draws were written.

    Example:
        >>> from diversion import calibrate  # takes minutes: diversion calibrate --dry-run says how long
        >>> found = calibrate("blackpool", "docs/examples/calibrate-blackpool.yaml")  # doctest: +SKIP
        >>> found.save("posterior-blackpool.csv")  # doctest: +SKIP
    """
    check_workers(workers)
    asked = read_targets(loader.locality(str(locality)), str(targets), seed)
    return carry_out(asked, db, How(workers=workers) if workers else THREADS, fresh, progress)


def carry_out(
    asked: Asked,
    db: str | Path | None = None,
    how: How = THREADS,
    fresh: bool = False,
    progress: Progress | None = None,
    say: Say | None = None,
) -> Calibration:
    """Calibrate to targets that have been checked."""
    with open_to_use(db) as store:
        found = below(asked, store, how, fresh, progress, say)
    return Calibration(**{each.name: getattr(found, each.name) for each in fields(found)})
