"""Says on any page how far the answer has come that its figures rest on."""

from __future__ import annotations

import solara

from ..visitor.answers import Answer
from ..visitor.chosen import Chosen
from .parts import tag, waiting, warning


@solara.component
def Progress(answer: Answer, chosen: Chosen) -> None:
    """How far the answer has come; said politely to a screen reader when it is there."""
    fresh = answer.chosen == chosen
    if answer.error and fresh:
        warning(answer.error)
        return
    if answer.comparison is None:
        waiting("Working out a first answer.")
        return
    if not fresh:
        text, done, of = "Working out what that changes; the figures below are from before.", 0, chosen.replicates
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
