"""What is mutated: files, changes, commands and links that are in order or nearly so, of the library, the docs and the tests."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from diversion.experiments.cli.new_scenario import scenario_text
from diversion.scenarios import loader
from diversion.scenarios.law import Law
from diversion.scenarios.parameters import register
from diversion.scenarios.schema import Locality, Programme, Regime, Route, Service

ROOT: Final = Path(__file__).resolve().parents[2]
LIBRARY: Final = ROOT / "scenarios" / "library"
CHANGED: Final = re.compile(r"[a-z_]+(\.[a-z_]+)*=\S.*|[a-z-]+\.[a-z_.]+=\S.*")
POSTERIOR: Final = b"""# locality: blackpool
# made: 2026-03-01
# targets: arrests_per_1000 = 14.5 +/- 1
weight,career_rate.young,spell_share.drugs,label_conditional
0.25,5.5,0.12,0.4
0.5,6.25,0.2,0.5
0.25,1e1,0.3,0.45
"""
OWN: Final = b"""like: pre-arrest
name: my-regime
title: LEAD for a year
routes: [my-door, liaison-and-diversion]
own_routes:
  - {like: lead-street, name: my-door, programme: my-programme, age_max: 40}
own_programmes:
  - like: lead
    name: my-programme
    length_days: 365
    needs_met: {housing: 0.5}
own_services: []
"""
PLACE: Final = b"""like: blackpool
name: my-town
title: My town
officers: {value: 300, source: our workforce return, rating: strong}
parameters: {workers_pre_arrest: 12}
"""
LINK: Final = b"place=blackpool&regimes=current,pre-arrest&years=2&replicates=20&seed=3&set=caseload_custody:12"
DESIGN: Final = b"""format: 1
title: A grid and a hypercube
locality: {like: blackpool, name: my-town}
regimes: [none, pre-arrest]
years: 2
replicates: 3
changes: {caseload_custody: 12, lead.bond: 0.5}
levers:
  design: grid
  of:
    caseload_pre_arrest: {low: 10, high: 25, points: 4}
    lead.length_days: [180, null]
    lead-street.age_max: [30, 40]
uncertainties:
  design: latin-hypercube
  points: 6
  of:
    effect_lead: declared
    half_life_months: {low: 3, high: 60, scale: log}
    avoided_conviction_ratio: [0.6, 0.8]
"""


@cache
def seeds() -> dict[str, list[bytes]]:
    """Everything that mutations begin from, by kind."""
    found: dict[str, list[bytes]] = {
        "scenario": [*_scenarios()],
        "design": [DESIGN, *_read("docs/examples", "levers", "uncertainties")],
        "targets": _read("docs/examples", "targets"),
        "posterior": [POSTERIOR, POSTERIOR.replace(b",", b";"), b"weight,offer_street\n1,0.1\n"],
        "place": [PLACE, *_folder("localities")],
        "regime": [OWN, *_own(), *_folder("regimes")],
        "law": _folder("laws"),
        "set": [change.encode() for change in _changes()],
        "command": [shlex.join(words).encode() for words in _commands()],
        "link": [LINK],
    }  # fmt: skip
    for kind, data in _of_tests():
        found[kind].append(data)
    return {kind: list(dict.fromkeys(items)) for kind, items in found.items()}


@cache
def names() -> list[str]:
    """Names that mean something somewhere: of parameters, of items of the library, and of fields."""
    models = (Locality, Regime, Route, Programme, Service, Law)
    fields = {field for model in models for field in model.model_fields}
    items = [name for kind in loader.KINDS for name in loader.names(kind)]
    return [*register(), *items, *sorted(fields), "like", "levers", "of", "design", "points", "low", "high", "scale"]


# --- from the library and the docs -----------------------------------------------------------------------------------


def _folder(name: str) -> list[bytes]:
    """The library's own files, under names that are not taken."""
    return [
        re.sub(rb"(?m)^name: .*$", b"name: my-own", file.read_bytes())
        for file in sorted((LIBRARY / name).glob("*.yaml"))
    ]


def _read(folder: str, *fields: str) -> list[bytes]:
    """The files of a folder that have one of these fields."""
    files = [file.read_bytes() for file in sorted((ROOT / folder).glob("*.yaml"))]
    return [data for data in files if any(re.search(rf"(?m)^{field}:".encode(), data) for field in fields)]


def _scenarios() -> Iterator[bytes]:
    """New files as the command writes them, with and without what is commented out, and one that brings its own place."""
    for place, regimes in (("blackpool", ["pre-arrest"]), ("england-mix", ["current", "combined"])):
        text = scenario_text("my.yaml", loader.locality(place), place, regimes)
        yield text.encode()
        yield "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#")).encode()
    own = {"format": 1, "locality": yaml.safe_load(PLACE), "regimes": [yaml.safe_load(OWN), "current"], "years": 2}
    yield yaml.safe_dump(own, sort_keys=False).encode()
    for name in loader.names("preset"):
        changes = dict(loader.preset(name).changes)
        yield yaml.safe_dump({"format": 1, "locality": "durham", "regimes": ["current"], "changes": changes}).encode()


def _own() -> Iterator[bytes]:
    """Regimes that bring a whole route, programme or service of the library as their own."""
    for kind in ("route", "programme", "service"):
        for name in loader.names(kind)[:4]:
            item: dict[str, Any] = yaml.safe_load(loader.shipped_text(name))
            own = {f"own_{kind}s": [{**item, "name": "my-own"}]}
            yield yaml.safe_dump({"like": "pre-arrest", "name": "my-regime", **own}, sort_keys=False).encode()


def _changes() -> Iterator[str]:
    """Changes as they are typed after --set."""
    yield from (
        "lead.needs_met.housing=0.5",
        "lead-street.categories=[shoplifting, drug_possession]",
        "every-route.age_max=30",
    )
    yield from (f"{name}={each.default:g}" for name, each in list(register().items())[::12])
    for name in loader.names("preset"):
        yield from (f"{field}={value}" for field, value in loader.preset(name).changes.items())
    for programme in ("lead", "checkpoint"):
        for field, value in loader.programme(programme).model_dump(mode="json").items():
            yield f"{programme}.{field}={yaml.safe_dump(value, default_flow_style=True).split(chr(10))[0]}"


def _commands() -> Iterator[list[str]]:
    """The commands that the README and the docs tell people to give."""
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
        for line in page.read_text(encoding="utf-8").splitlines():
            if line.startswith("uv run diversion "):
                yield shlex.split(line.removeprefix("uv run diversion ").rstrip("\\"), comments=True)


# --- from the tests --------------------------------------------------------------------------------------------------


def _of_tests() -> Iterator[tuple[str, bytes]]:
    """What other tests hold of such texts."""
    for file in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and (kind := _kind(node.value)):
                yield kind, node.value.encode("utf-8", "replace")


def _kind(text: str) -> str:
    """Which kind of file or word a text is; empty when none."""
    first = text.partition("\n")[0]
    if "\n" not in text:
        return "set" if CHANGED.fullmatch(text) and len(text) < 80 else "link" if text.startswith("place=") else ""
    if first.startswith(("weight,", "# locality:")):
        return "posterior"
    if text.startswith("format: 1"):
        design = re.search(r"(?m)^(levers|uncertainties):", text)
        return "targets" if "\ntargets:" in text else "design" if design else "scenario"
    if first.startswith("like: "):
        known = {"locality": "place", "regime": "regime"}
        return next((known[kind] for kind in known if first[6:].strip() in loader.names(kind)), "")
    return ""
