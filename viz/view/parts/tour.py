"""A guided tour of six steps, for who sees the view for the first time; it says what to do and changes nothing itself."""

from __future__ import annotations

from typing import Final

import reacton.ipyvuetify as rv
import solara

from ..visitor import state
from ..visitor.link import query_of
from .parts import Press, paragraph, tag

STEPS: Final = (
    ("", "Read what it says", "Under “What this says” stand three sentences. They say so when we cannot tell."),
    (
        "",
        "Look at the ranges",
        "A dot is the middle; its line holds 95 in 100 of the model's draws. Where it crosses no change, we cannot be sure.",
    ),
    (
        "",
        "Move a lever",
        "Try “How often officers offer it on the street”. The first answer comes at once and gets better.",
    ),
    (
        "",
        "Undo it",
        "What you changed is listed below the levers. “Undo” takes it back, “All as usual” takes everything back.",
    ),
    ("share", "Take it with you", "The link brings back exactly these numbers. So do the command and the Python."),
    (
        "limits",
        "Know what it cannot tell",
        "A model answers what if, not what will be. This page is always one click away.",
    ),
)


@solara.component
def Tour() -> None:
    """A button to begin; then one step after the other."""
    router = solara.use_router()
    step = state.tour.value

    def go(to: int) -> None:
        state.tour.value = to
        if 0 < to <= len(STEPS):
            router.push(f"/{STEPS[to - 1][0]}?{query_of(state.scenario.value)}")

    with rv.Html(tag="aside", class_="dv-tour", attributes={"aria-label": "Guided tour"}):
        if not step:
            Press("Take the tour", lambda: go(1), "dv-link", about="Take the tour: six steps")
            return
        _, title, text = STEPS[step - 1]
        tag("p", tag("strong", f"Step {step} of {len(STEPS)}: {title}"), role="status")
        paragraph(text)
        with solara.Div(classes=["dv-buttons"]):
            Press("Back", lambda: go(step - 1), disabled=step == 1, about="Back in the tour")
            Press("Next" if step < len(STEPS) else "Done", lambda: go((step + 1) % (len(STEPS) + 1)))
            Press("End the tour", lambda: go(0), "dv-link")
