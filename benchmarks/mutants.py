"""Change one thing at a time in the rules, and see whether the tests by hand notice.

    python benchmarks/mutants.py [FILE ...] [--sample N] [--seed S] [--limit SECONDS]

Every file of rules has a test file of the same name: sim/agents/head.py is held by
tests/agents/test_head.py, and only that one is run. A change lives in memory alone, in a forked
process; what was found is kept in outputs/mutants.jsonl until the file or its tests change, so a
trial that was stopped goes on. Changes that may survive stand in benchmarks/survivors.yaml, with
the reason. The exit code is 1 where another does.

The tools there are start Python anew for each change (cosmic-ray), or put their own functions in
the place of methods (mutmut), which the columns of agents do not survive.
"""

from __future__ import annotations

import argparse
import ast
import copy
import io
import json
import multiprocessing
import os
import random
import re
import sys
import time
from collections.abc import Iterator
from contextlib import redirect_stdout, suppress
from hashlib import sha256
from importlib import import_module
from importlib.machinery import SourceFileLoader
from pathlib import Path

import pytest
import yaml

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


def trial(path: Path, tree: ast.Module | None, tests: Path) -> None:
    """Run the tests on a changed file, in a process of its own; the exit code is pytest's."""
    read = SourceFileLoader.get_code

    def get_code(self: SourceFileLoader, name: str) -> object:
        if tree is not None and self.path == str(path):
            return compile(tree, self.path, "exec")
        return read(self, name)

    SourceFileLoader.get_code = get_code  # type: ignore[method-assign, assignment]
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    os._exit(pytest.main([*QUIET, str(tests)]))


def survives(path: Path, tree: ast.Module | None, tests: Path, limit: float) -> bool:
    """Whether the tests pass, within the limit of seconds."""
    process = multiprocessing.get_context("fork").Process(target=trial, args=(path, tree, tests))
    process.start()
    process.join(limit)
    if process.is_alive():
        process.kill()
        process.join()
    return process.exitcode == 0


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


def main() -> int:
    """Try the changes; print how many were noticed, and those that were not."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("files", nargs="*", metavar="FILE", help="files or folders of rules")
    parser.add_argument("--sample", type=int, metavar="N", help="changes a file; default all")
    parser.add_argument("--seed", type=int, default=0, help="of the sample")
    parser.add_argument("--limit", type=float, default=30, help="seconds for a change")
    asked = parser.parse_args()
    # What is not of the house is imported once, here.
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    with redirect_stdout(io.StringIO()):
        pytest.main([*QUIET, str(ROOT / "tests" / "test_house.py")])
    import_module("sim.model")
    for name in [one for one in sys.modules if one.partition(".")[0] == "sim"]:
        del sys.modules[name]
    sys.path.insert(0, str(ROOT))
    known, may = {}, yaml.safe_load(SURVIVORS.read_text(encoding="utf-8")) or {}
    with suppress(FileNotFoundError):
        known = dict(map(json.loads, KEPT.read_text(encoding="utf-8").splitlines()))
    KEPT.parent.mkdir(exist_ok=True)
    bad, all_tried, all_killed, began = [], 0, 0, time.monotonic()
    for path in files(asked.files):
        name, tests = str(path.relative_to(ROOT)), tests_of(path)
        there = tests.exists()
        if there and not survives(path, None, tests, 10 * asked.limit):
            sys.exit(f"{tests.relative_to(ROOT)} fails on {name} as it is")
        both = b"".join(one.read_bytes() for one in (path, *with_shared(tests)) if one.exists())
        of_file = mutants(path)
        labels = sorted(of_file)
        if asked.sample is not None:
            labels = random.Random(asked.seed).sample(labels, min(asked.sample, len(labels)))
        excused = {f"{one['was']} -> {one['becomes']}" for one in may.get(name, [])}
        alive = []
        for label in labels:
            key = sha256(both + label.encode()).hexdigest()
            if key not in known:
                known[key] = not there or survives(path, of_file[label], tests, asked.limit)
                with KEPT.open("a", encoding="utf-8") as kept:
                    kept.write(json.dumps([key, known[key]]) + "\n")
            if known[key] and label.partition(" ")[2] not in excused:
                alive.append(f"{name}:{label}")
        killed = len(labels) - len(alive)
        all_tried, all_killed, bad = all_tried + len(labels), all_killed + killed, bad + alive
        print(f"{name:40} {killed:5} of {len(labels):5}", flush=True)
    share = all_killed / max(all_tried, 1)
    print(f"noticed: {all_killed} of {all_tried} ({share:.0%}), {time.monotonic() - began:.0f} s")
    print("\n".join(bad))
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main())
