"""What a visitor has chosen to look at: a place, a start, the regimes side by side, and what was changed.

Core objects: Chosen, and its words: the command line and the Python that give the same numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any, Final

import yaml

from ....experiments.plans import Plan, make_plan, read_changes
from ....experiments.told import told
from ....experiments.wording import listed
from ....scenarios import loader
from ....scenarios.scenario import FORMAT

REFERENCE: Final = "none"
CURRENT: Final = "current"  # the regime that is another one in each place
HERE: Final = "Current practice here"
RUN_IN: Final = 1  # years of current practice before regimes part
USUAL_REGIMES: Final = ("current", "custody-stage", "pre-arrest")
MOST_REGIMES: Final = 3  # beside the reference: more would not fit side by side
Change = tuple[str, float | str]  # a parameter and its value, or a field of a library item as it is typed after --set


@dataclass(frozen=True, slots=True)
class Chosen:
    """One scenario as the view knows it; nothing in it is a path, so that a link can name nothing but the library."""

    locality: str = "blackpool"
    preset: str = ""
    regimes: tuple[str, ...] = USUAL_REGIMES
    changes: tuple[Change, ...] = ()
    years: int = 3
    replicates: int = 40
    seed: int = 1

    def plan(self) -> Plan:
        """The plan behind it, everything in it checked.

        Raises:
            InputError: something in it cannot be meant.
        """
        return _plan_of(self)

    def values(self) -> dict[str, Any]:
        """The changes by name, as the command line would read them."""
        return read_changes(f"{name}={value}" for name, value in self.changes)

    def with_change(self, name: str, value: float | str | None) -> Chosen:
        """The same with one more change, or without it where there is no value."""
        changes = {**dict(self.changes), name: value}
        kept = tuple((each, to) for each, to in changes.items() if to is not None)
        return replace(self, changes=kept)

    def from_preset(self, name: str) -> Chosen:
        """The same place and luck, started from a preset: its regimes, as many as fit, and its changes."""
        if not name:
            return replace(self, preset="", regimes=USUAL_REGIMES, changes=())
        others = tuple(each for each in loader.preset(name).regimes if each != REFERENCE)
        return replace(self, preset=name, regimes=others[:MOST_REGIMES] or self.regimes, changes=())


@lru_cache(maxsize=64)
def _plan_of(chosen: Chosen) -> Plan:
    how = (chosen.years, RUN_IN, chosen.replicates, chosen.seed, chosen.values())
    return make_plan(chosen.locality, chosen.regimes, REFERENCE, *how, preset=chosen.preset or None)


def command(chosen: Chosen) -> str:
    """The command that gives the same numbers."""
    return told("compare", chosen.locality, *_options(chosen))


def _options(chosen: Chosen) -> Iterator[str]:
    for name in chosen.regimes:
        yield from ("--regime", name)
    if chosen.preset:
        yield from ("--preset", chosen.preset)
    for name, value in chosen.changes:
        yield from ("--set", f"{name}={value}")
    yield from ("--years", str(chosen.years), "--replicates", str(chosen.replicates), "--seed", str(chosen.seed))


def python(chosen: Chosen) -> str:
    """The Python that gives the same numbers."""
    changes = {**(loader.preset(chosen.preset).changes if chosen.preset else {}), **chosen.values()}
    given = {
        "regimes": list(chosen.regimes),
        "years": chosen.years,
        "replicates": chosen.replicates,
        "seed": chosen.seed,
        **({"changes": changes} if changes else {}),
    }
    lines = "".join(f"    {name}={value!r},\n" for name, value in given.items())
    return f"from diversion import compare\n\nanswer = compare(\n    {chosen.locality!r},\n{lines})\nanswer.paired()"


@cache
def titles(kind: str) -> Mapping[str, str]:
    """The title of every item of a kind in the library, by name."""
    return {name: loader.load(name).title for name in loader.names(kind)}


def regime_titles(chosen: Chosen) -> dict[str, str]:
    """The titles of the regimes to choose from, by name; what `current` means differs from place to place."""
    here = loader.locality(chosen.locality).current
    practice = f"{HERE} (no dedicated programme)" if here == REFERENCE else HERE
    return {
        name: practice if name == CURRENT else title
        for name, title in titles("regime").items()
        if name != REFERENCE and (name in (CURRENT, *chosen.regimes) or name != here)
    }


def scenario_file(chosen: Chosen) -> str:
    """The scenario file that gives the same numbers with `diversion run`."""
    changes = {**(loader.preset(chosen.preset).changes if chosen.preset else {}), **chosen.values()}
    called = regime_titles(chosen)
    given = {
        "format": FORMAT,
        "title": f"{titles('locality')[chosen.locality]}: {listed([called[name] for name in chosen.regimes])}",
        "locality": chosen.locality,
        "regimes": list(chosen.regimes),
        "reference": REFERENCE,
        "years": chosen.years,
        "run_in": RUN_IN,
        "replicates": chosen.replicates,
        "seed": chosen.seed,
        **({"changes": dict(changes)} if changes else {}),
    }
    head = "# Written by the view of Diversion. Run it with: diversion run FILE.yaml\n"
    return head + yaml.safe_dump(given, sort_keys=False, allow_unicode=True, width=120)
