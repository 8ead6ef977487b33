"""Published effects: each kind is its own type, converted with the base rate shown, and none ever taken for a rate ratio."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diversion.experiments.beliefs.forming import formed
from diversion.experiments.beliefs.words import measured
from diversion.experiments.cli import app as cli
from diversion.experiments.trials.effects import (
    BASES,
    KINDS,
    HazardRatio,
    OddsRatio,
    Points,
    RateRatio,
    Reported,
    RiskRatio,
    StandardisedDifference,
    any_event,
    any_event_text,
    at_base,
    effects_of,
    lines_of,
    mean_behind,
    odds_ratio_of,
    rate_ratio,
    rates_behind,
    share_instead,
    share_of,
)
from diversion.scenarios import loader
from diversion.scenarios.evidence import belief, effect_studies
from diversion.scenarios.fields import Finding
from diversion.scenarios.parameters import InputError, register
from diversion.scenarios.words import MEASURES

ROOT = Path(loader.__file__).parents[1]
PUBLISHED = (0.40, 0.42, 0.61, 0.12)  # Collins and others on LEAD in Seattle
ratios = st.floats(0.05, 5.0)
bases = st.floats(0.01, 0.99)
spreads = st.floats(0.01, 5.0)


def published() -> list[Reported]:
    """Every effect that a programme of the library quotes, and those of the studies behind beliefs."""
    findings = [finding for name in loader.names("programme") for finding in loader.programme(name).published]
    return [effect for finding in (*findings, *measured(effect_studies())) for effect in effects_of(finding)]


# --- conversions -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base", "share", "ratio"),
    [(0.3, 14.6, 0.49), (0.5, 28.6, 0.57), (0.7, 48.3, 0.69), (0.8, 61.5, 0.77), (0.9, 78.3, 0.87)],
)
def test_an_odds_ratio_of_040_comes_to_what_the_evidence_says(base: float, share: float, ratio: float) -> None:
    found = at_base(OddsRatio(0.40), base)
    assert 100 * found.share == pytest.approx(share, abs=0.05)
    assert found.risk_ratio.value == pytest.approx(ratio, abs=0.005)
    assert found.difference.value == pytest.approx(share - 100 * base, abs=0.05)


def test_the_text_shows_the_base_rate() -> None:
    said = at_base(OddsRatio(0.40), 0.70).text
    assert said == "odds ratio 0.40 at a base of 70% is a risk ratio of 0.69: 48% instead of 70%"
    said = at_base(StandardisedDifference(-0.42), 0.6).text
    assert said.startswith("d −0.42 (odds ratio 0.50 by Cox's rule) at a base of 60% is a risk ratio of 0.71: 43%")
    assert at_base(Points(-10.3), 0.5).text.startswith("10.3 points lower at a base of 50%")
    assert at_base(Points(2.0), 0.5).text.startswith("2.0 points higher at a base of 50%")


def test_a_standardised_difference_becomes_an_odds_ratio_by_coxs_rule() -> None:
    found = odds_ratio_of(StandardisedDifference(-0.421, -0.65, -0.19))
    assert (found.value, found.low, found.high) == pytest.approx((0.499, 0.342, 0.731), abs=0.001)


@given(ratios, bases)
def test_an_odds_ratio_comes_back_from_the_share(ratio: float, base: float) -> None:
    share = share_instead(OddsRatio(ratio), base)
    assert (share / (1 - share)) / (base / (1 - base)) == pytest.approx(ratio, rel=1e-9)


@given(st.floats(0.05, 0.99), bases)
def test_an_odds_ratio_below_one_is_less_of_a_fall_than_it_looks(ratio: float, base: float) -> None:
    assert ratio < at_base(OddsRatio(ratio), base).risk_ratio.value < 1
    assert rates_behind(OddsRatio(ratio), base).value > ratio  # as a multiplier of rates it would be too strong


@given(bases, spreads)
def test_shares_and_means_lead_back_to_each_other(base: float, k: float) -> None:
    assert share_of(mean_behind(base), 0.0) == pytest.approx(base, rel=1e-9)
    assert share_of(mean_behind(base, k), k) == pytest.approx(base, rel=1e-6)


def test_unequal_rates_are_the_negative_binomial() -> None:
    """Counted: a gamma spread of rates, then a Poisson number of events for each person."""
    luck = np.random.default_rng(20_260_401)
    mean, k, people = 1.5, 1.6, 400_000
    events = luck.poisson(mean * luck.gamma(1 / k, k, people))
    error = math.sqrt(share_of(mean, k) * (1 - share_of(mean, k)) / people)
    assert abs((events > 0).mean() - share_of(mean, k)) < 4 * error
    assert share_of(mean, 1e-9) == pytest.approx(share_of(mean), rel=1e-6)


@given(ratios, bases, spreads)
def test_a_effect_leads_to_a_risk_ratio_and_back(ratio: float, base: float, k: float) -> None:
    risk = any_event(RateRatio(ratio), base, k)
    if risk.value * base < 0.999:  # beyond it next to nobody is left without an event
        assert rates_behind(risk, base, k).value == pytest.approx(ratio, rel=1e-4)


@given(st.floats(0.1, 0.95), bases)
def test_where_rates_are_unequal_the_same_rate_ratio_shows_less(ratio: float, base: float) -> None:
    alike, unequal = (any_event(RateRatio(ratio), base, k).value for k in (0.0, 2.0))
    assert ratio - 1e-9 <= alike <= unequal <= 1


def test_what_a_rate_ratio_means_is_said_for_both() -> None:
    said = any_event_text(RateRatio(0.8), 0.7, 2.0)
    assert said.startswith(
        "rate ratio 0.80 at a base of 70% with any event: 62% where everybody's rate is the same, 67%"
    )


@pytest.mark.parametrize(
    ("effect", "base", "said"),
    [
        (RiskRatio(1.5), 0.8, "risk ratio 1.50 cannot hold at a base of 80%: the share would be 120%"),
        (Points(-40.0), 0.3, "40.0 points lower cannot hold at a base of 30%: the share would be −10%"),
        (OddsRatio(0.4), 0.0, "A base rate must lie between 0 and 1, not at 0"),
        (OddsRatio(0.4), 70.0, "A base rate must lie between 0 and 1, not at 70"),
        (OddsRatio(0.4), math.nan, "A base rate must lie between 0 and 1, not at nan"),
    ],
)
def test_what_cannot_hold_is_refused(effect: Reported, base: float, said: str) -> None:
    with pytest.raises(InputError, match=said):
        at_base(effect, base)


@pytest.mark.parametrize("value", [0.0, -0.4, math.nan, math.inf])
def test_no_ratio_is_zero_or_less_or_no_number(value: float) -> None:
    with pytest.raises(InputError, match="a ratio is above 0"):
        OddsRatio(value)


# --- an odds ratio is never a rate ratio -----------------------------------------------------------------------------


def test_only_a_rate_ratio_multiplies_a_rate() -> None:
    assert rate_ratio(RateRatio(0.8)) == 0.8
    # Each comment says that a type checker refuses the line; it complains of one that is not needed.
    with pytest.raises(TypeError, match="is no rate ratio"):
        rate_ratio(OddsRatio(0.4))  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="is no rate ratio"):
        rate_ratio(RiskRatio(0.4))  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="is no rate ratio"):
        rate_ratio(HazardRatio(0.4))  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="is no rate ratio"):
        rate_ratio(StandardisedDifference(-0.4))  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="is no rate ratio"):
        rate_ratio(0.4)  # type: ignore[arg-type]


def odds_ratios() -> set[float]:
    """Every published odds ratio that is known here, to two decimals."""
    found = [effect for effect in published() if isinstance(effect, OddsRatio)]
    found += [odds_ratio_of(effect) for effect in published() if isinstance(effect, StandardisedDifference)]
    return {round(effect.value, 2) for effect in found} | set(PUBLISHED)


# Rate ratios of something else than offending, set by judgement: how often spells of a need begin, and how often careers end.
ELSEWHERE = {"spell_without", "desist_need"}


def multipliers() -> Iterator[tuple[str, float]]:
    """Every number that multiplies a rate of offending: declared, of a programme, of a place, or set by a preset."""
    ratios = {name for name, parameter in register().items() if parameter.unit == "rate ratio"}
    ratios -= {name for name in ratios if name.partition(".")[0] in ELSEWHERE}
    for name, parameter in register().items():
        if name.startswith("effect_"):
            yield from ((name, value) for value in (parameter.low, parameter.default))
        elif name in ratios:
            yield name, parameter.default
    for name in loader.names("programme"):
        item = loader.programme(name)
        yield from ((name, value) for value in (item.effect,) if isinstance(value, float))
    for name in loader.names("locality"):
        yield from ((each, own.value) for each, own in loader.locality(name).parameters.items() if each in ratios)
    for name in loader.names("preset"):
        changes = loader.preset(name).changes
        yield from ((f"{name}: {each}", value) for each, value in changes.items() if each in ratios)


# Rate ratios that are the same number as a published odds ratio, each with the reason why it is none.
CHANCE: dict[tuple[str, float], str] = {}


def test_no_rate_ratio_is_a_published_odds_ratio() -> None:
    assert odds_ratios() >= {0.40, 0.42, 0.50, 0.61, 0.12}
    assert {(name, value) for name, value in multipliers() if round(value, 2) in odds_ratios()} == CHANCE.keys()


def test_the_preset_that_takes_published_effects_at_their_word_converts_them() -> None:
    """As beliefs convert them, so that the preset and `diversion show lead` say one number for one study."""
    first = formed(belief("lead")).steps[0]
    assert first.what == "as published"
    assert loader.preset("lead-as-published").changes["effect_lead"] == round(first.ratio[1], 2)


def test_the_engine_puts_odds_ratios_on_the_scale_of_log_odds() -> None:
    """Wherever the engine reads a parameter that is an odds ratio, it takes its logarithm and nothing else."""
    # Of a table its name is read, and one of its places.
    names = {name.partition(".")[0] for name, parameter in register().items() if parameter.unit == "odds ratio"}
    assert {"arrest_ratio", "discretion_ratio"} <= names
    names -= {
        "need_women",
        "need_young",
        "need_ethnicity",
        "career_need",
    }  # read by name in `build/needs.py`, whose tests hold them to odds by hand
    read: list[str] = []
    logged: list[str] = []
    for path in [*(ROOT / "agents").glob("*.py"), *(ROOT / "model").glob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            read += [node.attr] if isinstance(node, ast.Attribute) and node.attr in names else []
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "log":
                logged += [each for each in _factors(node.args[0]) if each in names]
    assert sorted(read) == sorted(logged) and set(read) == names


def _factors(node: ast.expr) -> list[str]:
    """The parameters that are multiplied with each other, each by its name: the log of a product is a sum of logs."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        return _factors(node.left) + _factors(node.right)
    inner = node.value if isinstance(node, ast.Subscript) else node
    return [inner.attr] if isinstance(inner, ast.Attribute) else []


