"""Change one thing at a time in the rules, and see whether the tests by hand notice.

    python benchmarks/mutants.py [FILE ...] [--sample N] [--seed S] [--limit SECONDS]

Every file of rules has a test file of the same name: sim/agents/head.py is held by
tests/agents/test_head.py, and only that one is run. A change lives in memory alone, in a fork
of a process that has collected the tests; what was found is kept in outputs/mutants.jsonl until
the file or its tests change, so a trial that was stopped goes on. Changes that may survive stand
in benchmarks/survivors.yaml, with the reason. The exit code is 1 where another does.

The tools there are start Python anew for each change (cosmic-ray), or put their own functions in
the place of methods (mutmut), which the columns of agents do not survive.
"""

from __future__ import annotations

import argparse
import ast
import copy
import gc
import json
import multiprocessing
import os
import random
import re
import signal
import sys
import time
from collections.abc import Iterator
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from types import CodeType, FunctionType

import pytest
import yaml
from _pytest.runner import runtestprotocol

ROOT = Path(__file__).parent.parent
RULES = ("agents", "year", "policies", "measures", "engine/matching.py")
KEPT = ROOT / "outputs" / "mutants.jsonl"
SURVIVORS = ROOT / "benchmarks" / "survivors.yaml"
QUIET = ("-x", "-q", "-p", "no:cacheprovider", "--tb=no")

OTHER = {
    **{ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult},
    **{ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.And: ast.Or, ast.Or: ast.And},
    **{ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt},
    **{ast.Eq: ast.NotEq, ast.NotEq: ast.Eq},
}
SWAPPED = {"minimum": "maximum", "maximum": "minimum", "argmin": "argmax", "argmax": "argmin"}


def changed(node: ast.AST) -> Iterator[ast.AST]:
    """What may stand in a node's place."""
    other = copy.deepcopy(node)
    match node:
        case ast.BinOp(left=left, op=op, right=right):
            if type(op) in OTHER:
                other.op = OTHER[type(op)]()
                yield other
            if isinstance(op, ast.Add | ast.Sub | ast.Mult | ast.Div | ast.BitAnd | ast.BitOr):
                yield left  # a term dropped
            if isinstance(op, ast.Add | ast.Mult | ast.BitAnd | ast.BitOr):
                yield right
        case ast.BoolOp(op=op):
            other.op = OTHER[type(op)]()
            yield other
        case ast.Compare(left=left, ops=[op]) if type(op) in OTHER:
            # Of draws, which are spread evenly, `<` and `<=` are the same.
            drawn = {"draw", "drawn", "uniform", "lot"} & set(re.findall(r"\w+", ast.unparse(left)))
            other.ops = [ast.Gt() if drawn and isinstance(op, ast.Lt) else OTHER[type(op)]()]
            yield other
        case ast.UnaryOp(operand=operand):
            yield operand
        case ast.AugAssign(op=op) if type(op) in OTHER:
            other.op = OTHER[type(op)]()
            yield other
        case ast.If(test=test) | ast.IfExp(test=test):
            other.test = ast.UnaryOp(ast.Not(), test)
            yield other
        case ast.Constant(value=int(value)):
            yield ast.Constant(not value if isinstance(value, bool) else value + 1)
        case ast.Call(func=ast.Attribute(attr="where"), args=[_, one, two]):
            yield from (one, two)
        case ast.Call(func=ast.Attribute(attr=name)) if name in SWAPPED:
            other.func.attr = SWAPPED[name]
            yield other


def places(tree: ast.Module) -> Iterator[tuple[ast.AST, str, int | None]]:
    """Every node within a function, as its parent, the field it stands in, and where there."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            for statement in function.body:
                for parent in ast.walk(statement):
                    for field, value in ast.iter_fields(parent):
                        if isinstance(value, ast.AST):
                            yield parent, field, None
                        elif isinstance(value, list):
                            for n, one in enumerate(value):
                                if isinstance(one, ast.AST):
                                    yield parent, field, n


def mutants(path: Path) -> dict[str, ast.Module]:
    """The changed modules of a file by what is changed: the line, and before and after."""
    tree, found = ast.parse(path.read_text(encoding="utf-8")), {}
    for parent, field, n in places(tree):
        whole = getattr(parent, field)
        node = whole if n is None else whole[n]
        if field in ("annotation", "returns", "slice") and not isinstance(node, ast.Compare):
            continue
        for other in changed(node):
            before, after = (ast.unparse(one).split("\n")[0] for one in (node, other))
            put(parent, field, n, other)
            at = f"{node.lineno}:{node.col_offset}"
            found[f"{at} {before} -> {after}"] = ast.fix_missing_locations(copy.deepcopy(tree))
            put(parent, field, n, node)
    return found


def put(parent: ast.AST, field: str, n: int | None, node: ast.AST) -> None:
    """Let a node stand in a place, see :func:`places`."""
    if n is None:
        setattr(parent, field, node)
    else:
        getattr(parent, field)[n] = node


class Trials:
    """A plugin of pytest that tries each change, once the tests are collected, in a fork.

    Functions stay what they are and are given other code, so that nothing is imported anew.
    """

    def __init__(self, path: Path, changes: dict[str, ast.Module], limit: float) -> None:
        self.path, self.changes, self.limit = path, changes, limit
        source = path.read_text(encoding="utf-8")
        self.codes = list(codes(compile(source, path, "exec", dont_inherit=True)))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run the tests on the file as it is, and then on each change; keep what was found."""
        if not passes(session):
            session.testsfailed = 1
            return True
        module = ".".join(self.path.relative_to(ROOT).with_suffix("").parts)
        for one in vars(sys.modules[module]).values():
            if hasattr(one, "cache_clear"):  # of what was found just now
                one.cache_clear()
        known, everything = set(self.codes), gc.get_objects()
        functions = [one for one in everything if isinstance(one, FunctionType)]
        self.functions = [one for one in functions if one.__code__ in known]
        for key, tree in self.changes.items():
            with KEPT.open("a", encoding="utf-8") as kept:
                kept.write(json.dumps([key, self.survives(tree, session)]) + "\n")
        return True

    def survives(self, tree: ast.Module, session: pytest.Session) -> bool:
        """Whether the tests pass on a change, within the limit of seconds of work."""
        if child := os.fork():
            return os.waitpid(child, 0)[1] == 0
        status = 1
        try:
            signal.setitimer(signal.ITIMER_PROF, self.limit)  # which ends the process
            others = codes(compile(tree, self.path, "exec", dont_inherit=True))
            other = dict(zip(self.codes, others, strict=True))
            for one in self.functions:
                one.__code__ = other[one.__code__]
            status = 0 if passes(session) else 1
        finally:
            os._exit(status)


