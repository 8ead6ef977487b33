"""The differences and levels of a comparison by regime and outcome, each worked out when it is looked at."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import product
from typing import Any, TypeVar

from ...model.ledger.outcomes import outcome_of
from ..plans import RunResult
from ..statistics import Band, Level, Paired, check_paired, column, difference, level

Key = tuple[str, str]  # regime, outcome
Value = TypeVar("Value")
Runs = Mapping[str, Mapping[int, RunResult]]  # by regime, then by replicate


class OnDemand(Mapping[Key, Value]):
    """A table with these keys; each value is made once, by `make`, when it is looked at, so that ten do not cost hundreds."""

    def __init__(self, keys: Iterable[Key], make: Callable[[Key], Value]) -> None:
        """Make nothing yet."""
        self._keys = dict.fromkeys(keys)
        self._make = make
        self._made: dict[Key, Value] = {}

    def __getitem__(self, key: Key) -> Value:
        """The value, made now where it was not yet."""
        if key not in self._made:
            if key not in self._keys:
                raise KeyError(key)
            self._made[key] = self._make(key)
        return self._made[key]

    def __iter__(self) -> Iterator[Key]:
        """The keys, in the order given."""
        return iter(self._keys)

    def __len__(self) -> int:
        """How many there are, made or not."""
        return len(self._keys)


def differences_of(
    runs: Runs, reference: str, names: Iterable[str], band: Band, histories: int
) -> Mapping[Key, Paired]:
    """The paired differences of the outcomes of these names between every other regime and the reference."""
    others = [regime for regime in runs if regime != reference]
    for regime in others:
        check_paired(runs[reference], runs[regime])

    def found(key: Key) -> Paired:
        regime, name = key
        before, after = column(runs[reference], name), column(runs[regime], name)
        return difference(before, after, band, outcome_of(name).better, histories)

    return OnDemand(product(others, names), found)


def levels_of(runs: Runs, names: Iterable[str]) -> Mapping[Key, Level]:
    """The outcomes of these names under every regime on its own."""

    def found(key: Key) -> Level:
        regime, name = key
        return level(column(runs[regime], name))

    return OnDemand(product(runs, names), found)


def as_row(regime: str, name: str, pair: Paired, alone: Level, first: Level) -> dict[str, Any]:
    """One regime's change in one outcome as plain data; `alone` is its own level, `first` that of the reference."""
    outcome = outcome_of(name)
    return {
        "regime": regime,
        "outcome": name,
        "label": outcome.label,
        "unit": outcome.unit,
        "standing": outcome.standing,
        "better": outcome.better,
        "reference_mean": first.mean,
        "regime_mean": alone.mean,
        "mean_difference": pair.mean,
        "median": pair.median,
        "low": pair.low,
        "high": pair.high,
        "share_lower": pair.share_lower,
        "share_better": pair.share_better,
        "ties": pair.ties,
        "n": pair.n,
        "missing": pair.missing,
        "band": pair.band.value,
        "mean_low": pair.mean_interval[0],
        "mean_high": pair.mean_interval[1],
        "mc_error": pair.mc_error,
        "variance": pair.variance,
        "variance_unpaired": pair.variance_unpaired,
        "saving": pair.saving,
        "luck_share": pair.luck_share,
        "spread_low": alone.low,
        "spread_high": alone.high,
    }


def in_json(value: Any) -> Any:
    """A value as JSON holds it, which has no word for "no number"."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {key: in_json(item) for key, item in value.items()}
    return [in_json(item) for item in value] if isinstance(value, list) else value
