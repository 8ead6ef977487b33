"""V8: the server lives while its pages are loaded, and ends whether they are there or not."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from diversion.viz.view.serve.gate import Gate, Inside
from diversion.viz.view.serve.loading import Loading


async def nothing(scope: Any, receive: Any, send: Any) -> None:
    """An application that is never asked."""


async def lived(loading: Loading, until: Callable[[], bool]) -> list[str]:
    """What a server is told from start to end, which comes as soon as something is true."""
    told: list[str] = []
    end = asyncio.Event()

    async def receive() -> dict[str, str]:
        if told:
            await end.wait()
        return {}

    async def send(message: Any) -> None:
        told.append(message["type"])

    living = asyncio.create_task(loading({"type": "lifespan"}, receive, send))
    while not until():
        await asyncio.sleep(0.001)
    end.set()
    await asyncio.wait_for(living, 10)
    return told


WHOLE = ["lifespan.startup.complete", "lifespan.shutdown.complete"]


def test_what_is_inside_lives_as_long_as_the_server() -> None:
    steps: list[str] = []

    @asynccontextmanager
    async def life() -> AsyncIterator[None]:
        steps.append("begun")
        yield
        steps.append("ended")

    loading = Loading(Gate(""), lambda: Inside(nothing, Path(), (), life), lambda error: pytest.fail(str(error)))
    assert asyncio.run(lived(loading, lambda: steps == ["begun"])) == WHOLE
    assert steps == ["begun", "ended"]


def test_what_keeps_pages_from_being_loaded_is_told() -> None:
    told: list[BaseException] = []

    def load() -> Inside:
        raise ImportError("there is no such thing")

    assert asyncio.run(lived(Loading(Gate(""), load, told.append), lambda: bool(told))) == WHOLE
    assert str(told[0]) == "there is no such thing"


def test_a_server_that_is_ended_while_it_loads_waits_for_nothing() -> None:
    begun, forever = threading.Event(), threading.Event()

    def load() -> Inside:
        begun.set()
        forever.wait(60)
        return Inside(nothing, Path(), ())

    assert asyncio.run(lived(Loading(Gate(""), load, lambda error: pytest.fail(str(error))), begun.is_set)) == WHOLE
    forever.set()
