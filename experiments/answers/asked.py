"""What an experiment asked and what became of it, in words: the head of `runs show` and the notes of an export."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..plans import UNCHANGED, Plan, differing
from ..store import Kept, KeptExperiment
from ..wording import listed
from .support import posterior_lines

Told = tuple[str, str]  # what it is about, and what there is to say


def question(kept: KeptExperiment, plan: Plan) -> Iterator[Told]:
    """What was asked: place, regimes, how often, seed, what was changed and what was varied."""
    line = kept.line
    yield "Place and time", f"{line.title}, {plan.period}"
    others = [name for name in line.regimes if name != line.reference]
    compared = f"{listed(others)}, {'each ' if len(others) > 1 else ''}compared with {line.reference}"
    yield "Regimes", compared if others else line.reference
    yield "Law", plan.law.removeprefix("Law: ")
    yield "Asked for", _size(line)
    yield "Parameters", _parameters(plan)
    if posterior := posterior_lines(plan, line.engine_version):
        yield "Posterior", " ".join(posterior)
    yield "Seed", str(line.seed)
    found = differing(plan)
    by = f" (as the preset {found.preset} says)" if found.preset else ""
    yield "Changed", f"{'; '.join(found.lines)}{by}" if found.lines else UNCHANGED
    if found.own:
        yield "Not the library's", ", ".join(found.own)
    for told in design_lines(line):
        yield "Varied", told


def _size(line: Kept) -> str:
    regimes = regimes_of(line)
    if line.scenarios == 1:
        return f"a {line.kind}: {_counted(line.replicates, 'replicate')} × {regimes} = {line.runs:,} runs"
    if line.kind == "sensitivity":
        return (
            f"a sensitivity analysis: {line.scenarios:,} scenarios, each lived once, × {regimes} = {line.runs:,} runs"
        )
    often = f"{line.scenarios:,} scenarios × {_counted(line.replicates, 'replicate')}"
    return f"a {line.kind}: {often} × {regimes} = {line.runs:,} runs"


def regimes_of(line: Kept) -> str:
    """How many regimes there are, in words."""
    return _counted(len(line.regimes), "regime")


def names_of(line: Kept) -> str:
    """Which regimes there are, the reference last."""
    others = [name for name in line.regimes if name != line.reference]
    return f"{listed(others)} against {line.reference}" if others else line.reference


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


def _parameters(plan: Plan) -> str:
    if plan.fixed_parameters:
        return "fixed but for what is varied or changed, so that replicates differ by luck only"
    if plan.histories > 1:
        return f"{plan.draws:,} draws, each lived in {plan.histories:,} histories of luck"
    return "every replicate draws the uncertain ones anew, the same for all regimes"


def design_lines(line: Kept) -> list[str]:
    """How the scenarios of a sweep or a sensitivity analysis came about, a line each; none for a comparison."""
    if line.kind == "sweep":
        from ..designs import block_lines

        return block_lines(line.design)
    if line.kind == "calibration":
        return [f"{line.design['stage']} of {line.design['calibration']}: {listed(line.design['varied'])}"]
    if line.kind == "crossing":
        return [str(each) for each in line.design.get("made", ())]
    if line.kind == "sensitivity" and line.design:
        factors = line.design["factors"]
        return [
            f"{line.design['method']}, size {line.design['size']:,}, over {len(factors)} parameters: {listed(factors)}",
            *(f"{name} from {low:g} to {high:g}" for name, (low, high) in line.design.get("ranges", {}).items()),
            *(f"{name}, moved together: {listed(each)}" for name, each in line.design.get("groups", {}).items()),
        ]
    return []


def design_in_short(line: Kept) -> str:
    """The same in a few words: `grid × sobol`, `morris`, `wave 1`; empty for a comparison."""
    if line.kind == "calibration":
        return str(line.design["stage"])
    if line.kind == "sensitivity":
        return str(line.design.get("method", ""))
    if line.kind == "crossing":
        return "programmes and beliefs exchanged"
    blocks = (block for block in line.design.values() if isinstance(block, Mapping) and "design" in block)
    return " × ".join(str(block["design"]) for block in blocks)


def state(line: Kept) -> str:
    """What became of its runs."""
    counts = (
        (line.succeeded, "succeeded"),
        (line.failed, "failed"),
        (line.running, "running"),
        (line.pending, "pending"),
    )
    return f"{listed([f'{count:,} {word}' for count, word in counts])}, of {line.runs:,}"


def computed_with(found: Mapping[str, Any]) -> str:
    """Provenance as one sentence; `found` is what `provenance` gave when the experiment was begun."""
    libraries = ", ".join(f"{name} {number}" for name, number in found.get("libraries", {}).items())
    parts = (
        f"Diversion {found['engine_version']}",
        f"commit {found['commit']}" if found.get("commit") else "",
        found.get("python", ""),
        libraries,
        found.get("platform", ""),
    )
    return "; ".join(part for part in parts if part)
