"""The record of parameter values, which behaviours get as `par`; its fields come from the register of parameters."""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np

from ..scenarios.parameters import register
from ..scenarios.words import LOSABLE, NEEDS
from .declaring import Layout, laid_out, rows_of

N_NEEDS: Final = len(NEEDS)
AGES: Final = 111  # whole years of age that the curves have


@cache
def par_dtype() -> np.dtype[np.void]:
    """The record of parameter values: one f8 per parameter, and one array per table (`recorded.burglary`, …)."""
    scalars: Layout = []
    tables: dict[str, int] = {}
    for name in register():
        table, dot, _ = name.partition(".")
        if dot:
            tables[table] = tables.get(table, 0) + 1
        else:
            scalars.append((name, "f8"))
    derived: Layout = [
        ("bound_ratio", "f8"),
        ("keenness_stretch", "f8"),
        ("label_left", "f8"),
        ("log_avoided_conviction", "f8"),
        ("log_deterrence_lost", "f8"),
        ("mean_need_weight", "f8"),
        ("spell_gate", "f8"),
        ("spell_begins", "f8", (N_NEEDS,)),
        ("spell_ends", "f8", (N_NEEDS,)),
        ("spell_log", "f8", (2**N_NEEDS,)),
        ("spell_usual", "f8", (2**N_NEEDS,)),
        ("loss_ends", "f8", (len(LOSABLE),)),
        ("death_curve", "f8", (AGES,)),
        ("death_sum", "f8", (AGES,)),
    ]
    return laid_out(scalars + [(name, "f8", (size,)) for name, size in tables.items()] + derived)


def par_record(values: dict[str, float]) -> np.record:
    """The record holding `values`; the derived curves are still empty."""
    row: np.record = rows_of(par_dtype(), 1)[0]
    position: dict[str, int] = {}
    for name in register():  # in order of declaration, whatever the order of `values`
        value = values[name]
        table, dot, _ = name.partition(".")
        if dot:
            row[table][position.setdefault(table, 0)] = value
            position[table] += 1
        else:
            row[name] = value
    return row


def put(row: np.record, name: str, value: float) -> None:
    """Give one parameter of a record another value, in its table or by itself."""
    table, dot, _ = name.partition(".")
    if dot:
        members = [each for each in register() if each.startswith(f"{table}.")]
        row[table][members.index(name)] = value
    else:
        row[name] = value
