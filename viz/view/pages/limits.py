"""The page that says what the model cannot tell you."""

from __future__ import annotations

from typing import Final

import solara

from ....experiments.answers import evidence_behind
from ....experiments.answers.limits import BEFORE, LIMITS
from ....experiments.answers.support import support
from ....experiments.wording import upper_first
from ..parts import Page, lines, paragraph, tag
from ..shell import LIMITS as PATH
from ..visitor import state


@solara.component
def Limits() -> None:
    """What no answer here can say, and how far to trust the others."""
    plan = state.scenario.value.plan()
    with solara.Div():
        tag("h1", "What this cannot tell you")
        paragraph("Diversion is a model: people in a computer, not people. It cannot tell you:", "dv-lede")
        lines(LIMITS)
        tag("h2", "What was wrong before")
        paragraph(BEFORE)
        tag("h2", "How far to trust what it does tell you")
        paragraph(upper_first(support(plan).line))
        paragraph(evidence_behind(plan))


PAGE: Final = Page(PATH, "Limits", Limits)
