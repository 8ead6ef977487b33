"""What `new` writes is in order wherever it is written and whatever it starts from, and nothing in it belongs to this machine."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path, PureWindowsPath

import pytest

from diversion.experiments.cli.app import main
from diversion.experiments.cli.new_scenario import seen_from
from diversion.scenarios import json_schema

Captured = pytest.CaptureFixture[str]
TOWN = "like: blackpool\nname: my-town\ntitle: My town\nofficers: {value: 300, source: our return, rating: strong}\n"
REGIME = "like: pre-arrest\nname: my-regime\ntitle: Ours\n"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a place and a regime of somebody's own, and folders beside and below."""
    for folder in ("scen/deep", "places", "~odd"):
        (tmp_path / folder).mkdir(parents=True)
    for file in ("mytown.yaml", "places/town.yml", "~odd/my town.yaml", "places/plain"):
        (tmp_path / file).write_text(TOWN, encoding="utf-8")
    (tmp_path / "places" / "ours.yaml").write_text(REGIME, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def checked(words: list[str], capsys: Captured) -> str:
    """What `check` says of a file that `new` has just written."""
    assert main(["new", *words]) == 0, capsys.readouterr().err
    capsys.readouterr()
    assert main(["check", words[0]]) == 0, capsys.readouterr().err
    return capsys.readouterr().out


@pytest.mark.parametrize(
    "file", ["a.yaml", "scen/a.yaml", "scen/deep/a.yaml", "places/a.yaml", "~odd/a.yaml", "~/a.yaml"]
)
@pytest.mark.parametrize(
    "place", ["mytown.yaml", "./mytown.yaml", "places/town.yml", "./~odd/my town.yaml", "places/plain", "~/mytown.yaml"]
)
def test_a_file_that_starts_from_another_is_in_order(file: str, place: str, home: Path, capsys: Captured) -> None:
    """Row 16: the place is looked for from the new file's folder, so that is how it is named."""
    file = f"./{file}" if file.startswith("~odd") else file
    assert "My town" in checked([file, "--from", place, "--regime", "places/ours.yaml"], capsys)


def test_it_is_in_order_where_the_whole_folder_was_carried(home: Path, capsys: Captured) -> None:
    """Row 16: nothing names the machine on which it was written."""
    checked(
        ["scen/a.yaml", "--from", str(home / "mytown.yaml"), "--regime", str(home / "places" / "ours.yaml")], capsys
    )
    assert str(home) not in Path("scen/a.yaml").read_text(encoding="utf-8")
    elsewhere = home.with_name(f"{home.name}-elsewhere")
    home.rename(elsewhere)
    os.chdir(elsewhere)
    assert main(["check", "scen/a.yaml"]) == 0, capsys.readouterr().err


def test_it_is_found_through_a_link_to_a_folder(home: Path, capsys: Captured) -> None:
    """Row 16: `..` of a folder that is a link leads to where the folder stands."""
    Path("linked").symlink_to(home / "scen" / "deep")
    checked(["linked/a.yaml", "--from", "mytown.yaml"], capsys)


def test_the_examples_in_its_comments_are_in_order_as_well(home: Path, capsys: Captured) -> None:
    """Row 16: `like` knows the library only, so no example says it of a file."""
    checked(["scen/a.yaml", "--from", "mytown.yaml"], capsys)
    text = Path("scen/a.yaml").read_text(encoding="utf-8")
    shown = re.findall(r"^# (locality: \{.*\})$", text, re.MULTILINE)
    for line in shown:
        Path("scen/b.yaml").write_text(re.sub("^locality: .*$", line, text, flags=re.MULTILINE), encoding="utf-8")
        assert main(["check", "scen/b.yaml"]) == 0, capsys.readouterr().err
    assert not shown and "change it in ../mytown.yaml" in text

    checked(["scen/c.yaml", "--from", "blackpool"], capsys)
    text = Path("scen/c.yaml").read_text(encoding="utf-8")
    (line,) = re.findall(r"^# (locality: \{.*\})$", text, re.MULTILINE)
    Path("scen/c.yaml").write_text(re.sub("^locality: .*$", line, text, flags=re.MULTILINE), encoding="utf-8")
    assert main(["check", "scen/c.yaml"]) == 0, capsys.readouterr().err


@pytest.mark.parametrize("words", [["--from", "blackpool"], ["--from", "mytown.yaml"]], ids=["library", "file"])
def test_the_schema_for_editors_stands_beside_it(words: list[str], home: Path, capsys: Captured) -> None:
    """Row 16: the line that editors read names a file that goes where the scenario goes."""
    checked(["scen/a.yaml", *words], capsys)
    first = Path("scen/a.yaml").read_text(encoding="utf-8").split("\n")[0]
    assert first == "# yaml-language-server: $schema=scenario.schema.json"
    assert json.loads(Path("scen/scenario.schema.json").read_text(encoding="utf-8")) == json_schema.json_schema()


def test_an_older_schema_is_renewed_and_anything_else_of_that_name_stays(home: Path, capsys: Captured) -> None:
    """Row 16: a second scenario beside the first renews what is ours and touches nobody's file."""
    ours = Path("scen/scenario.schema.json")
    ours.write_text(json.dumps({**json_schema.json_schema(), "properties": {}}), encoding="utf-8")
    checked(["scen/a.yaml", "--from", "blackpool"], capsys)
    assert ours.read_text(encoding="utf-8") == json_schema.text()
    for theirs in (b'{"title": "Theirs"}', b"\xff\xfe", b"[]", b"[" * 100_000):
        ours.write_bytes(theirs)
        Path("scen/a.yaml").unlink()
        checked(["scen/a.yaml", "--from", "blackpool"], capsys)
        assert ours.read_bytes() == theirs


@pytest.mark.parametrize(
    "words",
    [
        ["a.yaml", "--from", "no-such.yaml"],
        ["a.yaml", "--from", "blackpool", "--regime", "no-such.yaml"],
        ["a.yaml", "--from", "blackpool", "--regime", "/dev/zero"],
        ["a.yaml", "--from", "/dev/null"],
        ["a\nb.yaml", "--from", "blackpool"],
        ["mytown.yaml", "--from", "blackpool"],
        ["no/such/a.yaml", "--from", "blackpool"],
        ["places", "--from", "blackpool"],
    ],
    ids=repr,
)
def test_what_cannot_be_is_one_sentence_and_nothing_is_written(words: list[str], home: Path, capsys: Captured) -> None:
    """Row 16's siblings: refused before anything is written, the schema included."""
    before = sorted(home.rglob("*"))
    assert main(["new", *words]) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.count("\n") == 1 and sorted(home.rglob("*")) == before


def test_what_comes_from_a_pipe_cannot_be_named_in_a_file(home: Path, capsys: Captured) -> None:
    """Row 16's sibling: a pipe is gone when the new file is read."""
    reading, writing = os.pipe()
    os.write(writing, TOWN.encode())
    os.close(writing)
    command = [sys.executable, "-m", "diversion", "new", "a.yaml", "--from", f"/dev/fd/{reading}"]
    done = subprocess.run(command, pass_fds=[reading], capture_output=True, text=True, check=False)
    os.close(reading)
    assert done.returncode == 2 and "pipe" in done.stderr and done.stderr.count("\n") == 1
    assert not Path("a.yaml").exists()


@pytest.mark.parametrize("title", ["A\\nb: 1", "A\\u2028b", "A\\x85b", "# A", "A: b"])
def test_a_title_of_ones_own_breaks_no_comment(title: str, home: Path, capsys: Captured) -> None:
    """Row 16's sibling: words from a file are copied into comments, which end with their line."""
    own = "own_routes: [{like: lead-street, name: my-door, title: TITLE}]\nroutes: [my-door]\n".replace(
        "TITLE", f'"{title}"'
    )
    Path("ours.yaml").write_text(REGIME + own, encoding="utf-8")
    Path("mytown.yaml").write_text(TOWN.replace("My town", f'"{title}"'), encoding="utf-8")
    checked(["scen/a.yaml", "--from", "mytown.yaml", "--regime", "ours.yaml"], capsys)


def test_paths_of_windows_are_written_as_every_system_reads_them() -> None:
    """Row 16: a relative path has forward slashes; another drive has no relative path and is named in full."""
    there = PureWindowsPath
    assert seen_from(there(r"C:\Work\places\my town.yaml"), there(r"C:\work\scen")) == "../places/my town.yaml"
    assert seen_from(there(r"D:\town.yaml"), there(r"C:\work\scen")) == "D:/town.yaml"
    assert seen_from(there(r"\\server\share\town.yaml"), there(r"C:\work")) == "//server/share/town.yaml"
