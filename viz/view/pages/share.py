"""The page to save a scenario, share it, compare saved ones, and take numbers and files away."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import reacton.ipyvuetify as rv
import solara

from ....experiments.answers import Comparison
from ....experiments.store import StoreFailed
from ....scenarios.parameters import InputError
from ...charts.comparison import beside
from ..parts import CopyField, NameField, Page, Plain, Press, paragraph, tag
from ..visitor import state
from ..visitor.chosen import Chosen, command, python, scenario_file
from ..visitor.here import visitor
from ..visitor.link import query_of
from ..visitor.sandbox import allowed
from ..visitor.taking import csv_of, spreadsheet_of

MOST_BESIDE: Final = 4
FIRST: Final = (
    "The link works for people who have opened the printed link first, in the same browser; it does not hold the token, since "
    "links are passed on."
)


@solara.component
def Share() -> None:
    """Link, names, files, and the same on the command line and in Python."""
    chosen = state.scenario.value
    with solara.Div():
        tag("h1", "Save, share, take away")
        _Same(chosen)
        _Files(chosen)
        _Names(chosen)


@solara.component
def _Same(chosen: Chosen) -> None:
    """The same numbers elsewhere."""
    tag("h2", "The same numbers, anywhere")
    paragraph("The same version of Diversion gives the same numbers from each of these, to the last digit.")
    link = f"/?{query_of(chosen)}"
    if state.guarded():
        paragraph(FIRST, "dv-note")
    CopyField.element(name="link", label="A link that restores this scenario", text=link, is_link=True)
    CopyField.element(name="command", label="On the command line", text=command(chosen))
    CopyField.element(name="python", label="In Python", text=python(chosen))


@solara.component
def _Files(chosen: Chosen) -> None:
    """Tables and the scenario file; the pictures are below each chart."""
    answer = state.answer.value
    comparison = answer.comparison if answer.chosen == chosen and answer.complete else None
    tag("h2", "Files")
    with solara.Div(classes=["dv-buttons"]):
        name = f"diversion-{chosen.locality}"
        File("Scenario file (YAML)", f"{name}.yaml", lambda: scenario_file(chosen).encode(), (chosen,))
        if comparison is not None:
            File("All differences (CSV)", f"{name}.csv", lambda: csv_of(comparison), (comparison,))
            number = comparison.number
            if number:  # a store that can only be read need not have it
                File("Workbook (XLSX)", f"{name}.xlsx", lambda: spreadsheet_of(number, state.desk().db), (comparison,))
    if comparison is None:
        paragraph("The tables can be taken away once every replicate is there.", "dv-note")
    paragraph(
        "Each chart can be taken away as a picture (SVG or PNG) or as data (CSV) below the chart itself.", "dv-note"
    )


@solara.component
def File(label: str, file: str, content: Callable[[], bytes], about: tuple[object, ...]) -> None:
    """A button that fetches a file made when it is asked for; made anew when what it is about changes."""
    made = solara.use_memo(lambda: content, list(about))
    button = rv.Html(tag="button", children=[label], class_="dv-button", attributes={"type": "button"})
    solara.FileDownload(made, filename=file, children=[button])


@solara.component
def _Names(chosen: Chosen) -> None:
    """Save under a name; look at a saved one again, forget it, or set up to four side by side."""
    said, say = solara.use_state("")
    turn, take_turn = solara.use_state(0)
    picked, pick = solara.use_state(())
    kept, trouble = solara.use_memo(_kept, [turn])

    def save(name: str) -> None:
        try:
            say(f"Saved as {state.named().save(name, chosen, visitor())}.")
        except (InputError, StoreFailed) as error:
            say(str(error))
        take_turn(turn + 1)

    def forget(name: str) -> None:
        try:
            state.named().forget(name, visitor())
            say(f"{name} is forgotten.")
        except (InputError, StoreFailed) as error:
            say(str(error))
        pick(tuple(each for each in picked if each != name))
        take_turn(turn + 1)

    tag("h2", "Named scenarios")
    paragraph("Everybody who uses this server sees the scenarios that were saved here by name, and no others.")
    NameField.element(name="scenario", label="Name for what is on the screen now", action="Save", on_value=save)
    tag("p", said or trouble, classes="dv-note", role="status")
    with rv.Html(tag="ul", class_="dv-names"):
        for name, each in kept.items():
            _Name(name, each, picked, pick, forget).key(name)
    if picked:
        _Beside({name: kept[name] for name in picked if name in kept})


def _kept() -> tuple[Mapping[str, Chosen], str]:
    """The named scenarios, or why they cannot be read."""
    try:
        return state.named().all(), ""
    except (InputError, StoreFailed) as error:
        return {}, str(error)


@solara.component
def _Name(
    name: str,
    chosen: Chosen,
    picked: tuple[str, ...],
    pick: Callable[[tuple[str, ...]], None],
    forget: Callable[[str], None],
) -> None:
    on = name in picked
    asked, ask = solara.use_state(False)

    def leave() -> None:
        ask(False)
        forget(name)

    def turn() -> None:
        pick(tuple(each for each in picked if each != name) if on else (*picked, name)[-MOST_BESIDE:])

    with rv.Html(tag="li"):
        tag("span", name, classes="dv-copy-label")
        Press("Show", lambda: state.change(allowed(chosen)), "dv-link", about=f"Show {name}")
        Press(
            "Take out" if on else "Set beside others",
            turn,
            "dv-link",
            about=f"{'Take out' if on else 'Set beside others'}: {name}",
        )
        if not asked:
            Press("Forget", lambda: ask(True), "dv-link", about=f"Forget {name}")
            return
        tag("span", "Everybody here loses it. Forget it?", role="status")
        Press("Yes, forget it", leave, "dv-link", about=f"Yes, forget {name}")
        Press("No, keep it", lambda: ask(False), "dv-link", about=f"No, keep {name}")


@solara.component
def _Beside(scenarios: Mapping[str, Chosen]) -> None:
    """Up to four saved scenarios, one row for each regime of each."""
    found, keep = solara.use_state(dict[str, Comparison]())

    def tell(name: str, comparison: Comparison) -> None:
        keep(lambda before: {**before, name: comparison})

    tag("h3", "Side by side")
    for name, chosen in scenarios.items():
        _Follow(name, chosen, tell).key(name)
    shown = {name: found[name] for name in scenarios if name in found}
    if shown:
        Plain(beside(shown), "Change from no diversion: the middle, and the central 95% of draws")


@solara.component
def _Follow(name: str, chosen: Chosen, tell: Callable[[str, Comparison], None]) -> None:
    """Has one saved scenario computed, or read, and says how far that has come."""
    answer = state.use_job(chosen)

    def pass_on() -> None:
        if answer.comparison is not None:
            tell(name, answer.comparison)

    solara.use_effect(pass_on, [answer])
    if answer.error:
        paragraph(f"{name}: {answer.error}", "dv-note")
    elif not answer.finished:
        paragraph(f"{name}: {answer.done:,} of {chosen.replicates:,} replicates so far.", "dv-note")
    else:
        paragraph(f"{name}: {command(chosen)}", "dv-note")


PAGE: Final = Page("share", "Save and share", Share)
