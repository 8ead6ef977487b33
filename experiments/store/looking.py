"""Looks into the store without making one: nothing is there before something has been kept."""

from __future__ import annotations

from pathlib import Path

from ...scenarios.parameters import InputError
from ..told import told
from .address import database_url, shown
from .kept import KeptExperiment
from .store import Store


def open_there(db: str | Path | None) -> Store | None:
    """The store, or nothing where none has been made yet."""
    return Store.open_to_read(db)


def where(db: str | Path | None) -> str:
    """What people call the place where runs are kept."""
    return shown(database_url(db))


def find_experiment(number: int, db: str | Path | None) -> tuple[Store, KeptExperiment]:
    """The store and one experiment of it.

    Raises:
        InputError: there is no such experiment.
    """
    store = open_there(db)
    kept = store.experiment(number) if store else None
    if store is None or kept is None:
        lists = told("runs", kept_in=where(db))
        raise InputError(f"There is no experiment {number} in {where(db)}; `{lists}` lists what there is.")
    return store, kept
