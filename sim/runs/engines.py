"""Engines: where tasks are done. Whichever it is, the same tasks give the same bytes.

``run.engine=local`` uses processes of this machine, ``run.engine=dask`` the workers of a
Dask scheduler at ``run.scheduler``. Tasks are handed out a few ahead of the workers, so
that memory does not grow with their number; a worker that dies has its tasks done again
by another. A task carries all that decides its result: its world and its settings.
"""

import logging
import multiprocessing
import os
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from threading import Thread
from typing import Any

from sim.errors import EngineLost, SettingError
from sim.runs import script
from sim.runs.code import WHOLE_PACKAGE, code

AHEAD = 2  # tasks handed out for each worker
MOST_DEATHS = 3  # of local workers at one task, when nothing else is being done
DEATHS = "worker processes were ended from outside, again and again (too little memory?)"
SPAWN = script.Workers()
NO_GUARD = (
    "no worker process could begin: a script with measures of its own calls sim under "
    'if __name__ == "__main__":, because each worker reads it again; or use run.workers=1'
)
PATIENCE = 15  # seconds for a scheduler to answer, and to have a worker

Work = Callable[..., Any]
Task = tuple[Any, ...]
Tasks = Iterable[Task]


def _no_more(task: Task) -> None:
    raise EngineLost(DEATHS)


def run_tasks(
    work: Work, tasks: Tasks, run: Any, count: int, given_up: Callable[[Task], Any] = _no_more
) -> Iterator[Any]:
    """What ``work(*task)`` gives for each of ``count`` tasks, as they finish.

    ``run`` has the settings of the engine. A task at which every worker dies is ``given_up``.
    Ended early, as by Ctrl-C, the workers are stopped at once. Raises SettingError where no
    scheduler is reached or no worker can begin, EngineLost where they are lost later.
    """
    work = script.with_own(work)
    if run.engine == "dask":
        yield from _on_cluster(work, tasks, run, given_up)
    elif workers(run, count) == 1:
        yield from (work(*task) for task in tasks)
    else:
        yield from _in_processes(work, tasks, workers(run, count), given_up)


def workers(run: Any, count: int) -> int:
    """How many local processes share ``count`` tasks; 0 where a cluster decides."""
    return 0 if run.engine == "dask" else min(cores(run.workers), max(count, 1))


def cores(asked: int) -> int:
    """How many worker processes: as many as asked for, or one for each core."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return asked or usable or 1


def progress(total: int, quiet: bool) -> Any:
    """A progress bar, shown where somebody looks."""
    from tqdm.auto import tqdm
    from tqdm.std import TqdmWarning

    warnings.filterwarnings("ignore", "IProgress", TqdmWarning)  # without it a notebook has text
    hidden = quiet or not (sys.stderr.isatty() or "ipykernel" in sys.modules)
    return tqdm(total=total, unit="step", disable=hidden, dynamic_ncols=True)


def _in_processes(
    work: Work, tasks: Tasks, count: int, given_up: Callable[[Task], Any]
) -> Iterator[Any]:
    """Where a worker dies, all that was being done is done again, one at a time: who was it?"""
    script.check()
    waiting, deaths = iter(tasks), 0
    suspects: list[Task] = []
    running: dict[Future[Any], Task] = {}
    begun = SPAWN.Event()
    pool = _pool(count, begun)
    try:
        while True:
            alone = bool(suspects)
            next_ones = islice(waiting, max(AHEAD * count - len(running), 0))
            for task in [suspects.pop(0)] if alone else next_ones:
                running[_hand_out(pool, work, task)] = task
            if not running:
                break
            finished = wait(running, return_when=FIRST_COMPLETED).done
            lost = [one for one in finished if isinstance(one.exception(), BrokenProcessPool)]
            for future in finished - set(lost):
                deaths = 0
                del running[future]
                yield future.result()
            if lost and not begun.is_set():
                raise SettingError(NO_GUARD)
            if lost:
                deaths += alone
                suspects, running = [*running.values(), *suspects], {}
                if deaths == MOST_DEATHS:
                    given_up(suspects.pop(0))
                    deaths = 0
                pool.shutdown(wait=False)
                pool = _pool(count, begun)
        pool.shutdown()
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        for worker in multiprocessing.active_children():  # do not wait for half a task
            worker.terminate()
        raise


def _pool(count: int, begun: Any) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(count, SPAWN, initializer=_begin_worker, initargs=(begun,))


def _hand_out(pool: ProcessPoolExecutor, work: Work, task: Task) -> Future[Any]:
    """A task's future; where a worker has just died, one that says so."""
    try:
        return pool.submit(work, *task)
    except BrokenProcessPool as error:
        future: Future[Any] = Future()
        future.set_exception(error)
        return future


def _begin_worker(begun: Any) -> None:
    """Leave Ctrl-C to the process that started the workers; end where that one is killed."""
    import signal

    begun.set()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _on_cluster(
    work: Work, tasks: Tasks, run: Any, given_up: Callable[[Task], Any]
) -> Iterator[Any]:
    with _client(run.scheduler) as client:
        from distributed import KilledWorker, as_completed

        def hand_out(task: Task) -> Any:
            return client.submit(_with_our_code, ours, work, task, pure=False)

        waiting, ours = iter(tasks), code(WHOLE_PACKAGE)
        suspects: list[Task] = []  # with their worker all tasks die that wait for it
        running: dict[Any, Task] = {}
        finished = as_completed()
        while True:
            room = AHEAD * max(sum(client.nthreads().values()), 1) - finished.count()
            for task in islice(waiting, max(room, 0)):
                running[future := hand_out(task)] = task
                finished.add(future)
            if finished.is_empty():
                break
            future = next(finished)
            task = running.pop(future)
            if isinstance(future.exception(), KilledWorker):
                suspects.append(task)
            else:
                yield future.result()
        for task in suspects:
            future = hand_out(task)
            if isinstance(future.exception(), KilledWorker):
                given_up(task)
            else:
                yield future.result()


def _with_our_code(expected: str, work: Work, task: tuple[Any, ...]) -> Any:
    """Carry out a task, where results mean the same."""
    if (theirs := code(WHOLE_PACKAGE)) != expected:
        fault = "a worker has another version of small-schools, numpy or scipy"
        raise SettingError(f"{fault}: {theirs}, not {expected}; install the same on all")
    return work(*task)


@contextmanager
def _client(address: str) -> Iterator[Any]:
    """A connection; whatever goes wrong with it is reported in one line."""
    try:
        from distributed import CancelledError
    except ImportError as error:
        needs = "run.engine=dask needs Dask: pip install 'small-schools[cluster]'"
        raise SettingError(needs) from error
    if not address:
        raise SettingError("run.engine=dask needs run.scheduler=tcp://HOST:PORT")
    client, name = _connect(address), f"run.scheduler={address!r}"
    try:
        yield client
    except CancelledError as error:
        raise EngineLost(f"{name} was lost; a sweep run again goes on from there") from error
    except (OSError, TimeoutError) as error:
        raise EngineLost(f"{name} was lost ({_reason(error)})") from error
    finally:
        client.close(timeout=1)


def _connect(address: str) -> Any:
    """A client of a scheduler that has a worker."""
    from distributed import Client

    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters is raised
    client = None
    try:
        client = Client(address, timeout=PATIENCE)
        client.wait_for_workers(1, timeout=PATIENCE)
    except (OSError, TimeoutError, ValueError) as error:
        if client is not None:
            client.close(timeout=1)
        cannot = f"run.scheduler={address!r} cannot be used"
        raise SettingError(f"{cannot} ({_reason(error)})") from error
    return client


def _reason(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]
