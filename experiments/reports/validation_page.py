"""The words of `docs/validation.md`: what its template asks for beside what was found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from ..trials import words as trials_printing
from ..trials.findings import told
from ..validation import Recorded, keep, met_of, recorded, unexplained
from ..validation.answer import reworded
from ..validation.held_back import HELD_BACK, ever_held_back, looks
from ..validation.shipped import shipped
from ..validation.words import CAUSES, CHANGED, GROUPS, by_lists, headline, in_words, put_down_to
from ..wording import listed


def about() -> dict[str, Any]:
    """What the page is written from."""
    return {
        "found": found(),
        "groups": GROUPS,
        "scenes": shipped().scenes,
        "headline": headline,
        "in_words": in_words,
        "by_lists": by_lists,
        "put_down_to": put_down_to,
        "causes": CAUSES,
        "changed": CHANGED,
        "looks": list(looked()),
        "met_of": met_of,
        "trials": trials_printing,
    }


def found() -> Recorded:
    """What was recorded for the default parameters.

    Raises:
        RuntimeError: nothing was ever recorded, or something is missed and nobody has said why.
    """
    kept = recorded()
    if kept is None:
        raise RuntimeError("nothing is recorded yet: run `diversion validate --record` first")
    if untold := unexplained((*kept.patterns, *kept.trials)):
        raise RuntimeError(f"give each a cause and a note, where it is declared, since it is missed: {listed(untold)}")
    return kept


def reword() -> None:
    """Give what was recorded the words that the patterns and studies have now."""
    kept = recorded()
    if kept is None:
        return
    now = replace(reworded(kept, shipped()), trials=told(kept.trials))
    if now != kept:
        keep(now, kept)


def looked() -> Iterator[Mapping[str, str]]:
    """Every run of the held-back patterns, as a row of a table."""
    ever = ever_held_back(found().patterns)
    titles = {each.name: each.title for each in ever}
    lists = {
        "until": [each.name for each in ever if each.before == HELD_BACK],
        "since": [each.name for each in ever if each.use == HELD_BACK],
    }
    for look in looks():
        missed = [titles.get(name, name) for name, verdict in look.verdicts.items() if verdict == "missed"]
        counts = {name: "{} of {}".format(*look.met_of(names)) for name, names in lists.items()}
        told = {"made": look.made, "engine": look.engine, "values": look.values, "seeds": str(look.seeds)}
        yield told | counts | {"missed": "; ".join(missed) or "none"}
