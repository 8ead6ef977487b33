"""The patterns' file: every pattern has a source and a use, nothing held back is fitted, wrong files get one sentence."""

from __future__ import annotations

from collections import Counter
from importlib.resources import files

import pytest

from diversion.experiments.validation.record import recorded, unexplained
from diversion.experiments.validation.scenes import setting_of
from diversion.experiments.validation.shipped import shipped
from diversion.experiments.validation.study import parse
from diversion.experiments.validation.texts import FILES, SCENES
from diversion.experiments.validation.words import CAUSES
from diversion.scenarios import loader
from diversion.scenarios.parameters import InputError

# What no calibration may use, and what it may: as the evidence was divided before anything was fitted.
HELD_BACK = {"V1", "V5", "V6", "V7", "V8", "V10", "V11", "V17", "V20"}
FITTED = {"V14", "V18", "V19"}
CHILDREN = {"V9", "V16"}

SMALL = """
scenes:
  - name: town
    title: A town
    locality: blackpool
patterns:
  - name: arrests
    title: Arrests
    evidence: 3c
    measure: arrests_per_1000
    scene: town
    published: 10
    target: [8, 12]
    source: Somebody
    rating: weak
    use: fit
"""


def test_every_pattern_says_where_it_comes_from_and_what_for() -> None:
    patterns = shipped().patterns
    assert len(patterns) >= 70
    assert len({pattern.name for pattern in patterns}) == len(patterns)
    assert len({pattern.title for pattern in patterns}) == len(patterns)
    for pattern in patterns:
        assert "evidence.md" not in pattern.source + pattern.note
        if pattern.target is not None and pattern.published is not None:
            assert pattern.target[0] <= pattern.published <= pattern.target[1], pattern.name


def test_what_is_held_back_is_never_fitted() -> None:
    uses = {pattern.evidence: pattern.use for pattern in shipped().patterns if pattern.use == "fit"}
    assert not HELD_BACK & set(uses)
    assert set(uses) >= FITTED


def test_what_concerns_children_is_outside() -> None:
    found = {pattern.evidence: pattern.use for pattern in shipped().patterns if pattern.evidence in CHILDREN}
    assert found == dict.fromkeys(CHILDREN, "outside")


def test_every_miss_on_record_says_what_it_is_put_down_to_and_why() -> None:
    kept = recorded()
    assert kept is not None
    assert unexplained((*kept.patterns, *kept.trials)) == [], "write cause and note where it is declared"
    for each in (*kept.patterns, *kept.trials):
        assert (each.cause in CAUSES) == (each.verdict == "missed"), each.name


def test_the_list_until_november_2026_is_what_it_was() -> None:
    before = Counter(pattern.use_before or pattern.use for pattern in shipped().patterns)
    assert (before["fit"], before["held-back"], before["input"], before["outside"]) == (26, 18, 25, 8)
    moved = {pattern.name for pattern in shipped().patterns if pattern.use_before == "held-back"}
    assert moved == {f"reconvicted-by-{months}-months" for months in (3, 6, 12)}, "nothing else stopped being held back"
    assert all(pattern.use == "fit" for pattern in shipped().patterns if pattern.name in moved)


def test_what_is_on_record_is_about_these_patterns() -> None:
    kept = recorded()
    assert kept is not None
    told = [(each.name, each.title, each.use, each.published, each.low, each.high, each.note) for each in kept.patterns]
    assert told == [
        (each.name, each.title, each.use, each.published, *(each.target or (None, None)), each.note)
        for each in shipped().patterns
    ], "run: diversion validate --record"


def test_the_short_form_reads_blackpool_alone() -> None:
    short = shipped().short()
    assert {scene.locality for scene in short.scenes} == {"blackpool"}
    assert {pattern.scene for pattern in short.patterns} == {None, *(scene.name for scene in short.scenes)}
    assert {pattern.use for pattern in short.patterns} == {"fit", "held-back", "input", "level", "outside"}
    assert "funnel-order" not in {pattern.name for pattern in short.patterns}


