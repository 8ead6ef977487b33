"""Neighbourhoods as a grid: how deprived each is, and which border."""

from __future__ import annotations

from typing import Any

import pytest

from diversion.model.build.network import Neighbourhoods, adjacency, as_graph, neighbourhoods
from diversion.scenarios import loader


def town_of(count: float, columns: float, worst: float) -> Neighbourhoods:
    """The neighbourhoods of a made-up town."""
    place = loader.locality("blackpool")
    values = {"neighbourhoods": count, "grid_columns": columns, "worst_decile_share": worst}
    changed: Any = {name: getattr(place, name).model_copy(update={"value": value}) for name, value in values.items()}
    return neighbourhoods(place.model_copy(update=changed))


def test_neighbourhoods_have_the_declared_share_of_the_worst() -> None:
    for name in ("england-mix", "blackpool"):
        locality = loader.locality(name)
        places = neighbourhoods(locality)
        deprivation = places.deprivation.tolist()
        assert deprivation == sorted(deprivation, reverse=True)
        assert 0.0 <= min(deprivation) and max(deprivation) == 1.0
        worst = sum(value == 1.0 for value in deprivation) / len(places)
        assert abs(worst - locality.worst_decile_share.value) <= 0.5 / len(places) + 1e-9
        near = adjacency(places)
        assert all(k in near[j] for k in range(len(places)) for j in near[k] if j >= 0)
        graph = as_graph(places)
        assert all(sorted(graph.neighbors(k)) == [j for j in near[k] if j >= 0] for k in graph)


def test_a_grid_of_five_in_two_columns() -> None:
    """Two and two and one below: each borders the next in its row and the one below it."""
    places = town_of(5.0, 2.0, 0.2)
    assert places.borders == ((0, 1), (0, 2), (1, 3), (2, 3), (2, 4))
    assert adjacency(places).tolist() == [
        [1, 2, -1, -1],
        [0, 3, -1, -1],
        [0, 3, 4, -1],
        [1, 2, -1, -1],
        [2, -1, -1, -1],
    ]
    assert adjacency(places, 2)[2].tolist() == [0, 3]
    # The ranks are 0.1, 0.3, ... 0.9; beyond the worst fifth deprivation falls to nothing at 1.
    assert places.deprivation == pytest.approx([1.0, 0.875, 0.625, 0.375, 0.125])
    assert places.people == pytest.approx([1.5, 1.375, 1.125, 0.875, 0.625])


def test_a_town_that_is_deprived_throughout_and_one_in_a_single_column() -> None:
    assert town_of(3.0, 1.0, 1.0).deprivation.tolist() == [1.0, 1.0, 1.0]
    assert town_of(3.0, 1.0, 0.0).borders == ((0, 1), (1, 2))
