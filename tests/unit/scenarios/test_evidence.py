"""Studies of effects and beliefs as files: they load, each mistake is one sentence, and no sample enters a belief twice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
import yaml

from diversion.scenarios import evidence, loader
from diversion.scenarios.errors import InputError
from diversion.scenarios.evidence import Belief, EffectStudy, parse_evidence

STUDIES = [evidence.effect_study(name) for name in evidence.effect_studies()]
BELIEFS = [evidence.belief(name) for name in evidence.beliefs()]


def plain(item: EffectStudy | Belief, **changes: Any) -> str:
    """The item as a file would say it, with changes; a change to nothing leaves the field out."""
    data: Mapping[str, Any] = {**item.model_dump(mode="json", exclude_defaults=True), **changes}
    return yaml.safe_dump({key: value for key, value in data.items() if value is not None}, sort_keys=False)


def changed(name: str, **changes: Any) -> EffectStudy:
    return parse_evidence(EffectStudy, plain(evidence.effect_study(name), **changes), "x.yaml")


def believed(name: str, **changes: Any) -> Belief:
    return parse_evidence(Belief, plain(evidence.belief(name), **changes), "x.yaml")


def test_every_programme_of_the_library_has_one_belief() -> None:
    about = [name for each in BELIEFS for name in each.programmes]
    assert sorted(about) == sorted(loader.names("programme")), "each once"


def test_beliefs_are_the_eight_that_were_agreed() -> None:
    names = ["coaching", "contract", "education", "lead", "ordinary", "treatment", "voluntary", "workshops"]
    assert [each.name for each in BELIEFS] == names
    assert {each.parameter for each in BELIEFS} == {f"effect_{name}" for name in names}


def test_gateway_checkpoint_and_turning_point_share_a_belief_and_gateways_null_is_in_it() -> None:
    """E3: Gateway's null did not enter the belief about contracts."""
    contract = evidence.belief("contract")
    assert set(contract.programmes) == {
        "checkpoint",
        "gateway",
        "merseyside-deferred-prosecution",
        "operation-turning-point",
    }
    assert set(contract.studies) == {"checkpoint-durham", "gateway-hampshire"}


def test_every_study_tells_something_of_a_belief() -> None:
    used = {name for each in BELIEFS for name in (*each.studies, *each.informs)}
    assert used == set(evidence.effect_studies())


def test_only_american_effects_are_carried_to_england() -> None:
    for each in BELIEFS:
        countries = {evidence.effect_study(name).country for name in each.studies}
        assert each.transport == (countries == {"United States"}), each.name


def test_a_study_and_a_belief_survive_being_written_out() -> None:
    for study in STUDIES:
        assert parse_evidence(EffectStudy, plain(study), "x.yaml") == study
    for each in BELIEFS:
        assert parse_evidence(Belief, plain(each), "x.yaml") == each


@pytest.mark.parametrize("second", ["lead-seattle", "lead-north-carolina"])
def test_no_sample_enters_a_belief_twice(second: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pool of Washington's institute may hold Seattle, so that the two are never pooled."""
    pool = evidence.effect_study("wsipp-pre-booking")
    other = changed(second, of="all admitted", interval=[0.2, 0.9], interval_is="made up")
    monkeypatch.setattr(evidence, "effect_study", {pool.name: pool, second: other}.__getitem__)
    with pytest.raises(InputError, match=f"studies holds the sample {other.sample} twice"):
        believed("lead", studies=[pool.name, second], informs=[])


def test_a_study_named_twice_is_its_sample_twice() -> None:
    with pytest.raises(InputError, match="studies holds the sample durham-2016 twice"):
        believed("contract", studies=["checkpoint-durham", "checkpoint-durham"])


def test_harm_and_offences_are_not_pooled() -> None:
    with pytest.raises(InputError, match="some of harm and some of offences"):
        believed("contract", studies=["checkpoint-durham", "cara-hampshire"])


def test_what_was_measured_of_others_than_the_belief_is_about_is_not_pooled() -> None:
    with pytest.raises(InputError, match="which is of all admitted, and the belief is of all offered"):
        believed("contract", studies=["checkpoint-durham", "wsipp-pre-booking"])


def test_a_study_without_a_figure_only_informs() -> None:
    with pytest.raises(InputError, match="turning-point-birmingham, of which no figure with an interval was read"):
        believed("contract", studies=["turning-point-birmingham"])


@pytest.mark.parametrize(
    ("name", "changes", "said"),
    [
        ("contract", {"believed": [0.5, 0.8, 1.1]}, "believed must be given where there are no studies to pool"),
        ("coaching", {"believed": None}, "believed must be given where there are no studies to pool"),
        ("coaching", {"believed": [0.9, 0.8, 1.1]}, "believed must be three ratios that rise"),
        ("coaching", {"rating": "strong"}, "rating must be judgement"),
        ("coaching", {"of": "engaged"}, "of must be one of all offered, all admitted"),
        ("lead", {"studies": ["wsip-pre-booking"]}, "There is no study of an effect called wsip-pre-booking"),
    ],
)
def test_a_belief_that_contradicts_itself_is_refused(name: str, changes: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        believed(name, **changes)


@pytest.mark.parametrize(
    ("name", "changes", "said"),
    [
        ("checkpoint-durham", {"interval": [-9.0, -1.8]}, "interval must lie around -10.3"),
        ("checkpoint-durham", {"interval_is": None}, "interval_is must say of interval whether it was read"),
        ("checkpoint-durham", {"base_is": None}, "base_is must say of base"),
        ("checkpoint-durham", {"value": None}, "measure and value must be given together"),
        ("lead-seattle", {"value": -0.4}, "value of a ratio must be above 0"),
        ("cara-hampshire", {"measure": "odds ratio"}, "measure cannot be odds ratio of harm"),
        ("lead-seattle", {"measure": "rate ratio"}, "measure cannot be rate ratio of any arrest"),
        ("lead-seattle", {"design": "hoped"}, "design must be one of randomised, matched, uncontrolled, judgement"),
    ],
)
def test_a_study_that_contradicts_itself_is_refused(name: str, changes: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        changed(name, **changes)


def test_every_design_but_judgement_has_its_bias_and_its_spread() -> None:
    rule = evidence.scepticism()
    assert [name for name in evidence.DESIGNS if f"bias_{name}" not in rule] == ["judgement"]
    less = [-rule[f"bias_{name}"].default for name in evidence.DESIGNS[:3]]
    assert less == sorted(less) and less[0] > 0, "the weaker the design, the more it flatters"
    assert all(rule[f"bias_{name}_sd"].default > 0 for name in evidence.DESIGNS[:3])
