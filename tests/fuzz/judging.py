"""What may happen to anything that somebody writes or types: it is understood, or refused in one plain sentence.

Core objects: KINDS, what there is to judge; `judge`, which says in a few words what went wrong, or nothing.
"""

from __future__ import annotations

import io
import json
import re
import resource
import shlex
import signal
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from types import FrameType
from typing import Any, Final

import typer
import yaml
from pytest import MonkeyPatch

from diversion.experiments.calibration.study import read_targets
from diversion.experiments.calibration.trying import first_wave
from diversion.experiments.cli.app import main
from diversion.experiments.designs import is_design, read_design
from diversion.experiments.plans import Plan, at, make_plan, plan_of, read_changes, values_of
from diversion.experiments.plans.from_store import plan_from
from diversion.experiments.plans.posterior import read_posterior, write_posterior
from diversion.experiments.runs import estimate
from diversion.scenarios import loader
from diversion.scenarios.errors import InputError
from diversion.scenarios.scenario import parse_scenario
from diversion.viz.view.visitor.chosen import command, python, scenario_file
from diversion.viz.view.visitor.link import chosen_of, query_of

SECONDS: Final = 20  # of the processor; what takes longer hangs
MEGABYTES: Final = 600  # more than that no refusal takes
LONGEST: Final = 1200  # characters of a sentence
DRY: Final = ["--dry-run", "--quiet", "--json"]
OURS: Final = re.compile(  # what only a programmer would understand
    r"Traceback|object at 0x|<class|<function|pydantic|Input should|NoneType|codec can't|Errno|unhashable|index out of|"
    r"not subscriptable|has no attribute|\bkwargs\b|Error:|RAW\d"
)
# Commands that compute or write where they are not told to say only what they would do, and those that are not run here.
COMPUTE: Final = ("compare", "run", "sweep", "sensitivity", "calibrate", "mix", "pilot", "report")
NOT_RUN: Final = ("validate", "view")


class TooLong(BaseException):
    """It has taken more of the processor than anything should."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of thing to judge: the command that reads it, and what must be the same again where it is understood."""

    name: str
    words: tuple[str, ...] = ()
    file: str = ""
    again: Callable[[Path, str], str] | None = None


# --- what is the same again ------------------------------------------------------------------------------------------


def _same_plan(file: Path, out: str) -> str:
    """A plan asks for the same runs when it comes back from what is kept of it."""
    return _kept(plan_from(json.loads(out)["plan"]))


def _design(file: Path, out: str) -> str:
    """The first points of a design make plans, too; one that varies nothing any more is a scenario."""
    if not is_design(file):
        return _same_plan(file, out)
    made = read_design(file)
    return "" if all(at(made.plan, point.changes) for point in islice(made.points, 4)) else "a point makes no plan"


def _kept(plan: Plan) -> str:
    back = plan_from(_plain(plan.content))
    if values_of(plan, 0) != values_of(back, 0) or plan.library != back.library:
        return "comes back from the store with other values"
    first, second = _plain(back.content), _plain(plan_from(_plain(back.content)).content)
    return "" if first == second else f"comes back otherwise from the store: {_differing(first, second)}"


def _plain(content: Any) -> dict[str, Any]:
    """As a database gives it back."""
    back: dict[str, Any] = json.loads(json.dumps(content))
    return back


def _differing(one: Any, other: Any) -> str:
    keys = [key for key in {*one, *other} if one.get(key) != other.get(key)]
    return ", ".join(f"{key}: {str(one.get(key))[:80]} / {str(other.get(key))[:80]}" for key in sorted(keys))


def _place(file: Path, _: str) -> str:
    return _kept(make_plan(file, ["pre-arrest"]))


def _regime(file: Path, _: str) -> str:
    return _kept(make_plan("blackpool", [file]))


def _law(file: Path, _: str) -> str:
    return _kept(make_plan("blackpool", ["pre-arrest"], laws=[file]))


