"""What has no end is not read to its end: devices, huge files and endless pipes are refused in a sentence at once."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from diversion.experiments.calibration.study import read_targets
from diversion.experiments.cli.new_scenario import write_scenario
from diversion.experiments.designs.design import is_design, read_design
from diversion.experiments.plans.making import make_plan
from diversion.experiments.plans.posterior import read_posterior
from diversion.scenarios import loader, paths
from diversion.scenarios.errors import InputError
from diversion.scenarios.scenario import scenario

READERS: dict[str, Callable[[str], object]] = {
    "scenario": scenario,
    "design": read_design,
    "is it a design": is_design,
    "targets": lambda path: read_targets(loader.locality("blackpool"), path),
    "posterior": read_posterior,
    "place": lambda path: make_plan(path),
    "regime": lambda path: make_plan("blackpool", [path]),
    "reference": lambda path: make_plan("blackpool", ["pre-arrest"], reference=path),
    "start of a new one": lambda path: write_scenario("/tmp/never-written.yaml", path, []),
}
every_reader = pytest.mark.parametrize("read", READERS.values(), ids=READERS)


@every_reader
@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no such device")
def test_a_device_is_never_read(read: Callable[[str], object]) -> None:
    with pytest.raises(InputError, match=r"^/dev/zero is a device, not a file\.$"):
        read("/dev/zero")


@every_reader
def test_a_huge_file_is_refused_by_its_size(read: Callable[[str], object], tmp_path: Path) -> None:
    file = tmp_path / "huge.yaml"
    with file.open("wb") as out:
        out.truncate(2_000_000_000)  # takes no room on the disk
    with pytest.raises(InputError, match=r"is larger than \d+ MB"):
        read(str(file))


@every_reader
def test_a_folder_and_a_file_that_is_not_there_are_said(read: Callable[[str], object], tmp_path: Path) -> None:
    for path, said in (
        (f"{tmp_path}/", "is a folder"),
        (f"{tmp_path}/no.yaml", "There is no file"),
        (f"{tmp_path}/a\0b", "no file"),
    ):
        with pytest.raises(InputError, match=said):
            read(path)


@pytest.mark.parametrize("given", ["/dev/zero", "{}/fifo"])
def test_a_file_named_in_a_scenario_is_judged_like_any_other(given: str, tmp_path: Path) -> None:
    if given == "{}/fifo":
        _endless(tmp_path / "fifo")
    named = given.format(tmp_path)
    file = tmp_path / "my.yaml"
    for text in (f"locality: {named}\nregimes: [current]\n", f"locality: blackpool\nregimes: [{named}]\n"):
        file.write_text(f"format: 1\n{text}", encoding="utf-8")
        with pytest.raises(InputError, match=r"my\.yaml, line [23]: .*(is a device|is larger than 4 MB)"):
            scenario(file)


def _endless(path: Path) -> None:
    """A pipe into which something is written for as long as anybody reads."""
    os.mkfifo(path)

    def fill() -> None:
        for _ in range(2):
            try:
                with path.open("wb") as out:
                    while True:
                        out.write(b"a: 1\n" * 1000)
            except BrokenPipeError:
                continue

    threading.Thread(target=fill, daemon=True).start()


def test_a_pipe_that_ends_is_read_whole(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    text = "# a comment\n" * 50_000  # more than a pipe holds at a time
    writer = threading.Thread(target=lambda: pipe.write_text(text, encoding="utf-8"))
    writer.start()
    assert paths.read_typed(pipe) == text
    writer.join()


def test_a_pipe_that_says_nothing_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "PATIENCE", 0.05)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(InputError, match="is a pipe that sent nothing"):
        paths.read_typed(pipe)


def test_a_file_from_windows_reads_the_same(tmp_path: Path) -> None:
    file = tmp_path / "my.yaml"
    file.write_bytes(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n")
    assert paths.read_typed(file) == "a: 1\nb: 2\n"
