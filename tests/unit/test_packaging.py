"""The package installs as `diversion` from a clone of any name, ships what it needs and nothing else."""

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
from pathlib import Path, PurePosixPath
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("scenarios", "agents", "model", "experiments", "viz")
PUBLIC_HOSTS = {"https://pypi.org", "https://files.pythonhosted.org"}


def run(*command: str, cwd: Path = ROOT, **variables: str) -> str:
    """Run a command and return what it wrote; fail with its whole output."""
    # PYTHONPATH goes: it might bring another `diversion` than the one installed.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | variables
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def tracked() -> list[str]:
    """List the files git has, or would have, of this clone; without git there is nothing to compare with."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("needs a git clone")
    listing = run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    return [name for name in listing.split("\0") if name and (ROOT / name).is_file()]


def clone(folder: Path) -> Path:
    """Copy the tracked files, as a fresh clone has them."""
    for name in tracked():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, target)
    return folder


def found_uv() -> str | None:
    """The uv that there is."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return os.environ.get("UV") or shutil.which("uv", path=path)


def wheel_names(source: Path, out: Path) -> set[str]:
    """Build the wheel of a source folder and list the files in it."""
    if uv := found_uv():
        run(uv, "build", "--quiet", "--wheel", "--python", sys.executable, "--out-dir", str(out), cwd=source)
    else:
        run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(out), ".", cwd=source)
    (wheel,) = out.glob("diversion-*.whl")
    with ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if not name.endswith("/")}


def test_the_wheel_holds_the_rooms_with_their_data_and_nothing_else(tmp_path: Path) -> None:
    names = wheel_names(clone(tmp_path / "my-weird-clone"), tmp_path / "out")
    shipped = {name for name in names if ".dist-info/" not in name}
    rooms = {f"diversion/{name}" for name in tracked() if PurePosixPath(name).parts[0] in ROOMS}

    examples = {
        f"diversion/{name}" for name in tracked() if name.startswith("docs/examples/") and name.endswith(".yaml")
    }  # row 21

    assert shipped == rooms | examples | {"diversion/__init__.py", "diversion/__main__.py", "diversion/py.typed"}
    assert len(examples) == 4
    assert any(re.fullmatch(r"diversion/scenarios/library/.*\.yaml", name) for name in shipped)
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)


def test_the_source_archive_holds_what_it_takes_to_test_it_and_to_read_about_it(tmp_path: Path) -> None:
    """Row 35."""
    source = clone(tmp_path / "my-weird-clone")
    uv = found_uv()
    if uv is None:
        pytest.skip("needs uv")
    run(uv, "build", "--quiet", "--sdist", "--python", sys.executable, "--out-dir", str(tmp_path), cwd=source)
    (archive,) = tmp_path.glob("diversion-*.tar.gz")
    with tarfile.open(archive) as packed:
        names = {name.partition("/")[2] for name in packed.getnames()}
    assert set(tracked()) - names <= {".gitattributes", ".gitignore"}


def test_every_package_folder_is_named_in_pyproject() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    folders = {PurePosixPath(name).parent for name in tracked() if name.endswith(".py")}
    inside = {folder for folder in folders if folder.parts and folder.parts[0] in ROOMS}

    assert set(settings["packages"]) == {"diversion"} | {f"diversion.{'.'.join(folder.parts)}" for folder in inside}
    assert all((ROOT / folder / "__init__.py").is_file() for folder in inside)
    assert settings["package-dir"] == {"diversion": "."}


def test_only_the_doors_of_the_package_lie_at_the_root() -> None:
    assert sorted(name for name in tracked() if name.endswith(".py") and "/" not in name) == [
        "__init__.py",
        "__main__.py",
    ]


def test_python_dash_m_is_the_command_line(tmp_path: Path) -> None:
    assert run(sys.executable, "-m", "diversion", "--version", cwd=tmp_path).startswith("diversion ")
    assert run(sys.executable, "-m", "diversion", "list", "presets", cwd=tmp_path).startswith("presets")


def test_importing_diversion_imports_no_other_part() -> None:
    code = (
        "import json, sys; before = set(sys.modules); import diversion; "
        "print(json.dumps([n for n in sorted(set(sys.modules) - before) if not n.startswith('__editable__')]))"
    )
    loaded = json.loads(run(sys.executable, "-c", code))

    assert [name for name in loaded if name.split(".")[0] not in sys.stdlib_module_names] == ["diversion"]


def test_the_public_face_offers_its_names_and_refuses_others() -> None:
    import diversion

    assert set(dir(diversion)) == {
        "DiversionModel",
        "__version__",
        "calibrate",
        "compare",
        "load",
        "mix",
        "pilot",
        "report",
        "sensitivity",
        "since",
        "sweep",
        "validate",
    }
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        getattr(diversion, "nonsense")  # noqa: B009  (a type checker knows that it is not there)


def test_every_public_name_leads_somewhere() -> None:
    import diversion

    assert all(callable(getattr(diversion, name)) for name in diversion.__all__ if name != "__version__")


def test_version_is_the_same_in_both_places() -> None:
    import diversion

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert diversion.__version__ == project["version"]


def test_tests_are_collected_in_a_clone_of_any_name(tmp_path: Path) -> None:
    folder = clone(tmp_path / "my-weird-clone")
    command = ("-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", "tests/unit/test_packaging.py")
    listing = run(sys.executable, *command, cwd=folder, PYTEST_ADDOPTS="")

    assert "tests/unit/test_packaging.py::test_tests_are_collected_in_a_clone_of_any_name" in listing


def test_imports_point_one_way() -> None:
    code = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"

    assert " kept, 0 broken" in run(sys.executable, "-c", code)


def test_each_dependency_is_listed_once() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    lists = [settings["project"]["dependencies"], *settings["project"]["optional-dependencies"].values()]
    names = [re.split(r"[<>=\[; ]", line)[0].lower() for lines in lists for line in lines]

    assert [name for name in names if names.count(name) > 1] == []
    assert settings["dependency-groups"] == {"dev": ["diversion[test]"]}


def test_the_lock_names_only_the_public_index() -> None:
    lock = (ROOT / "uv.lock").read_text(encoding="utf-8")

    assert set(re.findall(r"[a-z+]+://[^/\"\s]+", lock)) == PUBLIC_HOSTS
    assert set(re.findall(r"registry = \"([^\"]*)\"", lock)) == {"https://pypi.org/simple"}
    assert not re.search(r"\b(path|directory|git) = ", lock)
    assert re.findall(r"\b(?:editable|virtual) = \"([^\"]*)\"", lock) == ["."]
