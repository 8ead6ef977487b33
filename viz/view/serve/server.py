"""Starts the view's server and stops it again: one process, on this machine unless told otherwise, asking nobody else."""

from __future__ import annotations

import os
import secrets
import socket
import sys
import threading
import warnings
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from ....experiments.runs import warm_up
from ....scenarios.parameters import InputError
from .environment import DB, GUARDED, SANDBOX
from .gate import LOCAL, Gate

if TYPE_CHECKING:
    import uvicorn

SETTINGS: Final = {  # read by Solara when it is imported
    "SOLARA_APP": "diversion.viz.view.app",
    "SOLARA_MODE": "production",
    "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "false",
    "SOLARA_ASSETS_FONTAWESOME_ENABLED": "false",
    # Never on: it writes to a file descriptor's bare number, which after a lost tab may be the store's or another visitor's.
    "SOLARA_SERVER_SYNC_WS_WRITE": "false",
    "SOLARA_ROOT_PATH": "",  # else the first visitor's X-Script-Name would stand in the pages of all
    "SOLARA_KERNEL_CULL_TIMEOUT": "30m",  # a tab that was lost rather than closed; its link brings everything back
    "SOLARA_THEME_TITLE": "Diversion",
    "SOLARA_THEME_LOADER": "plain",
    "SOLARA_THEME_SHOW_BANNER": "false",
}
LEAST_BYTES: Final = 16  # of a token
SWITCH: Final = 0.001  # seconds after which a busy thread lets another draw its page; Python's usual 0.005 adds up


@dataclass(frozen=True, slots=True)
class Wanted:
    """How the view shall be served."""

    host: str = "127.0.0.1"
    port: int = 8765
    db: str | None = field(default=None, repr=False)  # may hold a password
    sandbox: bool = False
    open_browser: bool = True


def serve(wanted: Wanted, say: Callable[[str], None]) -> None:
    """Serve until Ctrl-C; `say` is told the link.

    Raises:
        InputError: the port is taken or the host is not one of this machine's.
    """
    listening = _listen(wanted)
    token = new_token(wanted.host)
    _prepare(wanted, token)
    server = _server(token)
    link = _link(wanted, listening.getsockname()[1], token)
    say(f"Open {link} in a browser. Ctrl-C ends it.")
    threading.Thread(target=warm_up, args=(say,), daemon=True).start()
    if wanted.open_browser:
        threading.Timer(1.0, webbrowser.open, (link,)).start()
    server.run(sockets=[listening])


def new_token(host: str) -> str:
    """A new secret for the link where other machines may look; nothing where only this one may."""
    return "" if host in LOCAL else secrets.token_urlsafe(LEAST_BYTES)


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
    for name in [name for name in os.environ if name.upper() in SETTINGS]:
        del os.environ[name]  # Solara reads names in small letters too, and the last one wins
    os.environ.update(SETTINGS)
    os.environ[DB] = wanted.db or ""
    os.environ[SANDBOX] = "1" if wanted.sandbox else ""
    os.environ[GUARDED] = "1" if token else ""
    sys.setswitchinterval(SWITCH)


def _server(token: str) -> uvicorn.Server:
    # About cookies inside a frame on another site, and what a library of theirs will one day drop: nothing a reader can act on.
    warnings.filterwarnings("ignore", message="Cookies with samesite", category=UserWarning)
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    import uvicorn
    from solara.server import settings
    from solara.server.starlette import app

    from ..app import beside_the_first  # with Solara, which must find its settings when it is imported

    settings.server.sync_ws_write, settings.main.root_path = False, ""  # whatever an .env file said
    config = uvicorn.Config(
        Gate(app, token, settings.assets.proxy_cache_dir, beside_the_first()),
        log_level="warning",
        ws_per_message_deflate=False,
        proxy_headers=False,
        timeout_graceful_shutdown=2,
    )
    return uvicorn.Server(config)


def _link(wanted: Wanted, port: int, token: str) -> str:
    host = f"[{wanted.host}]" if ":" in wanted.host else wanted.host
    shown = socket.gethostname() if wanted.host in ("0.0.0.0", "::") else host
    return f"http://{shown}:{port}/{f'?token={token}' if token else ''}"
