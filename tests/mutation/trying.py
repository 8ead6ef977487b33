"""How one planted mistake is tried: in a process of its own, on a copy of the tree, as plain Python."""

from __future__ import annotations

import ast
import contextlib
import math
import os
import signal
import sys
import types
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import pytest
from operators import Mutant

# Long without a compiler (whole simulations), or about the compiler; asked only about the module of the same name.
LONG: Final = ("tests/unit/agents/engine", "tests/unit/agents/test_chance.py", "tests/unit/agents/test_arithmetic.py",
               "tests/unit/agents/test_records.py", "tests/unit/model/test_mesa.py", "tests/unit/model/build/test_population.py",
               "tests/unit/model/ledger/test_reading.py",
               "tests/unit/experiments/sensitivity/test_kept.py")  # fmt: skip
QUIETLY: Final = ("-q", "-s", "-p", "no:cacheprovider", "-m", "not slow and not golden")
WAITING: Final = 5.0  # how many times its seconds a trial may take by the clock
NO_TESTS, WRONG, ELSEWHERE = 5, 70, 71  # how a process ends where something is wrong with the trial itself


def function_at(source: bytes, mutant: Mutant) -> str | None:
    """The function or method in whose body a mistake stands, as `Class.name`; nothing where it stands outside of one."""
    lines = [0]
    for line in source.splitlines(keepends=True):
        lines.append(lines[-1] + len(line))
    tree = ast.parse(source)
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    for prefix, body in [("", tree.body), *((f"{node.name}.", node.body) for node in classes)]:
        for node in body:
            if isinstance(node, ast.FunctionDef):
                first, last = node.body[0], node.end_lineno or 0
                if lines[first.lineno - 1] + first.col_offset <= mutant.start < lines[last]:
                    return prefix + node.name
    return None


def code_of(source: bytes, name: str) -> types.CodeType:
    """The compiled body of a function of these sources."""
    left = [compile(source, "mutant", "exec")]
    while left:
        code = left.pop()
        if code.co_qualname == name:
            return code
        left += [each for each in code.co_consts if isinstance(each, types.CodeType)]
    raise LookupError(name)


def live(module: types.ModuleType, name: str) -> types.FunctionType:
    """The function of a loaded module, below whatever it is wrapped in."""
    found: Any = module
    for part in name.split("."):
        found = vars(found)[part]
    for inner in ("function", "fget", "func", "__func__", "__wrapped__"):
        found = getattr(found, inner, found) if not isinstance(found, types.FunctionType) else found
    if not isinstance(found, types.FunctionType):
        raise LookupError(name)
    return found


def forked(act: Callable[[], int], seconds: float, out: Path) -> str:
    """What a process of its own says of a mutant: `survived`, `killed` or `timeout`."""
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if not pid:
        code = WRONG
        with contextlib.suppress(BaseException):
            # Of the processor's time, since others may be at work; of the clock's where it only waits.
            signal.setitimer(signal.ITIMER_PROF, seconds)
            signal.alarm(math.ceil(WAITING * seconds))
            with out.open("w") as file:
                os.dup2(file.fileno(), 1)
                os.dup2(file.fileno(), 2)
            try:
                code = act()
            except SystemExit as wrong:
                print(wrong, flush=True)
        sys.stdout.flush()
        os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if code in (ELSEWHERE, NO_TESTS):
        raise SystemExit(f"The tests did not look at the copy, or there are none: {out.read_text()}")
    if code == WRONG:
        return "failed to run"
    return "timeout" if code in (-signal.SIGALRM, -signal.SIGPROF) else "survived" if code == 0 else "killed"


class Session:
    """A run of pytest over all tests that are needed: collected once, and then asked about one mutant after the other."""

    def __init__(self, copy: Path, out: Path, ask: Callable[[Session], None]) -> None:
        """`ask` is called when the tests are collected."""
        self.copy, self.out, self.ask = copy, out, ask
        self.failed = ""

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Instead of running the tests."""
        self.items = session.items
        if not str(sys.modules["diversion"].__file__).startswith(str(self.copy)):
            raise SystemExit("The tests look at another tree than the copy.")
        self.ask(self)
        return True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note the first that fails."""
        if report.failed and not self.failed:
            self.failed = report.nodeid

    def run(self, tests: Sequence[str]) -> int:
        """Run what belongs to these paths, in this order, until one fails."""
        by_path = [
            [item for item in self.items if (item.nodeid + "/").startswith((f"{name}/", f"{name}::"))] for name in tests
        ]
        mine = [item for item in dict.fromkeys(sum(by_path, [])) if asked(item.nodeid.split("::")[0], tests)]
        if not mine:
            return NO_TESTS
        for item in mine:
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
            if self.failed:
                print(f"\nFAILED {self.failed}")  # on a line of its own, after the dots
                return 1
        return 0

    def try_out(self, mutant: Mutant, source: bytes, name: str, tests: Sequence[str], seconds: float) -> str:
        """Try a mistake in the body of a function, which is exchanged in the process that asks."""
        path = mutant.module.removesuffix(".py").replace("/", ".")
        function = live(sys.modules[f"diversion.{path}"], name)
        code = code_of(mutant.planted(source), name)

        def act() -> int:
            function.__code__ = code
            return self.run(tests)

        return forked(act, seconds, self.out)


def asked(path: str, tests: Sequence[str]) -> bool:
    """Whether a test file is asked: those that take long only about the module of their own name."""
    return path in tests or not any(path == name or path.startswith(f"{name}/") for name in LONG)


def whole(copy: Path, mutant: Mutant, tests: Sequence[str], seconds: float, out: Path) -> str:
    """Try a mistake outside of functions: its file is changed, and everything of ours is loaded anew."""
    path = copy / mutant.module
    source, times = path.read_bytes(), path.stat()
    path.write_bytes(mutant.planted(source))

    def act() -> int:
        ignored = [f"--ignore={name}" for name in LONG if name not in tests]
        code = int(pytest.main([*QUIETLY, "-x", *ignored, *tests]))
        return code if str(sys.modules["diversion"].__file__).startswith(str(copy)) else ELSEWHERE

    try:
        return forked(act, seconds, out)
    finally:
        path.write_bytes(source)
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
