"""Starts the view's server and stops it again: one process, on this machine unless told otherwise, asking nobody else."""

from __future__ import annotations

import os
import secrets
import socket
import sys
import threading
import time
import warnings
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from ....scenarios.parameters import InputError
from .environment import DB, GUARDED, SANDBOX
from .front import LOCAL, Front, front_of, invitation, link
from .gate import Gate, Inside
from .loading import Loading
from .porter import LONGEST, Porter
from .tabs import tabs

if TYPE_CHECKING:
    import uvicorn

SETTINGS: Final = {  # read by Solara when it is imported
    "SOLARA_APP": "diversion.viz.view.app",
    "SOLARA_MODE": "production",
    "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "false",
    "SOLARA_ASSETS_FONTAWESOME_ENABLED": "false",
    # Never on: it writes to a file descriptor's bare number, which after a lost tab may be the store's or another visitor's.
    "SOLARA_SERVER_SYNC_WS_WRITE": "false",
    "SOLARA_ROOT_PATH": "",  # of `Front` where there is one; else the first visitor's X-Script-Name would stand in all pages
    "SOLARA_BASE_URL": "/",  # else it would be made of the first visitor's Host
    "SOLARA_SESSION_HTTP_ONLY": "true",
    "SOLARA_KERNEL_CULL_TIMEOUT": "30m",  # a tab that was lost rather than closed; its link brings everything back
    "SOLARA_THEME_TITLE": "Diversion",
    "SOLARA_THEME_LOADER": "plain",
    "SOLARA_THEME_SHOW_BANNER": "false",
}
# All that a caller may set of Solara's: where it finds libraries of pages, which is decided where it is installed.
PLACES: Final = ("SOLARA_HOME", "SOLARA_ASSETS_PROXY_CACHE_DIR", "SOLARA_ASSETS_CDN")
LEAST_BYTES: Final = 16  # of a token
LOOK: Final = 0.1  # seconds between two looks at whether the server is to end
PATIENCE: Final = 5.0  # seconds until it has ended, whatever is under way
SWITCH: Final = 0.001  # seconds after which a busy thread lets another draw its page; Python's usual 0.005 adds up


@dataclass(frozen=True, slots=True)
class Wanted:
    """How the view shall be served."""

    host: str = "127.0.0.1"
    port: int = 8765
    db: str | None = field(default=None, repr=False)  # may hold a password
    sandbox: bool = False
    open_browser: bool = True
    public: str = ""  # the address that browsers see, where a proxy stands before the view


def serve(wanted: Wanted, say: Callable[[str], None]) -> None:
    """Serve until Ctrl-C; `say` is told the link.

    Raises:
        InputError: the port is taken, the host is not one of this machine's, or the public address cannot be one.
    """
    front = front_of(wanted.public)
    listening = _listen(wanted)
    token = new_token(wanted.host, front)
    _prepare(wanted, token)
    port = listening.getsockname()[1]
    over = threading.Event()
    server, faults = _server(Gate(token, front, port), front, say, over)
    say(invitation(front, wanted.host, port, token))
    if wanted.open_browser:
        threading.Timer(1.0, webbrowser.open, (link(front, wanted.host, port, token),)).start()
    try:
        server.run(sockets=[listening])
    finally:
        over.set()
    if faults:
        raise faults[0]


def new_token(host: str, front: Front = Front()) -> str:  # noqa: B008 (never changed)
    """A new secret for the link where other machines may look; nothing where only this one may."""
    return "" if host in LOCAL and not front.origin else secrets.token_urlsafe(LEAST_BYTES)


def _see_off(ended: Callable[[], bool], over: threading.Event, faults: list[BaseException]) -> None:
    """Break off all work when the server is to end, and end the process where tabs or runs under way keep it from being over.

    Every finished run is in the store by then, and what is being written is whole or not there at all.
    """
    while not ended():
        time.sleep(LOOK)
    tabs().lose_all()
    if not over.wait(PATIENCE):
        os._exit(1 if faults else 0)


def _listen(wanted: Wanted) -> socket.socket:
    family = socket.AF_INET6 if ":" in wanted.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((wanted.host, wanted.port))
        listening.listen()  # whoever is early waits, and is not turned away
    except OSError as error:
        listening.close()
        reason = (error.strerror or str(error)).lower()
        raise InputError(
            f"The view cannot listen on {wanted.host}, port {wanted.port} ({reason}); name another with --port or --host."
        ) from None
    return listening


def _prepare(wanted: Wanted, token: str) -> None:
    """Tell Solara, which looks when it is imported, and the pages what they must know."""
    for name in [name for name in os.environ if name.upper().startswith("SOLARA_") and name.upper() not in PLACES]:
        del os.environ[name]  # Solara reads names in small letters too, and the last one wins
    os.environ.update(SETTINGS)
    os.environ["PYTHON_DOTENV_DISABLED"] = "1"  # else it would take more of them from any .env that lies about
    os.environ[DB] = wanted.db or ""
    os.environ[SANDBOX] = "1" if wanted.sandbox else ""
    os.environ[GUARDED] = "1" if token else ""
    sys.setswitchinterval(SWITCH)


def _server(
    gate: Gate, front: Front, say: Callable[[str], None], over: threading.Event
) -> tuple[uvicorn.Server, list[BaseException]]:
    """The server, and what kept it from loading its pages, if anything did: then it ends; `over` is set once it has."""
    # About cookies inside a frame on another site, and what a library of theirs will one day drop: nothing a reader can act on.
    warnings.filterwarnings("ignore", message="Cookies with samesite", category=UserWarning)
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    import uvicorn  # with all it brings, too slow to load for --help

    faults: list[BaseException] = []

    def failed(error: BaseException) -> None:
        faults.append(error)
        server.should_exit = True

    def see_off() -> None:
        _see_off(lambda: server.should_exit, over, faults)

    config = uvicorn.Config(
        Loading(gate, lambda: _load(front, say, see_off), failed),
        ws_max_size=LONGEST,
        log_level="warning",
        ws_per_message_deflate=False,
        proxy_headers=False,
        timeout_graceful_shutdown=2,
    )
    server = uvicorn.Server(config)
    return server, faults


def _load(front: Front, say: Callable[[str], None], see_off: Callable[[], None]) -> Inside:
    """Load Solara and the pages, which takes seconds, then begin to load the model, which may take longer.

    One after the other: both parse sources of Python, which two threads cannot do at once.
    """
    from solara.server import settings
    from solara.server.starlette import app

    from ....experiments.runs import warm_up
    from ..app import beside_the_first  # with Solara, which must find its settings when it is imported

    # Whatever an .env file said.
    settings.server.sync_ws_write, settings.session.http_only = False, True
    settings.main.root_path, settings.main.base_url = front.path, f"{front.path}/"
    pages, life = beside_the_first(), lambda: app.router.lifespan_context(app)
    threading.Thread(target=warm_up, args=(say,), daemon=True).start()
    threading.Thread(target=see_off, name="diversion-end", daemon=True).start()
    return Inside(Porter(app, tabs(), pages), settings.assets.proxy_cache_dir, pages, life)
