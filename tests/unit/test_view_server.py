"""What the caller's environment and command line may tell the view's server, and what they may not."""

import os
import subprocess
import sys

import pytest

pytest.importorskip("solara")

START = """
from diversion.viz.view import server
server._prepare(server.Wanted(), "")
server._server("")
from solara.server import settings
print({asked})
"""


def started(asked: str, **environment: str) -> str:
    """What a process prints that has made the server ready with this environment."""
    program = START.format(asked=asked)
    done = subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, **environment}, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip().splitlines()[-1]


@pytest.mark.parametrize("name", ["SOLARA_SERVER_SYNC_WS_WRITE", "solara_server_sync_ws_write"])
def test_messages_are_never_written_to_a_bare_file_descriptor(name: str) -> None:
    assert started("settings.server.sync_ws_write", **{name: "true"}) == "False"
    both = {"SOLARA_SERVER_SYNC_WS_WRITE": "1", "solara_server_sync_ws_write": "1"}
    assert started("settings.server.sync_ws_write", **both) == "False"
