"""A running view under attack: what lost tabs and hostile requests may not do to the store, to other visitors and to us."""

import json
import os
import re
import socket
import sqlite3
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

pytest.importorskip("solara")
connect = pytest.importorskip("websockets.sync.client").connect

pytestmark = pytest.mark.slow

COMMAND = (sys.executable, "-m", "diversion.experiments.cli", "view", "--no-open", "--port", "0", "--db")
CALLER = {**os.environ, "SOLARA_SERVER_SYNC_WS_WRITE": "true", "solara_server_sync_ws_write": "true"}
TABS = 40
STAY = 0.3  # seconds: a page is being sent, and its work is being written
RESET = struct.pack("ii", 1, 0)  # the connection is gone at once, as where a machine is switched off


@dataclass(frozen=True)
class View:
    """A running view and the store it writes to."""

    host: str
    db: Path


@pytest.fixture
def view(tmp_path: Path) -> Iterator[View]:
    db = tmp_path / "runs.sqlite"
    with subprocess.Popen([*COMMAND, str(db)], stderr=subprocess.PIPE, text=True, env=CALLER) as process:
        assert process.stderr is not None
        try:
            address = re.search(r"http://([\d.]+:\d+)", process.stderr.readline())
            assert address
            yield View(address[1], db)
        finally:
            process.terminate()
            process.wait(20)


def message(kind: str, content: dict[str, Any], session: str) -> str:
    """What a page of the server's says to it."""
    header = {"msg_id": uuid4().hex, "msg_type": kind, "session": session, "username": "", "version": "5.2"}
    return json.dumps({"channel": "shell", "header": header, "parent_header": {}, "metadata": {}, "content": content})


def lose_a_tab(view: View, seed: int) -> None:
    """Open the first page, as a browser would, and vanish while it is drawn."""
    session, comm = uuid4().hex, uuid4().hex
    where = f"ws://{view.host}/jupyter/api/kernels/{uuid4()}/channels?session_id={session}"
    run = {"method": "run", "args": {"path": f"/?place=blackpool&years=1&replicates=4&seed={seed}"}}
    with connect(where, origin=f"http://{view.host}", max_size=None, close_timeout=0.1) as tab:
        tab.send(message("comm_open", {"comm_id": comm, "target_name": "solara.control", "data": {}}, session))
        tab.send(message("comm_msg", {"comm_id": comm, "data": run}, session))
        time.sleep(STAY)
        tab.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        tab.socket.close()


def test_lost_tabs_harm_neither_the_store_nor_the_next_visitor(view: View) -> None:
    for seed in range(TABS):
        lose_a_tab(view, seed)  # somebody else's messages in place of a greeting would raise an error

    assert view.db.read_bytes().startswith(b"SQLite format 3\0")
    with closing(sqlite3.connect(f"file:{view.db}?mode=ro", uri=True)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
