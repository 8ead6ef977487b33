"""Of all that the server exposes only what pages need is let through, and of the libraries only what is installed (row V2)."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from diversion.viz.view.serve.allowed import needed

pytest.importorskip("solara")

from diversion.viz.view.app import beside_the_first, routes
from diversion.viz.view.parts.page import Page

PAGES = beside_the_first()
FILLED = {
    "{id}": "one",
    "{kernel_id}": "one",
    "{name}": "channels",
    "{fullpath}": "any",
    "{fullpath:path}": "any/where",
}
# What a page needs of each; whatever is not named here must be refused.
NEEDED = {
    ("GET", "/"),
    ("HEAD", "/"),
    ("GET", "/jupyter/api/kernels/one"),
    ("HEAD", "/jupyter/api/kernels/one"),
    ("", "/jupyter/api/kernels/one/channels"),
    ("POST", "/_solara/api/close/one"),
}
LIBRARY = "echarts@5.4.0/dist/echarts.js"
UNINSTALLED = (
    "echarts@5.4.0/dist",
    "echarts@5.4.0/dist/",
    "echarts@5.4.0",
    "echarts@9.9.9/dist/echarts.js",
    "echarts@5.4.0/dist/other.js",
    "echarts@5.4.0/dist/../dist/echarts.js",
    "echarts@5.4.0/dist/./echarts.js",
    "echarts@5.4.0//dist/echarts.js",
    "echarts@5.4.0\\dist\\echarts.js",
    "echarts@5.4.0/dist/echarts.js\n",
    "../cdn/echarts@5.4.0/dist/echarts.js",
    "/echarts@5.4.0/dist/echarts.js",
    "left-pad@1.3.0/index.js",
    "",
)


def exposed(routes: Any, before: str = "") -> Iterator[tuple[str, str]]:
    """Each method and path that the server answers, with a name filled in."""
    for route in routes:
        path = before + route.path
        for left, name in FILLED.items():
            path = path.replace(left, name)
        for method in getattr(route, "methods", None) or ("",):
            yield method, path
        if not hasattr(route, "methods"):
            yield from (
                (method, f"{path}{more}") for method in ("GET", "POST") for more in ("", "/any", "/any/thing.js")
            )
        yield from exposed(getattr(route, "routes", None) or (), path)


def test_every_route_that_no_page_needs_is_refused(tmp_path: Path) -> None:
    found = set(exposed(import_module("solara.server.starlette").app.routes))
    assert {("GET", "/resourcez"), ("POST", "/_solara/api/evict/one"), ("GET", "/_solara/cdn/any/thing.js")} <= found
    let_through = {(method, path) for method, path in found if needed(method, path, tmp_path, PAGES)}
    files = {("GET", "/jupyter/nbextensions/any/thing.js")}
    assert let_through == NEEDED | files


def test_the_pages_are_all_there_are(tmp_path: Path) -> None:
    found = {f"/{route.path.lstrip('/')}" for route in routes}
    assert found == {"/", *PAGES} and len(found) == len(routes)
    assert all(needed("GET", f"{path}{more}", tmp_path, PAGES) for path in PAGES for more in ("", "/"))
    assert not any(needed("GET", f"{path}{more}", tmp_path, PAGES) for path in PAGES for more in ("//", "/x", ".py"))
    assert not any(needed(method, "/", tmp_path, PAGES) for method in ("POST", "PUT", "DELETE", "OPTIONS", "PROPFIND"))


def test_a_page_that_is_not_in_the_list_is_not_let_through(tmp_path: Path) -> None:
    assert needed("GET", "/live", tmp_path, PAGES)
    assert not needed("GET", "/live", tmp_path, PAGES - {"/live"})


@pytest.mark.parametrize("path", ["", "//", "../x", "static/x", "Live", "live\n", "live/", "a--b", "x.js", "-x"])
def test_no_page_is_called_by_more_than_a_name(path: str) -> None:
    with pytest.raises(ValueError, match="small letters"):
        Page(path, "Any", lambda: None)


def test_of_the_libraries_only_files_that_are_there_are_let_through(tmp_path: Path) -> None:
    file = tmp_path / LIBRARY
    file.parent.mkdir(parents=True)
    file.write_text("")
    assert needed("GET", f"/_solara/cdn/{LIBRARY}", tmp_path, PAGES)
    assert [path for path in UNINSTALLED if needed("GET", f"/_solara/cdn/{path}", tmp_path, PAGES)] == []


@pytest.mark.parametrize(
    "path",
    [
        "/jupyter/nbextensions/../x.js",
        "/static/assets/.env",
        "/static/solara_bootstrap.py",
        "/static/public/x.js",
        "//",
    ],
)
def test_no_hidden_file_and_no_way_up_is_let_through(path: str, tmp_path: Path) -> None:
    assert not needed("GET", path, tmp_path, PAGES)
