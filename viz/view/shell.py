"""The page around all pages: name, navigation, what the model cannot tell, and at the foot where the numbers come from."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, Final

import reacton
import reacton.ipyvuetify as rv
import solara

from ...experiments.answers.support import support
from ...experiments.store import engine_version
from ...experiments.wording import day_of, listed, phrase, upper_first, years
from .parts import AddressField, Element, Tour, markup, paragraph, tag, warning
from .visitor import state
from .visitor.analysing import Analysing
from .visitor.link import query_of
from .visitor.sandbox import LOCKED, restore

CSS: Final = Path(__file__).with_name("style.css")
LIMITS: Final = "limits"  # the path of the page that says what the model cannot tell
NAME: Final = "Diversion"
FAULT: Final = "Something went wrong on our side ({name}). Load the page again; the address brings your scenario back."


@solara.component
def Shell(children: list[reacton.core.Element[Any]] = []) -> None:  # noqa: B006 (Solara passes its own)
    """Everything around a page; restores what the link says when the tab opens, and keeps the answer coming."""
    router = solara.use_router()
    solara.use_memo(lambda: restore(router.search), [])
    state.use_answer()
    fault, _ = solara.use_exception()
    route, routes = solara.use_route(peek=True)
    label = str(route.label) if route else "Not found"
    solara.Style(CSS)
    with solara.Div(classes=["dv"]):
        tag("a", "Skip to the page", classes="dv-skip", href="#page")
        _head()
        with rv.Html(tag="nav", class_="dv-nav", attributes={"aria-label": "Pages"}):
            with rv.Html(tag="ul", class_="dv-width"):
                for each in routes:
                    with rv.Html(tag="li"):
                        Leap(each.path, str(each.label), current=each is route)
        with rv.Html(tag="main", class_="dv-width", attributes={"id": "page", "tabindex": "-1"}):
            Tour()
            if state.sandbox():
                paragraph(f"{LOCKED} {_baseline()}", "dv-note dv-locked")
            if state.problem.value:
                warning(state.problem.value)
            if fault is not None:
                warning(FAULT.format(name=type(fault).__name__))
            else:
                solara.Div(children=list(children))
        _foot()
        Analysing()
        AddressField.element(query=query_of(state.scenario.value), page=label, title=f"{label} – {NAME}")


@solara.component
def Leap(path: str, label: str, current: bool = False, classes: str = "") -> None:
    """A link to another page of ours that keeps the scenario; opened in a new tab it restores it."""
    location = solara.use_router()
    target = f"/{path.strip('/')}?{query_of(state.scenario.value)}"
    attributes = {"href": f"{location.root_path}{target}"} | ({"aria-current": "page"} if current else {})
    link = rv.Html(tag="a", children=[label], class_=classes, attributes=attributes)
    rv.use_event(link, "click.prevent.stop", lambda *_: location.push(target))


def _head() -> Element:
    return tag(
        "header",
        tag(
            "div",
            tag("span", NAME, classes="dv-name"),
            tag("span", "What would police diversion do here, to whom, and how sure are we?", classes="dv-what"),
            tag("span", Leap(LIMITS, "What this cannot tell you", classes="dv-limits"), classes="dv-limits"),
            classes="dv-width",
        ),
        classes="dv-head",
    )


def _baseline() -> str:
    """What is locked, in words."""
    plan = state.scenario.value.plan()
    regimes = listed([phrase(regime.name) for regime in plan.regimes])
    return f"{plan.locality.title}, {years(plan.years)}: {regimes}."


def _foot() -> Element:
    chosen = state.scenario.value
    plan = chosen.plan()
    made = f"Diversion {engine_version()}. Seed {chosen.seed}. {day_of(date.today())}."
    return tag(
        "footer",
        tag(
            "div",
            markup("h2", "How far to trust it", "dv-hidden"),
            paragraph(upper_first(support(plan).line)),
            paragraph(made),
            classes="dv-width",
        ),
        classes="dv-foot",
    )
