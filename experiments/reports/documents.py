"""Writes the documents that describe the model, from its own declarations: `python -m diversion.experiments.reports.documents`.

Core objects: `documents`, the text of each by file name; `main`, which writes them into `docs/`. A test fails when a file
there is not what this module would write, so a document cannot drift from the code.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Final

from ...agents import court, custody, harm, mix, officer, person, recent, records, service
from ...agents.chance import DECISIONS
from ...agents.declaring import Field
from ...model import (
    calendar,
    contact,
    courts,
    day,
    doors,
    incident,
    index,
    openings,
    orders,
    review,
    sanctions,
    spells,
    staff,
    support,
    waiting,
    warrants,
)
from ...model import (
    custody as detention,
)
from ...model.build import careers, population
from ...model.ledger import counting, funnel, happenings
from ...model.ledger.counts import COLUMNS
from ...model.ledger.outcomes import OUTCOMES
from ...scenarios import loader
from ...scenarios.bodies import bodies
from ...scenarios.channels import CHANNELS
from ...scenarios.parameters import Parameter, register
from ...viz.charts.self_check import self_check_chart
from ...viz.charts.trials import trials_chart
from ...viz.charts.validation import validation_chart
from ...viz.figures import draw
from ..beliefs.words import rule_lines
from . import calibration_page
from . import programmes as programme_page
from . import validation_page as page
from .templating import templates

ROOT: Final = Path(__file__).resolve().parents[2]
DOCS: Final = ROOT / "docs"
PAGES: Final = ("ODD.md", "assumptions.md", "programmes.md", "validation.md", "calibration.md")
PICTURE: Final = "validation.svg"
TRIALS_PICTURE: Final = "trials.svg"
SELF_CHECK_PICTURE: Final = "calibration.svg"
SUBMODELS: Final = (
    person, mix, harm, recent, officer, custody, court, service, day, review, contact, incident, doors, detention, courts, orders,
    warrants, support, waiting, sanctions, staff, openings, index, population, careers, spells, calendar, counting, funnel,
    happenings,
)  # fmt: skip


# --- what is read off the code ---------------------------------------------------------------------------------------


def state_variables() -> dict[str, list[Field]]:
    """The fields of every record of `agents/records.py`, by the record's name."""
    return {kind.__name__: list(kind.fields.values()) for kind in records.RECORDS}


def submodels() -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Every module of behaviours: its name, its first sentence, and each behaviour with its own."""
    return [(_path(module), _first(module.__doc__), list(_behaviours(module))) for module in SUBMODELS]


def _path(module: ModuleType) -> str:
    return "/".join(module.__name__.split(".")[1:]) + ".py"


def _behaviours(module: ModuleType) -> Iterator[tuple[str, str]]:
    for node in ast.parse(inspect.getsource(module)).body:
        marks = {ast.unparse(each) for each in node.decorator_list} if isinstance(node, ast.FunctionDef) else set()
        if isinstance(node, ast.FunctionDef) and marks & {"behaviour", "kernel"}:
            yield node.name, _first(ast.get_docstring(node))


def _first(text: str | None) -> str:
    """The first paragraph on one line."""
    return " ".join((text or "").strip().split("\n\n")[0].split())


# --- what the pages say ----------------------------------------------------------------------------------------------


def span(parameter: Parameter) -> str:
    """What we believe of a parameter, as a range; a constant has none."""
    return programme_page.span(parameter.low, parameter.high)


def documents() -> dict[str, str]:
    """The text of every page, by file name."""
    found = templates()
    found.filters |= {"span": span, "cell": lambda text: str(text).replace("|", "\\|"), **programme_page.FILTERS}
    found.globals |= {
        "doors": programme_page.doors,
        "regimes_with": programme_page.regimes_with,
        "rule_lines": rule_lines,
    }
    about = {
        "parameters": list(register().values()),
        "records": state_variables(),
        "submodels": submodels(),
        "decisions": DECISIONS,
        "channels": CHANNELS,
        "outcomes": list(OUTCOMES.values()),
        "measures": COLUMNS["groups"],
        "programmes": [loader.programme(name) for name in loader.names("programme")],
        "services": {name: loader.service(name) for name in loader.names("service")},
        "bodies": bodies(),
        "titles": {each.name: [loader.programme(name).title for name in each.pays_for] for each in bodies()},
        "localities": [loader.locality(name) for name in loader.names("locality")],
        "regimes": [loader.regime(name) for name in loader.names("regime")],
        "laws": [loader.law(name) for name in loader.names("law")],
        **page.about(),
        **calibration_page.about(),
    }
    return {page: found.get_template(f"{page}.j2").render(about) for page in PAGES}


def main() -> None:
    """Write the pages, and the pictures of validation and calibration."""
    page.reword()
    for name, text in documents().items():
        (DOCS / name).write_text(text, encoding="utf-8")
    draw(validation_chart(page.found().patterns), DOCS / PICTURE)
    draw(trials_chart(page.found().trials), DOCS / TRIALS_PICTURE)
    draw(self_check_chart(calibration_page.found().check), DOCS / SELF_CHECK_PICTURE)


if __name__ == "__main__":
    main()
