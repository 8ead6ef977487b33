"""Plants mistakes in a copy of the engine and the statistics, one at a time, and lists those that no test notices.

    uv run python tests/mutation/mutate.py agents/court.py model --sample 200 --seed 1 --minutes 20

Every mistake is one of `operators.py` (a comparison turned, a term dropped, a call skipped, a wrong row, …) at one place. The
tests that belong to the module are run on the copy as plain Python, without a compiler and without golden numbers: those say
that something moved, and this asks whether a test knows what is right. What is found stands in `mutants/found.jsonl`, so that a
second call goes on where the first one stopped; `--again` tries the survivors once more, after tests were added.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).parent))
import pytest
from operators import Mutant, mutants_of, vocabularies
from trying import QUIETLY, Session, forked, function_at, whole

ROOT: Final = Path(__file__).resolve().parents[2]
COPIED: Final = (
    "__init__.py",
    "pyproject.toml",
    "README.md",
    "scenarios",
    "agents",
    "model",
    "experiments",
    "viz",
    "tests",
)
WHERE: Final = ("agents", "model", "experiments/statistics", "experiments/sensitivity/methods")
# Declarations, the compiler's workshop, and what only shows the engine to others: no kernels.
NOT: Final = ("agents/engine/", "agents/declaring.py", "agents/records.py", "agents/states.py", "agents/views.py",
              "model/mesa_agents.py", "model/model.py", "model/tables.py", "model/world.py", "model/ledger/measures.py",
              "model/simulation.py", "model/arguments.py", "agents/par.py", "__init__.py")  # fmt: skip
# The tests of a room, in addition to those of the module's own name, which are asked first.
BELONG: Final = {
    "agents/": ("tests/unit/agents", "tests/unit/model"),
    "model/": ("tests/unit/model", "tests/unit/agents"),
    "experiments/statistics/": (
        "tests/unit/experiments/statistics",
        "tests/unit/experiments/answers/test_findings.py",
        "tests/statistical/test_value_of_information.py",
    ),
    # The closed forms of `tests/statistical/test_sensitivity.py` take half a minute, so they are not asked.
    "experiments/sensitivity/": ("tests/unit/experiments/sensitivity",),
}
# Take minutes without a compiler; never asked.
MINUTES: Final = ("tests/unit/model/ledger/test_reading.py", "tests/unit/model/build/test_population.py")
DAY: Final = 86400.0
TERMINAL: Final = os.dup(2)  # processes that try something out write into files
LEAST_SECONDS, MOST_SECONDS = 20.0, 900.0  # that a mutant gets: it may loop for ever
HEAVY: Final = (
    "numpy",
    "numba",
    "pandas",
    "scipy.stats",
    "pydantic",
    "sqlalchemy",
    "hypothesis",
    "SALib.analyze",
    "networkx",
)

# The mistakes that once only the golden numbers noticed, and one that even they did not.
PLANTED: Final = (
    ("model/support.py", "work(w, j, Task.HAND_OVER, w.par.hours_hand_over, moment)", "pass"),
    ("model/ledger/reading.py", "(index > 0.0) & (index + 365.0 <= last)", "(index > 0.0)"),
    ("model/doors.py", "return downstream_hours(person, incident, decision, par, seed)", "return 0.0"),
    ("agents/court.py", "u < prison + order_share(person, par)", "u < order_share(person, par)"),
    ("model/ledger/costs.py", 'count["hearings"] - count["missed_hearings"]', 'count["hearings"] + count["missed_hearings"]'),
    ("agents/service.py", "2.0 * MONTH_DAYS - before", "3.0 * MONTH_DAYS - before"),
    ("agents/service.py", "return lot + moment", "return lot - moment"),
)  # fmt: skip


def modules(root: Path, asked: Sequence[str]) -> list[str]:
    """The modules under what is asked for, or under all of `WHERE`."""
    found = []
    for name in asked or [each for each in WHERE if (root / each).exists()]:
        path = root / name
        files = [path] if path.is_file() else sorted(path.rglob("*.py"))
        if not files:
            raise SystemExit(f"There is no module {name} in {root}.")
        found += [each.relative_to(root).as_posix() for each in files]
    return [name for name in dict.fromkeys(found) if not any(part in name for part in NOT) or name in asked]


def tests_of(root: Path, module: str) -> list[str]:
    """The tests that belong to a module: of its own name first, then those of its room."""
    path = Path(module)
    own = f"tests/unit/{path.parent.as_posix()}/test_{path.stem}.py"
    room = next((tests for prefix, tests in BELONG.items() if module.startswith(prefix)), ("tests/unit",))
    first = [own] if (root / own).exists() and own not in MINUTES else []
    return first + [name for name in room if (root / name).exists()]


def planted(root: Path) -> list[Mutant]:
    """The mistakes of `PLANTED`, where they stand now."""
    found = []
    for module, before, after in PLANTED:
        source = (root / module).read_bytes()
        start = source.find(before.encode())
        if start < 0:
            raise SystemExit(f"{module} no longer says {before!r}: change PLANTED.")
        line = source[:start].count(b"\n") + 1
        found.append(Mutant(module, line, start, start + len(before.encode()), "planted", before, after))
    return found


def all_mutants(root: Path, names: Sequence[str]) -> list[Mutant]:
    """Every mistake that can be planted in these modules."""
    declared = [
        path.read_bytes() for room in ("scenarios", "agents", "model") for path in sorted((root / room).rglob("*.py"))
    ]
    words = vocabularies(declared)
    return [mutant for name in names for mutant in mutants_of(name, (root / name).read_bytes(), words)]


# --- all of them -----------------------------------------------------------------------------------------------------


def said(folder: Path) -> dict[str, dict[str, Any]]:
    """What earlier calls found, by mutant."""
    path = folder / "found.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return {row["key"]: row for row in map(json.loads, lines)}


def key_of(root: Path, mutant: Mutant) -> str:
    """What tells a mutant of this very source from all others."""
    return f"{hashlib.sha256((root / mutant.module).read_bytes()).hexdigest()[:12]} {mutant.key}"


def load(names: Sequence[str]) -> None:
    """Load what takes long and is not ours, once; every mutant's process begins from here."""
    os.environ["NUMBA_DISABLE_JIT"] = "1"
    sys.dont_write_bytecode = True
    for name in names:
        with contextlib.suppress(ImportError):
            __import__(name)


