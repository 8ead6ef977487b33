"""Writes the scenario file that `diversion new` gives an analyst: complete, commented, and ready to be changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
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
    text = scenario_text(file.name, loader.locality(locality), locality, regimes, preset)
    try:
        with file.open("x", encoding="utf-8") as out:
            out.write(text)
    except FileExistsError:
        raise InputError(f"{file} is there already; give the new file another name.") from None
    except OSError as error:
        raise InputError(f"{file} cannot be written: {error.strerror}.") from None
    return file


def scenario_text(name: str, place: Locality, called: str, regimes: Sequence[str], preset: str | None = None) -> str:
    """The text of a new scenario file called `name`."""
    start = loader.preset(preset) if preset else None
    chosen = [each for each in (regimes or (start.regimes if start else ("current",))) if each != "none"]
    if not chosen:
        raise InputError("none is the reference already: name a regime to compare with it.")
    found = [regime_of(place, each) for each in chosen]
    title = start.title if start else " and ".join(each.title for each in found)
    changes = dict(start.changes) if start else {}
    return "\n".join(
        [
            *_head(name, f"{place.title}: {title}"),
            *_body(called, chosen),
            *_changes(changes, found, place),
            *_own(called),
            "",
        ]
    )


def _head(name: str, title: str) -> Iterator[str]:
    yield f"# yaml-language-server: $schema={SCHEMA.as_uri()}"
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
        yield f"  ## {item.title} ({type(item).__name__.lower()})"
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
    yield "# A place of your own likewise, in place of the locality's name:"
    officers = "officers: {value: 300, source: our workforce return, rating: strong}"
    yield f"# locality: {{like: {_plain(place)}, name: my-town, title: My town, {officers}}}"


def _plain(value: Any) -> str:
    """A value as YAML writes it on one line."""
    return yaml.safe_dump(value, default_flow_style=True, width=10_000, allow_unicode=True).split("\n...")[0].strip()
