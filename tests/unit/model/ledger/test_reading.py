"""What there is to know of a world from above: counts, the way in, people and the log, on worlds made by hand and on a run."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from diversion.agents.par import par_record
from diversion.agents.run import LogRow
from diversion.agents.states import LOG_KINDS, State, Verdict, Whereabouts
from diversion.model.ledger.counts import ARRESTS, CALENDAR, COLUMNS, DIMENSIONS, Counts, amounts
from diversion.model.ledger.details import FAMILIES, describe, detail_names, details
from diversion.model.ledger.log import FIELDS, Log, log_of
from diversion.model.ledger.measures import MEASURES
from diversion.model.ledger.measures import Measure as M
from diversion.model.ledger.months import months_of
from diversion.model.ledger.outcome import Run
from diversion.model.ledger.outcomes import HEADLINES, OUTCOMES, outcome_of, outcomes
from diversion.model.ledger.reading import Reading
from diversion.model.simulation import Setting
from diversion.model.world import SCALE, World, empty
from diversion.scenarios.parameters import resolve
from diversion.scenarios.words import TASKS, ContactKind, Disposal, Stage

ROOT = Path(__file__).parents[4]
FORK = 365.0
MONTHS = months_of(date(2026, 4, 1), 365, 730)


def world_of(log: int = 0) -> World:
    """Two years, the second after the fork, with three neighbourhoods and nothing counted yet."""
    world = empty(par_record(resolve()), 40, MONTHS, 3, 4, 1, 3, 1, 1, log)
    world.clock.fork_day = int(FORK)
    return world


# --- counts ----------------------------------------------------------------------------------------------------------


def test_what_is_counted_is_told_from_the_fork_on_and_the_run_in_apart() -> None:
    world = world_of()
    world.by_group[11, 5, M.CHARGES] = 7 * SCALE
    world.by_group[12, 5, M.CHARGES] = 2 * SCALE
    world.by_group[23, 0, M.CHARGES] = SCALE // 2
    reading = Reading(world)
    assert reading.in_run_in("charges") == 7.0
    assert reading.totals()["charges"] == reading.counts.total("charges") == 2.5
    assert reading.counts.by_month("charges").tolist() == [2.0, *[0.0] * 10, 0.5]


def test_groups_are_told_apart_by_each_dimension_and_add_up() -> None:
    world = world_of()
    age, sex, ethnicity = 2, 1, 3
    world.by_group[15, (age * 2 + sex) * 4 + ethnicity, M.ARRESTS] = 3 * SCALE
    counts = Reading(world).counts
    for dimension, place in zip(DIMENSIONS, (age, sex, ethnicity), strict=True):
        found = counts.by_group(dimension, "arrests", "charges")
        assert found[place] == found.sum() == 3.0 and len(found) == len(DIMENSIONS[dimension])


def test_tables_that_were_kept_are_read_as_those_of_the_world() -> None:
    world = world_of()
    rng = np.random.default_rng(1)
    for counted in (world.by_group, world.by_place, world.hours):
        counted[:] = rng.integers(0, 9 * SCALE, counted.shape)
    fresh = Reading(world).counts
    kept = Counts({name: table.copy() for name, table in fresh.tables.items()})
    assert list(fresh.tables) == [*COLUMNS, CALENDAR]
    assert all(fresh.tables[name].shape[1] == len(words) for name, words in COLUMNS.items())
    assert kept.months == list(MONTHS[12:])
    assert kept.totals() == fresh.totals()
    assert np.array_equal(kept.by_place("deaths"), amounts(world.by_place[12:, :, M.DEATHS].sum(axis=0)))
    assert np.array_equal(kept.hours_by_month("training"), world.hours[12:, TASKS.index("training")] / SCALE)


def test_which_arrests_count_is_said_in_one_place() -> None:
    """Beside the vocabulary of measures only `counts.py` may name all of them; who counts arrests takes them from there."""
    vocabulary = {"model/world.py", "model/ledger/measures.py", "model/ledger/counts.py"}
    rooms = ("agents", "model", "experiments", "viz")
    files = [file for room in rooms for file in (ROOT / room).rglob("*.py")]
    naming = {
        str(file.relative_to(ROOT)) for file in files if all(f'"{name}"' in file.read_text("utf-8") for name in ARRESTS)
    }
    assert set(ARRESTS) <= set(MEASURES)
    assert "model/ledger/counts.py" in naming <= vocabulary


# --- the way in ------------------------------------------------------------------------------------------------------


def test_who_is_diverted_and_what_instead_of() -> None:
    world = world_of()
    world.widening[Stage.STREET, Disposal.NO_FURTHER_ACTION, Disposal.PRE_ARREST_DIVERSION] = 3
    world.widening[Stage.STREET, Disposal.CHARGE, Disposal.CHARGE] = 50  # no route took it
    world.widening[Stage.CUSTODY, Disposal.CHARGE, Disposal.CUSTODY_STAGE_DIVERSION] = 4
    world.ends[Stage.STREET, Disposal.NO_FURTHER_ACTION, Disposal.NO_FURTHER_ACTION] = 3
    world.ends[Stage.CUSTODY, Disposal.CHARGE, Disposal.CHARGE] = 4
    reading = Reading(world)
    assert reading.widened() == reading.widened_in_the_end() == (3.0, 7.0)
    assert (
        reading.diverted(Stage.STREET, Disposal.NO_FURTHER_ACTION) == 3.0
        and reading.diverted(Stage.CUSTODY, Disposal.CHARGE) == 4.0
    )


def test_steps_are_counted_of_open_routes_of_the_regime_at_their_stages() -> None:
    world = world_of()
    world.routes.stage[:] = Stage.STREET, Stage.CUSTODY, Stage.CUSTODY
    world.routes.chosen[:] = 1
    world.routes.ordinary[2] = 1
    world.routes.replaces[1] = 1
    world.funnel[:, 1] = 5 * SCALE, 8 * SCALE, 100 * SCALE
    reading = Reading(world)
    step = MEASURES[M.ELIGIBLE + 1]
    assert reading.took(step, Stage.CUSTODY) == 8.0 and reading.took(step, Stage.STREET, Stage.CUSTODY) == 13.0
    assert reading.contracts() == [1]


# --- people ----------------------------------------------------------------------------------------------------------


def test_nobody_can_write_through_a_reading() -> None:
    world = world_of(log=3)
    reading = Reading(world)
    arrays = (reading.people("born"), reading.widening, reading.ends, reading.pressure, reading.happenings()["moment"])
    for array in arrays:
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 1
    world.people["born"][3] = -9.0
    assert reading.people("born")[3] == -9.0


def test_repeat_contact_is_of_those_who_could_be_followed_for_a_year() -> None:
    world = world_of()
    world.clock.day = 730
    world.people["index"][:4, 0] = 365.0, 365.0, 366.0, 365.0  # the third for a day less than a year
    world.people["exits"] = 1e9
    world.people["exits"][3] = 500.0  # moved away
    world.people["again"][[0, 2, 3], 0] = 1
    assert Reading(world).met_again(0) == (1, 2)


def test_who_gives_up_offending_is_followed_and_only_who_moves_away_is_not() -> None:
    """E4: repeat contact left out those who desist, which made it look the more common."""
    world = world_of()
    world.clock.day = 730
    world.people["index"][:3, 0], world.people["exits"] = 365.0, 1e9
    world.people["exits"][1:3], world.people["desists"][1] = 500.0, 1
    world.people["again"][0, 0] = 1
    assert Reading(world).met_again(0) == (1, 2)


def test_contacts_a_year_end_with_death_and_with_moving_but_not_with_desistance() -> None:
    world = world_of()
    people = world.people
    world.clock.day, people["state"] = 730, State.PRESENT
    people["referable"][:5], people["after"][:5] = 365.0, [1, 2, 3, 4, 5]
    people["gone"][1:4] = 365.0 + 73.0
    people["state"][1:4] = State.DEAD, State.LEFT, State.LEFT
    people["desists"][[1, 3]] = 1  # the first of them died before
    people["gone"][4], people["state"][4] = 300.0, State.DEAD  # here, before the reference would have referred them
    contacts, years = Reading(world).contacts_of_referable()
    assert contacts == 10.0 and years == pytest.approx(1.0 + 0.2 + 0.2 + 1.0)
    people["referable"][:] = 0.0
    assert Reading(world).contacts_of_referable() == (0.0, 0.0)


# --- the log ---------------------------------------------------------------------------------------------------------


def log(*rows: tuple[float, float, int, str, Mapping[str, float]]) -> Log:
    """Rows of moment, began, person, kind, and what the row of that kind holds."""
    written = LogRow.table(len(rows))
    for n, (moment, began, person, kind, held) in enumerate(rows):
        told = {"moment": moment, "began": began, "person": person, "kind": LOG_KINDS.index(kind)} | dict(held)
        for name, value in told.items():
            written[name][n] = value
    return Log(pd.DataFrame({name: written[name] for name in LogRow.dtype.names or ()}))


def test_every_kind_of_happening_says_what_its_fields_are() -> None:
    assert tuple(FIELDS) == LOG_KINDS


def test_kinds_come_together_in_the_order_written_with_the_fields_that_each_has() -> None:
    found = log(
        (4.0, 1.0, 7, "conviction", {"sentence": Verdict.PRISON, "proven": 12}),
        (5.0, 1.0, 7, "contact", {"category": 2}),
        (3.0, 2.0, 8, "caution", {"proven": 4}),
    )
    both = found.of("caution", "conviction")
    assert both.kind.tolist() == ["conviction", "caution"]
    assert both.sentence.tolist() == [Verdict.PRISON, -1] and both.priors.tolist() == [12, 4]
    assert found.of("contact").category.tolist() == [2]
    with pytest.raises(ValueError):
        found.of("convictions")


def test_one_after_the_other_says_the_same_as_the_tables() -> None:
    rows = log(*((float(k), 0.5, k, kind, dict.fromkeys(FIELDS[kind].values(), 4)) for k, kind in enumerate(LOG_KINDS)))
    for each in rows.each():
        (row,) = rows.of(each.kind).to_dict("records")
        assert vars(each) == row


def test_being_inside_ends_and_does_not_go_back_to_a_contact() -> None:
    (row,) = (
        log((4.0, 4.0, 1, "inside", {"until": 30.0, "inside": Whereabouts.IMPRISONED})).of("inside").to_dict("records")
    )
    assert (row["began"], row["until"], row["where"]) == (4.0, 30.0, Whereabouts.IMPRISONED)
    mixed = log(
        (4.0, 4.0, 1, "inside", {"until": 30.0, "inside": Whereabouts.IMPRISONED}),
        (5.0, 1.0, 1, "caution", {"proven": 0}),
    ).of("inside", "caution")
    assert mixed.began.tolist() == [4.0, 1.0] and mixed.until.tolist() == [30.0, -1.0]


def test_arrests_over_offences_leave_out_warrants_and_broken_orders() -> None:
    rows = log(
        (1.0, 1.0, 1, "arrest", {"category": 0}),
        (2.0, 1.0, 2, "arrest", {"category": ContactKind.WARRANT}),
        (3.0, 1.0, 3, "arrest", {"category": ContactKind.BREACH}),
    )
    assert rows.arrests_over_offences().person.tolist() == [1]
    assert len(rows.of("arrest")) == 3


def test_a_log_is_cut_and_counted_from_a_moment_and_told_from_another() -> None:
    rows = log((1.0, 1.0, 1, "contact", {}), (9.0, 8.0, 2, "charge", {}), (20.0, 8.0, 2, "caution", {}))
    assert rows.between(9.0, 20.0).people.tolist() == [2]
    shifted = rows.between(9.0).counted_from(9.0)
    assert shifted.of("charge")[["moment", "began"]].values.tolist() == [[0.0, -1.0]]
    assert len(rows.of_person(2)) == 2
    assert rows.differing(rows).tolist() == []
    assert set(rows.differing(rows.between(2.0)).tolist()) == {1}


def test_a_log_that_ran_out_of_room_is_refused() -> None:
    world = world_of(log=2)
    world.clock.logged = 1
    assert len(log_of(Reading(world))) == 1
    world.clock.logged = 2
    with pytest.raises(RuntimeError, match="more than 2 happenings"):
        log_of(Reading(world))


# --- outcomes --------------------------------------------------------------------------------------------------------


@pytest.fixture
def run_(worlds_of: Callable[..., list[World]], setting_of: Callable[..., Setting]) -> Run:
    arguments: dict[str, object] = {"regimes": ("none", "combined"), "residents": 10_000.0}
    setting = setting_of(**arguments)
    world = worlds_of(**arguments)[1]
    return Run(Reading(world), setting.regimes[1], setting.catalogue, setting.values, 1)


def test_each_outcome_is_read_by_its_own_entry(run_: Run) -> None:
    every = outcomes(run_.reading, run_.regime, run_.catalogue, run_.values, run_.years)
    routes = [route.name for route in run_.catalogue.routes if route.name in run_.regime.routes]
    assert list(every) == [*OUTCOMES, *detail_names(routes)]
    for name, value in every.items():
        assert outcome_of(name).read(run_) == pytest.approx(value, nan_ok=True, rel=0, abs=0), name


def test_every_member_of_a_family_has_its_description(run_: Run) -> None:
    for name in details(run_):
        assert describe(name).name == name and describe(name).label.startswith(FAMILIES[name.split(".")[0]].label)


def test_what_an_older_version_counted_goes_by_its_name_and_has_no_value(run_: Run) -> None:
    assert outcome_of("gone").label == outcome_of("gone").name == "gone"
    assert np.isnan(outcome_of("gone").read(run_))


def test_headlines_are_marked_at_their_entries_and_are_few() -> None:
    assert all(OUTCOMES[name].headline for name in HEADLINES) and 3 <= len(HEADLINES) <= 8
    assert all(re.fullmatch(r"[a-z0-9_]+", name) for name in OUTCOMES)
