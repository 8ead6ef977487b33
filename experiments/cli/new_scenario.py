"""Writes the scenario file that `diversion new` gives an analyst: complete, commented, and ready to be changed."""

from __future__ import annotations

import json
import ntpath
import os
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePath, PureWindowsPath
from typing import Any, Final

import yaml

from ...model.arguments import regime_of
from ...scenarios import loader
from ...scenarios.editing import NOT_CHANGED
from ...scenarios.json_schema import FILE as SCHEMA
from ...scenarios.parameters import InputError, Parameter, in_place
from ...scenarios.paths import typed_path
from ...scenarios.scenario import FORMAT
from ...scenarios.schema import Locality, Named, Regime
from ..files import written_whole
from ..plans import CURRENT
from ..told import told

LEFT_OUT: Final = {*NOT_CHANGED, "source", "rating", "programme", "service"}


def write_scenario(path: str | Path, locality: str, regimes: Sequence[str], preset: str | None = None) -> Path:
    """Write a new scenario file and return its path; a file that is there already is never touched.

    Raises:
        InputError: unknown place, regime or preset, a name that is not a YAML file's, or a file that cannot be made.
    """
    file = typed_path(path)
    if file.suffix.lower() not in (".yaml", ".yml"):
        raise InputError(f"A scenario file's name ends in .yaml, not {file.name!r}.")
    if not file.name.isprintable():
        raise InputError(f"{file.name!r} holds a character that does not belong in a file's name.")
    called, named = named_from(file, locality), [named_from(file, each) for each in regimes]
    found = [each if each == CURRENT else loader.regime(each) for each in regimes]
    text = scenario_text(file.name, loader.locality(locality), called, named, preset, found)
    _write_new(file, text)
    try:
        _put_schema(file.with_name(SCHEMA.name))
    except InputError:
        file.unlink(missing_ok=True)
        raise
    return file


def _write_new(file: Path, text: str) -> None:
    try:
        with file.open("x", encoding="utf-8", newline="\n") as out:
            out.write(text)
    except FileExistsError:
        raise InputError(f"{file} is there already; give the new file another name.") from None
    except OSError as error:
        raise InputError(f"{file} cannot be written: {error.strerror}.") from None


def _put_schema(beside: Path) -> None:
    """Put the schema by which editors check beside a new file; a file of that name that is not ours stays."""
    if not os.path.lexists(beside) or _is_ours(beside):
        with written_whole(beside) as (part,):
            part.write_bytes(SCHEMA.read_bytes())


def _is_ours(file: Path) -> bool:
    """Whether a file is a schema that we wrote, of whatever version."""
    try:
        held = json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(held, dict) and held.get("title") == "Scenario" and "$schema" in held


def named_from(file: Path, given: str) -> str:
    """How a new file names a place or regime: what stands in another file is looked for from the new one's folder.

    Raises:
        InputError: what was given is a pipe, which is gone when the new file is read.
    """
    if not loader.is_path(given):
        return given
    named = typed_path(given)
    if named.is_fifo():
        raise InputError(f"{given} is a pipe, which a file cannot name; give a file.")
    return seen_from(named.resolve(), file.parent.resolve())


def seen_from(file: PurePath, folder: PurePath) -> str:
    """The way from a folder to a file as every system reads it; the whole path where they are on two drives."""
    ways = ntpath if isinstance(file, PureWindowsPath) else os.path
    try:
        way = type(file)(ways.relpath(file, folder)).as_posix()
    except ValueError:
        return file.as_posix()
    return way if loader.is_path(way) and not way.startswith("~") else f"./{way}"


def scenario_text(
    name: str,
    place: Locality,
    called: str,
    regimes: Sequence[str],
    preset: str | None = None,
    found: Sequence[Regime | str] = (),
) -> str:
    """The text of a new scenario file.

    Args:
        name: What the file is called.
        place: The place it is about.
        called: How the file names it.
        regimes: How it names the regimes.
        preset: The preset it starts from.
        found: The regimes themselves, where some stand in files.
    """
    start = loader.preset(preset) if preset else None
    given = dict(zip(regimes, found or regimes, strict=True)) or {
        each: each for each in (start.regimes if start else (CURRENT,))
    }
    chosen = {name: each for name, each in given.items() if name != "none"}
    if not chosen:
        raise InputError("none is the reference already: name a regime to compare with it.")
    compared = [regime_of(place, each) for each in chosen.values()]
    title = start.title if start else " and ".join(each.title for each in compared)
    changes = dict(start.changes) if start else {}
    return "\n".join(
        [
            *_head(name, f"{place.title}: {title}"),
            *_body(called, list(chosen)),
            *_changes(changes, compared, place),
            *_own(called),
            "",
        ]
    )


