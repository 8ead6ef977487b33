"""How a belief follows from its studies, step by step: read on one scale, bias off, pooled, a new place, England.

Core objects: `formed`, one belief with every step to it; `weighed`, one study.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from scipy.stats import norm

from ...scenarios.evidence import Belief, EffectStudy, effect_study, scepticism
from ...scenarios.parameters import Parameter
from .counts import Shares, shares_for
from .formed import Formed, Step, Weighed, Z, span
from .pooling import Mixture, carried, likely_values, new_site, pooled
from .reading import ratio_behind, with_base

FIVE_TO_95: Final = 1.6448536269514722
HALVED: Final = 0.5
DOUBLED: Final = 2.0
Rule = Mapping[str, Parameter]


def formed(about: Belief, bias_ratio: float = 1.0, rule: Rule | None = None) -> Formed:
    """What is believed, by the one rule of scepticism.

    Args:
        about: The belief, with its studies or its judgement.
        bias_ratio: So many times the average bias of each design is taken off.
        rule: Another rule than the library's.
    """
    if about.believed:
        return Formed(belief=about.name, steps=(_judged(about.believed),))
    rule = rule or scepticism()
    studies = [effect_study(name) for name in about.studies]
    by_ratio = {ratio: _weighed(studies, bias_ratio * ratio, rule) for ratio in (1.0, HALVED, DOUBLED)}
    halved, doubled = (list(_steps(about, by_ratio[ratio], rule))[-1] for ratio in (HALVED, DOUBLED))
    steps = tuple(_steps(about, by_ratio[1.0], rule))
    return Formed(belief=about.name, studies=tuple(by_ratio[1.0]), steps=steps, halved=halved, doubled=doubled)


def _weighed(studies: Sequence[EffectStudy], bias_ratio: float, rule: Rule) -> list[Weighed]:
    return [weighed(study, shares_for(study), bias_ratio, rule) for study in studies]


def weighed(
    study: EffectStudy, shares: Shares | None = None, bias_ratio: float = 1.0, rule: Rule | None = None
) -> Weighed:  # fmt: skip
    """A study read as the ratio of all offences, and what is left of it when the bias of its design is taken off.

    Args:
        study: With a figure and an interval.
        shares: Of people like its comparison group by how often they have its outcome; a ratio of counts needs none.
        bias_ratio: So many times the average bias is taken off.
        rule: Another rule than the library's.
    """
    rule = rule or scepticism()
    low, middle, high = (math.log(each) for each in _ratios(study, shares))
    error = (high - low) / (2 * Z)
    less, wider = middle, error
    if not study.adjusted and study.design != "judgement":
        less -= bias_ratio * rule[f"bias_{study.design}"].default
        wider = math.hypot(error, rule[f"bias_{study.design}_sd"].default)
    return Weighed(study=study.name, log_ratio=middle, error=error, without_bias=less, wider=wider)


def _ratios(study: EffectStudy, shares: Shares | None) -> tuple[float, float, float]:
    """The ratio behind the lower end of a study's interval, its value and the upper end."""
    assert study.measure and study.value is not None and study.interval, "a belief pools only studies with a figure"
    if shares is not None and study.base is not None:
        shares = with_base(shares, study.base)
    low, high = study.interval
    ends = [ratio_behind(study.measure, each, shares) for each in (low, study.value, high)]
    return ends[0], ends[1], ends[2]


def _steps(about: Belief, studies: Sequence[Weighed], rule: Rule) -> Iterator[Step]:
    logs, variances = [each.without_bias for each in studies], [each.wider**2 for each in studies]
    yield _normal("as published", *pooled([each.log_ratio for each in studies], [each.error**2 for each in studies]))
    yield _normal("bias taken off", *pooled(logs, variances))
    there = new_site(logs, variances, rule["between_sites"].default, int(rule["few_studies"].default))
    if not about.transport:
        yield _drawn("at another place", there)
        return
    yield _mixed("at another place", there)
    share = rule["transport"]
    yield _drawn("carried to England", carried(there, likely_values(share.low, share.default, share.high)))


def _normal(what: str, mean: float, error: float) -> Step:
    return Step(what=what, ratio=span(mean, error, FIVE_TO_95), harm=float(norm.sf(0, mean, error)))


def _mixed(what: str, of: Mixture) -> Step:
    low, middle, high = (math.exp(each) for each in of.triple)
    return Step(what=what, ratio=(low, middle, high), harm=1 - of.below(0.0))


def _drawn(what: str, of: Mixture) -> Step:
    """The last step: runs draw along straight lines through its three percentiles, so its probability of harm is theirs."""
    low, middle, high = (math.exp(each) for each in of.triple)
    return Step(what=what, ratio=(low, middle, high), harm=_judged((low, middle, high)).harm)


def _judged(believed: tuple[float, float, float]) -> Step:
    """A judgement: belief runs straight, on the log scale, through its three percentiles."""
    low, middle, high = (math.log(each) for each in believed)
    end = high if middle < 0 else low
    return Step(what="judgement", ratio=believed, harm=min(max(0.5 + 0.45 * middle / abs(end - middle), 0.0), 1.0))
