"""What pages need of the server, which could do far more: all else is refused or left out, also what a later version adds."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path
from typing import Final

FIRST: Final = "/"  # where the first page lives
READING: Final = ("GET", "HEAD")
PART: Final = r"[\w-][\w.-]*"  # of a path: neither hidden nor a way up


def _shape(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.ASCII)


FILES: Final = _shape(
    rf"/static/assets/{PART}\.(css|js|png|svg)",
    r"/static/(main-vuetify|ansi)\.js",  # some versions put these into the page, others ask for them
    r"/static/highlight(-dark)?\.css",
    rf"/jupyter/nbextensions/({PART}/)*{PART}\.js",
    r"/jupyter/api/kernels/[\w-]+",  # asked where a connection was lost, before it is made anew; the answer is always the same
)
# The server would fetch what is missing here from elsewhere and delete what is a folder: only files that are there are for it.
LIBRARIES: Final = _shape(
    rf"/_solara/cdn/(?P<file>(echarts|requirejs|@widgetti/solara-vuetify-app)@\d+\.\d+\.\d+(/{PART})+)"
)
TALKS: Final = _shape(r"/jupyter/api/kernels/[\w-]+/channels")
LEAVES: Final = _shape(r"/_solara/api/close/[\w-]+")
# Nothing here stands behind a proxy, so a header that speaks for one (where pages lie, who asks, by what name) is a lie.
HEADERS: Final = frozenset({
    b"accept", b"accept-encoding", b"accept-language", b"cache-control", b"content-length", b"content-type", b"cookie",
    b"host", b"if-modified-since", b"if-none-match", b"if-range", b"origin", b"range", b"referer", b"user-agent",
})  # fmt: skip


def needed(method: str, path: str, installed: Path, pages: Collection[str]) -> bool:
    """Whether a page asks for this; `installed` is the folder with the libraries of pages.

    A web socket has the method `""`. `pages` are the addresses of the pages beside the first.
    """
    if not method:
        return TALKS.fullmatch(path) is not None
    if method == "POST":
        return LEAVES.fullmatch(path) is not None
    return method in READING and (
        is_page(path, pages) or FILES.fullmatch(path) is not None or _library(path, installed)
    )


def is_page(path: str, pages: Collection[str]) -> bool:
    """Whether a page lives at this address; `pages` as above."""
    return path == FIRST or path.removesuffix("/") in pages


def _library(path: str, installed: Path) -> bool:
    found = LIBRARIES.fullmatch(path)
    return found is not None and (installed / found["file"]).is_file()
