"""The posterior that is drawn from where nobody names one: a place's own, kept with the package, if it is any good here.

Core objects: `usual`, what is kept for a place and why it is used or not; Usual.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Final, Literal

from ...agents.engine.hashing import engine_hash
from ...scenarios import loader
from ...scenarios.parameters import InputError
from ...scenarios.schema import Locality
from .posterior import Posterior, read_posterior

Wanted = str | Path | Posterior | Literal[False] | None  # the place's own if None, none if False

POSTERIORS: Final = Path(loader.__file__).parent / "library" / "posteriors"
VERDICT: Final = "verdict"
BETTER: Final = "better"  # the verdict of one that predicts what it was not shown better than the priors' middle
NOT_BETTER: Final = "no better"
NONE: Final = "No posterior is used: none is kept for this place."
LEFT_OUT: Final = "No posterior is used: the place's own was left out."
EDITED: Final = "No posterior is used: this place is not the one that its own was made for."
NO_BETTER: Final = (
    "The place's posterior is not used: it predicts what it was not shown no better than the priors' middle."
)


@dataclass(frozen=True, slots=True)
class Usual:
    """What is kept for a place: `posterior` where it is used, and a sentence that says why not where it is not."""

    posterior: Posterior | None
    why_not: str = ""


def usual(place: Locality, folder: Path | None = None) -> Usual:
    """The posterior that is kept for a place, if it was made for this place, engine and values, and predicts better.

    Args:
        place: The place, which must be as it stands in the library.
        folder: Where posteriors are kept, if not with the package.
    """
    return kept_for(place.name, lambda: as_kept(place), folder)


def as_kept(place: Locality) -> bool:
    """Whether a place is as it stands in the library."""
    return place.name in loader.names("locality") and place == loader.locality(place.name)


def kept_for(name: str, same: Callable[[], bool], folder: Path | None = None) -> Usual:
    """The same by a place's name; `same` is asked, where there is a posterior, whether the place is the one it was made for."""
    file = (folder or POSTERIORS) / f"{name}.csv"
    if not file.is_file():
        return Usual(None, NONE)
    return _judged(file, file.stat().st_mtime_ns) if same() else Usual(None, EDITED)


@cache
def _judged(file: Path, _changed: int) -> Usual:
    """What a file holds, judged; read anew where it has changed."""
    try:
        found = read_posterior(file)
    except InputError as error:  # a parameter of it is no longer there
        return Usual(None, f"No posterior is used: the place's own cannot be read ({str(error).rstrip('.')}).")
    if faults := found.warnings(file.stem, engine_hash()):
        return Usual(None, f"No posterior is used: the place's own is stale. {' '.join(faults)}")
    if found.about.get(VERDICT) != BETTER:
        return Usual(None, NO_BETTER)
    return Usual(replace(found, file=file.name))  # its name alone, so that what is kept is the same on every machine


def why_none(found: Usual) -> str:
    """Why a plan has no posterior, in a sentence, from what is kept for its place."""
    return LEFT_OUT if found.posterior is not None else found.why_not
