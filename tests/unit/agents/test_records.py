"""Records: what a class declares is what lies in memory, what mypy knows, and what people read."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import diversion
from diversion.agents.declaring import U1, YES_NO, Record, field
from diversion.agents.records import (
    RECORDS,
    Case,
    Entry,
    Incident,
    Officer,
    Person,
    Programme,
    Route,
    Service,
    Suite,
    Team,
    Worker,
)
from diversion.agents.run import Clock, LogRow
from diversion.agents.states import State

# As rows lie in memory: the order decides what a processor fetches together, and how large a row is.
LAYOUT: dict[type[Record], str] = {
    Person: """
        state:u1 inside:u1 spells:u1 eased:u1 lost:u1 warrant:u1 sex:u1 ethnicity:u1 bound:f8 rate:f8 contact_share:f8
        until:f4 case:i4 begun:f8 welfare:f8 since:f8 born:f8 full:f4 ends:f4 exits:f8 stay:f8 steady:f8 rate0:f8
        welfare0:f8 support:f8 label:f8 lenient_until:f8 victim_until:f8 released_at:f4 death:f4 peers:f4 career:f4
        expected:f4 need_total:f4 death_ratio:f4 harm_share:f4 recorded_harm_share:f4 cost_share:f4 victim_share:f4
        undetected_share:f4 place:i4 programme:i2 year_contacts:i2 enters:f8 bond:f8 trust:f8 inside_until:f8
        referred_at:f8 last_contact:f8 index:f8x3 needs:f4x6 contacts:i4 proven:i4 contacts_fork:i4 proven_fork:i4
        referrer:i4 again:u1x3 sanctions:u1 after:i4 recent:f4 referable:f8 gone:f8 care:u1 kind:u1 ordinary:u1
        desists:u1 got:u1
    """,
    Officer: """
        severity:f8 keenness:f8 belief:f8 team:i8
    """,
    Team: """
        available:f8 background:f8 load:f8 pressure:f8 today:i8 first:i8 officers:i8
    """,
    Suite: """
        cells:f8 drive_hours:f8 occupied:i8 full:i8
    """,
    Service: """
        caseload:f8 turnover:f8 vacancy_days:f8 waiting_limit:f8 first:i8 luck:i8 workers:i8 present:i8 active:i8
        order:i8 waiting:i8 head:i8 counted:f8
    """,
    Worker: """
        left:f8 service:i8 present:i8 spells:i8
    """,
    Programme: """
        meets:f8x6 wait:f8x6 relief:f8 relief_young:f8 structure:f8 structure_young:f8 length:f8 months_to_full:f8
        half_life:f8 consent:f8 engagement:f8 dropout_early:f8 dropout_late:f8 hand_over_days:f8 bond:f8
        trauma_informed:f8 peer_led:f8 appeal_young:f8 appeal_older:f8 teachable:f8 coordination_hours:f8
        coordinates_warrants:f8 service:i8 coercive:i8 abstinence:i8 usual_delay:f8 impatience:f8x6
    """,
    Route: """
        offer:f8 lift:f8 min_severity:f8 age_min:f8 age_max:f8 opens:f8 closes:f8 max_proven:i8 stage:i8 programme:i8
        replaces:i8 outcome_code:i8 non_engagement:i8 domestic_excluded:i8 domestic_only:i8 admission:i8
        arrested_only:i8 repeats:i8 chosen:i8 open:i8 compared:i8 ordinary:i8 luck:i8 kinds:u1x12 needs:u1x6
        returns_if_full:i8 min_recent:f8 max_recent:f8
    """,
    Case: """
        key:i8 opened:f8 began:f8 priority:f8 remand:f8 away:f8 person:i4 officer:i4 next:i4 worker:i4 route:i2
        version:i2 category:u1 state:u1 deferred:u1 arrested:u1 tries:u1 late:u1 breaches:u1 stays:u1 offences:u1
        brought:u1 suspended:u1
    """,
    Entry: """
        moment:f8 person:i4 case:i4 next:i4 kind:i2 version:i2
    """,
    Incident: """
        moment:f8 evidence:f8 key:i8 person:i8 category:i8 place:i8 officer:i8 team:i8 group:i8 victim:i8 domestic:i8
        shadow:i8 disposal:i8 prior_contacts:i8 prior_proven:i8 opened:f8 late:i8 arrested:i8
    """,
    Clock: """
        seed:i8 day:i8 people:i8 fork_day:i8 last_day:i8 status:i8 free_event:i8 events_left:i8 free_case:i8
        cases_left:i8 reference:i8 counting:i8 forced_person:i8 forced_key:i8 candidates:i8 contacts:i8 trained:f8
        enforcement:f8 leadership:f8 doors:u1x6 targets:u1x9 dated:i8 bad_person:i8 heap:i8 logged:i8 residents:i8
        moved_in:i8 parting:i8
    """,
    LogRow: """
        moment:f8 began:f8 until:f8 person:i4 proven:i4 route:i2 kind:u1 category:u1 sentence:u1 inside:u1 need:u1
        turn:u1 offences:u1 term:f4 sanctions:u1 harm:f4
    """,
}

BEHAVIOUR = """
from __future__ import annotations

