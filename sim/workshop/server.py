"""The page and its live runs over HTTP, for this machine only."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from sim.errors import SettingError
from sim.workshop.gather import Gathered, Workshop
from sim.workshop.live import Busy, Desk, Run, offered, same_site
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


def application(workshop: Workshop, gathered: Gathered) -> Starlette:
    """The web application. Its routes: the page, and runs to ask for, follow, fetch and cancel."""
    desk = Desk(workshop, gathered)
    page = render(workshop, gathered, offered(workshop, gathered.measures.shape[1]))
    queue: asyncio.Queue[Run] = asyncio.Queue()

    async def home(request: Request) -> Response:
        return HTMLResponse(page, headers=HEADERS)

    async def ask(request: Request) -> Response:
        if not same_site(request.headers) or "content-type" not in request.headers:
            return refuse(403, "a run is asked for by this page, as application/json")
        body = bytearray()
        async for part in request.stream():
            body += part
            if len(body) > LARGEST:
                return refuse(413, f"a request is at most {LARGEST:,} bytes")
        try:
            run = desk.take(json.loads(body))
        except SettingError as error:
            return refuse(400, str(error))
        except Busy as error:
            return refuse(429, str(error))
        except (ValueError, RecursionError):
            return refuse(400, "a request is JSON")
        queue.put_nowait(run)
        return JSONResponse(run.told(), 201, HEADERS)

    async def follow(request: Request) -> Response:
        run = desk.runs.get(request.path_params["number"])
        if run is None:
            return refuse(404, "there is no such run")
        return StreamingResponse(events(run), media_type="text/event-stream", headers=HEADERS)

    async def fetch(request: Request) -> Response:
        run = desk.runs.get(request.path_params["number"])
        if run is None:
            return refuse(404, "there is no such run")
        return JSONResponse({**run.told(), "chunks": run.chunks}, headers=HEADERS)

    async def cancel(request: Request) -> Response:
        if not same_site(request.headers):
            return refuse(403, "a run is cancelled by this page")
        run = desk.runs.get(request.path_params["number"])
        if run is None:
            return refuse(404, "there is no such run")
        desk.cancel(run)
        return JSONResponse(run.told(), headers=HEADERS)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        worker = asyncio.create_task(work(desk, queue))
        yield
        for run in desk.runs.values():
            desk.cancel(run)
        worker.cancel()
        with suppress(asyncio.CancelledError):
            await worker

    return Starlette(
        routes=[
            Route("/", home),
            Route("/runs", ask, methods=["POST"]),
            Route("/runs/{number}", fetch),
            Route("/runs/{number}", cancel, methods=["DELETE"]),
            Route("/runs/{number}/events", follow),
        ],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=HOSTS, www_redirect=False)],
        lifespan=lifespan,
    )


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
