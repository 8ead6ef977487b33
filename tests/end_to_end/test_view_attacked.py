"""A running view under attack: what lost tabs and hostile requests may not do to the store, to other visitors and to us."""

import errno
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import ClassVar

import pytest

from diversion.viz.view.serve.gate import NO_PAGE

pytest.importorskip("solara")
ConnectionClosed = pytest.importorskip("websockets.exceptions").ConnectionClosed
server = pytest.importorskip("solara.server.starlette")
InvalidStatus = pytest.importorskip("websockets.exceptions").InvalidStatus

from .visiting import (  # noqa: E402
    CALLER,
    COMPLETE,
    PATIENCE,
    Tab,
    View,
    answered,
    ask,
    cookie_of,
    message,
    refused,
    running,
)

pytestmark = pytest.mark.slow

TABS = 200
AT_A_TIME = 8
STAY = 0.1  # seconds: a page is being sent, and its work is being written
MOST_THREADS = 250
MISUSED = ("echarts@5.4.0/dist", "echarts@5.4.0/dist/new.js", "left-pad@1.3.0/index.js", "left-pad@1.3.0")
PROXIES = ("X-Script-Name", "Script-Name", "X-Forwarded-Prefix", "X-Forwarded-Host", "X-Original-URL", "X-Rewrite-URL")
SMALL = "place=blackpool&years=1&replicates=4"
COUNTRY = "place=england-and-wales&years=5"


@pytest.fixture
def view(tmp_path: Path) -> Iterator[View]:
    with running(tmp_path / "runs.sqlite", CALLER) as started:
        yield started


@pytest.fixture(scope="module")
def one_view(tmp_path_factory: pytest.TempPathFactory) -> Iterator[View]:
    """One for all tests that leave it as it was."""
    with running(tmp_path_factory.mktemp("view") / "runs.sqlite", CALLER) as started:
        yield started


def lose_a_tab(view: View, seed: int) -> None:
    """Open the first page, as a browser would, and vanish while it is drawn; who is turned away for now has lost one too."""
    with suppress(InvalidStatus):
        path = (
            "/" if seed % 5 == 0 else "/limits"
        )  # one that takes long to draw, then some that are lost all the sooner
        tab = Tab(view).connect().open(f"{SMALL}&seed={seed}", path)
        time.sleep(STAY)
        tab.vanish()


def until(true: Callable[[], bool]) -> None:
    """Wait for something to become true."""
    limit = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < limit
        time.sleep(0.1)


def whole(db: Path) -> bool:
    """Whether the store is in order."""
    assert db.read_bytes().startswith(b"SQLite format 3\0")
    with closing(sqlite3.connect(f"file:{db}?mode=ro", uri=True)) as connection:
        return bool(connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)])


def test_tabs_lost_by_hundreds_harm_neither_the_store_nor_the_next_visitor(view: View) -> None:
    """Rows V1 and V4: while a visitor and a batch on the command line write to the same store."""
    command = [sys.executable, "-m", "diversion.experiments.cli.app", "compare", "blackpool", "--replicates", "100"]
    with (
        subprocess.Popen([*command, "--db", str(view.db), "--quiet"], stdout=subprocess.DEVNULL) as batch,
        ThreadPoolExecutor(AT_A_TIME + 1) as pool,
    ):
        steady = Tab(view, cookie_of(view)).connect().open("place=blackpool&years=2&replicates=20")
        hears = pool.submit(steady.hear, COMPLETE, 2 * PATIENCE)
        list(pool.map(lambda seed: lose_a_tab(view, seed), range(TABS)))
        threads = view.threads
        assert answered(view, SMALL)
        assert hears.result()
        assert batch.wait(PATIENCE) == 0
        steady.vanish()
    assert threads < MOST_THREADS
    assert whole(view.db)
    view.process.terminate()
    view.process.wait(20)  # although so many were lost


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


