"""The view in a real browser: it opens clean and asks nobody else, levers change numbers, links and files hold the same ones."""

from __future__ import annotations

import csv
import re
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

AXE = Path(__file__).with_name("vendor") / "axe.min.js"
ANSWERED = ("/", "/police-time", "/for-whom")
DRAWN = (*ANSWERED, "/live", "/journeys")
PAGES = (*DRAWN, "/hangs", "/assumptions", "/share", "/limits")
GRAVE = ("serious", "critical")


# A closed table's cells are drawn, and so have an inner text, only at the browser's whim; and the sentence that the answer is
# complete may come a moment before the last numbers, so that nothing is read before nothing has moved for half a second.
SETTLED = """() => new Promise(done => {
    const wait = () => { clearTimeout(timer); timer = setTimeout(() => { moves.disconnect(); done(true); }, 500); };
    let timer = 0;
    const moves = new MutationObserver(wait);
    moves.observe(document.querySelector(".dv-main"), {childList: true, subtree: true, characterData: true});
    wait();
})"""
OPEN_CELLS = """() => [...document.querySelectorAll(".dv-main > div .dv-scroll table td")]
    .filter(cell => !cell.closest("details")).map(cell => cell.innerText)"""


def cells(page: Any) -> list[str]:
    """The numbers of the table that is always open, once they stand still."""
    page.evaluate(SETTLED)
    return [str(text) for text in page.evaluate(OPEN_CELLS)]


