"""Posterior files: read, written, refused with file and line; and draws of them taken whole, keyed by the replicate's seed.

Row 17 among them.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diversion import compare
from diversion.experiments.answers.support import evidence_behind, posterior_lines
from diversion.experiments.cli import app as cli
from diversion.experiments.designs.design import parse_design
from diversion.experiments.plans.draws import draw_values
from diversion.experiments.plans.experiment import comparison
from diversion.experiments.plans.from_store import plan_from
from diversion.experiments.plans.identity import values_of
from diversion.experiments.plans.making import make_plan, plan_of, with_histories, with_posterior
from diversion.experiments.plans.plan import Plan
from diversion.experiments.plans.posterior import LARGEST, Posterior, posterior_from, read_posterior, write_posterior
from diversion.experiments.runs.rerun import chosen, rerun
from diversion.experiments.sensitivity.methods.morris import Morris
from diversion.experiments.sensitivity.study import make_study
from diversion.experiments.store.looking import find_experiment
from diversion.scenarios import loader
from diversion.scenarios.parameters import InputError
from diversion.scenarios.scenario import parse_scenario
from diversion.scenarios.schema import Locality

Captured = pytest.CaptureFixture[str]
NAMES = ("effect_lead", "offer_street")
HEAD = "# locality: blackpool\n# made: 2026-03-01\n"
GOOD = f"{HEAD}weight,effect_lead,offer_street\n3,0.7,0.1\n0,0.8,0.2\n1,0.9,0.3\n"
SCENARIO = "format: 1\nlocality: blackpool\nregimes: [pre-arrest]\n"
PAIRS = {(0.7, 0.1), (0.9, 0.3)}  # the draws that have weight


def written(folder: Path, text: str = GOOD) -> Path:
    file = folder / "here.csv"
    file.write_text(text, encoding="utf-8")
    return file


def made(rows: int = 5, about: dict[str, str] | None = None) -> Posterior:
    luck = np.random.default_rng(1)
    return Posterior(NAMES, luck.random((rows, 2)), np.full(rows, 1 / rows), about=about or {})


@pytest.fixture
def hamlet() -> Locality:
    place = loader.locality("england-mix")
    return place.model_copy(update={"residents": place.residents.model_copy(update={"value": 2000.0})})


# --- files -----------------------------------------------------------------------------------------------------------


def test_a_file_is_read_with_what_it_says_of_itself(tmp_path: Path) -> None:
    found = read_posterior(written(tmp_path))
    assert found.names == NAMES
    assert found.weights.tolist() == [0.75, 0.0, 0.25]
    assert found.draws.tolist() == [[0.7, 0.1], [0.8, 0.2], [0.9, 0.3]]
    assert found.about == {"locality": "blackpool", "made": "2026-03-01"}
    assert found.origin == "posterior here.csv, made 2026-03-01"
    assert found.effective == pytest.approx(1 / (0.75**2 + 0.25**2))


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0.2, 1.5), st.floats(0, 1)), min_size=1, max_size=20))
def test_what_is_written_reads_back_to_the_bit(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[float, ...]]
) -> None:
    table = np.array(rows)
    if table[:, 0].sum() < 1e-6:
        table[0, 0] = 1.0
    weights = table[:, 0] / np.cumsum(table[:, 0])[-1]
    ours = Posterior(NAMES, table[:, 1:], weights, about={"locality": "a, b", "made": "today"})
    file = tmp_path_factory.mktemp("written") / "p.csv"
    write_posterior(ours, file)
    assert read_posterior(file) == replace(ours, file=str(file))


def test_spreadsheets_leave_their_marks(tmp_path: Path) -> None:
    """A byte order mark, other line ends, quotes, and commas that fill up the comments."""
    text = '\ufeff# locality: blackpool,,\r\n"weight","effect_lead","offer_street"\r\n1,0.7,0.1\r\n\r\n'
    found = read_posterior(written(tmp_path, text))
    assert (found.about, found.draws.tolist()) == ({"locality": "blackpool"}, [[0.7, 0.1]])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "line 1: the header must begin with weight, and there is none"),
        (HEAD, "line 3: the header must begin with weight, and there is none"),
        ("effect_lead,weight\n", "line 1: the header must begin with weight, not 'effect_lead'"),
        ("weight\n1\n", "line 1: the header names no parameter"),
        (HEAD + "weight,effect_led\n1,0.7\n", "line 3: There is no parameter called effect_led. Did you mean"),
        ("weight,offer_street,offer_street\n1,0.1,0.1\n", "line 1: offer_street stands twice"),
        ("# made: a\n# made: b\nweight,offer_street\n1,0.1\n", "line 2: made stands twice"),
        ("weight,offer_street\n", "line 1: no draw stands under the names"),
        ("weight,offer_street\n1,0.1\n1\n", "line 3: there are 1 values where the header names 2"),
        ("weight,offer_street\n1,0.1,0.2\n", "line 2: there are 3 values where the header names 2"),
        ("weight,offer_street\n1,much\n", "line 2: offer_street must be a number (probability), not 'much'"),
        ("weight,offer_street\n1,nan\n", "line 2: offer_street must be a number (probability), not nan"),
        ("weight,offer_street\n1,1.5\n", "line 2: offer_street = 1.5 is outside 0 to 1"),
        ("weight,offer_street\n1,\n", "line 2: offer_street must be a number (probability), not ''"),
        ("weight,offer_street\n-1,0.1\n", "line 2: a weight must be a number of 0 or more, not '-1'"),
        ("weight,offer_street\ninf,0.1\n", "line 2: a weight must be a number of 0 or more, not 'inf'"),
        ("weight,offer_street\nnan,0.1\n", "line 2: a weight must be a number of 0 or more, not 'nan'"),
        ("weight,offer_street\n0,0.1\n0,0.2\n", "line 2: every weight is zero"),
        ("weight|offer_street\n1|0.1\n", "line 1: the header must begin with weight, not 'weight|offer_street'"),
        ("weight,offer_street\n1," + "x" * 200_000 + "\n", "line 2: offer_street must be a number (probability), not 'xxx"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_one_sentence_with_file_and_line(text: str, said: str, tmp_path: Path) -> None:
    file = written(tmp_path, text)
    with pytest.raises(InputError) as error:
        read_posterior(file)
    assert str(error.value).startswith(f"{file}, {said}")
    assert len(str(error.value)) < 1000


@given(st.data())
def test_whatever_stands_in_a_file_it_is_read_or_refused_in_one_sentence(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(GOOD)))
    more = data.draw(
        st.text(st.characters(codec="utf-8"), max_size=6) | st.sampled_from([",", "\n", '"', "#", "1e999", "\0"])
    )
    cut = data.draw(st.integers(0, 8))
    file = written(tmp_path_factory.mktemp("changed"), GOOD[:place] + more + GOOD[place + cut :])
    try:
        found = read_posterior(file)
    except InputError as error:
        assert str(error).startswith(f"{file}, line ")
    else:
        assert np.isfinite(found.draws).all() and found.weights.sum() == pytest.approx(1.0)
        assert all(found.row(u).keys() == set(found.names) for u in (0.0, 0.5, 1.0))


def test_a_file_that_is_not_there_or_huge_or_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="There is no file called"):
        read_posterior(tmp_path / "nowhere.csv")
    huge = tmp_path / "huge.csv"
    with huge.open("wb") as out:
        out.truncate(LARGEST + 1)
    with pytest.raises(InputError, match="is larger than 20 MB"):
        read_posterior(huge)
    (tmp_path / "picture.csv").write_bytes(b"# a\n\xff\xfe\x00")
    with pytest.raises(InputError, match="line 2: the file is not text"):
        read_posterior(tmp_path / "picture.csv")


def test_weights_however_large_become_shares(tmp_path: Path) -> None:
    text = "weight,offer_street\n1e308,0.1\n1e308,0.2\n"
    assert read_posterior(written(tmp_path, text)).weights.tolist() == [0.5, 0.5]


# --- draws -----------------------------------------------------------------------------------------------------------


def test_a_row_is_a_whole_draw_and_never_one_without_weight(tmp_path: Path) -> None:
    found = read_posterior(written(tmp_path))
    assert found.row(0.0) == found.row(0.7499) == {"effect_lead": 0.7, "offer_street": 0.1}
    assert found.row(0.75) == found.row(1.0) == {"effect_lead": 0.9, "offer_street": 0.3}
    assert found.middle() == {"effect_lead": 0.7, "offer_street": 0.1}
    assert [found.quantile("offer_street", u) for u in (0.0, 0.74, 0.76, 1.0)] == [0.1, 0.1, 0.3, 0.3]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=8).filter(any), st.floats(0, 1))
def test_the_share_of_luck_that_leads_to_a_draw_is_its_weight(weights: list[float], u: float) -> None:
    some = Posterior(("offer_street",), np.arange(len(weights), dtype=float)[:, None], np.array(weights))
    place = int(some.row(u)["offer_street"])
    assert weights[place] > 0
    whole = np.cumsum(weights)[-1]
    before, after = sum(weights[:place]) / whole, sum(weights[: place + 1]) / whole
    assert before - 1e-9 <= u <= after + 1e-9


def test_replicates_take_whole_draws_as_often_as_their_weight_says(tmp_path: Path) -> None:
    found = read_posterior(written(tmp_path))
    rows = [draw_values({}, seed, False, posterior=found) for seed in range(1, 401)]
    pairs = Counter((row["effect_lead"], row["offer_street"]) for row in rows)
    assert set(pairs) == PAIRS
    assert abs(pairs[0.7, 0.1] - 300) < 4 * np.sqrt(400 * 0.75 * 0.25)


def test_what_the_posterior_does_not_have_is_drawn_as_before_and_what_is_set_stays_set(tmp_path: Path) -> None:
    found = read_posterior(written(tmp_path))
    usual, ours = draw_values({}, 3, False), draw_values({}, 3, False, posterior=found)
    assert {name for name in usual if usual[name] != ours[name]} == set(NAMES)
    held = draw_values({"offer_street": 0.5}, 3, False, posterior=found)
    assert held == ours | {"offer_street": 0.5}
    assert draw_values({}, 3, True, posterior=found) == draw_values({}, 3, True) | found.middle()


def test_histories_of_a_draw_share_it() -> None:
    plan = with_histories(with_posterior(make_plan("blackpool", replicates=12), made(50)), 3)
    rows = [tuple(values_of(plan, number)[name] for name in NAMES) for number in range(12)]
    assert rows == [rows[3 * (number // 3)] for number in range(12)]
    assert len(set(rows)) == 4


# --- plans -----------------------------------------------------------------------------------------------------------


def test_a_plan_keeps_it_to_the_bit_and_without_one_is_kept_as_ever() -> None:
    usual = make_plan("blackpool")
    plan = with_posterior(usual, made(about={"made": "today"}))
    again = plan_from(json.loads(json.dumps(plan.content)))
    assert again.posterior == plan.posterior
    assert posterior_from(made().content()) == made() != made(4)
    assert values_of(again, 7) == values_of(plan, 7)
    assert comparison(plan).fingerprint != comparison(usual).fingerprint
    assert "posterior" not in usual.content
    assert plan_from(json.loads(json.dumps(usual.content))).posterior is None


def test_fixed_parameters_leave_a_posterior_nothing_to_do() -> None:
    with pytest.raises(InputError, match="With fixed parameters nothing is drawn, so a posterior has no use"):
        compare("blackpool", fixed_parameters=True, posterior=made())


def test_it_is_counted_apart_and_makes_uncertain_what_was_fixed() -> None:
    usual = make_plan("blackpool", ["pre-arrest"])
    names = ("effect_lead", "care_ratio", "effect_contract")
    plan = with_posterior(usual, Posterior(names, np.ones((1, 3)), np.ones(1)))
    from_it = {parameter.name for parameter in plan.from_posterior}
    assert from_it == {"effect_lead", "care_ratio"}  # nobody under a contract is compared here
    assert len(plan.drawn) == len(usual.drawn) + 1
    said = evidence_behind(plan)
    assert said.startswith(f"2 of {len(plan.drawn)} uncertain parameters come from the posterior; ")
    held = replace(plan, changes={"effect_lead": 0.7})
    assert [parameter.name for parameter in held.from_posterior] == ["care_ratio"]


def test_one_that_has_nothing_to_do_with_what_is_compared_says_so() -> None:
    other = Posterior(("effect_contract",), np.ones((1, 1)), np.ones(1), about={"made": "today"}, file="x/there.csv")
    plan = with_posterior(make_plan("blackpool", ["pre-arrest"]), other)
    assert posterior_lines(plan) == ["The posterior there.csv, made today, has no parameter that is drawn here."]


def test_another_place_or_engine_is_a_warning() -> None:
    other = made(about={"locality": "blackpool", "engine": "0.1.0+aaaa"})
    assert other.warnings("blackpool", "0.2.0+aaaa") == []
    place, engine = other.warnings("leicester", "0.1.0+bbbb")
    assert place == "The posterior was made for blackpool, not leicester: nothing shows that it holds here."
    assert engine.startswith("The posterior was made with version 0.1.0+aaaa of the engine, not 0.1.0+bbbb")
    assert made().warnings("leicester", "0.1.0+bbbb") == []


# --- scenario and design files, sensitivity --------------------------------------------------------------------------


def test_a_scenario_may_name_it_beside_itself_and_what_is_typed_goes_before(tmp_path: Path) -> None:
    written(tmp_path)
    read = parse_scenario(SCENARIO + "posterior: here.csv\n", "my.yaml", tmp_path)
    plan = plan_of(read)
    assert plan.posterior is not None and plan.posterior.weights.tolist() == [0.75, 0.0, 0.25]
    assert plan_of(read, posterior=made()).posterior == made()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("posterior: nowhere.csv\n", "my.yaml, line 4: There is no file called"),
        ("posterior: bad.csv\n", "my.yaml, line 4: .*bad.csv, line 1: the header must begin with weight"),
        ("fixed_parameters: true\nposterior: here.csv\n", "my.yaml, line 5: With fixed parameters nothing is drawn"),
        ("posterior: [1]\n", "my.yaml, line 4: posterior must be a string"),
    ],
)
def test_a_scenario_that_names_one_wrongly_says_where(more: str, said: str, tmp_path: Path) -> None:
    written(tmp_path)
    (tmp_path / "bad.csv").write_text("a,b\n", encoding="utf-8")
    with pytest.raises(InputError, match=said):
        plan_of(parse_scenario(SCENARIO + more, "my.yaml", tmp_path))


def test_a_design_that_samples_all_leaves_what_the_posterior_has_to_it(tmp_path: Path) -> None:
    file = str(written(tmp_path))
    text = SCENARIO + "uncertainties: {design: latin-hypercube, points: 2, of: all}\n"
    varied = parse_design(text, "my.yaml", tmp_path).points[0].changes
    left = parse_design(text, "my.yaml", tmp_path, file)
    assert varied.keys() - left.points[0].changes.keys() == set(NAMES)
    assert left.plan.posterior is not None


def test_a_sensitivity_analysis_varies_it_over_its_own_range() -> None:
    usual = make_plan("blackpool", ["pre-arrest"], replicates=1, fixed_parameters=True)
    plan = replace(usual, posterior=made(9))
    names = [parameter.name for parameter in plan.not_known]
    study = make_study(plan, Morris(), None, 4)
    some = {point.changes["offer_street"] for point in study.experiment.points}
    assert some <= set(made(9).draws[:, 1].tolist()) and len(some) > 2
    declared = make_study(usual, Morris(), None, 4).experiment.points[0].changes
    assert {n for n in names if declared[n] != study.experiment.points[0].changes[n]} <= set(NAMES)
    one = make_study(plan, Morris(), ["effect_lead"], 4)
    lived = values_of(replace(one.plan, changes=one.experiment.points[0].changes), 0)
    assert lived["offer_street"] == made(9).middle()["offer_street"]


# --- as people use it ------------------------------------------------------------------------------------------------


@pytest.fixture
def lived(tmp_path: Path, hamlet: Locality) -> tuple[Plan, Path]:
    """A small comparison that draws from a posterior, kept."""
    db, file = tmp_path / "runs.sqlite", written(tmp_path)
    answer = compare(hamlet, ["pre-arrest"], years=1, run_in=0, replicates=4, posterior=file, db=db)  # type: ignore[arg-type]
    assert not answer.failures()
    file.unlink()
    return answer.plan, db


def test_runs_are_the_same_to_the_bit_from_the_store_alone(lived: tuple[Plan, Path], capsys: Captured) -> None:
    plan, db = lived
    store, kept = find_experiment(1, str(db))
    with store:
        again = list(rerun(store, kept, chosen(store, kept)))
    assert len(again) == 8 and all(each.same for each in again)
    assert plan_from(kept.plan).posterior == plan.posterior
    assert cli.main(["runs", "show", "1", "--db", str(db)]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "2 parameters drawn from posterior here.csv, made 2026-03-01: one of its 3 draws, whole" in said
    assert "Note: The posterior was made for blackpool, not england-mix" in said


def test_exports_name_it(lived: tuple[Plan, Path], tmp_path: Path) -> None:
    assert cli.main(["export", "1", "--db", str(lived[1]), "--out", str(tmp_path / "a.csv")]) == 0
    said = (tmp_path / "a-notes.csv").read_text(encoding="utf-8")
    assert "2 parameters drawn from posterior here.csv, made 2026-03-01" in said
    assert "uncertain parameters come from the posterior" in said


def test_the_commands_take_it_and_say_so(tmp_path: Path, capsys: Captured) -> None:
    file, db = str(written(tmp_path)), ["--db", str(tmp_path / "runs.sqlite"), "--quiet"]
    scenario = tmp_path / "my.yaml"
    scenario.write_text(
        SCENARIO.replace("blackpool", "england-mix") + "years: 1\nrun_in: 0\nreplicates: 2\n", encoding="utf-8"
    )
    assert cli.main(["run", str(scenario), "--posterior", file, *db]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "uncertain parameters (2 by the posterior)" in said
    assert "2 parameters drawn from posterior here.csv, made 2026-03-01" in said
    scenario.write_text(scenario.read_text(encoding="utf-8") + "posterior: here.csv\n", encoding="utf-8")
    assert cli.main(["run", str(scenario), "--json", *db]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["runs"]["read"] == 4
    assert facts["posterior"]["parameters"] == ["offer_street", "effect_lead"]
    assert len(facts["posterior"]["warnings"]) == 1
    assert cli.main(["check", str(scenario)]) == 0
    assert "2 parameters drawn from posterior here.csv" in capsys.readouterr().out
    study = ["--method", "morris", "--size", "4", "--factor", "offer_street", "--regime", "pre-arrest", "--years", "1"]
    assert cli.main(["sensitivity", "england-mix", *study, "--run-in", "0", "--posterior", file, *db]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "Factors of the posterior vary over its range, each on its own" in said
    assert "published patterns" in said
    design = tmp_path / "sweep.yaml"
    design.write_text(
        scenario.read_text(encoding="utf-8") + "levers: {design: grid, of: {caseload_pre_arrest: [9]}}\n",
        encoding="utf-8",
    )
    assert cli.main(["sweep", str(design), *db]) == 0
    said = capsys.readouterr().out
    assert "2 parameters drawn from posterior here.csv" in said and "published patterns" in said
    assert cli.main(["sweep", str(design), "--json", *db]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["posterior"]["draws"], told["posterior"]["file"]) == (3, str(tmp_path / "here.csv"))
    assert told["trust"]["line"]


SAVED = """# locality: blackpool
# targets: arrests = 1 ± 2; "reoffending", too
weight,caseload_pre_arrest,offer_street
0.25,12.0,0.5
0.75,15.0,0.7
"""


def by_a_spreadsheet(sign: str = ",", comma: bool = False, end: str = "\r\n", bom: str = "\ufeff") -> str:
    """The file as a spreadsheet saves it again: quoted comments, cells filled up, empty rows after it."""
    lines = []
    for line in SAVED.splitlines():
        if line.startswith("#"):
            quoted = '"' + line.replace('"', '""') + '"' if '"' in line else line
            lines.append(quoted + sign * 3)
        else:
            cells = line.split(",") + [""]
            lines.append(sign.join(cell.replace(".", ",") if comma else cell for cell in cells))
    return bom + end.join([*lines, sign * 3, sign * 3, ""])


@pytest.mark.parametrize(
    "text",
    [
        by_a_spreadsheet(),
        by_a_spreadsheet(end="\n", bom=""),
        by_a_spreadsheet(";"),
        by_a_spreadsheet(";", comma=True),
        by_a_spreadsheet("\t", comma=True),
        by_a_spreadsheet(end="\r"),
        by_a_spreadsheet().replace("weight,", ",,,\r\nweight,"),
    ],
)
def test_a_file_that_a_spreadsheet_saved_again_reads_the_same(text: str, tmp_path: Path) -> None:
    plain, saved = tmp_path / "plain.csv", tmp_path / "saved.csv"
    plain.write_text(SAVED, encoding="utf-8")
    saved.write_bytes(text.encode("utf-8"))
    first, second = read_posterior(plain), read_posterior(saved)
    assert (second.names, second.about) == (first.names, first.about)
    assert (second.draws == first.draws).all() and (second.weights == first.weights).all()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("weight;offer_street\n0,5;1,5,5\n", "offer_street must be a number"),
        ("weight,offer_street\n0,5,0,5\n", "there are 4 values where the header names 2"),
        ("weight,offer_street\n1,\n", "offer_street must be a number"),
        ("weight,,offer_street\n1,,0.5\n", "There is no parameter called"),
        (",,\n,,\n", "the header must begin with weight"),
    ],
)
def test_what_a_spreadsheet_has_spoilt_is_refused_with_its_line(text: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "saved.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=rf"saved\.csv, line \d: .*{said}"):
        read_posterior(file)
