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
    "SOLARA_BASE_URL": "https://elsewhere",
    "solara_session_http_only": "false",
    "FORWARDED_ALLOW_IPS": "*",
}
START = """
import json
from diversion.viz.view.serve import server
front = server.front_of(PUBLIC)
server._prepare(server.Wanted(), "")
made, _ = server._server(server.Gate("", front), front, print)
server._load(front, lambda _: None)
from solara.server import settings
print(json.dumps([settings.server.sync_ws_write, settings.main.root_path, settings.main.base_url, made.config.proxy_headers,
    settings.session.http_only]))
"""


@pytest.fixture(scope="module", params=["", "https://tools.example.org/diversion"])
def settings(request: pytest.FixtureRequest) -> Any:
    """How the server stands in a process whose caller wants everything otherwise, and where its pages lie."""
    start = START.replace("PUBLIC", repr(request.param))
    done = subprocess.run(
        [sys.executable, "-c", start], env={**os.environ, **HOSTILE}, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.strip().splitlines()[-1]), "/diversion" if request.param else ""


def test_messages_are_never_written_to_a_bare_file_descriptor(settings: Any) -> None:
    assert settings[0][0] is False


def test_pages_lie_where_the_command_line_says_and_no_proxy_is_believed(settings: Any) -> None:
    """Row 13 and V3."""
    found, path = settings
    assert found[1:4] == [path, f"{path}/", False]


def test_no_script_can_read_the_session_cookie(settings: Any) -> None:
    """V8: it was not HttpOnly."""
    assert settings[0][4] is True