def complaints(page: Any) -> list[str]:
    """What axe-core finds wrong on the page that keeps somebody out."""
    page.add_script_tag(content=AXE.read_text("utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{each['id']}: {node['html'][:200]}"
        for each in found["violations"]
        if each["impact"] in GRAVE
        for node in each["nodes"]
    ]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", (1280, 320))
def test_a_page_opens_clean_and_keeps_nobody_out(tab: Any, path: str, width: int) -> None:
    tab.page.set_viewport_size({"width": width, "height": 900})
    tab.open(path)
    if path in ANSWERED:
        tab.answered()
    if path in DRAWN:
        tab.page.locator(".dv-canvas svg").first.wait_for(timeout=60_000)

    assert complaints(tab.page) == []
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= width
    rows = tab.page.evaluate("new Set([...document.querySelectorAll('.dv-nav li')].map(each => each.offsetTop)).size")
    assert (rows == 1) == (width == 1280), "the navigation stands in one line where there is room"
    assert tab.page.title().endswith("Diversion")


def test_a_lever_changes_the_numbers_and_undo_brings_them_back(tab: Any) -> None:
    tab.open()
    tab.answered()
    before = cells(tab.page)
    assert len(before) > 12

    tab.page.locator("#slider-offer_street").focus()
    tab.page.keyboard.press("End")
    tab.page.get_by_text("35 in 100 eligible (usual: 7").wait_for()
    tab.answered()
    assert "set=offer_street:0.35" in tab.page.url
    assert cells(tab.page) != before

    tab.page.get_by_role("button", name="Undo the last change").click()
    tab.page.get_by_text("Nothing: these are the usual figures.").wait_for()
    tab.answered()
    assert cells(tab.page) == before


def test_a_value_that_a_lever_refuses_does_not_stay_in_its_box(tab: Any) -> None:
    tab.open()
    box = tab.page.locator("#lever-offer_street")
    before = box.input_value()
    box.fill("500")
    box.press("Enter")
    tab.page.get_by_text("500 was not taken: it must be at least 0 and at most 100.").wait_for()
    assert box.input_value() == before
    assert "set=" not in tab.page.url


def test_a_link_restores_the_numbers_for_somebody_else(tab: Any, browser: Any, server: Any) -> None:
    tab.open("/", "place=blackpool&years=1&replicates=4&regimes=pre-arrest,combined&set=workers_pre_arrest:9")
    tab.answered()
    mine = cells(tab.page)
    tab.page.get_by_role("link", name="Save and share").click()
    tab.page.wait_for_function("document.activeElement.id === 'page'")
    link = tab.page.locator("pre").first.inner_text()

    other = browser.new_context().new_page()
    other.goto(link)
    other.get_by_text("the answer is complete").wait_for(timeout=60_000)
    assert cells(other) == mine
    assert other.locator("#lever-workers_pre_arrest").input_value() == "9"
    other.context.close()


def test_play_advances_both_regimes_and_pause_stops_them(tab: Any) -> None:
    tab.open("/live")
    tab.page.get_by_text("The regimes part today.").wait_for(timeout=20_000)
    tab.page.get_by_role("button", name="Play").click()
    tab.page.get_by_text("The two have parted").wait_for(timeout=20_000)
    tab.page.get_by_role("button", name="Pause").click()
    tab.page.get_by_text("Standing still.").wait_for()
    contacts = tab.page.get_by_role("row", name="Contacts with police").first.locator("td").all_inner_texts()
    assert all(int(text.replace(",", "")) > 0 for text in contacts[:2])
    stood = tab.page.locator(".dv-day").inner_text()
    tab.page.wait_for_timeout(800)
    assert tab.page.locator(".dv-day").inner_text() == stood


def test_a_wrong_link_gets_a_sentence(tab: Any) -> None:
    tab.open("/", "place=../../etc/passwd")
    said = tab.page.get_by_role("alert").inner_text()
    assert "not in the library" in said
    assert "Traceback" not in tab.page.inner_text("body")


def test_keyboard_alone_leads_from_the_start_to_a_file_with_the_same_numbers(
    tab: Any, server: Any, tmp_path: Path
) -> None:
    tab.open()
    tab.answered()
    arrests = tab.page.get_by_role("row", name="Arrests").first.inner_text()
    reach(tab.page, "Save and share")
    tab.page.keyboard.press("Enter")
    tab.page.get_by_role("button", name="All differences (CSV)").wait_for()
    reach(tab.page, "All differences (CSV)")
    with tab.page.expect_download() as waiting:
        tab.page.keyboard.press("Enter")
    taken = tmp_path / "taken.csv"
    waiting.value.save_as(taken)

    typed = tmp_path / "typed.csv"
    command = tab.page.locator("pre").nth(1).inner_text().split()[1:]
    whole = [sys.executable, "-m", "diversion.experiments.cli.app", *command, "--db", str(server.db), "--quiet"]
    subprocess.run([*whole, "--out", str(typed)], check=True, capture_output=True)
    assert taken.read_bytes() == typed.read_bytes()
    with taken.open(encoding="utf-8") as file:
        rows = {(row["regime"], row["outcome"]): row for row in csv.DictReader(file)}
    middle = round(float(rows["pre-arrest", "arrests"]["median"]))
    assert f"{abs(middle)}" in arrests


def reach(page: Any, name: str) -> None:
    """Press Tab until what has the focus is called so."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText") == name:
            return
    raise AssertionError(f"{name} cannot be reached by keyboard")


def test_a_chart_can_be_taken_away_as_picture_and_data(tab: Any, tmp_path: Path) -> None:
    tab.open()
    tab.answered()
    tab.page.locator(".dv-canvas svg").first.wait_for()
    for ending, start in (("SVG", b"<svg"), ("PNG", b"\x89PNG"), ("CSV", b"\xef\xbb\xbfregime,outcome")):
        with tab.page.expect_download() as waiting:
            tab.page.locator(f"button:has-text('({ending})')").first.click()
        file = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(file)
        assert file.suffix == f".{ending.lower()}"
        assert file.read_bytes().startswith(start)


CUT_ON_PAPER = """() => {
    document.querySelector(".dv").style.width = "520px"; // measured before anything can be drawn anew, as a printer does
    const cut = [...document.querySelectorAll(".dv-canvas")].filter(place => {
        const picture = place.querySelector("svg").getBoundingClientRect(), room = place.getBoundingClientRect();
        return picture.right > room.right + 1 || picture.bottom > room.bottom + 1 || picture.width < 100;
    });
    document.querySelector(".dv").style.width = "";
    return cut.length;
}"""
OVERLAPS = """(text) => {
    const paper = document.createElement("div");
    paper.innerHTML = text;
    document.body.append(paper);
    const whole = paper.querySelector("svg").getBoundingClientRect();
    const boxes = [...paper.querySelectorAll("svg text")].map(each => [each.textContent, each.getBoundingClientRect()]);
    const outside = ([, a]) => a.right > whole.right || a.left < whole.left || a.bottom > whole.bottom;
    const found = boxes.filter(outside).map(([t]) => t);
    for (const [s, a] of boxes) for (const [t, b] of boxes)
        if (s < t && Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 &&
            Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 5) found.push(`${s} | ${t}`);
    paper.remove();
    return found;
}"""


def test_charts_are_whole_on_paper_and_in_pictures_that_are_taken_away(tab: Any, tmp_path: Path) -> None:
    """V7: printed charts were cut; pictures had lines on one another, and did not say where they come from."""
    tab.open("/police-time")
    tab.answered()
    tab.page.wait_for_function("document.querySelectorAll('.dv-canvas svg').length > 6")
    tab.page.emulate_media(media="print")
    assert tab.page.evaluate(CUT_ON_PAPER) == 0
    tab.page.emulate_media(media="screen")
    buttons = tab.page.locator("button:has-text('(SVG)')")
    for number in range(buttons.count()):
        with tab.page.expect_download() as waiting:
            buttons.nth(number).click()
        waiting.value.save_as(file := tmp_path / f"{number}.svg")
        picture = file.read_text("utf-8")
        assert tab.page.evaluate(OVERLAPS, picture) == []
        words = " ".join(" ".join(re.findall(r">([^<]+)<", picture)).split())  # wherever its lines break
        assert "Drawn with Diversion" in words and "supported" in words


def test_an_analysis_is_run_from_the_page_and_says_what_the_answer_hangs_on(
    tab: Any, server: Any, tmp_path: Path
) -> None:
    tab.open("/hangs", "place=blackpool&years=1&replicates=4&regimes=pre-arrest")
    tab.page.locator("#choice-begin-count").select_option("10")
    tab.page.locator("#choice-begin-size").select_option("5")
    tab.page.get_by_text("10 assumptions, 120 runs, about").wait_for()
    tab.page.get_by_role("button", name="Run this analysis").click()
    tab.page.get_by_text("Finished: 120 runs").wait_for()
    tab.page.locator(".dv-canvas svg").first.wait_for()
    said = tab.page.locator(".dv-findings").inner_text()
    assert "the variance between runs" in said
    assert complaints(tab.page) == []

    typed = tab.page.locator("pre").first.inner_text().split()[1:]
    whole = [sys.executable, "-m", "diversion.experiments.cli.app", *typed, "--db", str(server.db), "--quiet"]
    done = subprocess.run(whole, check=True, capture_output=True, text=True)
    assert "120 read from the store, 0 computed" in done.stdout
    assert " ".join(said.split()) in " ".join(done.stdout.split())


def test_the_tour_leads_through_all_its_steps(tab: Any) -> None:
    tab.open()
    tab.page.get_by_role("button", name="Take the tour").click()
    for step in range(1, 7):
        tab.page.get_by_text(f"Step {step} of 6").wait_for()
        if step == 5:
            tab.page.wait_for_url("**/share?place=blackpool*")
        tab.page.get_by_role("button", name="Next" if step < 6 else "Done").click()
    tab.page.get_by_role("button", name="Take the tour").wait_for()


def test_closing_the_tab_breaks_off_its_work(browser: Any, server: Any) -> None:
    page = browser.new_context().new_page()
    page.goto(f"{server.address}/?place=blackpool&years=5&replicates=200&seed=77")
    page.get_by_text("8 of 200 replicates").wait_for(timeout=120_000)
    page.context.close()
    time.sleep(3.0)  # what is under way comes to its next look at whether to stop, and is written
    left = kept(server.db)
    time.sleep(3.0)
    assert kept(server.db) == left


def kept(db: Path) -> int:
    """How many runs the store holds."""
    with closing(sqlite3.connect(f"file:{db}?mode=ro", uri=True)) as connection:
        return int(connection.execute("SELECT count(*) FROM run WHERE status = 'succeeded'").fetchone()[0])