def test_two_greedy_visitors_keep_nothing_from_a_modest_one(view: View) -> None:
    """Row V4: England and Wales for five years would take them an hour."""
    greedy = [Tab(view, cookie).connect() for cookie in (cookie_of(view), cookie_of(view)) for _ in range(2)]
    for number, tab in enumerate(greedy):
        tab.open(f"{COUNTRY}&seed={number}")
    assert all(tab.hear("Working out a first answer") for tab in greedy)
    assert answered(view, SMALL) and answered(view, f"{SMALL}&seed=2")
    assert not any(tab.hear(COMPLETE, 0.1) for tab in greedy)
    for tab in greedy:
        tab.vanish()
    view.process.terminate()
    view.process.wait(20)  # in the middle of building worlds, which nothing can break off


def test_work_for_a_lost_connection_is_broken_off_unless_it_is_back_in_time(one_view: View) -> None:
    """Row V5."""
    tab = Tab(one_view, cookie_of(one_view)).connect().open("place=london&years=1")
    assert tab.hear("Working out a first answer")
    for _ in range(3):  # lost for a moment
        tab.vanish()
        time.sleep(0.5)
        tab.connect()
        assert busy(one_view)
    tab.vanish()
    until(lambda: not busy(one_view))
    tab.connect()
    until(lambda: busy(one_view))
    tab.vanish()


def busy(view: View) -> bool:
    """Whether it computes anything."""
    before = view.seconds
    time.sleep(2.0)
    return view.seconds - before > 0.3


def test_more_tabs_than_can_be_served_are_refused_in_a_sentence_and_others_are_not(one_view: View) -> None:
    """Row V4."""
    cookie = cookie_of(one_view)
    mine = [Tab(one_view, cookie).connect() for _ in range(12)]
    status, text = ask(one_view, "/", cookie=cookie)
    assert status == 503
    assert text == "You have 12 pages open here, the most for one visitor; close one of them and load this one again."
    assert refused(one_view, cookie)
    others = [Tab(one_view, each).connect() for each in (cookie_of(one_view) for _ in range(4)) for _ in range(12)]
    status, text = ask(one_view, "/")
    assert (status, text) == (
        503,
        "As many people look at this server as it can serve at a time (60); try again in a minute.",
    )
    assert refused(one_view)
    others[0].vanish()
    until(lambda: ask(one_view, "/")[0] == 200)
    assert answered(one_view, SMALL)
    for each in (*mine, *others):
        each.vanish()


@pytest.mark.parametrize("text", [
    b"\0\0", "", "null", "[]", "{", "[" * 100_000, "1e999", '{"header": 7}', '{"header": {"msg_type": []}}',
    message("shutdown_request", {}, "x"), message("execute_request", {"code": "import os; os._exit(1)"}, "x"),
    message("comm_open", {"comm_id": "x", "target_name": "jupyter.widget", "data": {}}, "x"),
    message("comm_msg", {"comm_id": "x" * 2_000_000, "data": {}}, "x"),
])  # fmt: skip
def test_a_tab_that_says_what_no_page_says_is_cut_off(one_view: View, text: str | bytes) -> None:
    tab = Tab(one_view).connect()
    tab.say(text)
    assert tab.socket is not None
    with pytest.raises(ConnectionClosed):
        while True:
            tab.socket.recv(PATIENCE)


# Every route of the server behind ours, as it writes them, each with requests for it and what these bring.
ROUTES = {
    "/": (("GET", "/", 200), ("HEAD", "/", 200), ("POST", "/", 404), ("OPTIONS", "/", 404)),
    "/{fullpath}": (("GET", "/live", 200), ("GET", "/live/", 200), ("GET", "/nowhere", 404), ("POST", "/live", 404)),
    "/{fullpath:path}": (("GET", "/any/where", 404), ("GET", "//", 404), ("GET", "/live/../resourcez", 404)),
    "/readyz": (("GET", "/readyz", 404),),
    "/resourcez": (("GET", "/resourcez", 404), ("GET", "/resourcez?verbose", 404), ("HEAD", "/resourcez", 404)),
    "/jupyter/api/kernels/{id}": (
        ("GET", "/jupyter/api/kernels/one", 200),
        ("DELETE", "/jupyter/api/kernels/one", 404),
    ),
    "/jupyter/api/kernels/{kernel_id}/{name}": (("GET", "/jupyter/api/kernels/one/channels", 404),),
    "/_solara/api/close/{kernel_id}": (
        ("POST", "/_solara/api/close/one?session_id=x", 200),
        ("GET", "/_solara/api/close/one?session_id=x", 404),
    ),
    "/_solara/api/evict/{kernel_id}": (("POST", "/_solara/api/evict/one", 404),),
    "/_solara/cdn": (("GET", "/_solara/cdn/left-pad@1.3.0/index.js", 404), ("POST", "/_solara/cdn/x", 404)),
    "/_solara/auth/authorize": (("GET", "/_solara/auth/authorize", 404),),
    "/_solara/auth/logout": (("GET", "/_solara/auth/logout", 404),),
    "/_solara/auth/login": (("GET", "/_solara/auth/login", 404),),
    "/static/public": (("GET", "/static/public/x.js", 404),),
    "/static/assets": (("GET", "/static/assets/favicon.svg", 200), ("GET", "/static/assets/.env", 404)),
    "/jupyter/nbextensions": (("GET", "/jupyter/nbextensions/../../../etc/passwd", 404),),
    "/static": (("GET", "/static/main-vuetify.js", 200), ("GET", "/static/solara_bootstrap.py", 404)),
}


