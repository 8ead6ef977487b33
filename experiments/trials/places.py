"""Where a study is replayed and under which rule-books: places of the library, at the study's size, and its own regimes."""

from __future__ import annotations

from importlib import resources

from ...scenarios import loader
from ...scenarios.schema import Locality, Regime, Sourced
from .study import Study


def place_of(study: Study) -> Locality:
    """The study's place, with as many residents as the study asks for."""
    place = loader.locality(study.place)
    return place if study.residents is None else of_size(place, study.residents)


def of_size(place: Locality, residents: float) -> Locality:
    """The same kind of place with so many residents: officers, cells and neighbourhoods in proportion."""
    share = residents / place.residents.value
    sized = {
        "residents": residents,
        "officers": max(10.0, round(share * place.officers.value)),
        "cells": max(4, round(share * place.cells.value)),
        "neighbourhoods": max(place.grid_columns.value, round(share * place.neighbourhoods.value)),
    }
    return place.model_copy(update={name: _sized(getattr(place, name), value) for name, value in sized.items()})


def _sized(given: Sourced, value: float) -> Sourced:
    return given.model_copy(update={"value": value})


def regime_named(name: str) -> Regime:
    """A regime that belongs to the studies, or else one of the library."""
    own = resources.files(__package__).joinpath("regimes", f"{name}.yaml")
    with resources.as_file(own) as path:
        return loader.regime(path if path.is_file() else name)