def test_every_scene_can_be_set_up_and_is_small_enough() -> None:
    for scene in shipped().scenes:
        setting = setting_of(scene, {})
        assert setting.years == scene.years
        assert setting.locality.residents.value <= 1_000_000


def test_a_place_made_smaller_keeps_its_proportions() -> None:
    scene = next(scene for scene in shipped().scenes if scene.locality == "london")
    whole, part = loader.locality("london"), setting_of(scene, {})
    for field in ("residents", "officers", "cells", "neighbourhoods"):
        assert getattr(part.locality, field).value == pytest.approx(getattr(whole, field).value * scene.scale, rel=0.01)
    own = whole.parameters
    assert part.values["workers_custody"] == pytest.approx(own["workers_custody"].value * scene.scale, abs=0.5)
    assert part.values["size_of_place"] == pytest.approx(own["size_of_place"].value * scene.scale)
    assert part.locality.crime_per_1000 == whole.crime_per_1000
    assert setting_of(scene, {"workers_custody": 3.0}).values["workers_custody"] == 3.0


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "arrests_per_1000",
            "arrests_per_100",
            "line 10: measure is arrests_per_100, which is not there. Did you mean",
        ),
        ("locality: blackpool", "locality: blackpol", "line 5: locality is blackpol, which is not there. Did you mean"),
        ("locality: blackpool", "locality: blackpool\n    regime: prearrest", "Did you mean pre-arrest?"),
        ("scene: town", "scene: twon", "read in twon, which is not among the scenes"),
        ("target: [8, 12]", "target: [12, 8]", "target must be a list of two numbers"),
        ("target: [8, 12]", "target: 8", "line 13"),
        ("    target: [8, 12]\n", "", "target must be"),
        ("    source: Somebody\n", "", "source is missing"),
        ("rating: weak", "rating: feeble", "must be one of strong, moderate, weak, judgement"),
        ("use: fit", "use: fitted", "use must be"),
        ("use: fit", "use: outside", "measure must be left out"),
        ("    measure: arrests_per_1000\n", "", "measure or order must say"),
        ("measure: arrests_per_1000", "measure: concentration", "takes 10 years to read"),
        ("use: fit", "use: fit\n    colour: red", "there is no field called colour"),
        ("use: fit", "use: fit\n    cause: luck", "cause must be"),
        ("use: fit", "use: fit\n    cause: structure", "note must say why"),
        ("use: fit", "use: level", "target must be left out"),
        (
            "    published: 10\n    target: [8, 12]\n    source: Somebody\n    rating: weak\n    use: fit",
            "    source: Somebody\n    rating: weak\n    use: level",
            "note must say that no published figure is known",
        ),
        ("use: fit", "use: fit\n    use_before: fit", "use_before must be left out"),
        ("use: fit", "use: fit\n    use_before: fitted", "use_before must be"),
        ("use: fit", "use: fit\n    order: [arrests]", "measure or order must say"),
        (
            "    title: A town\n",
            "    title: A town\n    changes: {caseload_pre_arest: 3}\n",
            "which is not a parameter",
        ),
    ],
)
def test_a_wrong_file_gets_one_sentence(old: str, new: str, said: str) -> None:
    assert old in SMALL
    with pytest.raises(InputError) as caught:
        parse(SMALL.replace(old, new), "mine.yaml")
    message = str(caught.value)
    assert message.startswith("mine.yaml, line ") and said in message and "\n" not in message


def test_a_name_stands_once() -> None:
    again = SMALL + SMALL[SMALL.index("  - name: arrests") :]
    with pytest.raises(InputError, match="patterns has arrests twice"):
        parse(again, "mine.yaml")


def test_the_file_ships_with_the_package() -> None:
    kept = files("diversion.experiments.validation").joinpath("patterns")
    assert all(kept.joinpath(name).is_file() for name in (SCENES, *FILES.values()))
