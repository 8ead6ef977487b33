"""The page about what the answer hangs on: sensitivity analyses kept in the store, and one more run from here."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Final

import solara

from ....experiments.reports.sensitivity import how
from ....experiments.runs import THREADS, Estimate, count_kept
from ....experiments.runs.estimate import estimate
from ....experiments.sensitivity import Answer, Looked, Study, Target, kept_in, look_at
from ....experiments.store import Kept, engine_version
from ....experiments.wording import duration, phrase, upper_first
from ....model.ledger.outcomes import OUTCOMES
from ...charts.factors import explained, luck_line
from ...charts.sensitivity import charts_of
from ..parts import Choice, CopyField, Numbers, Page, Press, Shown, lines, paragraph, tag, warning
from ..visitor import analysing, state
from ..visitor.chosen import Chosen
from ..visitor.kept_list import MOST_LISTED, before_all, first_shown, list_of, options_of
from ..visitor.screening import ALL, COUNTS, TRAJECTORIES, USUAL_TRAJECTORIES, Asked, command
from ..visitor.taking import analysis_csv
from ..visitor.working import use_work
from .share import File

TITLE: Final = "What it hangs on"
USUAL_FIRST: Final = "latent_offences"


@solara.component
def Sensitivity() -> None:
    """What was found, and how to find out more."""
    chosen = state.scenario.value
    stage = analysing.stage.value
    picked, pick = solara.use_state(0)
    work = use_work(lambda _: kept_in(state.desk().db), ("kept", stage.number, analysing.wanted.value is None))
    before = solara.use_ref(list[Kept]())  # so that the page stands still while the list is read anew
    before.current = kept = work.result if work.result is not None else before.current
    solara.use_effect(lambda: pick(stage.number) if stage.number else None, [stage.number])
    with solara.Div():
        tag("h1", TITLE)
        paragraph(
            "Many figures behind an answer are not known well. A sensitivity analysis moves each of them and sees which change "
            "the answer, which do not, and how much is luck.",
            "dv-lede",
        )
        if work.error:
            warning(work.error)
        tag("h2", "What was found")
        if work.result is None and not kept:
            _Status("Looking up the analyses that are kept.")
        elif not kept:
            paragraph("No analysis is kept here yet. Begin one below.")
        else:
            number = picked if any(line.id == picked for line in kept) else first_shown(kept, chosen)
            _Kept(kept, chosen, number, pick)
        _Begin(chosen)
        if kept:
            tag("h2", "All analyses kept here")
            paragraph("Everybody who uses this server sees the analyses that were run on it.", "dv-note")
            Numbers(list_of(kept, chosen), "Newest first", f"Show the list ({len(kept):,})")


@solara.component
def _Status(text: str) -> None:
    tag("div", tag("span", text), classes="dv-status", role="status")


# --- one that is kept ------------------------------------------------------------------------------------------------


@solara.component
def _Kept(kept: Sequence[Kept], chosen: Chosen, number: int, pick: Callable[[int], None]) -> None:
    """Choices of analysis, outcome and regime, and what that one says."""
    outcome, set_outcome = solara.use_state(USUAL_FIRST)
    line = next(line for line in kept if line.id == number)
    others = [name for name in line.regimes if name != line.reference]
    regime, set_regime = solara.use_state("")
    against = regime if regime in others else next((name for name in chosen.regimes if name in others), others[0])
    shown = list(kept[:MOST_LISTED]) + ([] if line in kept[:MOST_LISTED] else [line])
    work = use_work(lambda _: _look(number, outcome), (number, outcome, line.succeeded))
    with solara.Div(classes=["dv-choices"]):
        Choice("Analysis", str(number), options_of(shown, chosen), lambda name: pick(int(name)), name="analysis")
        Choice("Outcome", outcome, {name: each.label for name, each in OUTCOMES.items()}, set_outcome)
        if len(others) > 1:
            titles = {name: upper_first(phrase(name)) for name in others}
            Choice("Difference from no diversion", against, titles, set_regime, name="analysed-regime")
    for sentence in before_all(line, chosen):
        paragraph(sentence, "dv-note")
    if work.error:
        warning(work.error)
    elif work.result is None:
        _Status("Reading it from the store.")
    elif work.result.answer is None:
        _Unfinished(work.result)
    else:
        _Answer(work.result, work.result.answer, Target(outcome, against, line.reference))


def _look(number: int, outcome: str) -> Looked:
    looked = look_at(state.desk().db, number, (outcome,))
    if looked.answer is not None:
        _ = looked.answer.analyses  # worked out here, not while the page is drawn
    return looked


@solara.component
def _Unfinished(looked: Looked) -> None:
    """How far it has come, and a way to go on where names alone ask for the very same."""
    line, again = looked.kept.line, looked.again
    kept = line.runs - line.missing
    ours = line.engine_version == engine_version()
    tag(
        "div",
        tag(
            "span", f"Not finished: {kept:,} of {line.runs:,} runs are there, and it takes all of them to say anything."
        ),
        tag("progress", value=str(kept), max=str(line.runs), aria_label="Runs that are there"),
        classes="dv-status",
    )
    if again is None or not ours:
        paragraph("It began from a file or another version; the same command, where it began, goes on with it.")
        return
    if analysing.wanted.value is None:
        Press("Go on with it", lambda: analysing.begin(again))
    CopyField.element(name="unfinished-command", label="Or go on with it on the command line", text=command(again))


@solara.component
def _Answer(looked: Looked, answer: Answer, target: Target) -> None:
    """The sentence, the charts, what is behind them, and ways to take it away."""
    tag("h3", target.title)
    with solara.Div(classes=["dv-findings"]):
        paragraph(answer.headline(target))
    if target not in answer.analyses:
        return
    if most := explained(answer, target):
        paragraph("What these are:")
        lines(most)
    _Charts(answer, target)
    verdict = answer.analyses[target]
    tag("h3", "How far to trust this analysis")
    lines([*([verdict.verdict] if verdict.converged else []), luck_line(answer, target), " ".join(how(answer))])
    with solara.Div(classes=["dv-buttons"]):
        name = f"diversion-sensitivity-{looked.kept.line.id}-{target.outcome}.csv"
        File("Every number of it (CSV)", name, lambda: analysis_csv(answer), (answer,))
    if looked.again is not None:
        text = command(looked.again, outcome=target.outcome)
        CopyField.element(name="kept-command", label="The same on the command line", text=text)


@solara.component
def _Charts(answer: Answer, target: Target) -> None:
    charts = solara.use_memo(lambda: charts_of(answer, target), [answer, target])
    with solara.Div(classes=["dv-column"]):
        for number, chart in enumerate(charts):
            Shown(chart).key(f"hangs {number}")


# --- one more --------------------------------------------------------------------------------------------------------


@solara.component
def _Begin(chosen: Chosen) -> None:
    """Choose, see what it takes, begin, watch, stop."""
    regime, set_regime = solara.use_state("")
    count, set_count = solara.use_state(ALL)
    trajectories, set_trajectories = solara.use_state(USUAL_TRAJECTORIES)
    against = regime if regime in chosen.regimes else chosen.regimes[-1]
    asked = Asked(chosen, against, count, trajectories)
    tag("h2", "Analyse the scenario on the screen")
    paragraph(
        "It is lived again and again from different starting points. Each time one assumption after the other is moved from "
        "low to high, with everything else as it stands. What you set yourself stays as you set it."
    )
    with solara.Div(classes=["dv-choices"]):
        titles = {name: upper_first(phrase(name)) for name in chosen.regimes}
        Choice("What it does against no diversion", against, titles, set_regime, name="begin-regime")
        counts = {
            str(ALL): "Every one that is not known",
            **{str(each): f"The {each} with the widest range" for each in COUNTS},
        }
        hint = "Beside its usual value. Those left out keep it, and may matter too."
        Choice("Which assumptions", str(count), counts, lambda text: set_count(int(text)), hint, "begin-count")
        sizes = {str(each): f"{words}: {each} starting points" for each, words in TRAJECTORIES.items()}
        Choice("How thorough", str(trajectories), sizes, lambda text: set_trajectories(int(text)), name="begin-size")
    ready = state.answer.value.finished  # while the scenario itself is computed, everything takes longer
    stage = analysing.stage.value
    people = chosen.plan().people
    work = use_work(lambda stop: _forecast(asked, stop), (asked, ready, stage.number), people)
    if work.error:
        warning(work.error)
    elif work.result is None:
        _Status("Seeing what that takes.")
    else:
        _Ready(*work.result, chosen.preset)
    _UnderWay()


def _forecast(asked: Asked, stop: threading.Event) -> tuple[Study, Estimate]:
    study = asked.study()
    db = state.desk().db
    kept = count_kept(study.experiment, str(db) if db is not None else None)
    return study, estimate(study.experiment, kept, THREADS, lambda _: None, stop)


@solara.component
def _Ready(study: Study, takes: Estimate, preset: str) -> None:
    """What it takes, the button, and the same on the command line."""
    if takes.left:
        kept = f" {takes.kept:,} of them are kept already." if takes.kept else ""
        paragraph(
            f"{len(study.factors):,} assumptions, {takes.runs:,} runs, about {duration(max(1.0, takes.seconds))}.{kept} "
            "You can stop it, look at other pages meanwhile, and go on later; closing the tab stops it."
        )
    else:
        paragraph(f"All {takes.runs:,} runs are kept already; it takes a moment.")
    with solara.Div(classes=["dv-buttons"]):
        busy = analysing.wanted.value is not None
        Press("Run this analysis", lambda: analysing.begin(study), disabled=busy)
    CopyField.element(name="begin-command", label="The same on the command line", text=command(study, preset))


@solara.component
def _UnderWay() -> None:
    """How far what this visitor began has come."""
    stage, study = analysing.stage.value, analysing.wanted.value
    if stage.error:
        warning(stage.error)
        return
    text = _said(stage, study is None)
    if not text:
        return
    inside = [tag("span", text)]
    if study is not None:
        inside.append(tag("progress", value=str(stage.done), max=str(max(1, stage.of)), aria_label="Runs done"))
    tag("div", *inside, classes="dv-status", role="status")
    if study is not None:
        Press("Stop", analysing.stop, about="Stop the analysis")


def _said(stage: analysing.Stage, left: bool) -> str:
    """In words; an analysis that was left before its end has been stopped."""
    if left and stage.of and not stage.ended:
        return f"Stopped. {stage.done:,} of {stage.of:,} runs were done and are kept; run it again to go on from there."
    if stage.number:
        failed = f" {stage.failed:,} of them failed." if stage.failed else ""
        return f"Finished: {stage.of:,} runs, kept as analysis {stage.number}.{failed} It is shown above."
    if stage.waits and stage.of:
        return "Getting ready; whatever else is under way on this server, yours has its fair share of it."
    return f"{stage.done:,} of {stage.of:,} runs{stage.pace and f', {stage.pace}'}." if stage.of else ""


PAGE: Final = Page("hangs", TITLE, Sensitivity)
