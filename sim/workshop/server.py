"""The page and its live runs over HTTP, for this machine only."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from sim.errors import SettingError
from sim.workshop.gather import Gathered, Workshop
from sim.workshop.live import Busy, Desk, Run, offered
from sim.workshop.page import render

HOSTS = ["127.0.0.1", "localhost"]  # any other name that leads here is another site's trick
LARGEST = 16_384  # bytes of a request
PULSE = 0.2  # seconds between looks at a run's progress
HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
}


def serve(workshop: Workshop, gathered: Gathered, port: int) -> None:
    """Offer the page at 127.0.0.1 until Ctrl-C."""
    print(f"serving on http://127.0.0.1:{port}/ for this machine only; Ctrl-C ends it")
    uvicorn.run(application(workshop, gathered), host="127.0.0.1", port=port, log_level="warning")


class Counter:
    """Where requests are answered: the page, and runs to ask for, follow, fetch and cancel."""

    def __init__(self, workshop: Workshop, gathered: Gathered) -> None:
        self.desk = Desk(workshop, gathered)
        self.page = render(workshop, gathered, offered(workshop, gathered.measures.shape[1]))
        self.queue: asyncio.Queue[Run] = asyncio.Queue()

    async def home(self, request: Request) -> Response:
        """The page."""
        return HTMLResponse(self.page, headers=HEADERS)

    async def ask(self, request: Request) -> Response:
        """Take a run into the queue; refused in the words of the command line."""
        if not same_site(request.headers) or "content-type" not in request.headers:
            return refuse(403, "a run is asked for by this page, as application/json")
        body = bytearray()
        async for part in request.stream():
            body += part
            if len(body) > LARGEST:
                return refuse(413, f"a request is at most {LARGEST:,} bytes")
        try:
            run = self.desk.take(json.loads(body))
        except SettingError as error:
            return refuse(400, str(error))
        except Busy as error:
            return refuse(429, str(error))
        except (ValueError, RecursionError):
            return refuse(400, "a request is JSON")
        self.queue.put_nowait(run)
        return JSONResponse(run.told(), 201, HEADERS)

    async def follow(self, request: Request) -> Response:
        """How a run goes on, as server-sent events."""
        told = events(self._run(request))
        return StreamingResponse(told, media_type="text/event-stream", headers=HEADERS)

    async def fetch(self, request: Request) -> Response:
        """A run with what it found, once it is done."""
        run = self._run(request)
        return JSONResponse({**run.told(), "chunks": run.chunks}, headers=HEADERS)

    async def cancel(self, request: Request) -> Response:
        """Stop a run, or take it out of the queue."""
        if not same_site(request.headers):
            return refuse(403, "a run is cancelled by this page")
        run = self._run(request)
        self.desk.cancel(run)
        return JSONResponse(run.told(), headers=HEADERS)

    def _run(self, request: Request) -> Run:
        run = self.desk.runs.get(request.path_params["number"])
        if run is None:
            raise HTTPException(404, "there is no such run", HEADERS)
        return run

    @asynccontextmanager
    async def open(self, app: Starlette) -> AsyncIterator[None]:
        """Carry out runs while the server is up; stop them with it."""
        worker = asyncio.create_task(work(self.desk, self.queue))
        yield
        for run in self.desk.runs.values():
            self.desk.cancel(run)
        worker.cancel()
        with suppress(asyncio.CancelledError):
            await worker


def application(workshop: Workshop, gathered: Gathered) -> Starlette:
    """The web application, for hosts that are this machine."""
    counter = Counter(workshop, gathered)
    return Starlette(
        routes=[
            Route("/", counter.home),
            Route("/runs", counter.ask, methods=["POST"]),
            Route("/runs/{number}", counter.fetch),
            Route("/runs/{number}", counter.cancel, methods=["DELETE"]),
            Route("/runs/{number}/events", counter.follow),
        ],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=HOSTS, www_redirect=False)],
        lifespan=counter.open,
    )


def same_site(headers: Mapping[str, str]) -> bool:
    """Whether a request that changes something comes from the page itself, as JSON."""
    origin = headers.get("origin")
    here = origin is None or origin == f"http://{headers.get('host')}"
    kind = headers.get("content-type", "application/json").split(";")[0].strip()
    return here and kind == "application/json"


def refuse(status: int, message: str) -> Response:
    """A refusal that says why."""
    return JSONResponse({"message": message}, status, HEADERS)


async def work(desk: Desk, queue: asyncio.Queue[Run]) -> None:
    """Carry out one run after the other, those cancelled in the queue aside."""
    while True:
        run = await queue.get()
        if not run.over:
            await asyncio.to_thread(desk.carry_out, run)


async def events(run: Run) -> AsyncIterator[str]:
    """What is new of a run, as server-sent events, until it is over."""
    told: Any = None
    while True:
        now = run.told()
        if now != told:
            yield f"data: {json.dumps(now)}\n\n"
            told = now
        if run.over:
            return
        await asyncio.sleep(PULSE)
