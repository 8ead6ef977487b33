"""`diversion view` as typed: it says where it listens, refuses what cannot be, and ends cleanly at Ctrl-C."""

import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

COMMAND = (sys.executable, "-m", "diversion.experiments.cli.app", "view", "--no-open")


def refused(*options: str) -> str:
    done = subprocess.run([*COMMAND, *options], capture_output=True, text=True, timeout=120)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr and len(done.stderr.splitlines()) == 1
    return done.stderr


def test_a_port_that_is_taken_gets_a_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert "--port" in refused("--port", str(taken.getsockname()[1]))


def test_an_address_that_is_not_ours_gets_a_sentence() -> None:
    assert "--host" in refused("--host", "192.0.2.1", "--port", "0")


def test_a_database_that_cannot_be_opened_gets_a_sentence(tmp_path: Path) -> None:
    assert "no folder" in refused("--db", str(tmp_path / "nowhere" / "runs.sqlite"))


@pytest.mark.slow
def test_other_machines_need_the_token_and_ctrl_c_ends_it(tmp_path: Path) -> None:
    options = ("--host", "0.0.0.0", "--port", "0", "--db", str(tmp_path / "runs.sqlite"))
    with subprocess.Popen([*COMMAND, *options], stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        try:
            link = process.stderr.readline().split()[1]
            port, token = link.rpartition(":")[2].split("/?token=")
            address = f"http://127.0.0.1:{port}/"
            with urllib.request.urlopen(f"{address}?token={token}", timeout=60) as answer:
                assert answer.status == 200 and b'lang="en-GB"' in answer.read()
            with pytest.raises(urllib.error.HTTPError, match="403"):
                urllib.request.urlopen(address, timeout=60)
        finally:
            process.send_signal(signal.SIGINT)
            assert process.wait(30) in (0, 130)
        assert "Traceback" not in process.stderr.read()
