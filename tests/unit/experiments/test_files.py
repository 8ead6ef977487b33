"""Files are written whole or not at all, also where the process is told to end in the midst of it (row 35)."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from diversion.experiments.files import written_whole
from diversion.scenarios.errors import InputError

WRITING = """
import sys, time
from pathlib import Path
from diversion.experiments.files import written_whole
with written_whole(Path("numbers.csv")) as (part,):
    part.write_text("1,2")
    print("writing", flush=True)
    time.sleep(60)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGTERM to catch")
def test_what_is_killed_while_it_writes_leaves_nothing_half_done(tmp_path: Path) -> None:
    (tmp_path / "numbers.csv").write_text("old", encoding="utf-8")
    with subprocess.Popen([sys.executable, "-c", WRITING], cwd=tmp_path, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stdout.readline() == b"writing\n"
        assert (tmp_path / ".numbers.csv.part").exists()
        process.terminate()
        assert process.wait(20) != 0
    assert [(file.name, file.read_text("utf-8")) for file in tmp_path.iterdir()] == [("numbers.csv", "old")]


def test_how_sigterm_is_heeded_is_as_before_afterwards(tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGTERM)
    with written_whole(tmp_path / "numbers.csv") as (part,):
        assert signal.getsignal(signal.SIGTERM) != before
        part.write_text("1,2", encoding="utf-8")
    assert signal.getsignal(signal.SIGTERM) == before
    with (
        pytest.raises(InputError, match="cannot be written"),
        written_whole(tmp_path / "no" / "numbers.csv") as (part,),
    ):
        part.write_text("1,2", encoding="utf-8")
    assert signal.getsignal(signal.SIGTERM) == before


def test_a_thread_writes_as_well(tmp_path: Path) -> None:
    def write() -> None:
        with written_whole(tmp_path / "numbers.csv") as (part,):
            part.write_text("1,2", encoding="utf-8")

    thread = threading.Thread(target=write)
    thread.start()
    thread.join()
    assert (tmp_path / "numbers.csv").read_text("utf-8") == "1,2"