def _posterior(file: Path, _: str) -> str:
    """Draws are the same when they are written and read again."""
    found, copy = read_posterior(file), file.with_name("copy.csv")
    try:
        write_posterior(found, copy)
        back = read_posterior(copy)
    finally:
        copy.unlink(missing_ok=True)
    same = found.names == back.names and (found.draws == back.draws).all() and dict(found.about) == dict(back.about)
    return "" if same else f"comes back otherwise: {found.content()} / {back.content()}"[:300]


def _targets(file: Path, _: str) -> str:
    """The first wave of a calibration can be laid out."""
    found = read_targets(loader.locality("blackpool"), file)
    return "" if first_wave(found).runs == found.points * found.plan.replicates else "the first wave has other runs"


KINDS: Final = {
    kind.name: kind
    for kind in (
        Kind("scenario", ("check", "FILE"), "my.yaml", _same_plan),
        Kind("design", ("check", "FILE"), "my.yaml", _design),
        Kind("targets", ("calibrate", "blackpool", "--targets", "FILE", "--dry-run"), "my.yaml", _targets),
        Kind("posterior", ("compare", "blackpool", "--posterior", "FILE", "--dry-run"), "my.csv", _posterior),
        Kind("place", ("compare", "FILE", "--regime", "pre-arrest", "--dry-run"), "my.yaml", _place),
        Kind("regime", ("compare", "blackpool", "--regime", "FILE", "--dry-run"), "my.yaml", _regime),
        Kind("law", ("compare", "blackpool", "--law", "FILE", "--dry-run"), "my.yaml", _law),
        Kind("set"),
        Kind("command"),
        Kind("link"),
    )
}


# --- judging ---------------------------------------------------------------------------------------------------------


def judge(kind: str, data: bytes, folder: Path) -> str:
    """What went wrong with it; empty when nothing did. `folder` is the empty folder that one works in."""
    asked = KINDS[kind]
    before = _memory()
    try:
        with _within(SECONDS):
            said = _judged(asked, data, folder)
    except TooLong:
        return f"takes more than {SECONDS} seconds of the processor"
    except Exception as error:
        return _traceback(error)
    taken = (_memory() - before) / 1e3
    return said or (f"takes {round(taken, -2):.0f} MB" if taken > MEGABYTES else "")


def _judged(asked: Kind, data: bytes, folder: Path) -> str:
    if asked.file:
        return _file(asked, data, folder)
    text = data.decode("utf-8", "replace")
    return {"set": _set, "command": _command, "link": _link}[asked.name](text, folder)


def _file(asked: Kind, data: bytes, folder: Path) -> str:
    file = folder / asked.file
    file.write_bytes(data)
    words = [asked.file if word == "FILE" else word for word in asked.words]
    code, out, err = told(words)
    if [each.name for each in folder.iterdir()] != [asked.file]:
        return "something was written"
    if code == 2:
        where = rf"{re.escape(asked.file)}, line \d+: \S.*|{re.escape(asked.file)} is larger than .*"
        return ("" if out == "" else "prints beside its refusal") or _sentence(err, where)
    if code != 0 or err or not out:
        return f"ends with {code} and {err!r}"
    first, second = told([*words, "--json"]), told([*words, "--json"])
    if first[0] != 0 or _steady(first[1]) != _steady(second[1]):
        return "is not understood again the same"
    assert asked.again is not None
    return asked.again(file, first[1])


def _steady(out: str) -> dict[str, Any]:
    """What is said as JSON, but for how long it would take."""
    return {name: value for name, value in json.loads(out).items() if "seconds" not in name}


def _set(text: str, folder: Path) -> str:
    words = ["compare", "blackpool", "--regime", "pre-arrest", "--set", text, "--dry-run", "--quiet"]
    code, out, err = told(words)
    if code == 2:
        return ("" if out == "" else "prints beside its refusal") or _sentence(err)
    if code != 0 or err or not out:
        return f"ends with {code} and {err!r}"
    changes = read_changes([text])
    plan = make_plan("blackpool", ["pre-arrest"], changes=changes)
    lines = {"format": 1, "locality": "blackpool", "regimes": ["pre-arrest"], "changes": changes}
    again = plan_of(parse_scenario(yaml.safe_dump(lines, sort_keys=False, allow_unicode=True), "my.yaml", folder))
    if again.content != plan.content:
        return f"says another thing in a file: {_differing(plan.content, again.content)}"
    return _kept(plan)


