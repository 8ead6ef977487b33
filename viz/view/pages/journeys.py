"""The page that shows one simulated person's years under each regime."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Final

import solara

from ....experiments.lives.journeys import Found, Journeys, travel
from ....experiments.lives.lives import STEP
from ....experiments.plans import Plan
from ....experiments.wording import phrase, upper_first
from ...charts.day_by_day import count_of
from ...charts.journeys import KEY, called, counts_line, journey_chart, who
from ..parts import Choice, Page, Press, Shown, paragraph, tag, waiting, warning
from ..visitor import state
from ..visitor.room import must_fit
from ..visitor.working import use_work

NEEDS: Final = (
    f"Needs eased: the share of what somebody's needs add to offending that support takes away at the time, in %, looked at "
    f"every {STEP} days; thicker is more. The needs that somebody came with stay; help with them comes one by one."
)


@solara.component
def OneLife() -> None:
    """Live the first replicate with everything written down, then look at one person after another."""
    chosen = state.scenario.value
    plan = chosen.plan()
    work = use_work(lambda stop: _travelled(plan, stop), chosen, plan.people)
    with solara.Div():
        tag("h1", "One person's years, under each regime")
        paragraph(
            "These people are simulated; each stands for nobody in particular. The same person meets the same luck under every "
            "regime until a decision differs. One life is mostly luck: it shows what the numbers are made of, no more.",
            "dv-lede",
        )
        if work.error:
            warning(work.error)
        elif work.result is None:
            waiting(f"Living {count_of(chosen.years, 'year')} under each regime.", plan)
        else:
            Lives(work.result).key(str(chosen))


def _travelled(plan: Plan, stop: threading.Event) -> Journeys:
    must_fit(plan, len(plan.regimes), logged=True)
    return travel(plan, stop)


@solara.component
def Lives(journeys: Journeys) -> None:
    """Ways from one person to the next, who they are, and a time line for each regime."""
    others = journeys.regimes[1:]
    against, set_against = solara.use_state(others[-1])
    found = solara.use_memo(lambda: journeys.found(against), [against])
    people = journeys.people
    first = found[Found.DIFFERS] if len(found[Found.DIFFERS]) else people
    number, set_number = solara.use_state(int(first[0]) if len(first) else -1)
    if number < 0:
        paragraph("Nothing happened to anybody in these years.")
        return
    titles = {name: upper_first(phrase(name)) for name in others}
    with solara.Div(classes=["dv-pick"]):
        Choice("Compared with no diversion", against, titles, set_against, name="against")
    paragraph(counts_line(journeys, against))
    with solara.Div(classes=["dv-buttons"]):
        for label, those in (
            ("Next person", people),
            ("Somebody whose path differs", found[Found.DIFFERS]),
            ("Somebody helped", found[Found.HELPED]),
            ("Somebody harmed", found[Found.HARMED]),
        ):
            _Next(label, those.tolist(), number, set_number)
    person = journeys.person(number)
    tag("div", tag("h2", called(person)), paragraph(who(person)), role="status")
    with solara.Div(classes=["dv-halves"]):
        for regime in journeys.regimes:
            Shown(journey_chart(journeys, number, regime)).key(regime)
    paragraph(KEY, "dv-note")
    paragraph(NEEDS, "dv-note")


@solara.component
def _Next(label: str, those: Sequence[int], now: int, go: object) -> None:
    """A button to the next of some people, and round again after the last."""

    def step() -> None:
        assert callable(go)
        go(next((each for each in those if each > now), those[0]))

    Press(label, step, disabled=not those or list(those) == [now])


PAGE: Final = Page("journeys", "Journeys", OneLife)
