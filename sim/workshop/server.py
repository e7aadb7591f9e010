"""The page and its live runs over HTTP, for this machine only."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

import h11
import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from uvicorn.protocols.http.h11_impl import H11Protocol

from sim.errors import SettingError
from sim.workshop.gather import Gathered, Workshop
from sim.workshop.live import Busy, LiveRuns, Run
from sim.workshop.page import render
from sim.workshop.requests import HOST, check_port, offered

HOSTS = [HOST, "localhost"]  # a request for any other host comes from another site
LARGEST = 16_384  # bytes of a request
SLOWEST = 10  # seconds in which a request must have arrived


class _Prompt(H11Protocol):
    """Ends a connection on which no request has arrived in time, so that it takes nobody's place.

    Of a request whose head is there, :func:`_body` sees to the rest.
    """

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self.loop.call_later(SLOWEST, self._give_up)

    def _give_up(self) -> None:
        if self.conn.their_state is h11.IDLE:
            self.timeout_keep_alive_handler()


MANNER: dict[str, Any] = {  # clients who are slow or vanish keep neither others nor the end waiting
    "host": HOST,
    "log_level": "warning",
    "http": _Prompt,
    "limit_concurrency": 100,
    "timeout_graceful_shutdown": 2,  # seconds
}
PULSE = 0.2  # seconds between looks at a run's progress
HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
}


def serve(workshop: Workshop, gathered: Gathered, port: int) -> None:
    """Offer the page on this machine until Ctrl-C. Raises SettingError for a port in use."""
    check_port(port)
    print(f"serving on http://{HOST}:{port}/ for this machine only; Ctrl-C ends it")
    uvicorn.run(application(workshop, gathered), port=port, **MANNER)


def application(workshop: Workshop, gathered: Gathered) -> Starlette:
    """The web application, for hosts that are this machine."""
    handlers = _Handlers(workshop, gathered)
    return Starlette(
        routes=[
            Route("/", handlers.home),
            Route("/runs", handlers.ask, methods=["POST"]),
            Route("/runs/{number}", handlers.fetch),
            Route("/runs/{number}", handlers.cancel, methods=["DELETE"]),
            Route("/runs/{number}/events", handlers.follow),
        ],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=HOSTS, www_redirect=False)],
        exception_handlers={HTTPException: _refuse},
        lifespan=handlers.open,
    )


class _Handlers:
    """Answer requests: for the page, and to ask for, follow, fetch and cancel live runs."""

    def __init__(self, workshop: Workshop, gathered: Gathered) -> None:
        self.live = LiveRuns(workshop, gathered)
        self.page = render(workshop, gathered, offered(workshop, gathered.measures.shape[1]))
        self.queue: asyncio.Queue[Run] = asyncio.Queue()

    async def home(self, request: Request) -> Response:
        return HTMLResponse(self.page, headers=HEADERS)

    async def ask(self, request: Request) -> Response:
        """Put a run into the queue, or refuse it in the words of the command line."""
        if not _same_site(request.headers) or "content-type" not in request.headers:
            raise HTTPException(403, "a run is asked for by this page, as application/json")
        try:
            run = self.live.add(json.loads(await _body(request)))
        except SettingError as error:
            raise HTTPException(400, str(error)) from error
        except Busy as error:
            raise HTTPException(429, str(error)) from error
        except (ValueError, RecursionError) as error:
            raise HTTPException(400, "a request is JSON") from error
        self.queue.put_nowait(run)
        return JSONResponse(run.status(), 201, HEADERS)

    async def follow(self, request: Request) -> Response:
        stream = _events(self._run(request))
        return StreamingResponse(stream, media_type="text/event-stream", headers=HEADERS)

    async def fetch(self, request: Request) -> Response:
        return JSONResponse(self._run(request).result(), headers=HEADERS)

    async def cancel(self, request: Request) -> Response:
        if not _same_site(request.headers):
            raise HTTPException(403, "a run is cancelled by this page")
        self.live.cancel(run := self._run(request))
        return JSONResponse(run.status(), headers=HEADERS)

    def _run(self, request: Request) -> Run:
        run = self.live.runs.get(request.path_params["number"])
        if run is None:
            raise HTTPException(404, "there is no such run")
        return run

    @asynccontextmanager
    async def open(self, app: Starlette) -> AsyncIterator[None]:
        """Simulate runs while the server is up; stop them with it."""
        worker = asyncio.create_task(self._work())
        yield
        for run in self.live.runs.values():
            self.live.cancel(run)
        worker.cancel()
        with suppress(asyncio.CancelledError):
            await worker

    async def _work(self) -> None:
        """Simulate one run after the other, except those cancelled in the queue."""
        while True:
            run = await self.queue.get()
            if not run.over:
                await asyncio.to_thread(self.live.carry_out, run)


def _same_site(headers: Mapping[str, str]) -> bool:
    """Whether a request comes from the page itself and, if it has a body, as JSON."""
    origin = headers.get("origin")
    here = origin is None or origin == f"http://{headers.get('host')}"
    kind = headers.get("content-type", "application/json").split(";")[0].strip()
    return here and kind == "application/json"


async def _body(request: Request) -> bytes:
    body = b""
    try:
        async with asyncio.timeout(SLOWEST):
            async for part in request.stream():
                body += part
                if len(body) > LARGEST:
                    raise HTTPException(413, f"a request is at most {LARGEST:,} bytes")
    except TimeoutError as error:
        raise HTTPException(408, f"a request arrives within {SLOWEST} seconds") from error
    return body


async def _refuse(request: Request, error: Any) -> Response:
    message = error.detail.encode(errors="replace").decode()  # half a letter cannot be sent back
    return JSONResponse({"message": message}, error.status_code, HEADERS)


async def _events(run: Run) -> AsyncIterator[str]:
    """Each new status of a run, as server-sent events, until it is over."""
    last: Any = None
    while True:
        over, now = run.over, run.status()  # in this order: it may end meanwhile
        if now != last:
            yield f"data: {json.dumps(now)}\n\n"
            last = now
        if over:
            return
        await asyncio.sleep(PULSE)
