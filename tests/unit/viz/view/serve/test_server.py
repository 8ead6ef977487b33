"""What the caller's environment may tell the view's server, and what it may not."""

import json
import os
import subprocess
import sys
import threading
import warnings
from typing import Any

import pytest

pytest.importorskip("solara")

from diversion.viz.view.serve import server
from diversion.viz.view.serve.front import Front
from diversion.viz.view.serve.gate import Gate

# The names in small letters come last: Solara reads them too, and the last one wins.
HOSTILE = {
    "SOLARA_SERVER_SYNC_WS_WRITE": "true",
    "SOLARA_ROOT_PATH": "/elsewhere",
    "solara_server_sync_ws_write": "true",
    "solara_root_path": "/elsewhere",
    "SOLARA_BASE_URL": "https://elsewhere",
    "solara_session_http_only": "false",
    "FORWARDED_ALLOW_IPS": "*",
    "SOLARA_STATE_BACKEND": "memory",
    "SOLARA_STATE_TEST_EVICTION": "true",
    "solara_kernel_max_count": "1",
    "SOLARA_TRACER": "true",
    "SOLARA_A_LATER_SETTING": "true",
    "SOLARA_HOME": "HOME",
}
START = """
import json, threading
from diversion.viz.view.serve import server
front = server.front_of(PUBLIC)
server._prepare(server.Wanted(), "")
made, _ = server._server(server.Gate("", front), front, print, threading.Event())
server._load(front, lambda _: None, lambda: None)
from solara.server import settings
import os
print(json.dumps([settings.server.sync_ws_write, settings.main.root_path, settings.main.base_url, made.config.proxy_headers,
    settings.session.http_only,
    [settings.state.backend, settings.state.test_eviction, settings.kernel.max_count, settings.main.tracer],
    [name for name in os.environ if "SOLARA" in name.upper() and name not in server.SETTINGS],
    os.environ["PYTHON_DOTENV_DISABLED"],
]))
"""


@pytest.fixture(scope="module", params=["", "https://tools.example.org/diversion"])
def settings(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """How the server stands in a process whose caller wants everything otherwise, and where its pages lie."""
    start = START.replace("PUBLIC", repr(request.param))
    home = {"SOLARA_HOME": str(tmp_path_factory.mktemp("home"))}
    done = subprocess.run(
        [sys.executable, "-c", start],
        env={**os.environ, **HOSTILE, **home},
        capture_output=True,
        text=True,
        timeout=120,
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


def test_no_setting_of_the_server_is_heeded_that_is_not_ours(settings: Any) -> None:
    """Also none that a later version adds, nor one from a file called .env that lies about."""
    assert settings[0][5] == ["", False, None, False]
    assert settings[0][6:] == [["SOLARA_HOME"], "1"]


def test_a_message_has_one_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """It stood twice, so that one could be changed without the other."""
    monkeypatch.setattr(server, "LONGEST", 12)
    with warnings.catch_warnings():
        made, _ = server._server(Gate(""), Front(), print, threading.Event())
    assert made.config.ws_max_size == 12


ENDED = """
import os, sys, threading, time
from diversion.viz.view.serve import server
server.tabs()  # which loads Solara
server.LOOK, server.PATIENCE = 0.01, 0.5
FAULTS, OVER = eval(sys.argv[1]), threading.Event()
if sys.argv[2] == "returned":
    OVER.set()
threading.Thread(target=server._see_off, args=(lambda: True, OVER, FAULTS), daemon=True).start()
time.sleep(3)
os._exit(7)
"""


@pytest.mark.parametrize(
    ("faults", "how", "code"),
    [("[]", "returned", 7), ("[OSError()]", "returned", 7), ("[]", "stuck", 0), ("[OSError()]", "stuck", 1)],
)
def test_the_process_is_ended_only_where_the_server_does_not_return_and_a_fault_stays_one(
    faults: str, how: str, code: int
) -> None:
    """It was ended five seconds later, whoever else went on in it, and with 0 whatever had happened."""
    done = subprocess.run([sys.executable, "-c", ENDED, faults, how], capture_output=True, text=True, timeout=120)
    assert done.returncode == code, done.stderr