def copied(root: Path, folder: Path) -> Path:
    """A copy of the tree, under the package's name, which is what is loaded from now on."""
    copy = folder / "diversion"
    copy.mkdir()
    for name in COPIED:
        source = root / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__", "*.nb?"))
        elif source.exists():
            shutil.copy2(source, copy / name)
    os.chdir(copy)
    sys.path.insert(0, str(folder))
    return copy


def say(text: str) -> None:
    """Tell how far it is, from whatever process."""
    os.write(TERMINAL, f"{text}\n".encode())


class Trial:
    """The mutants that are left to try, tried until there is no more time; each finding is written down at once."""

    def __init__(self, root: Path, folder: Path, left: Sequence[Mutant], minutes: float) -> None:
        """`folder` is where what was found is kept."""
        self.root, self.left, self.end = root, left, time.monotonic() + 60.0 * minutes
        self.path, self.done = folder / "found.jsonl", 0
        self.sources = {name: (root / name).read_bytes() for name in {mutant.module for mutant in left}}
        self.usual: dict[tuple[str, ...], float] = {}

    def carry_out(self) -> None:
        """Those in the bodies of functions first, in one session of pytest; then the others, each in one of its own."""
        names = {mutant.key: function_at(self.sources[mutant.module], mutant) for mutant in self.left}
        inside = [mutant for mutant in self.left if names[mutant.key]]
        with tempfile.TemporaryDirectory(prefix="mutants-") as scratch:
            copy, out = copied(self.root, Path(scratch)), Path(scratch) / "out.txt"

            def ask(session: Session) -> None:
                for mutant in inside:
                    name, tests = names[mutant.key] or "", tests_of(self.root, mutant.module)
                    seconds = self.seconds(session, tests, out)
                    source = self.sources[mutant.module]
                    self.one(mutant, out, partial(session.try_out, mutant, source, name, tests, seconds))

            if inside:
                # In a process of its own, since the others need one that has loaded nothing of ours.
                tests = list(dict.fromkeys(name for mutant in inside for name in tests_of(self.root, mutant.module)))
                begin = partial(pytest.main, [*QUIETLY, *tests], [Session(copy, out, ask)])
                if (found := forked(lambda: int(begin()), DAY, Path(scratch) / "all.txt")) != "survived":
                    raise SystemExit(f"The session {found}:\n{(Path(scratch) / 'all.txt').read_text()}")
                self.done = len(inside)
            for mutant in self.left:
                if names[mutant.key] is None:
                    tests = tests_of(self.root, mutant.module)
                    self.one(mutant, out, partial(whole, copy, mutant, tests, MOST_SECONDS, out))

    def seconds(self, session: Session, tests: Sequence[str], out: Path) -> float:
        """How long a mutant may take: several times what its tests take without one, which they must pass."""
        group = tuple(tests)
        if group not in self.usual:
            began = time.monotonic()
            if forked(lambda: session.run(tests), MOST_SECONDS, out) != "survived":
                raise SystemExit(f"The tests fail without any mistake planted:\n{out.read_text()}")
            self.usual[group] = max(LEAST_SECONDS, 5.0 * (time.monotonic() - began))
        return self.usual[group]

    def one(self, mutant: Mutant, out: Path, run: Callable[[], str]) -> None:
        """Try one, unless there is no more time, and write down what was found."""
        if time.monotonic() > self.end:
            return
        began = time.monotonic()
        found = run()
        self.done += 1
        row = {"key": key_of(self.root, mutant), "module": mutant.module, "line": mutant.line, "operator": mutant.operator,
               "before": mutant.before, "after": mutant.after, "found": found, "by": noticed(out)}  # fmt: skip
        with self.path.open("a", encoding="utf-8") as log:
            log.write(json.dumps(row, ensure_ascii=False) + "\n")
        seconds = time.monotonic() - began
        place = f"{mutant.module}:{mutant.line} {mutant.operator}"
        say(f"[{self.done}/{len(self.left)}] {place}: {found}, {seconds:.1f} s")


