"""Turns what a visitor chose into the query of a link and back; a hand-edited link with wrong values gets one sentence."""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qsl, urlencode

from ....scenarios import loader
from ....scenarios.parameters import InputError, did_you_mean, register
from .chosen import MOST_REGIMES, REFERENCE, Change, Chosen
from .room import must_end

KNOWN: Final = ("place", "preset", "regimes", "years", "replicates", "seed", "set")
OURS: Final = ("token",)  # what else may stand in a link of ours, and is not about the scenario
MOST_IN_A_LINK: Final = 200  # replicates: nobody's link shall keep a machine busy for hours
LONGEST: Final = 4000  # characters


def query_of(chosen: Chosen) -> str:
    """The query that restores exactly this; what is as usual is left out, but for the place."""
    usual = Chosen(locality=chosen.locality)
    pairs = [("place", chosen.locality)]
    if chosen.preset:
        pairs.append(("preset", chosen.preset))
    if chosen.regimes != usual.regimes:
        pairs.append(("regimes", ",".join(chosen.regimes)))
    for name in ("years", "replicates", "seed"):
        if getattr(chosen, name) != getattr(usual, name):
            pairs.append((name, str(getattr(chosen, name))))
    pairs += [("set", f"{name}:{_shown(value)}") for name, value in chosen.changes]
    return urlencode(pairs, safe=",:")


def _shown(value: float | str) -> str:
    """A number as short as it can be read back to the bit."""
    return f"{value:g}" if isinstance(value, float) and float(f"{value:g}") == value else str(value)


def chosen_of(query: str) -> Chosen:
    """What a link asks for.

    Raises:
        InputError: with one sentence that says what in the link is wrong.
    """
    if len(query) > LONGEST:
        raise InputError("This link is too long to be one of ours; open the first page and start afresh.")
    pairs = [pair for pair in parse_qsl(query.removeprefix("?")) if pair[0] not in OURS]
    given = dict(pairs)
    for name in given:
        if name not in KNOWN:
            said = name if name.isidentifier() else repr(name)
            raise InputError(f"This link says {said}, which means nothing here.{did_you_mean(name, KNOWN)}")
    usual = Chosen()
    found = Chosen(
        locality=_name("locality", given.get("place", usual.locality)),
        preset=_name("preset", given["preset"]) if given.get("preset") else "",
        regimes=_regimes(given["regimes"]) if "regimes" in given else usual.regimes,
        changes=tuple(_change(text) for name, text in pairs if name == "set"),
        years=_whole("years", given, usual.years),
        replicates=_whole("replicates", given, usual.replicates),
        seed=_whole("seed", given, usual.seed),
    )
    if found.replicates > MOST_IN_A_LINK:
        raise InputError(
            f"This link asks for {found.replicates:,} replicates; here {MOST_IN_A_LINK} are the most. "
            "Use the command line for more."
        )
    must_end(found.plan())
    return found


def _name(kind: str, name: str) -> str:
    """A name of the library: never a path, which would let a link read files."""
    names = loader.names(kind)
    if name not in names:
        raise InputError(
            f"This link names the {kind} {name!r}, which is not in the library.{did_you_mean(name, names)}"
        )
    return name


def _regimes(text: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(_name("regime", name) for name in text.split(",") if name and name != REFERENCE))
    if not 1 <= len(names) <= MOST_REGIMES:
        raise InputError(f"This link names {len(names)} regimes; from one to {MOST_REGIMES} fit side by side.")
    return names


def _whole(name: str, given: dict[str, str], usual: int) -> int:
    text = given.get(name, str(usual))
    if not (text.isascii() and text.isdecimal() and len(text) < 20):
        raise InputError(f"This link gives {name} as {text!r}, which must be a whole number.")
    return int(text)


def _change(text: str) -> Change:
    name, colon, value = text.partition(":")
    if not (name and colon and value):
        raise InputError(f"This link sets {text!r}; it should read set=name:value.")
    if name not in register():
        return name, value
    try:
        return name, float(value)
    except ValueError:
        raise InputError(f"This link sets {name} to {value!r}, which must be a number.") from None
