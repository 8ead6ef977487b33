"""The same experiment on threads, in processes and on a Dask cluster: the same bits, also when workers die on the way."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest

from diversion.experiments.plans.experiment import Experiment, Kind, Point
from diversion.experiments.plans.making import make_plan
from diversion.experiments.plans.plan import Plan, RunResult
from diversion.experiments.runs import cluster as clusters
from diversion.experiments.runs import replicate, worker
from diversion.experiments.runs.books import Batch
from diversion.experiments.runs.engines import How
from diversion.experiments.runs.runner import BatchFailed, Interrupted, Say, run
from diversion.experiments.store.store import Store
from diversion.scenarios import loader
from diversion.scenarios.parameters import InputError

Runs = dict[tuple[int, int, str], RunResult]
SCENARIOS, REPLICATES = 3, 50
RUNS = SCENARIOS * REPLICATES * 2


class Deadly(dict[str, Any]):
    """Changes that kill whatever process unpickles them, as a run that is too large for its memory would."""

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return _die, (os.getpid(),)


def _die(home: int) -> dict[str, Any]:
    assert os.getpid() != home, "not in the process of the tests"
    os.kill(os.getpid(), signal.SIGKILL)
    return {}


@pytest.fixture(scope="module")
def plan() -> Plan:
    place = loader.locality("england-mix")
    hamlet = place.model_copy(update={"residents": place.residents.model_copy(update={"value": 4000.0})})
    return make_plan(hamlet, ["none", "pre-arrest"], years=1, run_in=0)


def points(plan: Plan) -> list[Point]:
    offers = [(k + 1) / (SCENARIOS + 1) for k in range(SCENARIOS)]
    return [Point({"offer_street": offer}, range(REPLICATES)) for offer in offers]


def carried_out(
    plan: Plan,
    db: Path,
    how: How,
    chosen: Sequence[Point] = (),
    tables: bool = True,
    found: Runs | None = None,
    say: Say | None = None,
) -> tuple[Batch, Runs]:
    """The experiment, carried out in a new store, and its runs, put into `found` as they come."""
    found = {} if found is None else found

    def keep(scenario: int, result: RunResult) -> None:
        found[scenario, result.replicate, result.regime] = result

    with Store.open(db) as store:
        batch = run(Experiment(Kind.SWEEP, plan, chosen or points(plan), tables=tables), store, how, sink=keep, say=say)
    return batch, found


def bits(runs: Runs) -> dict[object, object]:
    """All that a run says, to the bit, but for how long it took."""
    return {
        key: (each.seed, each.error, repr(each.outcomes), [(name, t.tobytes()) for name, t in each.tables.items()])
        for key, each in runs.items()
    }


@pytest.fixture(scope="module")
def calm(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> dict[object, object]:
    """What one thread says."""
    batch, runs = carried_out(plan, tmp_path_factory.mktemp("calm") / "runs.sqlite", How(workers=1))
    assert (batch.total, batch.computed, batch.failed) == (RUNS, RUNS, 0)
    return bits(runs)


@contextmanager
def killed(victims: Callable[[], list[psutil.Process]], runs: Runs) -> Iterator[None]:
    """Kill the first of the victims once some runs have come back; they must not all have."""
    at: list[int] = []

    def kill() -> None:
        limit = time.monotonic() + 60
        while not runs and time.monotonic() < limit:
            time.sleep(0.005)
        victims()[0].kill()
        at.append(len(runs))

    thread = threading.Thread(target=kill)
    thread.start()
    yield
    thread.join()
    assert 0 < at[0] < RUNS


@contextmanager
def no_hanging(seconds: int = 150) -> Iterator[None]:
    """What hangs fails, in place of the tests hanging too; no more than that is asked of the time."""

    def give_up(_signal: int, _frame: object) -> None:
        raise AssertionError("it hangs")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def meanwhile(runs: Runs, act: Callable[[], object]) -> Iterator[None]:
    """Do something once some runs have come back, while the rest is computed."""

    def wait() -> None:
        limit = time.monotonic() + 60
        while not runs and time.monotonic() < limit:
            time.sleep(0.005)
        act()

    thread = threading.Thread(target=wait)
    thread.start()
    yield
    thread.join()


def spawned() -> list[psutil.Process]:
    """The worker processes of this one."""
    children = psutil.Process().children()
    return [each for each in children if "spawn_main" in " ".join(each.cmdline())]


# --- threads and processes -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("workers", [2, 5])
def test_threads_give_the_same_bits(plan: Plan, calm: object, tmp_path: Path, workers: int) -> None:
    assert bits(carried_out(plan, tmp_path / "runs.sqlite", How(workers=workers))[1]) == calm


@pytest.mark.slow
def test_processes_give_the_same_bits_though_one_is_killed(plan: Plan, calm: object, tmp_path: Path) -> None:
    runs: Runs = {}
    with killed(spawned, runs):
        batch, _ = carried_out(plan, tmp_path / "runs.sqlite", How(workers=2, processes=True), found=runs)
    assert (batch.computed, batch.failed) == (RUNS, 0)
    assert bits(runs) == calm
    assert spawned() == []


@pytest.mark.slow
def test_a_run_that_kills_its_worker_is_a_row_and_the_others_go_on(plan: Plan, tmp_path: Path) -> None:
    chosen = [Point({}, (0, 1)), Point(Deadly(), (2,)), Point({}, (3, 4))]
    db = tmp_path / "runs.sqlite"
    batch, runs = carried_out(plan, db, How(workers=1, processes=True), chosen, tables=False)
    assert (batch.total, batch.computed, batch.failed) == (10, 10, 2)
    wrong = {key: each.error for key, each in runs.items() if each.error}
    assert {key[:2] for key in wrong} == {(1, 2)}
    assert all("worker died" in error for error in wrong.values())
    with Store.open(db) as store:
        assert sorted(run.status for run in store.runs(batch.number)) == ["failed"] * 2 + ["succeeded"] * 8


@pytest.mark.slow
def test_when_no_worker_comes_back_with_anything_the_batch_ends(plan: Plan, tmp_path: Path) -> None:
    chosen = [Point(Deadly(), range(40))]
    with pytest.raises(BatchFailed, match="No worker comes back"):
        carried_out(plan, tmp_path / "runs.sqlite", How(workers=1, processes=True), chosen, tables=False)
    with Store.open(tmp_path / "runs.sqlite") as store:
        found = [run.status for run in store.runs(1)]
    assert found.count("failed") == 3 * 2 and set(found) <= {"failed", "pending"}


def test_a_run_that_fails_is_a_row_and_is_tried_again_the_next_time(plan: Plan, tmp_path: Path) -> None:
    class Odd(dict[str, Any]):
        """Changes that are well enough to be named, and not to be simulated."""

        broken = True

        def __getitem__(self, key: str) -> Any:
            if self.broken and threading.current_thread() is not threading.main_thread():
                raise RuntimeError("the disk of this scenario is on fire")
            return super().__getitem__(key)

    odd = Odd(offer_street=0.5)
    chosen = [Point({}, (0,)), Point(odd, (0,))]
    batch, runs = carried_out(plan, tmp_path / "runs.sqlite", How(workers=2), chosen)
    assert (batch.computed, batch.failed) == (4, 2)
    assert {each.error for each in runs.values()} == {"", "RuntimeError: the disk of this scenario is on fire"}
    odd.broken = False
    again, runs = carried_out(plan, tmp_path / "runs.sqlite", How(workers=2), chosen)
    assert (again.read, again.computed, again.failed) == (2, 2, 0)
    assert not any(each.error for each in runs.values())


def test_a_run_that_two_scenarios_share_is_computed_once(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = replicate.simulate
    computed: list[int] = []

    def counted(plan: Plan, number: int, *rest: Any) -> Iterator[RunResult]:
        computed.append(number)
        return real(plan, number, *rest)

    monkeypatch.setattr(worker, "simulate", counted)
    batch, runs = carried_out(plan, tmp_path / "runs.sqlite", How(workers=2), [Point({}, (0, 1))] * 3)
    assert (batch.total, batch.computed, sorted(computed)) == (12, 12, [0, 1])
    assert len({repr(runs[scenario, 1, "pre-arrest"].outcomes) for scenario in range(3)}) == 1
    with Store.open(tmp_path / "runs.sqlite") as store:
        assert [(run.scenario, run.replicate) for run in store.runs(batch.number)] == [
            (scenario, number) for scenario in range(3) for number in range(2) for _ in range(2)
        ]


BATCH = """
import json, sys
from diversion.experiments.plans import Experiment, Kind, Point, make_plan
from diversion.experiments.runs import How, Interrupted, run
from diversion.experiments.store import Store
from diversion.scenarios import loader
place = loader.locality("england-mix")
hamlet = place.model_copy(update={"residents": place.residents.model_copy(update={"value": 4000.0})})
plan = make_plan(hamlet, ["none", "pre-arrest"], years=1, run_in=0)
experiment = Experiment(Kind.SWEEP, plan, [Point({"offer_street": 0.5}, range(int(sys.argv[2])))], tables=True)
with Store.open(sys.argv[1]) as store:
    try:
        batch = run(experiment, store, How(workers=2, processes=True), sink=lambda *_: print("run", flush=True))
        print(json.dumps([batch.computed, batch.failed]))
    except Interrupted as stopped:
        print(stopped)
