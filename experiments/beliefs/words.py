"""Beliefs in words, the same for `diversion show` and for the page of programmes.

Core objects: `lines_about`, all that is said of a belief; `table`, all beliefs in a row each.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from ...scenarios import loader
from ...scenarios.evidence import Belief, EffectStudy, belief_about, effect_study, scepticism
from ...scenarios.fields import Finding
from ...scenarios.schema import Programme
from ...scenarios.words import MEASURES
from ..trials import lines_of as effect_lines
from ..trials.curves import ratios_among
from ..trials.solving import PLACE
from ..wording import listed, number, upper_first
from .formed import Formed, Step, Weighed, kept

OF: Final = {"all offered": "everybody offered it", "all admitted": "everybody admitted to it"}
OF_GROUP: Final = {"offered": "all offered", "admitted": "all admitted (who engage)"}
GROUPS: Final = {"all offered": "all offered", "all admitted": "all admitted", "engaged": "those who engage"}


def lines_of(programme: Programme) -> list[str]:
    """What is believed of a programme's effect, and how that came about; nothing where no belief is about it."""
    about = belief_about(programme.name)
    return [] if about is None else [*lines_about(kept()[about.name]), *among_whom(programme)]


def comes_to(programme: Programme) -> list[str]:
    """What the effects published of a programme come to: those of its own file, then those of the studies behind its belief."""
    own = [line for finding in programme.published for line in effect_lines(finding)]
    return [*own, *of_studies(programme)]


def of_studies(programme: Programme) -> list[str]:
    """What the studies come to in view of which the belief about a programme was formed, a line each.

    An odds ratio alone would be read as a percentage. What a study measured stands in its own file, and nowhere else.
    """
    about = belief_about(programme.name)
    names = (*about.studies, *about.informs) if about else ()
    return [line for finding in measured(names) for line in effect_lines(finding)]


def measured(names: Iterable[str]) -> Iterator[Finding]:
    """What studies measured, each as a finding with one effect, where its measure is one that can be told at a base."""
    return (_finding(each) for each in map(effect_study, names) if each.measure in MEASURES)


def _finding(study: EffectStudy) -> Finding:
    """What a study measured, as a finding with one effect."""
    low, high = study.interval or (None, None)
    effect = {
        "measure": study.measure, "value": study.value, "low": low, "high": high, "base": study.base,
        "of": f"{study.title}, {study.outcome} in {number(study.months)} months",
        "design": study.design, "country": study.country,
    }  # fmt: skip
    return Finding.model_validate(
        {"finding": study.title, "source": study.source, "rating": study.rating, "effects": (effect,)}
    )


def among_whom(programme: Programme) -> list[str]:
    """What the effect is among all offered, all admitted and those who engage, where that has been solved for."""
    found = ratios_among(programme)
    if not found:
        return ["Not solved yet: python -m diversion.experiments.trials.curves finds what strength gives this effect."]
    said = (
        f"{OF_GROUP[name.split()[0]]} over {name.split()[1]} months {number(ratio, 2)}" for name, ratio in found.items()
    )
    place = loader.locality(PLACE).title  # one for all programmes, wherever their studies were done
    return [f"By replaying a trial by lot in {place}, offending is multiplied among {listed(list(said))}."]


def lines_about(formed: Formed) -> list[str]:
    """The studies, the pooled belief, what scepticism made of it, and the probability of harm; a line each."""
    about = formed.about
    return [
        f"{upper_first(about.title)}: all offences of {OF[about.of]}, over {number(about.months)} months, against without it.",
        *(f"Pooled: {_pooled(each)}" for each in formed.studies),
        *(f"Informs: {_reported(effect_study(name))}" for name in about.informs),
        *_how(formed),
        f"{about.text} Rating: {about.rating}.",
    ]


def _pooled(each: Weighed) -> str:
    study = each.about
    ratio, less = _ratio(each.ratio), number(math.exp(each.without_bias), 2)
    taken = (
        "its authors have taken bias off already"
        if study.adjusted
        else f"without the bias of a study that is {study.design}, {less}"
    )
    return f"{_reported(study)} On the scale of all offences a ratio of {ratio} with its 95% interval; {taken}."


def _reported(study: EffectStudy) -> str:
    """A study as it was measured, in one line."""
    group = f"{study.outcome}, of {GROUPS[study.of]}, in {number(study.months)} months"
    about = f"{study.design}, {study.country}, {study.age}"
    return f"{study.title}: {_figure(study)}; {group}; {about}. {study.source}; {study.rating}."


def _figure(study: EffectStudy) -> str:
    """What was measured, how wide, at which base, and what of it was not read."""
    if study.measure is None or study.value is None:
        return "no figure that could be read"
    said = f"{study.measure} {_plain(study.value)}"
    if study.interval:
        low, high = (_plain(end) for end in study.interval)
        said += f" ({low} to {high}, {study.interval_is})"
    if study.value_is:
        said += f"; {study.value_is}"
    if study.base is not None:
        said += f"; {number(100 * study.base, 1 if study.base < 0.1 else 0)}% of the others have it, {study.base_is}"
    return said


def _how(formed: Formed) -> Iterator[str]:
    """Every step to what is believed: the middle, with the 5th and 95th percentile."""
    if not formed.studies:
        yield f"Believed, by judgement: {_belief(formed.steps[-1])}."
        yield f"{formed.about.source}."
        return
    for step in formed.steps[:-1]:
        yield f"{upper_first(step.what)}: {_belief(step)}."
    yield f"Believed, {formed.steps[-1].what}: {_belief(formed.steps[-1])}."
    if formed.halved and formed.doubled:
        yield f"With half the bias {_belief(formed.halved)}; with twice as much {_belief(formed.doubled)}."


def _belief(step: Step) -> str:
    return f"{_ratio(step.ratio)}, more offences with probability {_chance(step.harm)}"


def _chance(p: float) -> str:
    return "below 1%" if p < 0.01 else f"{number(100 * p)}%"


def _ratio(ratio: Sequence[float]) -> str:
    low, middle, high = (number(each, 2) for each in ratio)
    return f"{middle} ({low} to {high})"


def _plain(value: float) -> str:
    return number(value, 2 if abs(value) < 1 or not float(value * 10).is_integer() else 1)


def rule_lines() -> list[str]:
    """The one rule of scepticism, a line for each of its numbers."""
    return [
        f"`{each.name}` {each.default:g}{f' ({each.span})' if each.span else ''}: {each.text} {each.source}; {each.rating}."
        for each in scepticism().values()
    ]


def table(found: Iterable[Formed]) -> str:
    """All beliefs, a row each."""
    lines = [f"{'Belief':<12}{'of':<14}{'months':>6}  {'ratio of all offences':<24}{'P(more)':>8}  studies"]
    for each in found:
        about: Belief = each.about
        row = f"{about.name:<12}{about.of:<14}{about.months:>6g}  {_ratio(each.ratio):<24}{100 * each.harm:>7.0f}%"
        lines.append(f"{row}  {', '.join(about.studies) or 'judgement'}")
    return "\n".join(lines)
