"""The model is a Mesa model like any other: stepped, looked at, forked, collected from, run in batches, and freed."""

import copy
import gc
import inspect
import os
import pickle
import subprocess
import sys
import threading
import warnings
import weakref
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import mesa
import numpy as np
import pytest

from diversion import DiversionModel
from diversion.agents.views import SCALE as LEDGER_SCALE
from diversion.agents.views import CustodySuite, Officer, Person, Service
from diversion.experiments.plans.making import DEFAULT_REGIMES
from diversion.experiments.plans.plan import Plan
from diversion.experiments.runs.replicate import simulate
from diversion.model import arguments
from diversion.model import mesa_agents as face
from diversion.model.arguments import seed_of as seed_of_replicate
from diversion.model.ledger.reading import Reading
from diversion.model.world import SCALE, World
from diversion.scenarios import loader
from diversion.scenarios.parameters import InputError, register
from diversion.scenarios.schema import Locality

Build = Callable[..., DiversionModel]


def small_town(residents: float = 20_000) -> Locality:
    place = loader.locality("england-mix")
    return place.model_copy(update={"residents": place.residents.model_copy(update={"value": float(residents)})})


@pytest.fixture
def build() -> Build:
    def make(residents: float = 20_000, kind: type[DiversionModel] = DiversionModel, **given: Any) -> DiversionModel:
        usual: dict[str, Any] = {"locality": small_town(residents), "regime": "pre-arrest", "rng": 1, "years": 1}
        return kind(**usual | given)

    return make


def bits(array: Any) -> list[bytes]:
    """Every field's bytes; the padding between fields means nothing."""
    return [array[name].tobytes() for name in array.dtype.names] if array.dtype.names else [array.tobytes()]


def differing(one: World, other: World) -> list[str]:
    """Name the arrays of two worlds that differ in any bit."""
    fields = [name for name in one._fields if name != "handle"]
    return [name for name in fields if bits(getattr(one, name)) != bits(getattr(other, name))]


# --- moving on -------------------------------------------------------------------------------------------------------


def test_stepping_is_running(build: Build) -> None:
    stepped, run = build(), build()
    for _ in range(400):
        stepped.step()
    run.run(7)
    run.run(393)
    assert (stepped.steps, stepped.day) == (run.steps, run.day) == (400, 400)
    assert differing(stepped.world, run.world) == []
    assert stepped.outcomes() == pytest.approx(run.outcomes(), abs=0, nan_ok=True)


def test_mesas_clock_follows_a_run(build: Build) -> None:
    model = build()
    model.run(10)
    model.step()
    assert (model.steps, model.day) == (11, 11)
    assert getattr(model, "time", 11.0) == 11.0


def test_it_stops_running_at_the_end(build: Build) -> None:
    model = build(residents=3_000, run_in=0)
    model.run(364)
    running = [model.running]
    model.step()
    running.append(model.running)
    model.step()
    model.run()
    assert running == [True, False]
    assert (model.day, model.steps, model.running) == (365, 365, False)


def test_mesas_own_loop_runs_it_to_the_end(build: Build) -> None:
    model = build(residents=3_000, run_in=0)
    model.run_model()
    assert (model.day, model.running) == (365, False)


def test_a_model_with_its_own_step_is_run_step_by_step(build: Build) -> None:
    class Diary(DiversionModel):
        def step(self) -> None:
            super().step()
            self.__dict__.setdefault("days_seen", []).append(self.day)

    model = build(residents=3_000, kind=Diary)
    model.run(5)
    assert model.__dict__["days_seen"] == [1, 2, 3, 4, 5]


def test_events_of_the_user_happen_on_their_day(build: Build) -> None:
    model = build(residents=3_000)
    schedule = getattr(model, "schedule_event", None)
    if schedule is None:
        pytest.skip("this Mesa has no events")
    seen: list[int] = []

    def look() -> None:
        seen.append(model.day)

    schedule(look, at=3.5)
    model.run(10)
    assert seen == [3]
    assert model.day == 10


def test_the_same_rng_is_the_same_run(build: Build) -> None:
    one, same, other = build(), build(), build(rng=2)
    for model in (one, same, other):
        model.run()
    assert differing(one.world, same.world) == []
    assert "people" in differing(one.world, other.world)


