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
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar
from urllib.request import urlopen
from uuid import uuid4

import pytest

from diversion.viz.view.serve.gate import NO_PAGE

pytest.importorskip("solara")
connect = pytest.importorskip("websockets.sync.client").connect

pytestmark = pytest.mark.slow

COMMAND = (sys.executable, "-m", "diversion.experiments.cli.app", "view", "--no-open", "--port", "0", "--db")
CALLER = {**os.environ, "SOLARA_SERVER_SYNC_WS_WRITE": "true", "solara_server_sync_ws_write": "true"}
TABS = 40
STAY = 0.3  # seconds: a page is being sent, and its work is being written
MISUSED = ("echarts@5.4.0/dist", "echarts@5.4.0/dist/new.js", "left-pad@1.3.0/index.js", "left-pad@1.3.0")
PROXIES = ("X-Script-Name", "Script-Name", "X-Forwarded-Prefix", "X-Forwarded-Host", "X-Original-URL", "X-Rewrite-URL")
RESET = struct.pack("ii", 1, 0)  # the connection is gone at once, as where a machine is switched off


@dataclass(frozen=True)
class View:
    """A running view and the store it writes to."""

    host: str
    db: Path


@contextmanager
def running(db: Path, environment: dict[str, str]) -> Iterator[View]:
    """A view that is started here and ended again."""
    with subprocess.Popen([*COMMAND, str(db)], stderr=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stderr is not None
        try:
            address = re.search(r"http://([\d.]+:\d+)", process.stderr.readline())
            assert address
            urlopen(address[0], timeout=120).close()  # a program's request waits until the pages are there
            yield View(address[1], db)
        finally:
            process.terminate()
            process.wait(20)


@pytest.fixture
def view(tmp_path: Path) -> Iterator[View]:
    with running(tmp_path / "runs.sqlite", CALLER) as started:
        yield started


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

    limit = time.monotonic() + 120
    while not (view.db.exists() and view.db.stat().st_size):  # on a busy machine the first run is kept only now
        assert time.monotonic() < limit
        time.sleep(0.2)
    assert view.db.read_bytes().startswith(b"SQLite format 3\0")
    with closing(sqlite3.connect(f"file:{view.db}?mode=ro", uri=True)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_no_header_of_one_visitor_stands_in_the_page_of_another(view: View) -> None:
    mark = "onmouseover-planted"
    told = dict.fromkeys(PROXIES, f'/"><script>{mark}</script>')
    first = ask(view, "/", **told)
    then = ask(view, "/")
    assert first[0] == then[0] == 200
    assert mark not in first[1] + then[1]
    assert 'src="/_solara/cdn/' in then[1]  # pages lie at the root


class Elsewhere(BaseHTTPRequestHandler):
    """A site that packages would be fetched from; it counts who asks."""

    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"alert('stored')")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def elsewhere() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as site:
        Thread(target=site.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{site.server_port}/"
        site.shutdown()


def test_no_request_deletes_a_library_or_fetches_one(elsewhere: str, tmp_path: Path) -> None:
    installed = tmp_path / "cdn"
    file = installed / "echarts@5.4.0" / "dist" / "echarts.js"
    file.parent.mkdir(parents=True)
    file.write_text("ours")
    told = {"SOLARA_ASSETS_PROXY_CACHE_DIR": str(installed), "SOLARA_ASSETS_CDN": elsewhere}
    with running(tmp_path / "runs.sqlite", CALLER | told) as view:
        refused = {ask(view, f"/_solara/cdn/{path}") for path in MISUSED}
        served = ask(view, "/_solara/cdn/echarts@5.4.0/dist/echarts.js")

    assert Elsewhere.asked == []
    assert refused == {(404, NO_PAGE)}
    assert served == (200, "ours")
    assert [each for each in installed.rglob("*") if each.is_file()] == [file]


def ask(view: View, path: str, **headers: str) -> tuple[int, str]:
    """The status and the text that a request brings."""
    connection = HTTPConnection(view.host, timeout=60)
    with closing(connection):
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
