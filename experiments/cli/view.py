"""The command `diversion view`: opens the pages where one moves a slider and sees what each regime does."""

from __future__ import annotations

import os
import threading
from importlib.util import find_spec
from typing import Annotated, Final

import typer

from ...scenarios.parameters import InputError
from ..streams import put
from . import options

NOT_INSTALLED: Final = "The view needs a few more packages; install them with: pip install 'diversion[view]'"
PATIENCE: Final = 5.0  # seconds after Ctrl-C
INTERRUPTED: Final = 130
NEEDS: Final = ("solara", "solara_assets", "ipyvuetify")


def view_command(
    host: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Let others in through this address; the link then holds a token.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(metavar="N", help="The port to listen on.", min=0, max=65535)] = 8765,
    sandbox: Annotated[
        bool, typer.Option("--sandbox", help="For meetings: three levers and a locked baseline.")
    ] = False,
    public: Annotated[
        str,
        typer.Option(
            metavar="URL",
            help="The address that browsers see behind a proxy, such as https://tools.example.org/diversion.",
        ),
    ] = "",
    db: options.Db = None,
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open a browser.")] = False,
) -> None:
    """Open the view in a browser: move a lever and see what each regime does, to whom, and how sure we are."""
    if any(find_spec(name) is None for name in NEEDS):
        raise InputError(NOT_INSTALLED)
    from ..store import check_to_use  # with what it needs, too slow to load for --help

    check_to_use(db)
    from ...viz.view.serve.server import Wanted, serve

    try:
        serve(Wanted(host, port, db, sandbox, not no_open, public), _say)
    except KeyboardInterrupt:
        _end_within(PATIENCE)
        raise


def _end_within(seconds: float) -> None:
    """End the process even if a run is under way, which looks only now and then whether somebody wants to stop it."""
    late = threading.Timer(seconds, os._exit, (INTERRUPTED,))
    late.daemon = True
    late.start()


def _say(sentence: str) -> None:
    put(sentence, aside=True)
