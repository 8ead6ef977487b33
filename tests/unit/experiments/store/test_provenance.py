"""What a run was computed with is found out from the real thing: versions, and the commit of a checkout."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import numpy
import pytest

import diversion
from diversion.agents.engine.hashing import engine_hash
from diversion.experiments.store.provenance import ROOT, commit, digest, provenance


def test_it_names_the_engine_and_the_libraries_and_is_plain_data() -> None:
    found = dict(provenance())
    assert found["engine_version"].endswith(f"+{engine_hash()}")
    assert found["libraries"]["numpy"] == numpy.__version__
    assert json.loads(json.dumps(found)) == found
    assert digest(found) == digest(json.loads(json.dumps(found))) != digest({**found, "python": "CPython 2.7"})


def test_the_commit_is_looked_for_where_the_package_lies() -> None:
    """Where a checkout has its `.git`, wherever in the package this module may be moved."""
    assert Path(diversion.__file__).resolve().parent == ROOT
    assert provenance()["commit"] == commit(ROOT)
    if (ROOT / ".git").exists() and shutil.which("git"):
        head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
        assert str(provenance()["commit"]).startswith(head.strip())


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
def test_a_checkout_has_its_commit_and_says_when_it_was_changed(tmp_path: Path) -> None:
    def git(*words: str) -> str:
        who = ("-c", "user.name=A", "-c", "user.email=a@b.c")
        return subprocess.run(["git", *who, *words], cwd=tmp_path, capture_output=True, text=True, check=True).stdout

    (tmp_path / "inside").mkdir()
    file = tmp_path / "file.txt"
    file.write_text("one")
    git("init", "-q")
    git("add", ".")
    git("commit", "-q", "-m", "one")
    head = git("rev-parse", "HEAD").strip()
    assert commit(tmp_path) == head
    file.write_text("two")
    assert commit(tmp_path) == f"{head} changed"
    assert commit(tmp_path / "inside") is None, "somebody else's repository around an installed package"