from diversion.agents.engine.behaviour import behaviour
from diversion.agents.records import Person
from diversion.model.world import World


@behaviour
def halve(w: World, person: Person) -> float:
    w.people[0].label = 0.5 * person.{field}
    return person.label
"""


def laid_out(said: str) -> np.dtype[np.void]:
    """The dtype that numpy makes of fields such as `born:f8` and `index:f8x3`."""
    pairs = [each.split(":") for each in said.split()]
    fields = [(name, kind.split("x")[0], *((int(size),) for size in kind.split("x")[1:])) for name, kind in pairs]
    return np.dtype((np.record, np.dtype(fields, align=True)))


@pytest.mark.parametrize("kind", LAYOUT, ids=lambda each: each.__name__)
def test_rows_lie_in_memory_as_is_set_down_here(kind: type[Record]) -> None:
    expected = laid_out(LAYOUT[kind])
    assert kind.dtype.names == expected.names
    assert dict(kind.dtype.fields or {}) == dict(expected.fields or {})  # types, shapes and offsets
    assert kind.dtype.itemsize == expected.itemsize
    assert kind.dtype == expected and kind.dtype.isalignedstruct


def test_every_record_is_compared() -> None:
    assert set(RECORDS) == set(LAYOUT)
    ours = {kind for kind in Record.__subclasses__() if kind.__module__.startswith("diversion.")}
    assert ours == set(RECORDS), "a record that RECORDS leaves out is in no document and under no rule of numbers"
    assert Person.dtype.itemsize == 360  # bytes; with ties and what else is kept for each, a person takes 400 at most


class _Lamp(Record):
    lit: U1 = field(YES_NO, "whether it is on")
    mood: U1 = field(State, "how it feels", size=2)


def test_a_table_is_zeroed_rows_that_can_be_read_by_row_and_by_column() -> None:
    lamps = _Lamp.table(3)
    lamps[1].lit = 1
    assert lamps["lit"].tolist() == [0, 1, 0] and lamps.dtype == _Lamp.dtype
    assert _Lamp.one().lit == 0


def test_values_are_read_as_people_say_them() -> None:
    lit, mood = _Lamp.fields.values()
    assert lit.read(np.array([0, 1], np.uint8)).tolist() == [False, True]
    assert mood.read(np.array([[1, 3]], np.uint8)).tolist() == [["present", "dead"]]
    assert Person.fields["trust"].sentence == "Trust in police and services, 0 to 1."
    assert Person.fields["inside"].sentence == "Where they are: liberty, detained, imprisoned, on_remand."


def test_a_field_without_a_type_of_a_field_is_refused() -> None:
    with pytest.raises((KeyError, AttributeError)):
        type("Wrong", (Record,), {"__annotations__": {"lit": int}, "lit": field(YES_NO, "whether it is on")})


def checked(folder: Path, source: str) -> subprocess.CompletedProcess[str]:
    """What mypy says of a file of behaviours."""
    (folder / "path").mkdir(exist_ok=True)
    link = folder / "path" / "diversion"
    if not link.exists():
        link.symlink_to(Path(diversion.__file__).parent, target_is_directory=True)
    (folder / "mine.py").write_text(source, encoding="utf-8")
    settings = Path(diversion.__file__).with_name("pyproject.toml")
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--config-file",
        str(settings),
        "--cache-dir",
        str(folder / "cache"),
        "mine.py",
    ]
    given = os.environ | {"MYPYPATH": str(folder / "path")}
    return subprocess.run(command, cwd=folder, env=given, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_mypy_refuses_a_field_that_no_record_has(tmp_path: Path) -> None:
    right = checked(tmp_path, BEHAVIOUR.format(field="trust"))
    assert right.returncode == 0, right.stdout
    wrong = checked(tmp_path, BEHAVIOUR.format(field="trsut"))
    assert wrong.returncode == 1
    assert '"Person" has no attribute "trsut"' in wrong.stdout
