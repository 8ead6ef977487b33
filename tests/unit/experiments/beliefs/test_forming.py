"""Beliefs from studies: each can be wrong, scepticism acts once and in its direction, and what is kept is what is formed."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diversion.experiments.beliefs import __main__ as command
from diversion.experiments.beliefs import words
from diversion.experiments.beliefs.counts import kept as kept_counts
from diversion.experiments.beliefs.counts import needing, shares_for
from diversion.experiments.beliefs.formed import kept
from diversion.experiments.beliefs.forming import formed, weighed
from diversion.experiments.beliefs.writing import shift
from diversion.experiments.cli import app as cli
from diversion.experiments.plans.draws import draw_values
from diversion.scenarios import loader
from diversion.scenarios.errors import InputError
from diversion.scenarios.evidence import EffectStudy, belief, beliefs, effect_study, scepticism
from diversion.scenarios.parameters import Parameter, find, register

POOLED = [name for name in beliefs() if belief(name).studies]
RULE = scepticism()


def rule(**values: float) -> Mapping[str, Parameter]:
    """The rule of scepticism with other numbers."""
    other = {name: replace(RULE[name], default=value, low=value, high=value) for name, value in values.items()}
    return {**RULE, **other}


def made(**changes: Any) -> EffectStudy:
    """A made-up trial: a ratio of counts of 0.5, with an error of 0.1 on the log scale."""
    width = math.exp(0.1 * 1.959964)
    given = {"measure": "rate ratio", "outcome": "offences", "value": 0.5, "interval": (0.5 / width, 0.5 * width)}
    given |= {"design": "matched", "base": None, "base_is": None, "adjusted": False}
    return effect_study("cara-hampshire").model_copy(update=given | changes)


# --- what is kept ----------------------------------------------------------------------------------------------------


def test_the_files_that_hold_beliefs_are_what_the_studies_give() -> None:
    """Stale: run `python -m diversion.experiments.beliefs`."""
    for path, text in command.texts().items():
        assert path.read_text(encoding="utf-8") == text, f"{path.name}: run python -m diversion.experiments.beliefs"


def test_parameters_are_what_is_kept() -> None:
    for name, each in kept().items():
        parameter = find(belief(name).parameter)
        assert (parameter.low, parameter.default, parameter.high) == tuple(round(ratio, 2) for ratio in each.ratio)
        assert (parameter.scale, parameter.unit, parameter.role) == ("log", "rate ratio", "uncertainty")


def test_there_are_counts_for_every_study_that_needs_them_and_for_no_other() -> None:
    needed = needing(map(belief, beliefs()))
    assert [(each.replay, each.months) for each in kept_counts()] == [(each.replay, each.months) for each in needed]
    assert all(
        shares_for(study) is not None and sum(each.people) > 1000
        for study, each in zip(needed, kept_counts(), strict=True)
    )
    assert shares_for(effect_study("cara-hampshire")) is None, "a ratio of counts needs none"


def test_a_study_without_counts_says_how_to_make_them() -> None:
    with pytest.raises(
        InputError, match="no counts for lead-seattle: python -m diversion.experiments.beliefs --replay"
    ):
        shares_for(effect_study("lead-seattle"))


# --- what is believed ------------------------------------------------------------------------------------------------


def test_every_belief_can_be_wrong() -> None:
    """E3: the contract could not fail: its range never reached 1, so "98% of draws lower" had been assumed."""
    for name, each in kept().items():
        low, middle, high = each.ratio
        assert low < middle < 1 < high, name
        assert 0.05 < each.harm < 0.5, name


def test_leads_two_ages_are_drawn_together() -> None:
    """E3: what LEAD does at 18 to 25 was drawn apart from what it does later. It is a share of the same draw now."""
    assert [name for name in register() if name.startswith("effect_lead")] == ["effect_lead"]
    young = find("effect_young")
    assert (young.low, young.default, young.high) == (0.0, 0.7, 1.8), (
        "from nothing to more than later: the conflict stands"
    )


def test_judgements_are_of_all_admitted_or_offered_and_never_of_the_engaged() -> None:
    for name in beliefs():
        if not belief(name).studies:
            assert belief(name).of in ("all admitted", "all offered") and kept()[name].ratio == belief(name).believed


@pytest.mark.parametrize("name", POOLED)
def test_each_step_leaves_less_of_the_effect_or_more_doubt(name: str) -> None:
    steps = kept()[name].steps
    assert [step.what for step in steps][:3] == ["as published", "bias taken off", "at another place"]
    harms = [step.harm for step in steps]
    assert harms == sorted(harms) and steps[0].ratio[1] < steps[1].ratio[1]
    if belief(name).transport:
        assert steps[-1].what == "carried to England" and steps[-1].ratio[1] > steps[-2].ratio[1]


# --- scepticism ------------------------------------------------------------------------------------------------------


def test_bias_is_taken_off_by_hand() -> None:
    found = weighed(made(), rule=rule(bias_matched=-0.25, bias_matched_sd=0.2))
    assert (found.log_ratio, found.error) == pytest.approx((math.log(0.5), 0.1), abs=1e-6)
    assert (found.without_bias, found.wider) == pytest.approx((math.log(0.5) + 0.25, math.hypot(0.1, 0.2)), abs=1e-6)


@pytest.mark.parametrize("changes", [{"adjusted": True}, {"design": "judgement"}])
def test_bias_is_taken_off_once(changes: dict[str, Any]) -> None:
    """What authors have shrunk already, and what is judgement, is left as it is."""
    found = weighed(made(**changes))
    assert (found.without_bias, found.wider) == (found.log_ratio, found.error)


def test_weaker_designs_are_believed_less() -> None:
    found = [weighed(made(design=design)) for design in ("randomised", "matched", "uncontrolled")]
    assert found[0].without_bias < found[1].without_bias < found[2].without_bias
    assert found[0].wider < found[1].wider < found[2].wider


@pytest.mark.parametrize("name", POOLED)
def test_more_bias_means_closer_to_none(name: str) -> None:
    ratios = [formed(belief(name), times).ratio[1] for times in (0.0, 0.5, 1.0, 2.0)]
    harms = [formed(belief(name), times).harm for times in (0.0, 0.5, 1.0, 2.0)]
    assert ratios == sorted(ratios) and harms == sorted(harms) and harms[0] < harms[-1]
    each = kept()[name]
    assert each.halved and each.doubled
    assert [round(ratio, 4) for ratio in ratios[1:]] == [each.halved.ratio[1], each.ratio[1], each.doubled.ratio[1]]


def test_gateways_null_makes_the_contract_weaker() -> None:
    """E3: of Checkpoint alone the belief would be stronger."""
    contract = belief("contract")
    alone = formed(contract.model_copy(update={"studies": ("checkpoint-durham",)}))
    assert formed(contract).ratio[1] > alone.ratio[1] + 0.05


def test_more_spread_between_places_is_more_doubt() -> None:
    spans = []
    for scale in (0.0, 0.1, 0.2, 0.4):
        low, _, high = formed(belief("contract"), rule=rule(between_sites=scale)).ratio
        spans.append(math.log(high / low))
    assert spans == sorted(spans) and spans[0] < spans[-1]


def test_the_less_is_carried_to_england_the_nearer_to_none() -> None:
    ratios = [formed(belief("lead"), rule=rule(transport=share)).ratio[1] for share in (0.3, 0.6, 1.0)]
    assert ratios == sorted(ratios, reverse=True)
    at_home = formed(belief("lead").model_copy(update={"transport": False}))
    assert formed(belief("lead"), rule=rule(transport=1.0)).ratio == pytest.approx(at_home.ratio)


@settings(max_examples=15)
@given(st.permutations(["checkpoint-durham", "gateway-hampshire"]))
def test_the_order_of_studies_does_not_matter(order: list[str]) -> None:
    contract = belief("contract")
    assert formed(contract.model_copy(update={"studies": tuple(order)})).ratio == pytest.approx(formed(contract).ratio)


# --- every answer with another bias ----------------------------------------------------------------------------------


@pytest.mark.parametrize("times", [0.5, 2.0])
@pytest.mark.parametrize("name", POOLED)
def test_bias_ratio_gives_every_answer_with_another_bias(name: str, times: float) -> None:
    """Moving what was formed gives, within 2%, what forming it anew gives."""
    values = draw_values({"bias_ratio": times}, 1, fixed=True)
    assert values[f"effect_{name}"] == pytest.approx(formed(belief(name), times).ratio[1], rel=0.02)
    assert find(f"effect_bias_in_{name}").default == round(shift(kept()[name]), 3)


def test_bias_ratio_moves_draws_and_leaves_alone_what_somebody_said() -> None:
    usual, doubted = (draw_values(given, 7, fixed=False) for given in ({}, {"bias_ratio": 2.0}))
    moved = {name for name in usual if usual[name] != doubted[name]}
    assert moved == {"bias_ratio", *(f"effect_{name}" for name in POOLED)}
    assert all(doubted[f"effect_{name}"] > usual[f"effect_{name}"] for name in POOLED)
    assert draw_values({"bias_ratio": 2.0, "effect_lead": 0.7}, 7, fixed=False)["effect_lead"] == 0.7
    assert draw_values({"bias_ratio": 1.0}, 7, fixed=False) == usual


def test_another_bias_is_printed_and_nothing_is_written(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "texts", lambda: pytest.fail("nothing may be written"))
    command.main(["--bias", "2"])
    (row,) = (line for line in capsys.readouterr().out.splitlines() if line.startswith("lead"))
    doubled = kept()["lead"].doubled
    assert doubled and f"{doubled.ratio[1]:.2f}" in row


# --- in words --------------------------------------------------------------------------------------------------------


def test_a_programme_says_what_it_is_believed_to_do_and_why() -> None:
    said = "\n".join(words.lines_of(loader.programme("checkpoint")))
    published, less, believed = kept()["contract"].steps
    harm = f"more offences with probability {100 * believed.harm:.0f}%"
    for part in ("Checkpoint in Durham: points −10.3", "Gateway in Hampshire: risk ratio 1.0", harm,
                 f"As published: {published.ratio[1]:.2f} (", f"Bias taken off: {less.ratio[1]:.2f} (",
                 f"Believed, at another place: {believed.ratio[1]:.2f} (", "With half the bias"):  # fmt: skip
        assert part in said


def test_a_judgement_says_so() -> None:
    said = words.lines_of(loader.programme("divert-lancashire"))
    assert any(line.startswith("Believed, by judgement: 0.97 (0.80 to 1.15)") for line in said)
    assert any("DIVERT in London: no figure that could be read" in line for line in said)


def test_what_is_not_of_the_library_has_no_belief() -> None:
    assert words.lines_of(loader.programme("lead").model_copy(update={"name": "mine"})) == []


def shown(capsys: pytest.CaptureFixture[str], *name: str) -> str:
    assert cli.main(["show", *name]) in (0, None)
    return capsys.readouterr().out


def test_show_prints_the_belief_of_a_programme(capsys: pytest.CaptureFixture[str]) -> None:
    said = shown(capsys, "lead")
    assert "# What it is believed to do" in said and f"carried to England: {kept()['lead'].ratio[1]:.2f} (" in said
    assert all(line in said for line in words.lines_of(loader.programme("lead")))


def test_show_knows_beliefs_studies_and_the_rule(capsys: pytest.CaptureFixture[str]) -> None:
    assert "all offences of everybody offered it, over 24 months" in shown(capsys, "contract")
    assert "interval_is: derived from the standard error" in shown(capsys, "wsipp-pre-booking")
    assert "Page and others 2016" in shown(capsys, "bias_randomised")
    told = json.loads(shown(capsys, "contract", "--json"))
    assert told["formed"]["steps"][-1]["harm"] == kept()["contract"].harm