def _head(name: str, title: str) -> Iterator[str]:
    yield f"# yaml-language-server: $schema={SCHEMA.name}"
    yield f"# ({SCHEMA.name}, which stands beside this file, lets an editor complete and check what you type.)"
    yield "# A scenario for Diversion: what to compare, where, and what is different from the usual figures. Edit it, then:"
    yield f"#   {told('check', name)}    says whether everything in it is understood"
    yield f"#   {told('run', name)}      runs it and prints the answer"
    yield ""
    yield f"format: {FORMAT}"
    yield f"title: {_plain(title)}"


def _body(locality: str, regimes: Sequence[str]) -> Iterator[str]:
    yield f"locality: {_plain(locality)} # a name that `diversion list localities` prints, a file, or fields of your own (below)"
    yield "regimes: # what is compared with the reference; names that `diversion list regimes` prints, files, or your own"
    yield from (f"  - {_plain(each)}" for each in regimes)
    yield "reference: none"
    yield "years: 3 # simulated after the run-in"
    yield "run_in: 1 # years of the place's current practice that come first"
    yield "replicates: 40 # simulated worlds, each lived through once under every regime"
    yield "seed: 1 # another number gives other luck"
    yield "fixed_parameters: false # true: nothing uncertain is drawn, and ranges show luck only"
    yield "# laws: [short-custody-presumption] # all in force; without it, those to which `diversion list laws` gives a day"
    yield "# posterior: my-place.csv # what `diversion calibrate` has left of the uncertain parameters, to draw them from"
    yield ""


def _changes(changes: dict[str, Any], regimes: Sequence[Regime], place: Locality) -> Iterator[str]:
    yield "# What differs from the usual figures. Take away the # before a line and change its value; the line shows the usual"
    yield "# one. Any parameter (`diversion list parameters`) and any field of a route, programme, service or regime may stand"
    yield "# here; every-route, every-programme and every-service stand for all that the regimes use. A figure given here is"
    yield "# no longer drawn from its range."
    yield "changes:"
    for name, value in changes.items():
        yield f"  {name}: {_plain(value)}"
    parts, usual = loader.catalogue(regimes), in_place(place.parameters)
    mentioned: dict[str, None] = {}
    for item in (*parts.routes, *parts.programmes, *parts.services):
        yield f"  ## {_on_one_line(item.title)} ({type(item).__name__.lower()})"
        yield from (f"  # {line}" for line in _fields(item))
        mentioned |= dict.fromkeys(loader.quantities(item))
    yield "  ## The figures that these refer to"
    for name in mentioned:
        yield f"  # {name}: {_figure(usual[name])}"


def _fields(item: Named) -> Iterator[str]:
    """The fields of an item as changes."""
    for field, value in item.model_dump(mode="json").items():
        if field not in LEFT_OUT:
            yield f"{item.name}.{field}: {_plain(value)}"


def _figure(parameter: Parameter) -> str:
    span = f", {parameter.span}" if parameter.span else ""
    return f"{parameter.default:g} # {parameter.unit}{span}: {parameter.text}"


def _own(place: str) -> Iterator[str]:
    yield ""
    yield "# A regime of your own starts like one of the library and says only what differs. It begins when the regimes part,"
    yield "# after the run-in, while a change above holds throughout. Put it in the list of regimes:"
    yield "#  - like: pre-arrest"
    yield "#    name: my-regime"
    yield "#    title: LEAD for a year"
    yield "#    routes: [my-door]"
    yield "#    own_routes:"
    yield "#      - {like: lead-street, name: my-door, programme: my-programme, age_max: 40}"
    yield "#    own_programmes:"
    yield "#      - {like: lead, name: my-programme, length_days: 365}"
    if loader.is_path(place):
        yield f"# The place is your own: change it in {_on_one_line(place)}"
        return
    yield "# A place of your own likewise, in place of the locality's name:"
    officers = "officers: {value: 300, source: our workforce return, rating: strong}"
    yield f"# locality: {{like: {_plain(place)}, name: my-town, title: My town, {officers}}}"


def _on_one_line(words: str) -> str:
    """Somebody's words without what YAML takes for the end of a comment."""
    return " ".join(words.split())


def _plain(value: Any) -> str:
    """A value as YAML writes it on one line."""
    return yaml.safe_dump(value, default_flow_style=True, width=10_000, allow_unicode=True).split("\n...")[0].strip()