def test_without_rng_every_model_is_another_that_can_be_had_again(build: Build) -> None:
    one, other = build(residents=3_000, rng=None), build(residents=3_000, rng=None)
    assert one.base_seed != other.base_seed
    assert build(residents=3_000, rng=one.base_seed).replicate_seed == one.replicate_seed


def test_it_is_the_first_replicate_of_a_comparison(build: Build) -> None:
    names = ("none", "pre-arrest")
    model = build(regime="none", regimes=names)
    assert model.replicate_seed == seed_of_replicate(1, 0)
    model.run_to_fork()
    model.run()
    second = build(regime="none", regimes=names).fork("pre-arrest", reference=model)
    second.run()
    found = {"none": model.outcomes(), "pre-arrest": second.outcomes()}
    regimes = tuple(loader.regime(name) for name in names)
    plan = Plan(
        locality=small_town(),
        current=regimes[0],
        regimes=regimes,
        reference="none",
        years=1,
        seed=1,
        fixed_parameters=True,
        laws=arguments.usual_laws(),
    )
    for result in simulate(plan, 0, threading.Event()):
        assert result.outcomes == pytest.approx(found[result.regime], abs=0, nan_ok=True)


def test_the_default_regimes_are_those_of_a_comparison() -> None:
    assert arguments.DEFAULT_REGIMES == DEFAULT_REGIMES


def test_mesas_chance_is_never_used_and_decides_nothing(build: Build) -> None:
    quiet, noisy = build(residents=5_000), build(residents=5_000)
    before = quiet.random.getstate(), quiet.rng.bit_generator.state
    quiet.run(500)
    assert (quiet.random.getstate(), quiet.rng.bit_generator.state) == before
    for _ in range(5):
        noisy.run(100)
        noisy.agents.shuffle_do(lambda agent: agent.unique_id)
        noisy.random.random()
        noisy.rng.random()
    assert differing(quiet.world, noisy.world) == []


# --- forks -----------------------------------------------------------------------------------------------------------


def test_a_fork_at_the_end_of_the_run_in_is_a_model_of_its_own(build: Build) -> None:
    trunk = build()
    trunk.run_to_fork()
    twin = trunk.fork("none")
    assert (trunk.day, twin.day, twin.steps) == (365, 365, 365)
    trunk.run()
    assert twin.day == 365
    twin.run()
    for model in (trunk, twin):
        straight = build(regime=model.regime.name)
        straight.run()
        assert differing(model.world, straight.world) == []
    assert trunk.outcomes()["referrals"] > twin.outcomes()["referrals"] == 0


def test_a_fork_during_the_run_in_runs_the_rest_of_it_alike(build: Build) -> None:
    trunk = build()
    trunk.run(100)
    twin = trunk.fork("none")
    twin.run()
    assert trunk.day == 100
    straight = build(regime="none")
    straight.run()
    assert differing(twin.world, straight.world) == []


def test_a_fork_carries_what_was_collected_and_what_a_subclass_keeps(build: Build) -> None:
    class Keeper(DiversionModel):
        notes: list[int]

    trunk = build(residents=3_000, kind=Keeper)
    assert isinstance(trunk, Keeper)
    trunk.notes = [1]
    trunk.run(3)
    twin = trunk.fork("none")
    twin.notes.append(2)
    twin.step()
    assert trunk.notes == [1]
    assert len(twin.datacollector.get_model_vars_dataframe()) == 2
    assert len(trunk.datacollector.get_model_vars_dataframe()) == 1


def test_a_fork_that_cannot_be_meant_is_refused(build: Build) -> None:
    model = build(residents=3_000, regimes=("none", "pre-arrest"))
    with pytest.raises(InputError, match="not among the compared regimes"):
        model.fork("custody-stage")
    with pytest.raises(InputError, match="Did you mean pre-arrest"):
        model.fork("pre-arest")
    with pytest.raises(InputError, match="finished model"):
        model.fork("none", reference=build(residents=3_000))
    model.run(366)
    with pytest.raises(InputError, match="parted on day 365"):
        model.fork("none")


def test_a_deep_copy_goes_its_own_way(build: Build) -> None:
    model = build(residents=5_000)
    model.run(380)
    twin = copy.deepcopy(model)
    twin.run()
    assert model.day == 380
    model.run()
    assert differing(model.world, twin.world) == []


def test_a_model_cannot_be_pickled(build: Build) -> None:
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(build(residents=3_000))