def codes(code: CodeType) -> Iterator[CodeType]:
    """The code of a module and of all that is defined in it, in order."""
    yield code
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield from codes(one)


def passes(session: pytest.Session) -> bool:
    """Whether all tests that were collected pass; the first that fails ends it."""
    following = [*session.items[1:], None]
    return not any(
        report.failed
        for item, after in zip(session.items, following, strict=True)
        for report in runtestprotocol(item, log=False, nextitem=after)
    )


def trial(path: Path, tests: Path, changes: dict[str, ast.Module], limit: float) -> None:
    """Try changes, by key; the exit code is not 0 where the tests fail on the file as it is."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    os._exit(pytest.main([*QUIET, str(tests)], plugins=[Trials(path, changes, limit)]))


def files(named: list[str]) -> list[Path]:
    """The files of rules asked for, by default all."""
    asked = [ROOT / name for name in named] or [ROOT / "sim" / name for name in RULES]
    every = (path for one in asked for path in (one.rglob("*.py") if one.is_dir() else [one]))
    return sorted(path for path in every if path.name != "__init__.py")


def tests_of(path: Path) -> Path:
    """The test file named for a file of rules."""
    inside = path.relative_to(ROOT / "sim")
    return ROOT / "tests" / inside.parent / f"test_{inside.name}"


def with_shared(tests: Path) -> list[Path]:
    """A test file and those beside it that it takes its small worlds from."""
    words = tests.read_text(encoding="utf-8") if tests.exists() else ""
    shared = (ROOT / "tests").glob("small_*.py")
    return [tests, *sorted(one for one in shared if one.stem in words)]


def kept() -> dict[str, bool]:
    """Whether changes survived, by key, as far as they have been tried."""
    return dict(map(json.loads, KEPT.read_text(encoding="utf-8").splitlines()))


def excused(label: str, lines: list[str], may: list[dict[str, str]]) -> bool:
    """Whether a change may survive; ``on`` is part of the line, where others change alike."""
    at, _, change = label.partition(" ")
    line = lines[int(at.partition(":")[0]) - 1]
    return any(
        change == f"{one['was']} -> {one['becomes']}" and one.get("on", "") in line for one in may
    )


def main() -> int:
    """Try the changes; print how many were noticed, and those that were not."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("files", nargs="*", metavar="FILE", help="files or folders of rules")
    parser.add_argument("--sample", type=int, metavar="N", help="changes a file; default all")
    parser.add_argument("--seed", type=int, default=0, help="of the sample")
    parser.add_argument("--limit", type=float, default=30, help="seconds of work for a change")
    asked = parser.parse_args()
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    sys.path.insert(0, str(ROOT))
    import_module("sim.model")  # once, here, for all files
    may = yaml.safe_load(SURVIVORS.read_text(encoding="utf-8")) or {}
    KEPT.parent.mkdir(exist_ok=True)
    KEPT.touch()
    bad, all_tried, all_killed, began = [], 0, 0, time.monotonic()
    for path in files(asked.files):
        name, tests = str(path.relative_to(ROOT)), tests_of(path)
        both = b"".join(one.read_bytes() for one in (path, *with_shared(tests)) if one.exists())
        of_file = mutants(path)
        labels = sorted(of_file)
        if asked.sample is not None:
            labels = random.Random(asked.seed).sample(labels, min(asked.sample, len(labels)))
        keys = {label: sha256(both + label.encode()).hexdigest() for label in labels}
        if tests.exists():
            before = kept()
            new = {key: of_file[label] for label, key in keys.items() if key not in before}
            process = multiprocessing.get_context("fork").Process(
                target=trial, args=(path, tests, new, asked.limit)
            )
            process.start()
            process.join()
            if process.exitcode:
                sys.exit(f"{tests.relative_to(ROOT)} fails on {name} as it is")
        found, lines = kept(), path.read_text(encoding="utf-8").splitlines()
        alive = [
            f"{name}:{label}"
            for label in labels
            if found.get(keys[label], True) and not excused(label, lines, may.get(name, []))
        ]
        killed = len(labels) - len(alive)
        all_tried, all_killed, bad = all_tried + len(labels), all_killed + killed, bad + alive
        print(f"{name:40} {killed:5} of {len(labels):5}", flush=True)
    share = all_killed / max(all_tried, 1)
    print(f"noticed: {all_killed} of {all_tried} ({share:.1%}), {time.monotonic() - began:.0f} s")
    print("\n".join(bad))
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main())
