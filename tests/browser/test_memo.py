"""The memo as a page in a real browser: nobody is kept out, nothing is asked of the network, and it fits a telephone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from diversion import compare, report

pytestmark = pytest.mark.slow

AXE = Path(__file__).with_name("vendor") / "axe.min.js"
GRAVE = ("serious", "critical")


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("memo")
    answer = compare(
        "blackpool", ["pre-arrest", "custody-stage"], years=1, run_in=0, replicates=4, db=folder / "runs.sqlite"
    )
    return report(answer).save(folder / "memo.html")[0]


@pytest.mark.parametrize("width", (1280, 320))
def test_the_memo_keeps_nobody_out(browser: Any, file: Path, width: int) -> None:
    asked: list[str] = []
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    page.add_script_tag(content=AXE.read_text("utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.close()
    assert [each["id"] for each in found["violations"] if each["impact"] in GRAVE] == []
    assert wide <= width and asked == [file.as_uri()]
