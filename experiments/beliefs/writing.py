"""The file of parameters that holds beliefs: `scenarios/library/parameters/effects.yaml`, written and never edited.

Core objects: `parameters_text`, the text of that file.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Iterator
from typing import Final

from ...scenarios.evidence import Belief, effect_study
from ..wording import listed, number
from .formed import Formed

WIDTH: Final = 120
BOUNDS: Final = "[0.2, 2.5]"  # beyond which nobody believes an effect of support on all offences to lie
HEAD: Final = """\
# What programmes are believed to do to all offences, known or not, of those whom they are offered to or admit.
# Written by python -m diversion.experiments.beliefs from studies, beliefs and scepticism.yaml; do not edit it by hand.

subject: Effects

parameters:
"""
TAIL: Final = """\
  effect_young:
    says: Share of LEAD's effect, on the log scale, that holds at 18 to 25; below 1 less of it, above 1 more.
    role: uncertainty
    unit: share
    believed: [0, 0.7, 1.8]
    scale: linear
    bounds: [0, 5]
    rating: judgement
    source: >-
      Judgement over a conflict: felony diversion in San Francisco worked best under 25 (Augustine and others 2022), while
      Gateway, at 18 to 24, found nothing (Mitchell and others 2024); LEAD's clients were about 40, so nobody knows
    checked: 2026-11-30

  bias_ratio:
    says: So many times the average bias of studies is taken off what they found; 0.5 trusts them more, 2 less.
    role: lever
    unit: ratio
    believed: [0.5, 1, 2]
    scale: log
    bounds: [0, 4]
    rating: judgement
    source: Judgement; the biases themselves are declared in scepticism.yaml with their sources
    checked: 2026-11-30
"""


def parameters_text(found: Iterable[Formed]) -> str:
    """The file of parameters for these beliefs."""
    found = list(found)
    entries = [_effect(each) for each in found] + [TAIL] + [_bias(each) for each in found if each.studies]
    return HEAD + "\n".join(entries)


def shift(each: Formed) -> float:
    """By how much the log of the middle rises when the bias is taken off once more."""
    assert each.doubled is not None
    return math.log(each.doubled.ratio[1] / each.ratio[1])


def _effect(each: Formed) -> str:
    about = each.about
    low, middle, high = (f"{value:.2f}" for value in each.ratio)
    verb = "offered" if about.of == "all offered" else "admitted to"
    says = (
        f"All offences, known or not, of everybody {verb} {about.title}, over {number(about.months)} months, against "
        "what they would have been without it."
    )
    return _entry(
        about.parameter, says, "uncertainty", "rate ratio", f"believed: [{low}, {middle}, {high}]", BOUNDS,
        about.rating, " ".join(_source(each)), about.checked.isoformat(), "log",
    )  # fmt: skip


def _source(each: Formed) -> Iterator[str]:
    about = each.about
    if not each.studies:
        yield about.source
        return
    yield f"Pooled from {listed([_cited(name) for name in about.studies])};"
    yield "bias by design taken off, expected at another place"
    if about.transport:
        yield "and carried to England"
    yield f"(more offences with probability {number(100 * each.harm)}%)"


def _cited(name: str) -> str:
    study = effect_study(name)
    return f"{study.title} ({study.source})"


def _bias(each: Formed) -> str:
    about: Belief = each.about
    says = f"By how much the log of {about.parameter} is above what it would be if no bias were taken off."
    source = f"Follows from the studies pooled for {about.name} and the biases declared in scepticism.yaml"
    name, value = f"effect_bias_in_{about.name.replace('-', '_')}", f"value: {shift(each):.3f}"
    return _entry(
        name, says, "constant", "log ratio", value, "[-2, 2]", about.rating, source, about.checked.isoformat()
    )


def _entry(
    name: str, says: str, role: str, unit: str, number_: str, bounds: str, rating: str, source: str, checked: str,
    scale: str = "",
) -> str:  # fmt: skip
    lines = [f"  {name}:", *_folded("says", says), f"    role: {role}", f"    unit: {unit}", f"    {number_}"]
    if scale:
        lines.append(f"    scale: {scale}")
    lines += [f"    bounds: {bounds}", f"    rating: {rating}", *_folded("source", source), f"    checked: {checked}"]
    return "\n".join(lines) + "\n"


def _folded(name: str, text: str) -> list[str]:
    return [f"    {name}: >-", *textwrap.wrap(text, WIDTH, initial_indent=" " * 6, subsequent_indent=" " * 6)]
