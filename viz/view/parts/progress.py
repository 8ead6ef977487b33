"""Says on any page how far the answer has come that its figures rest on, and shows figures only as what they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import solara

from ....experiments.answers import Comparison
from ....experiments.plans import Plan
from ....experiments.runs import compiled
from ..visitor.answers import Answer
from ..visitor.chosen import Chosen
from .parts import Element, tag, warning

LARGE: Final = 30_000  # simulated people, from which on even a first answer takes a while
CROSSING: Final = (
    "Now each programme is tried behind the door of the other, to tell when help is offered from what is offered."
)
COMPILING: Final = "The model is being compiled for this computer, which is done once and takes a minute or more."


def waiting(text: str, plan: Plan) -> Element:
    """Says what is being done; whoever waits long also reads why, where there is a reason."""
    why = _why_long(plan)
    late = [tag("span", why, classes="dv-late")] if why else []
    return tag("div", tag("span", text), *late, classes="dv-status", role="status")


def _why_long(plan: Plan) -> str:
    if not compiled():
        return COMPILING
    if plan.people < LARGE:
        return ""
    return (
        f"{plan.locality.title} has {plan.people:,.0f} simulated people, and every one of them is lived through; "
        "a smaller place answers sooner."
    )


@solara.component
def Progress(answer: Answer, chosen: Chosen) -> None:
    """How far the answer has come; said politely to a screen reader when it is there."""
    fresh = answer.chosen == chosen
    if answer.error and fresh:
        warning(answer.error)
        return
    if not _shown(answer, chosen):
        plan = chosen.plan()
        waiting(f"Working out a first answer for {plan.locality.title}.", plan)
        return
    if not fresh:
        text, done, of = "Working out what that changes; the figures below are from before.", 0, chosen.replicates
    elif answer.complete and answer.more:
        text, done, of = f"All {answer.done:,} replicates are done. {CROSSING}", answer.done, answer.of
    elif answer.finished:
        text, done, of = f"All {answer.done:,} replicates are done: the answer is complete.", answer.done, answer.of
    else:
        text, done, of = (
            f"{answer.done:,} of {answer.of:,} replicates: a first answer, still getting better.",
            answer.done,
            answer.of,
        )
    inside = [tag("span", text)]
    if not (fresh and answer.finished):
        inside.append(tag("progress", value=str(done), max=str(of), aria_label="Replicates done"))
    tag("div", *inside, classes="dv-status", role="status")


@solara.component
def Figures(answer: Answer, chosen: Chosen, draw: Callable[[Comparison], Element]) -> None:
    """What `draw` makes of an answer: pale while it is from before a change, and nothing of another place."""
    if answer.comparison is None or not _shown(answer, chosen):
        return
    with solara.Div(classes=[] if answer.chosen == chosen else ["dv-old"]):
        draw(answer.comparison)


def _shown(answer: Answer, chosen: Chosen) -> bool:
    """Whether there are figures, and they are about the place that the heading names."""
    return answer.comparison is not None and answer.chosen is not None and answer.chosen.locality == chosen.locality
