"""Database addresses as people write them, and that no secret in one is ever told again (row 9)."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from diversion.experiments.cli.app import main
from diversion.experiments.store.address import database_url, has_secret, shown, without_secrets
from diversion.experiments.store.store import Store
from diversion.scenarios.parameters import InputError

NASTY = [
    "pa@ss",
    "pa/ss",
    "pa:ss",
    "pa#ss",
    "pa?ss",
    "pa%ss",
    "100%",
    "p@a/s?s#:%",
    "pa ss",
    "pä$s&w=ord",
    "12/34",
    "a?b=c",
    "[x]",
]


@pytest.mark.parametrize("password", NASTY)
@pytest.mark.parametrize("host", ["db.example", "10.0.0.1:5433", "[::1]:5433", "[::1]"])
def test_a_password_may_hold_any_character_without_being_escaped(password: str, host: str) -> None:
    url = database_url(f"postgresql://analyst:{password}@{host}/div")
    assert (url.username, url.password, url.database) == ("analyst", password, "div")
    assert shown(url) == f"postgresql://analyst:***@{host}/div"


def test_an_escaped_password_is_read_as_it_was() -> None:
    assert database_url("postgresql://analyst:p%40s%2Fs%25@host/div").password == "p@s/s%"


@pytest.mark.parametrize(
    "begin",
    [
        "postgres://",
        "postgresql://",
        "PostgreSQL://",
        " postgres://",
        "\tpostgresql+psycopg2://",
        "postgresql+asyncpg://",
    ],
)
def test_every_way_to_begin_the_address_of_a_server_means_the_same(begin: str) -> None:
    plain = database_url("postgresql://me:secret@host:5432/runs?sslmode=require")
    assert database_url(f"{begin}me:secret@host:5432/runs?sslmode=require\n") == plain
    assert plain.drivername == "postgresql+psycopg"


@pytest.mark.parametrize(
    ("db", "words"),
    [
        ("postgresql://me:secret@host:99999/runs", "port"),
        ("postgresql://me:secret@host:0/runs", "port"),
        ("postgresql://me:secret@host:five/runs", "port"),
        ("postgresql://me:secret", "port"),
        ("postgresql://me:secret@my host/runs", "host"),
        ("postgresql://me:secret@host/runs?secret", "after the [?]"),
        ("postgresql://me:sec\x00ret@host/runs", "character"),
        ("postgresql://me:sec%00ret@host/runs", "character"),
        ("postgresql://me:\udcffsecret@host/runs", "character"),
        ("postgresql://me:***@host/runs", "Put the password"),
        ("postgresql:/me:secret@host/runs", "without its beginning"),
        ("postgres:me:secret@host/runs", "without its beginning"),
        ("//me:secret@host/runs", "without its beginning"),
        ("me:secret@host/runs", "without its beginning"),
        ("jdbc:postgresql://me:secret@host/runs", "without its beginning"),
        ("host=localhost dbname=runs user=me password=secret", "without its beginning"),
        ("me:secret://host", "not a database URL"),
        ("mysql://me:secret@host/runs", "not in mysql"),
        ("sqlite+aiosqlite:///runs.sqlite", "no database driver"),
        ("sqlite://me:secret@runs.sqlite", "three slashes"),
        ("   ", "needs a file name"),
    ],
)
def test_a_wrong_address_is_one_sentence_that_repeats_nothing_secret(db: str, words: str) -> None:
    with pytest.raises(InputError, match=words) as error:
        database_url(db)
    assert "secret" not in str(error.value)
    assert "ret@" not in str(error.value)


def test_an_option_that_is_a_secret_is_hidden_like_the_password() -> None:
    url = database_url(
        "postgresql://me@host/runs?password=secret&sslpassword=hush&sslmode=require&passfile=/home/me/.pgpass"
    )
    assert url.password == "secret"
    told = shown(url)
    assert "secret" not in told + repr(url)
    assert "hush" not in told
    assert "sslmode=require" in told
    assert "pgpass" in told
    assert has_secret(url)
    assert not has_secret(database_url("postgresql://me@host/runs"))


def test_what_a_driver_says_is_told_without_the_secrets_in_it() -> None:
    url = database_url("postgresql://me:hun.ter@host/runs?sslpassword=hush")
    assert without_secrets('no "hun.ter" for hush, hushed', url) == 'no "***" for ***, hushed'


def test_no_letters_anywhere_in_an_address_bring_anything_but_a_sentence() -> None:
    chance = random.Random(8)
    parts = [
        "postgresql",
        "://",
        ":",
        "@",
        "/",
        "?",
        "&",
        "=",
        "%",
        "%zz",
        "[",
        "]",
        "#",
        " ",
        "host",
        "sqlite",
        "5432",
        "é",
        "*",
        "\\",
    ]
    for _ in range(4000):
        text = "".join(chance.choices(parts, k=chance.randint(1, 9)))
        try:
            shown(database_url(text))
        except InputError as error:
            assert "\n" not in str(error)


def test_options_no_driver_knows_and_a_server_that_is_not_there_are_one_sentence(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for rest in (
        "host.invalid/runs",
        "localhost:1/runs?nonsense=1",
        "localhost:1/runs?connect_timeout=soon",
        "localhost:1/runs?plugin=x",
    ):
        for command in (
            ["runs"],
            ["runs", "show", "1"],
            ["export", "1", "--out", "x.csv"],
            ["view"],
            ["runs", "rerun", "1"],
        ):
            assert main([*command, "--db", f" postgres://me:s3cr@t@{rest}"]) == 2
            out = "".join(capsys.readouterr())
            assert "Traceback" not in out
            assert "s3cr" not in out
    assert main(["runs", "--json", "--db", "postgres://me:s3cr@t@localhost:1/runs"]) == 2
    assert "me:***@localhost:1/runs" in json.loads(capsys.readouterr().out)["error"]


def test_a_file_whose_name_is_unusual_is_still_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a@b.sqlite", "x:y.sqlite", "mine=yours.sqlite", "50%.sqlite", "ünï.sqlite"):
        with Store.open(name) as store:
            assert store.location == name
    with Store.open(f" {tmp_path}/spaced.sqlite ") as store:
        assert store.location == f"{tmp_path}/spaced.sqlite"


def test_a_home_folder_that_is_nobodys_is_a_sentence_in_a_url_too() -> None:
    with pytest.raises(InputError, match="there is no home folder that ~ could stand for"):
        database_url("sqlite:///~nobody-there/runs.sqlite")