def _command(text: str, folder: Path) -> str:
    words = _without_computing(_split(text))
    if words is None:
        return ""
    before = sorted(folder.rglob("*"))
    code, out, err = told(words)
    new = "new" in words[:2] and code == 0
    if sorted(folder.rglob("*")) != before and not new:
        return "something was written"
    for each in set(folder.iterdir()) - set(before):
        each.unlink()
    if code == 0:
        return "" if out or err else "says nothing"
    if code != 2:
        return f"ends with {code} and {err[:200]!r}"
    as_json = "--json" in words
    return _sentence(f"{json.loads(out)['error']}\n" if as_json else err) or (
        "" if as_json or out == "" else "prints beside"
    )


def _split(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:
        return text.split()


def _without_computing(words: list[str]) -> list[str] | None:
    """The same command made to say only what it would do; nothing for one that cannot."""
    at = next((n for n, word in enumerate(words) if not word.startswith("-")), len(words))
    if at < len(words) and words[at] in COMPUTE:
        return [*words[: at + 1], "--dry-run", *words[at + 1 :]]
    return None if at < len(words) and words[at] in NOT_RUN else words


def _link(text: str, folder: Path) -> str:
    try:
        chosen = chosen_of(text)
    except InputError as error:
        return _sentence(f"{error}\n")
    if chosen_of(query_of(chosen)) != chosen:
        return f"comes back otherwise from {query_of(chosen)}"
    plan = chosen.plan()
    again = plan_of(parse_scenario(scenario_file(chosen), "my.yaml", folder))
    if again.content != plan.content:
        return f"says another thing in its file: {_differing(plan.content, again.content)}"
    compile(python(chosen), "link", "exec")
    code, _, err = told([*shlex.split(command(chosen))[1:], "--dry-run", "--quiet"])
    return "" if code == 0 else f"its command ends with {code}: {err}"


# --- what is said ----------------------------------------------------------------------------------------------------


def _sentence(err: str, where: str = r"\S.*") -> str:
    """What is wrong with a refusal: it is one plain sentence that a person can act on."""
    line = err.removesuffix("\n")
    if not line.strip() or "\n" in line:
        return f"is not one line: {err[:300]!r}"
    if len(line) > LONGEST:
        return f"is too long: {line[:200]}"
    if not line.isprintable():
        return f"has characters that nobody sees: {line[:300]!r}"
    if found := OURS.search(line):
        return f"speaks of {found[0]}: {line[:300]}"
    if not re.fullmatch(rf"({where})", line):
        return f"does not name its place: {line[:300]}"
    return "" if line.endswith((".", "?", ".)")) else f"does not end as a sentence: {line[:300]}"


def told(words: Sequence[str]) -> tuple[int, str, str]:
    """The exit code of a command, and what it wrote to either stream."""
    streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2)]
    with redirect_stdout(streams[0]), redirect_stderr(streams[1]):
        code = main(list(words))
    out, err = (stream.buffer.getvalue().decode("utf-8") for stream in streams)
    return code, out, err


def _traceback(error: Exception) -> str:
    last = traceback.extract_tb(error.__traceback__)
    ours = next(
        (
            frame
            for frame in reversed(last)
            if "site-packages" not in frame.filename and "/lib/python" not in frame.filename
        ),
        last[-1],
    )
    return f"{type(error).__name__} at {Path(ours.filename).name}:{ours.name}: {str(error)[:150]}"


# --- limits ----------------------------------------------------------------------------------------------------------


def _memory() -> float:
    """The most memory that there has been, in kilobytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


@contextmanager
def _within(seconds: float) -> Iterator[None]:
    """Stops what takes more of the processor than this."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TooLong

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@contextmanager
def quick() -> Iterator[None]:
    """The command line without building its parser anew for every command, nor trying out how long a run takes."""
    with MonkeyPatch.context() as patch:
        patch.setattr(typer.main, "get_command", cache(typer.main.get_command))
        patch.setattr(estimate, "_timed", lambda *_: 1.0)
        yield
