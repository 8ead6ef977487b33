"""Neighbourhoods as a networkx graph, and social ties as arrays made by keyed chance."""

from __future__ import annotations

import networkx as nx
import numpy as np

from ...scenarios.schema import Locality
from .population import tie_keys


def neighbourhoods(locality: Locality) -> nx.Graph[int]:
    """The neighbourhoods of a locality as a grid graph; node attributes `deprivation` (0 to 1) and `people` (a share).

    Deprivation falls evenly from the most deprived neighbourhood to the least, with the locality's share of the worst
    national tenth at the top; more of the people in the model live where deprivation is greater.
    """
    count = round(locality.neighbourhoods.value)
    columns = max(1, round(locality.grid_columns.value))
    graph: nx.Graph[int] = nx.Graph()
    worst = locality.worst_decile_share.value
    for k in range(count):
        rank = (k + 0.5) / count
        deprivation = 1.0 if rank <= worst else 1.0 - (rank - worst) / max(1.0 - worst, 1e-9)
        graph.add_node(k, deprivation=deprivation, people=0.5 + deprivation)
    for k in range(count):
        if (k + 1) % columns and k + 1 < count:
            graph.add_edge(k, k + 1)
        if k + columns < count:
            graph.add_edge(k, k + columns)
    return graph


def adjacency(graph: nx.Graph[int], width: int = 4) -> np.ndarray:
    """The neighbours of each node as rows of at most `width` numbers, padded with −1; shape (nodes, width)."""
    table = np.full((len(graph), width), -1, np.int32)
    for node in graph:
        near = sorted(graph.neighbors(node))[:width]
        table[node, : len(near)] = near
    return table


def social_ties(people: np.recarray, par: np.record, seed: int) -> np.ndarray:
    """Four ties a person, always mutual, to people of the same neighbourhood and much the same age; shape (people, 4).

    Two lines are formed in each neighbourhood, each ordered by age plus chance; a person knows those before and after.
    """
    ties = np.full((len(people), 4), -1, np.int32)
    homes = people["place"]
    for turn, keys in enumerate(tie_keys(people, par, seed)):
        order = np.sort(keys) % len(people)
        place = homes[order]
        together = place[1:] == place[:-1]
        ties[order[1:][together], 2 * turn] = order[:-1][together]
        ties[order[:-1][together], 2 * turn + 1] = order[1:][together]
    return ties
