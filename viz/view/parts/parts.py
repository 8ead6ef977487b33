"""Small pieces of page made of plain HTML elements, so that browsers, keyboards and screen readers know what they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import Any, TypeAlias

import reacton.ipyvuetify as rv
import solara

Element: TypeAlias = Any  # reacton's, which has no types


def tag(name: str, *children: Element | str, classes: str = "", **attributes: str) -> Element:
    """An HTML element; an attribute's underscores become hyphens, and `id_` is `id`."""
    named = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items()}
    return rv.Html(tag=name, children=list(children), class_=classes, attributes=named)


def markup(name: str, html: str, classes: str = "", **attributes: str) -> Element:
    """An element whose content is HTML of ours; whatever came from elsewhere must have been escaped."""
    named = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items()}
    return solara.HTML(tag=name, unsafe_innerHTML=html, class_=classes, attributes=named)


@solara.component
def Press(
    label: str, on_press: Callable[[], None], classes: str = "dv-button", disabled: bool = False, about: str = ""
) -> None:
    """A button; `about` is what a screen reader says in place of the label, where that alone would not do."""
    attributes = {"type": "button"} | ({"aria-label": about} if about else {}) | ({"disabled": ""} if disabled else {})
    button = rv.Html(tag="button", children=[label], class_=classes, attributes=attributes)

    def press(*_: object) -> None:
        if not disabled:
            on_press()

    rv.use_event(button, "click", press)


def warning(text: str) -> Element:
    """A sentence about what went wrong, which a screen reader says at once."""
    return tag("div", paragraph(text), classes="dv-warning", role="alert")


def lines(texts: Sequence[str], name: str = "ul", classes: str = "dv-list") -> Element:
    """A list of sentences."""
    return markup(name, "".join(f"<li>{escape(text)}</li>" for text in texts), classes)


def paragraph(text: str, classes: str = "") -> Element:
    """A paragraph of plain text."""
    return markup("p", escape(text), classes)