# --- arguments -------------------------------------------------------------------------------------------------------


def test_every_argument_has_a_default_and_none_is_a_parameter() -> None:
    signature = inspect.signature(DiversionModel).parameters
    assert all(item.default is not item.empty for name, item in signature.items() if name != "kwargs")
    assert not set(signature) & set(register())
    assert {"seed", "scenario", "time"}.isdisjoint(signature)
    assert "kwargs" in signature, "Mesa 3.3's SolaraViz knows the rest of the arguments by this name only"


def test_a_parameter_can_be_given_by_keyword_or_by_changes(build: Build) -> None:
    given = build(residents=3_000, workers_pre_arrest=3, **{"recorded.burglary": 0.5})
    assert given.setting.values["workers_pre_arrest"] == 3.0
    assert given.setting.values["recorded.burglary"] == 0.5
    changed = build(residents=3_000, changes={"workers_pre_arrest": 3.0, "recorded.burglary": 0.5})
    assert changed.setting == given.setting


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"workers_pre_arest": 8}, "Did you mean workers_pre_arrest"),
        ({"changes": {"workers_pre_arest": 8}}, "Did you mean workers_pre_arrest"),
        ({"localty": "blackpool"}, "Did you mean locality"),
        ({"seed": 1}, "rng= instead of seed="),
        ({"locality": "blakpool"}, "Did you mean blackpool"),
        ({"regime": "pre-arest"}, "Did you mean pre-arrest"),
        ({"regimes": ["nune"]}, "Did you mean none"),
        ({"workers_pre_arrest": -1}, "outside"),
        ({"workers_pre_arrest": "many"}, "must be a number"),
        ({"rng": "one"}, "rng must be a whole number"),
        ({"rng": -1}, "rng must be 0 to"),
        ({"years": 0}, "years must be 1 to"),
        ({"years": 1.5}, "years must be a whole number"),
        ({"run_in": True}, "run_in must be a whole number"),
    ],
)
def test_an_argument_that_cannot_be_meant_is_refused_in_a_sentence(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        DiversionModel(**wrong)


def test_the_current_regime_is_the_localitys_own(build: Build) -> None:
    model = build(residents=3_000, regime="current")
    assert model.regime.name == "current"
    assert model.regime.routes == loader.regime(small_town().current).routes


def test_a_regime_may_come_alone_as_a_word(build: Build) -> None:
    model = build(residents=3_000, regimes="none")
    assert [item.name for item in model.setting.regimes] == ["none", "pre-arrest"]


# --- looking at agents -----------------------------------------------------------------------------------------------


def test_agents_are_mesas_and_their_ids_are_their_own(build: Build) -> None:
    model = build()
    agents = list(model.agents)
    assert all(isinstance(agent, mesa.Agent) and agent.model is model for agent in agents)
    assert len({agent.unique_id for agent in agents}) == len(agents)
    assert set(model.agent_types) == set(model.agents_by_type) == {Person, Officer, Service, CustodySuite}
    assert sum(len(group) for group in model.agents_by_type.values()) == len(agents)
    assert model.custody.unique_id == len(model.world.people) + len(model.world.officers) + len(
        model.catalogue.services
    )
    assert all(person.unique_id == person.number for person in model.agents_by_type[Person])


def test_the_set_of_people_follows_who_is_there(build: Build) -> None:
    model = build()
    people = model.agents_by_type[Person]
    ids = {person.unique_id for person in people}
    model.run(300)
    model.step()
    later = {person.unique_id for person in people}
    assert later - ids and ids - later
    assert later == set(np.flatnonzero(model.world.people["state"] == 1))
    assert all(person.present for person in people)
    assert len(people) == model.people_present
    gone = model.person(min(ids - later))
    assert gone.state in {"left", "dead"}


def test_a_view_reads_what_the_arrays_say_today(build: Build) -> None:
    model = build(run_in=0)
    person = model.person(0)
    assert person is model.person(0) is next(iter(model.agents.select(lambda agent: agent.unique_id == 0)))
    age = person.age
    model.run(200)
    row = model.world.people[0]
    assert person.age == pytest.approx(age + 200 / 365.25)
    assert (person.trust, person.contacts, person.place) == (row.trust, row.contacts, row.place)
    assert person.sex in {"female", "male"}
    assert person.ethnicity in {"white", "asian", "black", "mixed_or_other"}
    assert list(person.needs.values()) == row.needs.tolist()
    assert set(person.ties) <= set(range(len(model.world.people)))
    assert person.pos == person.place in model.graph


def test_every_attribute_of_every_kind_can_be_read_and_says_what_it_is(build: Build) -> None:
    model = build()
    model.run(500)
    for kind, group in model.agents_by_type.items():
        names = [name for name, item in inspect.getmembers(kind) if isinstance(item, property)]
        own = [name for name in names if not hasattr(mesa.Agent, name)]
        assert len(own) >= 4
        for name in own:
            assert getattr(kind, name).__doc__, f"{kind.__name__}.{name} says nothing"
            for view in list(group)[:50]:
                getattr(view, name)
        assert repr(next(iter(group))).startswith(f"<{kind.__name__} ")


def test_support_is_seen_from_the_person_and_from_the_service(build: Build) -> None:
    model = build(residents=100_000)
    model.run(600)
    helped = model.agents_by_type[Person].select(lambda person: person.in_support)
    assert len(helped) == model.people_in_support > 0
    assert sum(service.active for service in model.agents_by_type[Service]) == len(helped)
    assert all(person.case == "in_support" and person.programme for person in helped)
    own = helped.select(lambda person: person.programme != "ordinary-treatment")  # which no officer refers to
    assert len(own) > 0 and all(person.referrer is not None for person in own)
    service = model.service(model.catalogue.services[0].name)
    assert service.places == service.staffed * service.caseload
    assert set(model.people().query("in_support").index) == {person.unique_id for person in helped}


def test_an_officers_hours_are_the_ledgers(build: Build) -> None:
    model = build()
    model.run(200)
    assert LEDGER_SCALE == SCALE
    total = sum(sum(officer.hours.values()) for officer in model.agents_by_type[Officer])
    assert total == pytest.approx(model.world.ledger.sum() / SCALE)


def test_nothing_can_be_set_on_a_view(build: Build) -> None:
    person = build(residents=3_000).person(0)
    for name in ("trust", "colour", "unique_id"):
        with pytest.raises(AttributeError, match=f"Person.{name} cannot be set"):
            setattr(person, name, 1)
    with pytest.raises(AttributeError, match="cannot be removed"):
        person.remove()
    assert not hasattr(person, "__dict__") or not person.__dict__


@pytest.mark.parametrize("number", [-1, 10**9])
def test_there_is_no_such_person(build: Build, number: int) -> None:
    with pytest.raises(InputError, match=f"There is no person {number}"):
        build(residents=3_000).person(number)


def test_there_is_no_such_service(build: Build) -> None:
    with pytest.raises(InputError, match="Did you mean navigators"):
        build(residents=3_000).service("navigator")


def test_mesas_ways_of_reading_work(build: Build) -> None:
    model = build(residents=5_000)
    people = model.agents_by_type[Person]
    young = people.select(lambda person: person.age < 26)
    assert 0 < len(young) < len(people)
    assert people.groupby("sex").count() == model.people()["sex"].value_counts().to_dict()
    assert people.agg("trust", np.mean) == pytest.approx(model.people()["trust"].mean())
    assert sorted(people.get("unique_id")) == model.people().index.tolist()
    seen: list[int] = []
    people.shuffle_do(lambda person: seen.append(person.unique_id))
    assert sorted(seen) == sorted(people.get("unique_id"))


def test_agents_of_the_users_own_live_beside_the_views(build: Build) -> None:
    model = build(residents=3_000)
    visitor = mesa.Agent(model)
    assert visitor in model.agents
    assert visitor.unique_id > model.custody.unique_id
    assert set(model.agents_by_type) >= {Person, mesa.Agent}
    visitor.remove()
    assert visitor not in model.agents


def test_views_can_be_forgotten_and_seen_again(build: Build) -> None:
    model = build(residents=3_000)
    before = len(model.agents)
    visitor = mesa.Agent(model)
    model.remove_all_agents()
    assert visitor not in model.agents
    assert len(model.agents) == before


def test_many_views_come_with_a_word_of_warning(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(face, "MANY_PEOPLE", 10)
    model = build(residents=3_000)
    with pytest.warns(UserWarning, match="takes a while"):
        model.agents  # noqa: B018
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model.agents_by_type  # noqa: B018


# --- collecting ------------------------------------------------------------------------------------------------------


def test_each_step_is_collected(build: Build) -> None:
    model = build(residents=5_000)
    for _ in range(30):
        model.step()
    table = model.datacollector.get_model_vars_dataframe()
    assert len(table) == 30
    assert table["people_present"].iloc[-1] == model.people_present
    assert table["contacts"].is_monotonic_increasing
    assert table["contacts"].iloc[-1] == model.contacts > 0


def test_a_collector_of_the_users_own_sees_models_and_agents(build: Build) -> None:
    model = build(residents=3_000)
    model.datacollector = mesa.DataCollector(
        model_reporters={"Graph": lambda given: len(given.graph), "Day": "day"},
        agent_reporters={"Pos": "pos"},
        agenttype_reporters={Person: {"Trust": "trust"}, Officer: {"Belief": "belief"}},
    )
    model.step()
    model.step()
    assert model.datacollector.get_model_vars_dataframe()["Day"].tolist() == [1, 2]
    assert len(model.datacollector.get_agent_vars_dataframe().xs(2, level=0)) == len(model.agents)
    trust = model.datacollector.get_agenttype_vars_dataframe(Person)["Trust"].xs(2, level=0)
    assert trust.to_dict() == model.people()["trust"].to_dict()
    beliefs = model.datacollector.get_agenttype_vars_dataframe(Officer)
    assert len(beliefs) == 2 * len(model.world.officers)


def test_it_is_said_that_mesas_batch_run_stops_early() -> None:
    """Row 20: it cuts a run at step 1,000 without a word, and tells the model nothing of it."""
    stops = inspect.signature(mesa.batch_run).parameters["max_steps"].default
    assert stops == 1000 < DiversionModel(small_town(3_000), run_in=0, years=3, rng=1).days
    readme = Path(__file__).resolve().parents[3] / "README.md"
    for text in (readme.read_text(encoding="utf-8"), DiversionModel.__doc__ or ""):
        assert "`batch_run` stops" in text and "`max_steps" in text and "1,000" in text


def test_mesas_batch_run_works() -> None:
    given = {"locality": small_town(3_000), "run_in": 0, "years": 1, "regime": ["none", "pre-arrest"]}
    common: dict[str, Any] = {"number_processes": 1, "max_steps": 1000, "display_progress": False}
    # batch_run goes through every parameter that can be gone through, and a locality can.
    given["locality"] = [given["locality"]]
    batch_run: Any = mesa.batch_run
    if "rng" in inspect.signature(batch_run).parameters:
        rows = batch_run(DiversionModel, given, rng=[1, 2], **common)
    else:
        rows = batch_run(DiversionModel, {**given, "rng": [1, 2]}, **common)
    assert len(rows) == 4
    for row in rows:
        model = DiversionModel(small_town(3_000), row["regime"], rng=row["rng"], run_in=0, years=1)
        model.run()
        assert (row["contacts"], row["arrests"]) == (model.contacts, model.arrests)


def test_solaras_reset_builds_it_again(build: Build) -> None:
    model = build(residents=3_000)
    params: dict[str, Any] = {"locality": small_town(3_000), "regime": "none", "rng": 5, "workers_pre_arrest": 4.0}
    again = type(model)(**params)
    assert again.regime.name == "none"
    try:
        from mesa.visualization.solara_viz import _check_model_params
    except ImportError:
        pytest.skip("the drawing part of Mesa is not installed")
    looked_at = DiversionModel.__init__ if mesa.__version__.startswith("3.3") else model
    _check_model_params(looked_at, params)


# --- tables ----------------------------------------------------------------------------------------------------------


def test_the_months_add_up_to_the_totals_however_they_are_split(build: Build) -> None:
    model = build()
    model.run(600)
    months = model.monthly()
    assert months.index.tolist() == list(range(-12, 8))
    totals = Reading(model.simulation.settled()).totals()
    for name in ("latent", "contacts", "arrests", "referrals", "person_years"):
        assert months.loc[0:, name].sum() == pytest.approx(totals[name])
    for by in ("age", "sex", "ethnicity", "place"):
        split = model.monthly(by)
        assert split.groupby("month").sum().to_numpy() == pytest.approx(months.to_numpy())
    men = model.monthly("sex").xs("male", level="sex")["person_years"].sum()
    assert men / months["person_years"].sum() == pytest.approx((model.people()["sex"] == "male").mean(), abs=0.1)
    with pytest.raises(InputError, match="Did you mean ethnicity"):
        model.monthly("etnicity")


def test_months_are_those_of_the_calendar_and_financial_years_are_their_sums(build: Build) -> None:
    """Row 5: also where the regimes part in the middle of a month, and the last month is only begun."""
    place = small_town(3_000).model_copy(update={"start": date(2027, 11, 15)})
    model = DiversionModel(place, "pre-arrest", rng=1, years=1, run_in=1)
    model.run(365 + 140)
    months = model.months()
    assert list(months.loc[-1]) == ["2027-11", date(2027, 11, 1), 14, 30, "2027-28"]
    assert list(months.loc[0]) == ["2027-11", date(2027, 11, 15), 16, 30, "2027-28"]
    assert list(months.iloc[-1]) == ["2028-04", date(2028, 4, 1), 2, 30, "2028-29"]
    years, monthly = model.yearly(), model.monthly().loc[0:]
    assert years[["days", "of"]].to_numpy().tolist() == [[138, 366], [2, 365]]
    sums = monthly.groupby(months.loc[0:, "financial_year"]).sum()
    assert years.drop(columns=["days", "of"]).to_numpy() == pytest.approx(sums.to_numpy())
    split = model.yearly("sex")
    assert split["arrests"].groupby("financial_year").sum().to_numpy() == pytest.approx(years["arrests"].to_numpy())
    assert split.xs("male", level="sex")["days"].tolist() == [138, 2]


def test_the_hours_add_up_to_the_ledger(build: Build) -> None:
    model = build(run_in=0)
    model.run(100)
    assert model.hours().sum().sum() == pytest.approx(model.world.ledger.sum() / SCALE)
    assert len(model.hours()) == 4


def test_there_is_nothing_to_report_before_the_first_day_and_before_the_fork(build: Build) -> None:
    model = build(residents=3_000)
    assert model.monthly().empty and model.hours().empty and model.months().empty and model.yearly().empty
    with pytest.raises(InputError, match="part on day 365"):
        model.outcomes()


def test_looking_changes_nothing(build: Build) -> None:
    looked, left = build(residents=5_000), build(residents=5_000)
    for _ in range(6):
        looked.run(100)
        list(looked.agents)
        looked.monthly("place")
        looked.people()
        if looked.parted:
            looked.outcomes()
        left.run(100)
    assert differing(looked.world, left.world) == []


# --- memory ----------------------------------------------------------------------------------------------------------


def test_a_dropped_model_is_freed_though_somebody_looked_at_its_agents(build: Build) -> None:
    model = build(residents=3_000)
    list(model.agents)
    mesa.Agent(model)
    model.run(400)
    twin = model.fork("none") if not model.parted else copy.deepcopy(model)
    model.step()
    trace: list[weakref.ref[Any]] = [weakref.ref(model), weakref.ref(twin), weakref.ref(model.simulation.world.people)]
    del model, twin
    gc.collect()
    assert [item() for item in trace] == [None, None, None]


def test_a_released_model_holds_nothing_and_says_so(build: Build) -> None:
    model = build(residents=3_000)
    list(model.agents)
    arrays = weakref.ref(model.world.people)
    model.release()
    model.release()
    assert arrays() is None
    assert "released" in repr(model)
    with pytest.raises(RuntimeError, match="released"):
        model.step()


def resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs /proc")
def test_two_hundred_models_leave_memory_flat(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(face, "FORGOTTEN_BYTES", 16_000_000)
    monkeypatch.setattr(face, "_limit", 16_000_000)
    size = 0
    for number in range(200):
        if number == 50:
            start = resident_bytes()
        model = build(residents=30_000, rng=number)
        model.step()
        size = sum(getattr(array, "nbytes", 0) for array in model.world)
        assert model.agents_by_type[Person]
    grown = resident_bytes() - start
    assert grown < 0.25 * 150 * size, f"{grown / 1e6:.0f} MB more after 150 models of {size / 1e6:.1f} MB"


# --- the process -----------------------------------------------------------------------------------------------------


def test_only_the_mesa_face_imports_mesa() -> None:
    code = (
        "import sys, diversion, diversion.experiments.cli.app, diversion.experiments.runs.replicate, diversion.model.tables\n"
        "assert 'mesa' not in sys.modules\n"
        "diversion.DiversionModel\n"
        "assert 'mesa' in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