def noticed(out: Path) -> str:
    """The test that failed first."""
    for line in out.read_text(errors="replace").splitlines():
        if line.startswith(("FAILED ", "ERROR ")):
            return line.split(" ", 1)[1].split(" - ")[0]
    return ""


def flat(source: str) -> str:
    """A piece of source in one line."""
    return " ".join(source.split())


def report(root: Path, chosen: Sequence[Mutant], known: dict[str, dict[str, Any]]) -> int:
    """List the survivors; how many there are comes back."""
    rows = [known[key] for mutant in chosen if (key := key_of(root, mutant)) in known]
    survivors = [row for row in rows if row["found"] == "survived"]
    for row in survivors:
        print(
            f"{row['module']}:{row['line']}: {row['operator']}\n    - {flat(row['before'])}\n    + {flat(row['after'])}"
        )
    print(f"{len(rows)} tried, {len(rows) - len(survivors)} noticed, {len(survivors)} survived.")
    return len(survivors)


def main() -> int:
    """Plant mistakes; exit 1 where one survived."""
    ask = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    ask.add_argument("modules", nargs="*", help=f"files or folders; otherwise {', '.join(WHERE)}")
    ask.add_argument("--sample", type=int, help="how many, drawn at random; otherwise all")
    ask.add_argument("--seed", type=int, default=1, help="of the sample")
    ask.add_argument("--minutes", type=float, default=30.0, help="when to stop (30)")
    ask.add_argument("--again", action="store_true", help="try those that survived once more")
    ask.add_argument("--planted", action="store_true", help="only the mistakes that are written in this file")
    ask.add_argument("--list", action="store_true", help="only say what would be tried")
    ask.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
    ask.add_argument("--folder", type=Path, default=ROOT / "mutants", help="where what was found is kept (mutants)")
    given = ask.parse_args()
    root = given.root.resolve()
    chosen = planted(root) if given.planted else all_mutants(root, modules(root, given.modules))
    if given.sample is not None:
        chosen = random.Random(given.seed).sample(chosen, min(given.sample, len(chosen)))
    if given.list:
        for mutant in chosen:
            print(f"{mutant.module}:{mutant.line}: {mutant.operator}: {flat(mutant.before)} -> {flat(mutant.after)}")
        return 0
    given.folder.mkdir(parents=True, exist_ok=True)
    known = said(given.folder)
    left = [
        m for m in chosen if (row := known.get(key_of(root, m))) is None or (given.again and row["found"] == "survived")
    ]
    say(f"{len(chosen)} mutants, {len(chosen) - len(left)} known, {len(left)} to try.")
    if left:
        load(HEAVY if root == ROOT else ())
        Trial(root, given.folder.resolve(), left, given.minutes).carry_out()
    return int(report(root, chosen, said(given.folder)) > 0)


if __name__ == "__main__":
    sys.exit(main())
