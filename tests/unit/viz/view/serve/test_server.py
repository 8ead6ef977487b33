"""What the caller's environment may tell the view's server, and what it may not."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

pytest.importorskip("solara")

# The names in small letters come last: Solara reads them too, and the last one wins.
HOSTILE = {
    "SOLARA_SERVER_SYNC_WS_WRITE": "true",
    "SOLARA_ROOT_PATH": "/elsewhere",
    "solara_server_sync_ws_write": "true",
    "solara_root_path": "/elsewhere",
    "FORWARDED_ALLOW_IPS": "*",
}
START = """
import json
from diversion.viz.view.serve import server
server._prepare(server.Wanted(), "")
made = server._server("")
from solara.server import settings
print(json.dumps([settings.server.sync_ws_write, settings.main.root_path, made.config.proxy_headers]))
"""


@pytest.fixture(scope="module")
def settings() -> Any:
    """How the server stands in a process whose caller wants everything otherwise."""
    done = subprocess.run(
        [sys.executable, "-c", START], env={**os.environ, **HOSTILE}, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.strip().splitlines()[-1])


def test_messages_are_never_written_to_a_bare_file_descriptor(settings: Any) -> None:
    assert settings[0] is False


def test_pages_lie_at_the_root_and_no_proxy_is_believed(settings: Any) -> None:
    assert settings[1:] == ["", False]
