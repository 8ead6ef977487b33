"""Starts a view and visits it over loopback as a browser would, or as nobody should, for the tests of attacks."""

from __future__ import annotations

import json
import os
import re
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.request import urlopen
from uuid import uuid4

from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

# As `diversion view`, but that tabs count as lost a little sooner, for tests have less patience than people.
START = """
import sys
from diversion.experiments.cli.app import main
from diversion.viz.view.serve import tabs
tabs.GRACE = 3.0
sys.exit(main(sys.argv[1:]))
"""
COMMAND = (sys.executable, "-c", START, "view", "--no-open", "--port", "0", "--db")
CALLER = {**os.environ, "SOLARA_SERVER_SYNC_WS_WRITE": "true", "solara_server_sync_ws_write": "true"}
RESET = struct.pack("ii", 1, 0)  # the connection is gone at once, as where a machine is switched off
PATIENCE = 120.0  # seconds: as long as anybody would wait, and far less than what the greedy ask for takes
COMPLETE = "the answer is complete"


@dataclass(frozen=True)
class View:
    """A running view and the store it writes to."""

    host: str
    db: Path
    process: subprocess.Popen[str]
    said: list[str]

    @property
    def threads(self) -> int:
        """How many threads it has (Linux)."""
        return len(os.listdir(f"/proc/{self.process.pid}/task"))

    @property
    def seconds(self) -> float:
        """How much time of processors it has had (Linux)."""
        words = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def running(db: Path, environment: dict[str, str]) -> Iterator[View]:
    """A view that is started here and ended again."""
    with subprocess.Popen([*COMMAND, str(db)], stderr=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stderr is not None
        said: list[str] = []
        try:
            address = re.search(r"http://([\d.]+:\d+)", process.stderr.readline())
            assert address
            # What it says is kept, for a pipe that nobody empties would make it wait.
            Thread(target=said.extend, args=(process.stderr,), daemon=True).start()
            urlopen(address[0], timeout=PATIENCE).close()  # a program's request waits until the pages are there
            yield View(address[1], db, process, said)
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                raise


def ask(view: View, path: str, method: str = "GET", **headers: str) -> tuple[int, str]:
    """The status and the text that a request brings."""
    with closing(HTTPConnection(view.host, timeout=PATIENCE)) as connection:
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def cookie_of(view: View) -> str:
    """What a browser that has been let in says who it is with."""
    with closing(HTTPConnection(view.host, timeout=PATIENCE)) as connection:
        connection.request("GET", "/")
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200
        return "; ".join(each.partition(";")[0] for each in answer.headers.get_all("set-cookie") or ())


def message(kind: str, content: dict[str, Any], session: str) -> str:
    """What a page of the server's says to it."""
    header = {"msg_id": uuid4().hex, "msg_type": kind, "session": session, "username": "", "version": "5.2"}
    return json.dumps({"channel": "shell", "header": header, "parent_header": {}, "metadata": {}, "content": content})


@dataclass
class Tab:
    """One tab of a visitor; it has no picture, but says and hears what a browser's would."""

    view: View
    cookie: str = ""
    kernel: str = field(default_factory=lambda: str(uuid4()))
    page: str = field(default_factory=lambda: uuid4().hex)
    heard: list[str] = field(default_factory=list)
    socket: ClientConnection | None = None

    def connect(self) -> Tab:
        """Come, or come back."""
        where = f"ws://{self.view.host}/jupyter/api/kernels/{self.kernel}/channels?session_id={self.page}"
        headers = {"Cookie": self.cookie} if self.cookie else {}
        given: Any = {"origin": f"http://{self.view.host}", "additional_headers": headers, "open_timeout": PATIENCE}
        # It is not for a tab of ours to find out whether the server is still there, nor to be heard out at the end.
        self.socket = connect(where, **given, max_size=None, close_timeout=0.1, ping_interval=None)
        return self

    def open(self, query: str, path: str = "/") -> Tab:
        """Go to a page."""
        comm = uuid4().hex
        run = {"method": "run", "args": {"path": f"{path}?{query}"}}
        self.say(message("comm_open", {"comm_id": comm, "target_name": "solara.control", "data": {}}, self.page))
        self.say(message("comm_msg", {"comm_id": comm, "data": run}, self.page))
        return self

    def say(self, text: str | bytes) -> None:
        """Send whatever it is."""
        assert self.socket is not None
        self.socket.send(text)

    def hear(self, words: str, patience: float = PATIENCE) -> bool:
        """Whether the page comes to say this."""
        assert self.socket is not None
        until = time.monotonic() + patience
        while not any(words in each for each in self.heard):
            try:
                self.heard.append(str(self.socket.recv(max(0.0, until - time.monotonic()))))
            except (TimeoutError, ConnectionClosed):
                return False
        return True

    def vanish(self) -> None:
        """Lose the connection, without a word."""
        assert self.socket is not None
        with suppress(OSError):
            self.socket.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        self.socket.socket.close()


def answered(view: View, query: str, patience: float = PATIENCE) -> bool:
    """Whether a new visitor gets the whole answer."""
    tab = Tab(view, cookie_of(view)).connect().open(query)
    try:
        return tab.hear(COMPLETE, patience)
    finally:
        tab.vanish()


def refused(view: View, cookie: str = "") -> bool:
    """Whether another tab is turned away."""
    try:
        Tab(view, cookie).connect().vanish()
    except InvalidStatus:
        return True
    return False
