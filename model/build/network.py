"""Neighbourhoods as a grid of places, and social ties as arrays made by keyed chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ...agents.declaring import Table
from ...agents.records import Person
from ...scenarios.schema import Locality
from .population import tie_keys

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True, slots=True, eq=False)
class Neighbourhoods:
    """The places of a locality [place], by `deprivation` (0 to 1) and share of `people`, and the pairs that border."""

    deprivation: np.ndarray
    people: np.ndarray
    borders: tuple[tuple[int, int], ...]

    def __len__(self) -> int:
        """How many there are."""
        return len(self.deprivation)


def neighbourhoods(locality: Locality) -> Neighbourhoods:
    """The neighbourhoods of a locality, row by row of a grid.

    Deprivation falls evenly from the most deprived neighbourhood to the least, with the locality's share of the worst
    national tenth at the top; more of the people in the model live where deprivation is greater.
    """
    count = round(locality.neighbourhoods.value)
    columns = max(1, round(locality.grid_columns.value))
    worst = locality.worst_decile_share.value
    ranks = [(k + 0.5) / count for k in range(count)]
    deprivation = [1.0 if rank <= worst else 1.0 - (rank - worst) / max(1.0 - worst, 1e-9) for rank in ranks]
    across = [(k, k + 1) for k in range(count - 1) if (k + 1) % columns]
    down = [(k, k + columns) for k in range(count - columns)]
    return Neighbourhoods(np.array(deprivation), 0.5 + np.array(deprivation), tuple(sorted({*across, *down})))


def adjacency(places: Neighbourhoods, width: int = 4) -> np.ndarray:
    """The neighbours of each place as rows of at most `width` numbers, padded with −1; shape (places, width)."""
    table = np.full((len(places), width), -1, np.int32)
    both = [*places.borders, *((b, a) for a, b in places.borders)]
    for place in range(len(places)):
        near = sorted(there for here, there in both if here == place)[:width]
        table[place, : len(near)] = near
    return table


def as_graph(places: Neighbourhoods) -> nx.Graph[int]:
    """The same as a networkx graph; node attributes `deprivation` and `people`."""
    import networkx as nx  # takes long to load, and no run needs it

    graph: nx.Graph[int] = nx.Graph()
    for place, (deprivation, people) in enumerate(zip(places.deprivation, places.people, strict=True)):
        graph.add_node(place, deprivation=float(deprivation), people=float(people))
    graph.add_edges_from(places.borders)
    return graph


def social_ties(people: Table[Person], par: np.record, seed: int) -> np.ndarray:
    """Four ties a person, always mutual, to people of the same neighbourhood and much the same age; shape (people, 4).

    Two lines are formed in each neighbourhood, each ordered by age plus chance; a person knows those before and after.
    """
    ties = np.full((len(people), 4), -1, np.int32)
    homes = people["place"]
    for turn, keys in enumerate(tie_keys(people, par, seed)):
        order = np.argsort(keys, kind="stable")
        place = homes[order]
        together = place[1:] == place[:-1]
        ties[order[1:][together], 2 * turn] = order[:-1][together]
        ties[order[:-1][together], 2 * turn + 1] = order[1:][together]
    return ties