# --- where a reader meets them ---------------------------------------------------------------------------------------


def test_the_library_names_every_kind_as_this_module_does() -> None:
    assert tuple(KINDS) == MEASURES
    assert {type(effect) for effect in published()} >= {OddsRatio, Points, HazardRatio, StandardisedDifference}
    assert all(effect.source and effect.country and effect.design for effect in published())


def test_a_finding_that_speaks_of_odds_gives_them_as_data() -> None:
    findings = (finding for name in loader.names("programme") for finding in loader.programme(name).published)
    spoken = [finding for finding in findings if "odds" in finding.finding.lower()]
    assert spoken
    assert all(any(isinstance(effect, OddsRatio) for effect in effects_of(finding)) for finding in spoken)


def test_without_a_published_base_several_are_shown() -> None:
    about = {"of": "arrest", "design": "randomised", "country": "England"}
    finding = {"finding": "x", "source": "y", "rating": "weak"}
    effect = {"measure": "risk ratio", "value": 1.2, **about}
    (line,) = lines_of(Finding.model_validate(finding | {"effects": [effect]}))
    shares = "36% instead of 30%, 60% instead of 50% or 84% instead of 70%"
    assert line == f"arrest: risk ratio 1.20 is {shares} (the base was not published)."
    (line,) = lines_of(Finding.model_validate(finding | {"effects": [effect | {"base": 0.5}]}))
    assert line == "arrest: risk ratio 1.20 at a base of 50% is a risk ratio of 1.20: 60% instead of 50%."


def test_show_and_the_page_of_programmes_convert(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["show", "lead"]) == 0
    said = capsys.readouterr().out
    line = "odds ratio 0.40 is 15% instead of 30%, 29% instead of 50%, 48% instead of 70% or 78% instead of 90%"
    assert line in said
    assert line in (ROOT / "docs" / "programmes.md").read_text(encoding="utf-8")
    assert cli.main(["show", "effect_lead"]) == 0
    assert (
        f"meaning: rate ratio {register()['effect_lead'].default:.2f} at a base of {100 * BASES[1]:.0f}% with any event"
        in capsys.readouterr().out
    )
    assert cli.main(["show", "arrest_ratio.black"]) == 0
    assert "odds ratio 1.60 at a base of 50% is a risk ratio of 1.23: 62% instead of 50%" in capsys.readouterr().out
    assert cli.main(["show", "horizons"]) == 0
    assert "published effects come to" not in capsys.readouterr().out
