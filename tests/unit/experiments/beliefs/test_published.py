"""What a study measured stands in its own file: programmes repeat no figure of it, trials that replay it have the same one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from diversion.experiments.beliefs.words import comes_to, of_studies
from diversion.experiments.trials.study import studies as trials
from diversion.scenarios import evidence, loader
from diversion.scenarios.evidence import EffectStudy

STUDIES = [evidence.effect_study(name) for name in evidence.effect_studies()]
# What the measures of studies are called among the outcomes of replayed trials.
AS = {
    "odds ratio": ("odds_ratio", "did_odds_ratio"), "risk ratio": ("risk_ratio",), "points": ("difference",),
    "hazard ratio": ("hazard_ratio",), "mean ratio": ("mean_ratio",), "rate ratio": ("mean_ratio",),
}  # fmt: skip


def about(programme: str) -> Iterator[EffectStudy]:
    belief = evidence.belief_about(programme)
    assert belief
    yield from map(evidence.effect_study, (*belief.studies, *belief.informs))


@pytest.mark.parametrize("name", loader.names("programme"))
def test_no_programme_repeats_what_a_study_behind_its_belief_measured(name: str) -> None:
    """LEAD's 0.42 and −0.421 and Checkpoint's 10.3 points stood twice, the second with an interval rounded otherwise."""
    kept = {(each.measure, each.value) for each in about(name)}
    assert kept.isdisjoint((each.measure, each.value) for f in loader.programme(name).published for each in f.effects)


def test_what_is_shown_of_a_programme_has_both() -> None:
    shown = comes_to(loader.programme("lead"))
    assert shown[-len(of_studies(loader.programme("lead"))) :] == of_studies(loader.programme("lead"))
    assert any(line.startswith("LEAD in Seattle, any arrest in 30 months: odds ratio 0.42 is") for line in shown)
    assert any(line.startswith("any arrest within 6 months: odds ratio 0.40 is") for line in shown)
    (durham,) = (line for line in comes_to(loader.programme("checkpoint")) if line.startswith("Checkpoint in Durham"))
    assert durham.endswith("10.3 points lower at a base of 48% is a risk ratio of 0.79: 38% instead of 48%.")


def replayed() -> Iterator[tuple[str, float, list[float]]]:
    """Each study whose trial asks for the same measure, its figure, and those of the trial."""
    known = {each.name: each for each in trials()}
    for study in STUDIES:
        if study.replay and study.measure and study.value is not None:
            mine = [each for each in known[study.replay].outcomes if each.as_ in AS.get(study.measure, ())]
            if found := [float(each.published) for each in mine if each.published is not None]:
                yield study.name, float(study.value), found


def test_the_trial_that_replays_a_study_is_held_against_what_it_measured() -> None:
    pairs = list(replayed())
    assert {name for name, _, _ in pairs} >= {
        "lead-seattle",
        "checkpoint-durham",
        "cara-hampshire",
        "lead-north-carolina",
    }
    for name, value, found in pairs:
        assert value in found, name