"""


def begun(db: Path, replicates: int) -> tuple[subprocess.Popen[str], list[psutil.Process]]:
    """A program that has begun to compute with two processes, and these two."""
    command = [sys.executable, "-c", BATCH, str(db), str(replicates)]
    program = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert program.stdout is not None
    assert program.stdout.readline() == "run\n"
    while len(there := [each for each in psutil.Process(program.pid).children() if is_worker(each)]) < 2:
        time.sleep(0.01)
    return program, there


def is_worker(process: psutil.Process) -> bool:
    return process.status() != "zombie" and "spawn_main" in " ".join(process.cmdline())


def come_to_rest(processes: list[psutil.Process]) -> None:
    """Wait until all of them wait."""
    used = None
    while used != (now := [each.cpu_times()[:2] for each in processes]) or any(map(computing, processes)):
        used = now
        time.sleep(1)


def computing(process: psutil.Process) -> bool:
    return process.status() in ("running", "disk-sleep")


@pytest.mark.slow
def test_processes_that_are_killed_while_they_hand_over_are_replaced(tmp_path: Path) -> None:
    """Row 1: the tables of these runs are more than a pipe holds, so both are in the middle of writing one."""
    with no_hanging():
        program, workers = begun(tmp_path / "runs.sqlite", 60)
        program.send_signal(signal.SIGSTOP)
        come_to_rest(workers)
        for each in workers:
            each.kill()
        program.send_signal(signal.SIGCONT)
        said, _ = program.communicate()
    assert said.splitlines()[-1] == "[120, 0]", said
    assert program.returncode == 0


@pytest.mark.slow
def test_ctrl_c_ends_processes_that_stand_still(tmp_path: Path) -> None:
    """Row 1, a sibling: processes that do not listen."""
    with no_hanging():
        program, workers = begun(tmp_path / "runs.sqlite", 100_000)
        program.send_signal(signal.SIGSTOP)
        come_to_rest(workers)
        for each in workers:
            each.suspend()
        program.send_signal(signal.SIGINT)
        program.send_signal(signal.SIGCONT)
        said, _ = program.communicate()
    assert "runs are kept; the same command goes on from there" in said.splitlines()[-1], said
    assert program.returncode == 0 and "Traceback" not in said
    assert not any(map(alive, workers))


# --- a cluster -------------------------------------------------------------------------------------------------------


# An editable install is found by a finder of its own; without that, there is no such package.
LACKING = """
import sys
sys.meta_path[:] = [each for each in sys.meta_path if "editable" not in each.__module__]
sys.path[:] = [each for each in sys.path if each]
"""


def alive(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != "zombie"


class Cluster:
    """A real scheduler and real workers on this machine, talking over loopback."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "scheduler.json"
        self.scheduler = self._start("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", self._file)
        self.workers: list[psutil.Process] = []

    @property
    def address(self) -> str:
        import json

        limit = time.monotonic() + 30
        while not self._file.exists() and time.monotonic() < limit:
            time.sleep(0.05)
        return str(json.loads(self._file.read_text())["address"])

    def grow(self, workers: int, lacking: bool = False) -> None:
        """Start so many workers and wait until they are there; `lacking` the package, where that is asked for."""
        from distributed import Client

        for _ in range(workers):
            how = ("--nthreads", "1", "--no-nanny", "--host", "127.0.0.1", "--local-directory", self._file.parent)
            self.workers.append(self._start("worker", self.address, *how, lacking=lacking))
        with Client(self.address, set_as_default=False) as client:  # type: ignore[no-untyped-call]
            client.wait_for_workers(sum(map(alive, self.workers)), timeout=60)

    def _start(self, what: str, *how: object, lacking: bool = False) -> psutil.Process:
        code = f"{LACKING if lacking else ''}from distributed.cli.dask_{what} import main\nmain()"
        command = [sys.executable, "-c", code, *map(str, how), "--no-dashboard"]
        quiet = subprocess.DEVNULL
        return psutil.Process(subprocess.Popen(command, stdout=quiet, stderr=quiet).pid)

    def stop(self) -> None:
        """End them all."""
        for process in (*self.workers, self.scheduler):
            if process.is_running():
                process.kill()
                process.wait()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    found = Cluster(tmp_path)
    yield found
    found.stop()


