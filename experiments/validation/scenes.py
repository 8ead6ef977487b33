"""Turns a scene of the patterns' file into a setting that can be run: a place of the right size, its regime, its values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ...model.simulation import Setting
from ...scenarios import loader
from ...scenarios.parameters import in_place, resolve
from ...scenarios.schema import Locality
from .study import Scene

# What a place has in proportion to its size.
SIZES: Final = ("residents", "officers", "cells", "neighbourhoods")


def setting_of(scene: Scene, changes: Mapping[str, float]) -> Setting:
    """The setting of a scene; `changes` go before the scene's own."""
    place = loader.locality(scene.locality)
    current = loader.regime(place.current)
    regime = current if scene.regime is None else loader.regime(scene.regime)
    sized = {**_workers(place, scene.scale), **scene.changes, **changes}
    values = resolve(sized, place.parameters)
    return Setting(scaled(place, scene.scale), (regime,), values, current, 1, scene.years)


def scaled(place: Locality, scale: float) -> Locality:
    """The same place with so many times its residents, officers, cells and neighbourhoods."""
    if scale == 1.0:
        return place
    sizes = {name: getattr(place, name) for name in SIZES}
    return place.model_copy(
        update={
            name: field.model_copy(update={"value": float(max(1, round(field.value * scale)))})
            for name, field in sizes.items()
        }
    )


def _workers(place: Locality, scale: float) -> dict[str, float]:
    """The posts of a place made larger or smaller: all that is declared for a place of Blackpool's size, and its size."""
    if scale == 1.0:
        return {}
    known = in_place(place.parameters)
    posts = {name: each.default for name, each in known.items() if name.startswith("workers_")}
    return {name: float(max(1, round(posts[name] * scale))) for name in posts} | {
        "size_of_place": known["size_of_place"].default * scale
    }
