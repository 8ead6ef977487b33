"""What the tests of direction share: regimes with something changed, places with something changed, reading by group."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from diversion.model.ledger.measures import MEASURES
from diversion.model.world import SCALE, World, first_month
from diversion.scenarios import loader
from diversion.scenarios.channels import CHANNELS
from diversion.scenarios.schema import Regime

Changes = Mapping[str, Mapping[str, Any]]


@pytest.fixture
def closed() -> dict[str, float]:
    """Every channel closed; a test opens the one it is about."""
    return {f"channel_{name}": 0.0 for name in CHANNELS}


@pytest.fixture
def regime_with() -> Callable[..., Regime]:
    """A regime of the library with some of its routes, and changed fields of its routes, programmes and services."""

    def make(
        *routes: str,
        routes_to: Changes | None = None,
        programmes: Changes | None = None,
        services: Changes | None = None,
    ) -> Regime:
        return loader.regime("combined").model_copy(
            update={
                "routes": routes,
                "own_routes": _changed(loader.route, routes_to),
                "own_programmes": _changed(loader.programme, programmes),
                "own_services": _changed(loader.service, services),
            }
        )

    return make


def _changed(find: Callable[[str], Any], changes: Changes | None) -> tuple[Any, ...]:
    return tuple(find(name).model_copy(update=dict(fields)) for name, fields in (changes or {}).items())


@pytest.fixture
def place_with(tmp_path: Path) -> Callable[..., str]:
    """A file with the made-up town and some other values."""

    def make(**values: float) -> str:
        path = tmp_path / f"town{len(list(tmp_path.iterdir()))}.yaml"
        lines = ["name: town", "like: england-mix"]
        lines += [f"{name}: {{value: {value}, source: test, rating: judgement}}" for name, value in values.items()]
        path.write_text("\n".join(lines), encoding="utf-8")
        return str(path)

    return make


@pytest.fixture
def of_groups() -> Callable[..., np.ndarray]:
    """A measure since the fork for each of the 24 groups: age group × sex × ethnicity."""

    def read(world: World, measure: str) -> np.ndarray:
        start = first_month(world)
        found: np.ndarray = world.by_group[start:, :, MEASURES.index(measure)].sum(axis=0) / SCALE
        return found

    return read


@pytest.fixture
def of_places() -> Callable[..., np.ndarray]:
    """A measure since the fork for each neighbourhood."""

    def read(world: World, measure: str) -> np.ndarray:
        start = first_month(world)
        found: np.ndarray = world.by_place[start:, :, MEASURES.index(measure)].sum(axis=0) / SCALE
        return found

    return read


@pytest.fixture
def happened() -> Callable[..., np.ndarray]:
    """The happenings of one kind since the fork, from the log."""

    def read(world: World, kind: int, since: float | None = None) -> np.ndarray:
        rows = np.asarray(world.log[: int(world.clock.logged)])
        begin = float(world.clock.fork_day) if since is None else since
        found: np.ndarray = rows[(rows["kind"] == kind) & (rows["moment"] >= begin)]
        return found

    return read