@pytest.mark.slow
def test_a_cluster_gives_the_same_bits_though_a_worker_is_killed(
    plan: Plan, calm: object, cluster: Cluster, tmp_path: Path
) -> None:
    cluster.grow(2)
    runs: Runs = {}
    with killed(lambda: cluster.workers, runs):
        batch, _ = carried_out(plan, tmp_path / "runs.sqlite", How(scheduler=cluster.address), found=runs)
    assert sum(map(alive, cluster.workers)) == 1
    assert (batch.computed, batch.failed) == (RUNS, 0)
    assert bits(runs) == calm


@pytest.mark.slow
def test_a_cluster_that_goes_away_is_said_and_what_is_finished_is_kept(
    plan: Plan, cluster: Cluster, tmp_path: Path
) -> None:
    cluster.grow(1)
    runs: Runs = {}
    many = [Point({"offer_street": 0.5}, range(100_000))]
    with killed(lambda: [cluster.scheduler], runs), pytest.raises(BatchFailed, match="workers are gone"):
        carried_out(plan, tmp_path / "runs.sqlite", How(scheduler=cluster.address), many, False, runs)
    with Store.open(tmp_path / "runs.sqlite") as store:
        (line,) = store.experiments()
        assert line.succeeded > 0 and line.running == 0


