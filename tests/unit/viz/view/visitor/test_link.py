"""A link restores exactly what was chosen; a hand-edited one gets a sentence; the other ways to say it mean the same."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diversion.experiments.plans.experiment import comparison
from diversion.experiments.plans.making import make_plan, plan_of, read_changes
from diversion.experiments.store.links import Links, Saved
from diversion.scenarios.parameters import InputError
from diversion.scenarios.scenario import scenario
from diversion.viz.view.visitor import state
from diversion.viz.view.visitor.chosen import Chosen, command, python, scenario_file
from diversion.viz.view.visitor.link import chosen_of, query_of
from diversion.viz.view.visitor.named import Named

CHOSEN = Chosen(
    locality="leicester",
    preset="optimistic",
    regimes=("pre-arrest", "combined"),
    changes=(("offer_street", 0.123456789), ("workers_pre_arrest", 9.0), ("lead.length_days", "365")),
    years=2,
    replicates=7,
    seed=12,
)


@settings(max_examples=30)
@given(
    st.floats(0.0, 1.0),
    st.integers(0, 2**63 - 1),
    st.integers(1, 200),
    st.sampled_from(["", "pessimistic", "all-ages"]),
)
def test_any_scenario_comes_back_to_the_bit(offer: float, seed: int, replicates: int, preset: str) -> None:
    chosen = Chosen(preset=preset, seed=seed, replicates=replicates).with_change("offer_street", offer)
    assert chosen_of(query_of(chosen)) == chosen
    assert chosen_of("?" + query_of(CHOSEN)) == CHOSEN


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("place=/etc/passwd", "not in the library"),
        ("place=blackpol", "Did you mean blackpool?"),
        ("regimes=pre-arrest,../../x.yaml", "not in the library"),
        ("regimes=none", "from one to 3 fit"),
        ("regimes=current,combined,pre-arrest,custody-stage", "from one to 3 fit"),
        ("preset=nothing", "not in the library"),
        ("seed=1e9", "whole number"),
        ("seed=-1", "whole number"),
        ("years=0", "years"),
        ("replicates=100000", "200 are the most"),
        ("set=offer_street", "set=name:value"),
        ("set=offer_street:often", "must be a number"),
        ("set=offer_street:9", "outside 0 to 1"),
        ("set=offer_stret:0.1", "Did you mean offer_street?"),
        ("speed=3", "means nothing here"),
        ("set=" + "x" * 5000, "too long"),
        ("years=11", "10 are the most"),
        ("place=england-and-wales&replicates=200", "take too long"),
        ("place=england-and-wales&years=1&replicates=1&set=career_starts.occasional:90", "take too long"),
    ],
)
def test_a_wrong_link_gets_one_sentence(query: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        chosen_of(query)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("kind", ["locality", "regimes", "preset"])
def test_a_choice_that_was_never_offered_reads_no_file(tmp_path: Path, kind: str) -> None:
    """A hostile browser may say that anything was chosen from a list."""
    file = tmp_path / "secret.yaml"
    file.write_text("password: hunter2")
    given: Any = {kind: (str(file),) if kind == "regimes" else str(file)}
    before = state.scenario.value
    state.change(replace(Chosen(), **given))
    assert "which is not in the library" in state.problem.value and "hunter2" not in state.problem.value
    assert state.scenario.value == before
    state.problem.value = ""


def test_the_token_of_the_printed_link_is_no_part_of_the_scenario() -> None:
    assert chosen_of("token=abc") == Chosen()


def test_the_command_the_file_and_python_mean_the_same(tmp_path: Path) -> None:
    wanted = comparison(CHOSEN.plan()).fingerprint
    file = tmp_path / "mine.yaml"
    file.write_text(scenario_file(CHOSEN), encoding="utf-8")
    assert comparison(plan_of(scenario(file))).fingerprint == wanted

    words = command(CHOSEN).split()
    options = [(words[n], words[n + 1]) for n in range(3, len(words), 2)]
    last = dict(options)
    typed = make_plan(
        words[2],
        [value for name, value in options if name == "--regime"],
        years=int(last["--years"]),
        replicates=int(last["--replicates"]),
        seed=int(last["--seed"]),
        changes=read_changes(value for name, value in options if name == "--set"),
        preset=last["--preset"],
    )
    assert comparison(typed).fingerprint == wanted

    said: dict[str, object] = {}
    call = python(CHOSEN).split("answer = ")[1].split("\nanswer.")[0]
    exec(f"found = {call}", {"compare": lambda place, **given: make_plan(place, **given)}, said)
    assert comparison(said["found"]).fingerprint == wanted  # type: ignore[arg-type]


def test_named_scenarios_are_kept_for_the_next_server(url: str) -> None:
    assert Named(url).all() == {}
    assert Named(url).save("  More   offers ", CHOSEN) == "More offers"
    assert Named(url).save("Usual", Chosen()) == Named(url).save("Usual", Chosen()) == "Usual"
    with pytest.raises(InputError, match="The name Usual is taken; forget it first or choose another"):
        Named(url).save("Usual", CHOSEN)
    assert Named(url).all() == {"More offers": CHOSEN, "Usual": Chosen()}
    Named(url).forget("More offers")
    assert list(Named(url).all()) == ["Usual"]


def test_nobody_forgets_what_another_visitor_saved(tmp_path: Path) -> None:
    """V8: anybody could forget anybody's named scenario."""
    named = Named(tmp_path / "runs.sqlite")
    named.save("Mine", CHOSEN, "me")
    named.save("Mine", CHOSEN, "you")  # to save the very same again makes it nobody else's
    with pytest.raises(InputError, match="saved in another browser"):
        named.forget("Mine", "you")
    assert list(named.all()) == ["Mine"]
    named.forget("Mine", "me")
    assert named.all() == {}
    named.save("Mine", CHOSEN, "you")  # the name is free again, and whoever takes it has it
    Named(tmp_path / "runs.sqlite").forget("Mine", "me")  # after a new start nobody is known any more
    assert named.all() == {}


def test_no_more_names_than_fit_on_a_page(url: str) -> None:
    links = Links(url)
    assert [links.save(name, "place=blackpool", 2) for name in "ABC"] == [Saved.KEPT, Saved.KEPT, Saved.FULL]
    assert links.save("B", "place=blackpool", 2) is Saved.KEPT
    assert links.save("B", "place=leicestershire", 2) is Saved.TAKEN
    links.forget("B")
    assert links.save("B", "place=leicestershire", 2) is Saved.KEPT
    assert links.all() == {"A": "place=blackpool", "B": "place=leicestershire"}


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "bell\a"])
def test_a_name_that_cannot_be_used_gets_a_sentence(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="name"):
        Named(tmp_path / "runs.sqlite").save(name, Chosen())
