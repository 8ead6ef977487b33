"""Which trials stand behind which belief, and which could prove one wrong: two lists that cannot contradict each other."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from diversion.experiments.trials.places import regime_named
from diversion.experiments.trials.study import Study, studies
from diversion.experiments.validation import recorded, standings
from diversion.scenarios import evidence, loader
from diversion.scenarios.evidence import Belief

BELIEFS = [evidence.belief(name) for name in evidence.beliefs()]
TRIALS = {study.name: study for study in studies()}


def programmes(regimes: Iterable[str]) -> dict[str, str | None]:
    """The programmes of some regimes, each with its belief."""
    return {each.name: each.belief for each in loader.catalogue([*map(regime_named, regimes)]).programmes}


def replayed(study: Study) -> set[str | None]:
    """The beliefs about what the treated have and the others have not."""
    usual = programmes([study.control])
    return {belief for name, belief in programmes([study.treated]).items() if name not in usual}


def test_every_trial_that_is_named_anywhere_exists() -> None:
    """Chicago's was called chicago-nadp where warnings asked for it, so that it could never have been found."""
    named = {name for each in BELIEFS for name in (*each.replays, *each.tested_by)}
    named |= {study.replay for study in map(evidence.effect_study, evidence.effect_studies()) if study.replay}
    found = recorded()
    assert found is not None
    named |= set(standings(found.trials))
    assert named <= TRIALS.keys()


def test_no_study_is_pooled_for_a_belief_while_its_trial_passes_for_a_test() -> None:
    for each in BELIEFS:
        behind = {study.replay for study in map(evidence.effect_study, each.studies) if study.replay}
        assert {(TRIALS[name].use, TRIALS[name].belief) for name in behind} <= {("belief", each.name)}, each.name


@pytest.mark.parametrize("about", BELIEFS, ids=lambda each: each.name)
def test_a_belief_is_tested_by_every_trial_that_replays_its_programmes_and_by_no_other(about: Belief) -> None:
    """With a comparison, that is: people before and after say what becomes of people, not what a programme does."""
    could = {
        name for name, study in TRIALS.items()
        if study.use == "test" and study.design != "before_after" and about.name in replayed(study)
    }  # fmt: skip
    assert set(about.tested_by) == could


def test_what_the_record_says_of_a_trial_is_what_its_file_says() -> None:
    found = recorded()
    assert found is not None
    for each in found.trials:
        study = TRIALS[each.name.partition("/")[0]]
        assert (each.use, each.belief) == (study.use, study.belief or ""), each.name
