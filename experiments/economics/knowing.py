"""What it would be worth to know more before choosing, in pounds, and which value of a parameter would turn the choice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from ..plans import values_of
from ..statistics import Information, Numbers, evpi, evppi_of, switching_value
from .terms import Perspective

if TYPE_CHECKING:
    from .answer import Economics

ENOUGH: Final = 100  # draws, from which single parameters are told apart
TURNING: Final = 10  # parameters that are looked at for a value that turns the choice


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """The value of a parameter at which a regime's mean net benefit changes its sign, in the parameter's unit."""

    regime: str
    parameter: str
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowing:
    """What knowing is worth, £ of present value over the horizon: `all` of it, then `parameters` and `subjects` by name.

    Parameters and subjects (all parameters of a file together) stand in order of what they are worth beyond chance; none with
    fewer than a hundred draws. `turns` are those that turn the choice within what is believed of them.
    """

    draws: int
    perspective: Perspective
    all: Information
    parameters: Mapping[str, Information]
    subjects: Mapping[str, Information]
    turns: tuple[Turn, ...]

    def rows(self) -> list[dict[str, Any]]:
        """A row for everything, each subject and each parameter."""
        kinds = (("all", {"everything": self.all}), ("subject", self.subjects), ("parameter", self.parameters))
        return [
            {"what": kind, "name": name} | asdict(each) | {"beyond_chance": each.beyond_chance}
            for kind, found in kinds
            for name, each in found.items()
        ]

    def to_dict(self) -> dict[str, Any]:
        """The same as plain data."""
        turns = [asdict(turn) for turn in self.turns]
        return {"draws": self.draws, "perspective": self.perspective, "rows": self.rows(), "turns": turns}


def knowing(
    found: Economics, perspective: Perspective | None = None, groups: Mapping[str, Sequence[str]] | None = None
) -> Knowing:
    """What knowing everything, subjects, groups and single parameters is worth.

    Args:
        found: The money of a comparison.
        perspective: Whose money; that of the terms when nothing is given.
        groups: More groups of parameters, names by the name of the group.
    """
    whose = perspective or found.terms.perspective
    net = net_table(found, whose)
    drawn = draws_of(found) if len(net) >= ENOUGH else {}
    subjects = {name: names for name, names in _subjects(found).items() if drawn}
    alone = evppi_of(net, drawn)
    together = evppi_of(net, drawn, {**subjects, **(groups or {})}) if drawn else {}
    return Knowing(
        draws=len(net),
        perspective=whose,
        all=evpi(net) if len(net) else Information(float("nan"), float("nan")),
        parameters=alone,
        subjects={name: each for name, each in together.items() if name not in drawn},
        turns=tuple(_turns(found, whose, {name: drawn[name] for name in list(alone)[:TURNING]})),
    )


def net_table(found: Economics, perspective: Perspective | None = None) -> Numbers:
    """Net benefit in every draw that every regime has, shape (draws, options); the first option is the reference, nothing."""
    whole = _whole(found)
    columns = [found.net_benefit(regime, perspective) for regime in found.others]
    kept = [_widened(found, regime, column)[whole] for regime, column in zip(found.others, columns, strict=True)]
    return np.column_stack([np.zeros(int(whole.sum())), *kept])


def draws_of(found: Economics) -> dict[str, Numbers]:
    """The value of each uncertain parameter in each of those draws."""
    numbers = np.flatnonzero(_whole(found)) * found.plan.histories
    values = [values_of(found.plan, int(number)) for number in numbers]
    return {each.name: np.array([value[each.name] for value in values]) for each in found.plan.drawn}


def _whole(found: Economics) -> NDArray[np.bool_]:
    """Which draws have a sum under every regime."""
    has = np.asarray(np.array([found.has(regime) for regime in found.others]).all(axis=0))
    return has


def _widened(found: Economics, regime: str, column: Numbers) -> Numbers:
    """A column with a place for every draw."""
    has = found.has(regime)
    wide = np.full(has.shape, np.nan)
    wide[has] = column
    return wide


def _subjects(found: Economics) -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    for each in found.plan.drawn:
        names.setdefault(each.subject, []).append(each.name)
    return names


def _turns(found: Economics, perspective: Perspective, drawn: Mapping[str, Numbers]) -> Iterator[Turn]:
    net = net_table(found, perspective)
    for k, regime in enumerate(found.others, start=1):
        for name, draws in drawn.items():
            value = switching_value(net[:, k], draws)
            if np.isfinite(value):
                yield Turn(regime=regime, parameter=name, value=value)