MANY = [Point({"offer_street": 0.5}, range(100_000))]


@pytest.mark.slow
@pytest.mark.parametrize("mixed", [False, True])
def test_a_worker_that_lacks_the_package_is_said(plan: Plan, cluster: Cluster, tmp_path: Path, mixed: bool) -> None:
    """Row 1: also where others have it, and by a scheduler that need not."""
    if mixed:
        cluster.grow(1)
    cluster.grow(1, lacking=True)
    with (
        no_hanging(),
        pytest.raises(BatchFailed, match="cannot be used: No module named 'diversion'; install the same"),
    ):
        carried_out(plan, tmp_path / "runs.sqlite", How(scheduler=cluster.address), MANY, False)
    assert all(map(alive, cluster.workers))  # it fails in its work, not over the message


@pytest.mark.slow
def test_a_cluster_that_has_lost_its_workers_says_so_and_new_ones_carry_on(
    plan: Plan, calm: object, cluster: Cluster, tmp_path: Path
) -> None:
    """Row 1."""
    cluster.grow(1)
    runs: Runs = {}
    said: list[str] = []

    def replace() -> None:
        cluster.workers[0].kill()
        while not any("lost its workers" in each for each in said):
            time.sleep(0.05)
        cluster.grow(1)

    with no_hanging(), meanwhile(runs, replace):
        how = How(scheduler=cluster.address)
        batch, _ = carried_out(plan, tmp_path / "runs.sqlite", how, found=runs, say=said.append)
    assert (batch.computed, batch.failed) == (RUNS, 0)
    assert bits(runs) == calm
    assert [("lost its workers" in each, "workers again" in each) for each in said] == [(True, False), (False, True)]


@pytest.mark.slow
@pytest.mark.parametrize("lost", ["workers", "scheduler"])
def test_a_cluster_that_stays_away_ends_the_batch_and_what_is_finished_is_kept(
    plan: Plan, cluster: Cluster, tmp_path: Path, lost: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Row 1: within half a minute, which is cut here. A scheduler that stands still is a sibling: its connections live on."""
    assert clusters.GIVEN_UP_AFTER + clusters.HEARD_WITHIN < 30
    monkeypatch.setattr(clusters, "GIVEN_UP_AFTER", 6.0)
    cluster.grow(1)
    runs: Runs = {}
    act = cluster.workers[0].kill if lost == "workers" else cluster.scheduler.suspend
    sentence = {"workers": "workers are gone: the cluster has had none", "scheduler": "has not answered for 6 seconds"}
    with no_hanging(), meanwhile(runs, act), pytest.raises(BatchFailed, match=sentence[lost]):
        carried_out(plan, tmp_path / "runs.sqlite", How(scheduler=cluster.address), MANY, False, runs)
    with Store.open(tmp_path / "runs.sqlite") as store:
        (line,) = store.experiments()
        assert line.succeeded > 0 and line.running == 0


@pytest.mark.slow
def test_ctrl_c_leaves_a_cluster_that_does_not_answer(plan: Plan, cluster: Cluster, tmp_path: Path) -> None:
    """Row 1: it was asked how many workers it has, and nothing else was listened to."""
    cluster.grow(1)
    runs: Runs = {}

    def act() -> None:
        cluster.scheduler.suspend()
        time.sleep(1)
        os.kill(os.getpid(), signal.SIGINT)

    with no_hanging(), meanwhile(runs, act), pytest.raises(Interrupted):
        carried_out(plan, tmp_path / "runs.sqlite", How(scheduler=cluster.address), MANY, False, runs)


def test_a_scheduler_without_workers_or_none_at_all_is_refused(plan: Plan, cluster: Cluster, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="has no workers"):
        carried_out(plan, tmp_path / "runs.sqlite", How(scheduler=cluster.address))
    with pytest.raises(InputError, match="No Dask scheduler answers at tcp://127.0.0.1:9"):
        carried_out(plan, tmp_path / "runs.sqlite", How(scheduler="tcp://127.0.0.1:9"))