def test_every_route_that_is_exposed_has_a_name_here_and_is_allowed_or_refused_by_it(one_view: View) -> None:
    """A route that a later version adds fails this test until it stands in the list."""
    assert {route.path for route in server.app.routes} <= set(ROUTES)
    found = {(method, path): ask(one_view, path, method)[0] for each in ROUTES.values() for method, path, _ in each}
    assert found == {(method, path): status for each in ROUTES.values() for method, path, status in each}


HOSTILE = {
    "a header too long": b"GET / HTTP/1.1\r\nHost: {host}\r\nX: " + b"x" * 200_000 + b"\r\n\r\n",
    "headers too many": b"GET / HTTP/1.1\r\nHost: {host}\r\n" + b"X: y\r\n" * 20_000 + b"\r\n",
    "two hosts": b"GET / HTTP/1.1\r\nHost: {host}\r\nHost: evil.example\r\n\r\n",
    "no host": b"GET / HTTP/1.1\r\n\r\n",
    "bytes for letters": b"GET / HTTP/1.1\r\nHost: {host}\r\nCookie: \xff\xfe=\x80\r\nAccept: \xe9\r\n\r\n",
    "a nul": b"GET / HTTP/1.1\r\nHost: {host}\r\nCookie: a=\0b\r\n\r\n",
    "a folded line": b"GET / HTTP/1.1\r\nHost: {host}\r\nCookie: a=\r\n b\r\n\r\n",
    "two lengths": b"POST /_solara/api/close/x HTTP/1.1\r\nHost: {host}\r\nContent-Length: 1\r\nContent-Length: 9\r\n\r\nx",
    "a smuggled request": b"POST /_solara/api/close/x HTTP/1.1\r\nHost: {host}\r\nContent-Length: 4\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /resourcez HTTP/1.1\r\nHost: {host}\r\n\r\n",
    "a negative length": b"POST /_solara/api/close/x HTTP/1.1\r\nHost: {host}\r\nContent-Length: -1\r\n\r\n",
    "a range": b"GET /static/main-vuetify.js HTTP/1.1\r\nHost: {host}\r\nRange: bytes="
    + b"0-1," * 2_000
    + b"0-1\r\n\r\n",
    "a whole address": b"GET http://evil.example/resourcez HTTP/1.1\r\nHost: {host}\r\n\r\n",
    "no session": b"POST /_solara/api/close/x HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0\r\n\r\n",
    "no protocol": b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03",
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_request_harms_nobody_but_its_sender(one_view: View, what: str) -> None:
    host, port = one_view.host.split(":")
    with socket.create_connection((host, int(port)), timeout=PATIENCE) as line:
        got = b""
        try:
            line.sendall(HOSTILE[what].replace(b"{host}", one_view.host.encode()))
            line.shutdown(socket.SHUT_WR)
            while more := line.recv(65536):
                got += more
        except OSError as gone:  # cut off in the middle: just as well
            if not isinstance(gone, ConnectionError) and gone.errno != errno.ENOTCONN:
                raise
    assert b"kernels" not in got.partition(b"\r\n\r\n")[2] or b"<html" in got  # what the server tells of visitors
    assert b"Traceback (most recent call" not in got
    assert ask(one_view, "/")[0] == 200
