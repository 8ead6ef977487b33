"""The page that plays a place day by day under two regimes side by side, so that one watches them part."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import solara

from ....experiments.wording import phrase, upper_first
from ...charts.day_by_day import (
    SHADES,
    compared_table,
    day_words,
    filling_chart,
    hours_chart,
    parting_chart,
    place_chart,
    summary,
)
from ..parts import Choice, Page, Plain, Press, Shown, paragraph, tag, waiting, warning
from ..visitor import state
from ..visitor.chosen import REFERENCE, Chosen
from ..visitor.here import use_effect_while_here, visitor
from ..visitor.playing import Played, Stage

SPEEDS: Final = {"1": "A day at a time", "7": "A week at a time", "28": "Four weeks at a time"}


@dataclass(frozen=True, slots=True)
class Pair:
    """What is watched: a scenario under two of its regimes."""

    chosen: Chosen
    one: str
    other: str


@solara.component
def DayByDay() -> None:
    """Choose two regimes, then play."""
    chosen = state.scenario.value
    plan = chosen.plan()
    names = [REFERENCE, *chosen.regimes]
    one, set_one = solara.use_state(REFERENCE)
    other, set_other = solara.use_state(chosen.regimes[-1])
    left = one if one in names else REFERENCE
    right = other if other in names else chosen.regimes[-1]
    titles = {name: upper_first(phrase(name)) for name in names}
    with solara.Div():
        tag("h1", f"Watch {plan.locality.title} day by day")
        paragraph(
            "The same people with the same luck live under two regimes. Nothing differs until a decision differs; "
            "then watch them part.",
            "dv-lede",
        )
        with solara.Div(classes=["dv-pick"]):
            Choice("First regime", left, titles, set_one)
            Choice("Second regime", right, titles, set_other)
        Watched(Pair(chosen, left, right)).key(f"{chosen} {left} {right}")


@solara.component
def Watched(pair: Pair) -> None:
    """The controls and what they play; a new one for every pair."""
    scene, set_scene = solara.use_state(Played())
    shade, set_shade = solara.use_state("contacts")
    speed, set_speed = solara.use_state("7")
    plan = solara.use_memo(pair.chosen.plan, [pair])
    stage = solara.use_memo(lambda: Stage(plan, (pair.one, pair.other), set_scene, int(speed), visitor()), [pair])

    def begin() -> Callable[[], None]:
        stage.begin()
        leave: Callable[[], None] = stage.leave
        return leave

    def fast(days: str) -> None:
        stage.speed = int(days)
        set_speed(days)

    use_effect_while_here(begin, [stage])
    if scene.error:
        warning(scene.error)
        return
    _Controls(stage, scene, speed, fast)
    if scene.seen is None:
        waiting("Getting ready: living through the year before the regimes part.", plan)
        return
    still = {} if scene.playing else {"role": "status"}  # a screen reader hears where it stops, not every day
    tag(
        "div",
        tag("span", upper_first(day_words(plan, scene)), classes="dv-day"),
        tag("span", _mood(scene)),
        classes="dv-status",
        **still,
    )
    tag("h2", "What differs so far")
    paragraph(summary(*scene.seen))
    caption = f"Since the regimes parted. {plan.locality.title}, {day_words(plan, scene)}"
    Plain(compared_table(*scene.seen), caption)
    tag("h2", "Where")
    with solara.Div(classes=["dv-pick"]):
        Choice("Shade neighbourhoods by", shade, SHADES, set_shade)
    with solara.Div(classes=["dv-halves"]):
        for which in (0, 1):
            Shown(place_chart(plan, scene, which, shade)).key(f"place {which}")
    paragraph(
        "Larger: more people. Darker: more of what the shade shows, contacts or officers' workload. Neighbourhood 1 is the most "
        "deprived; lines join neighbours.",
        "dv-note",
    )
    tag("h2", "Officers, custody and services")
    with solara.Div(classes=["dv-halves"]):
        for which in (0, 1):
            Shown(filling_chart(plan, scene, which)).key(f"filling {which}")
        Shown(parting_chart(plan, scene)).key("parting")
        Shown(hours_chart(plan, scene)).key("hours")
    paragraph(
        f"This is the first replicate of the scenario: one draw of what nobody knows and one history of luck (seed "
        f"{pair.chosen.seed}). One history proves nothing; the first page has many.",
        "dv-note",
    )


def _mood(scene: Played) -> str:
    if scene.ended:
        return "The end of the horizon."
    return "Playing." if scene.playing else "Standing still."


@solara.component
def _Controls(stage: Stage, scene: Played, speed: str, fast: object) -> None:
    """Play or pause, step, start again, speed."""
    waiting = scene.seen is None
    stuck = waiting or scene.ended
    with solara.Div(classes=["dv-buttons dv-play"]):
        if scene.playing:
            Press("Pause", stage.pause)
        else:
            Press("Play", stage.play, disabled=stuck)
        Press("One day on", lambda: stage.step(1), disabled=stuck)
        Press("One week on", lambda: stage.step(7), disabled=stuck)
        Press("Start again", stage.reset, disabled=waiting or scene.day == 0)
        Choice("Speed", speed, SPEEDS, fast)


PAGE: Final = Page("live", "Day by day", DayByDay)
