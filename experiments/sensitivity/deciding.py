"""What moves the decision, beside what moves the number: what it is worth to know each factor before choosing a regime.

A study whose rows are drawn from whole distributions is a sample of what may hold, so that the value of information comes from
the same runs. Net benefit is what the public purse saves a year, undiscounted: `compare --economics` weighs the years.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np

from ..statistics import Information, Numbers, evppi
from .analysis import analyse
from .method import Analysis, Sample
from .own import units_of
from .study import Study

COST: Final = "net_cost"
UNIT: Final = "£ a year"
LEAST: Final = 100  # rows, below which nothing is said, as of a comparison's draws


@dataclass(frozen=True, slots=True, kw_only=True)
class Deciding:
    """What turns the choice for the public purse.

    `best` saves most on average, the reference where nothing saves; `worth` is what knowing each factor beforehand is worth, £ a
    year, the most first; `moves` are the indices of what each other regime saves, by its name.
    """

    best: str
    worth: Mapping[str, Information]
    moves: Mapping[str, Analysis]

    def rows(self) -> list[dict[str, Any]]:
        """A row for each factor: what knowing it is worth, its error, what chance alone finds, and the rest."""
        return [
            {"factor": name, "unit": UNIT} | asdict(each) | {"beyond_chance": each.beyond_chance}
            for name, each in self.worth.items()
        ]

    def to_dict(self) -> dict[str, Any]:
        """The same as plain data."""
        return {"best": self.best, "rows": self.rows()}


def deciding(study: Study, columns: Mapping[tuple[str, str], Numbers]) -> Deciding | None:
    """What turns the choice between the regimes of a study; nothing where its rows cannot say.

    Args:
        study: What was run; rows of a method that moves factors about a middle are no sample of what may hold.
        columns: Each outcome under each regime, by row; a row without a cost leaves nothing to be said.
    """
    names = [study.plan.reference, *(each.name for each in study.plan.regimes if each.name != study.plan.reference)]
    if not study.sample.method.whole or any((name, COST) not in columns for name in names):
        return None
    net = np.column_stack([columns[names[0], COST] - columns[name, COST] for name in names])
    if len(net) < LEAST or not np.isfinite(net).all():
        return None
    return Deciding(
        best=names[int(net.mean(axis=0).argmax())],
        worth=_worth(study, net),
        moves={name: analyse(study.sample, net[:, k]) for k, name in enumerate(names) if k},
    )


def _worth(study: Study, net: Numbers) -> dict[str, Information]:
    """What knowing each factor is worth; of a group, knowing all its members."""
    used, block = _used(study.sample)
    places = {factor.name: study.quantiles[:used, k] for k, factor in enumerate(study.factors)}
    units = units_of(list(places), study.groups)
    found = {
        unit: evppi(net[:used], *(places[name] for name in members), block=block) for unit, members in units.items()
    }
    return dict(sorted(found.items(), key=lambda each: -each[1].beyond_chance))


def _used(sample: Sample) -> tuple[int, int]:
    """How many rows come from points of their own, and how many next to each other share values."""
    return (sample.block * sample.size, sample.block) if sample.method.in_groups else (sample.size, 1)
