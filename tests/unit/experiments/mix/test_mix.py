"""A budget is never exceeded, mixes that cannot be told apart are said to be, and a planted best one is found."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diversion import mix
from diversion.experiments.cli.app import main
from diversion.experiments.mix.answer import Mix, Tried, beats
from diversion.experiments.mix.carry_out import following, gains, survivors
from diversion.experiments.mix.study import STEPS, ask
from diversion.model.ledger.costs import programme_cost
from diversion.scenarios import loader
from diversion.scenarios.parameters import InputError, resolve

SMALL: dict[str, Any] = {"years": 1, "run_in": 0, "replicates": 4, "screening": 2}
Captured = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Mix:
    db = tmp_path_factory.mktemp("mix") / "runs.sqlite"
    return mix("blackpool", 200_000, packs=["pre-arrest", "custody-stage"], db=db, **SMALL)


@given(st.floats(1.1e5, 5e6), st.sampled_from(["blackpool", "leicestershire", "durham"]))
def test_no_mix_spends_more_than_the_budget_as_the_model_reckons_it(budget: float, place: str) -> None:
    asked = ask(place, budget, packs=["pre-arrest", "custody-stage"], **SMALL)
    values = resolve({}, asked.locality.parameters)
    for each in asked.candidates():
        spent = programme_cost(each.regime, loader.catalogue([each.regime]), values, 1.0)
        assert spent <= budget * (1 + 1e-9)
        assert spent == pytest.approx(each.spends)  # a part of a post is no post, in the model as here


def test_each_sum_has_its_best_and_nothing_is_a_choice(found: Mix) -> None:
    assert [level.spends for level in found.frontier] == sorted({level.spends for level in found.frontier})
    assert found.best.mean == max(each.mean for each in found.tried if each.gains is not None)
    rows = found.rows()
    assert rows[0]["verdict"] == "best" and len(rows) == len(found.tried)
    assert 0 <= found.better_than_nothing <= 1 and 0 <= found.exceeded <= 1
    assert json.dumps(found.to_dict()) and len(found.table()) == len(found.tried)
    assert "<caption>" in found._repr_html_() and 'scope="col"' in found._repr_html_()
    assert len(found.chart.table.rows) == len(found.frontier)


def test_a_gain_is_what_the_comparison_says_of_money_and_of_what_is_avoided(found: Mix) -> None:
    compared, name = found.comparison, found.best.mix.name
    assert gains(compared, name, "net-benefit") == pytest.approx(compared.economics().net_benefit(name))
    fewer = gains(compared, name, "offences")
    assert fewer == pytest.approx(-compared.changes(name, "latent_offences") * compared.plan.years)


def with_gains(found: Mix, *values: Any) -> Mix:
    """The same mixes with these gains on all draws; those left over are as they came out of the screening."""
    tried = [Tried(each.mix, each.screened, None) for each in found.tried]
    for k, gain in enumerate(values):
        tried[k] = Tried(tried[k].mix, tried[k].screened, np.asarray(gain, dtype=np.float64))
    return replace(found, tried=tuple(tried), more=np.array([-1.0, 1.0, -1.0, 1.0]))


def test_one_that_is_better_in_every_draw_is_named(found: Mix) -> None:
    said = " ".join(with_gains(found, [5e5] * 4, [1e5] * 4).lines())
    assert "It is better than every other, and than spending nothing, in at least 90 of 100 draws." in said
    assert "£500,000 of net benefit" in said and "cannot be told from nothing" in said  # of the next money


def test_those_that_cannot_be_told_apart_are_said_to_be(found: Mix) -> None:
    planted = with_gains(found, [2e5, -1e5, 3e5, -1e5], [1e5, 0.0, 1e5, 0.0])
    said = " ".join(planted.lines())
    assert "No mix can be named the best: this one cannot be told from spending nothing" in said
    assert len(planted.alike) == 1 and "Already the first £60,000 a year cannot be told" in said


def test_a_loss_is_told_as_a_loss(found: Mix) -> None:
    said = " ".join(with_gains(found, [-2e5] * 4).lines())
    assert "a loss of £200,000" in said and "cannot be told from spending nothing" in said


def test_those_that_are_left_are_the_best_those_like_it_and_the_best_of_each_sum(found: Mix) -> None:
    asked = found.asked
    tried = asked.candidates()
    screened = {each.name: np.full(10, -float(k)) for k, each in enumerate(tried)}
    kept = survivors(tried, screened)
    assert kept == [tried[0]]  # the cheapest is the best here, so it is the best of every sum
    same = {each.name: np.zeros(10) for each in tried}
    assert len(survivors(tried, same)) <= 8 + STEPS


def test_the_next_money_goes_where_the_last_went(found: Mix) -> None:
    best = found.asked.candidates()[-1]
    more = following(found.asked, best)
    assert best.spends < more.spends <= best.spends + 100_000 and set(more.pounds) == set(best.pounds)


def test_a_budget_below_the_first_post_is_refused() -> None:
    with pytest.raises(InputError, match=r"^£30,000 a year pays for no post; the first costs £60,000\.$"):
        ask("blackpool", 30_000, packs=["pre-arrest", "custody-stage"], **SMALL).candidates()


def test_a_small_budget_buys_whole_posts_and_leaves_the_rest() -> None:
    tried = ask("blackpool", 130_000, packs=["pre-arrest", "custody-stage"], **SMALL).candidates()
    assert [(each.words(), each.spends) for each in tried] == [
        ("custody-stage with 1 post (£60,000 a year)", 60_000.0),
        ("pre-arrest with 1 post (£108,000 a year)", 108_000.0),
        ("custody-stage with 2 posts (£120,000 a year)", 120_000.0),
    ]


def test_ties_are_halves() -> None:
    assert beats(np.array([1.0, 1.0, np.nan]), np.array([1.0, 0.0, 0.0])) == 0.75
    assert math.isnan(beats(np.array([np.nan]), np.array([1.0])))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--budget", "0"], "A budget is above 0"),
        (["--budget", "nan"], "A budget is above 0"),
        (
            ["--budget", "1e5", "--for", "money"],
            "An objective is one of net-benefit, offences, contacts, harm, not 'money'.",
        ),
        (["--budget", "1e5", "--screening", "1"], "Screening takes from 2"),
        (["--budget", "1e5", "--regime", "custody-stage", "--regime", "custody-stage"], "Name each regime once"),
    ],
)
def test_wrong_input_gets_one_sentence(words: list[str], said: str, capsys: Captured) -> None:
    assert main(["mix", "leicestershire", *words, "--dry-run"]) == 2
    assert said in capsys.readouterr().err


def test_the_command_says_what_python_says(found: Mix, tmp_path: Path, capsys: Captured) -> None:
    words = [
        "--budget",
        "200000",
        "--regime",
        "pre-arrest",
        "--regime",
        "custody-stage",
        "--years",
        "1",
        "--run-in",
        "0",
    ]
    words += ["--replicates", "4", "--screening", "2", "--db", str(tmp_path / "runs.sqlite"), "--quiet"]
    table, drawn = tmp_path / "mix.csv", tmp_path / "mix.svg"
    assert main(["mix", "blackpool", *words, "--json", "--out", str(table), "--picture", str(drawn)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["best"] == found.best.mix.name and told["lines"] == found.lines()
    assert table.read_text(encoding="utf-8").startswith("mix,words,spends") and "£60,000" in drawn.read_text("utf-8")
    assert main(["mix", "blackpool", *words]) == 0
    assert "mixes of pre-arrest and custody-stage" in capsys.readouterr().out


def test_a_regime_without_a_door_of_its_own_cannot_be_bought() -> None:
    with pytest.raises(InputError, match="nothing to compare none with"):
        ask("blackpool", 1e5, packs=["none"], **SMALL)
