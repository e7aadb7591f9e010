"""Compiled kernels give the bytes of the functions whose place they take; or there are none."""

import inspect
import os
import subprocess
import sys
from copy import deepcopy
from functools import partial

import numpy as np
import pytest

import sim
from sim.engine import columns, draws, kernels, loops, matching
from sim.errors import SettingError
from sim.model import Model
from sim.parameters import config
from sim.state import count_staff, leader_rows
from sim.world import england, lincolnshire, synthetic
from sim.year.rolls import free_classes, seats
from sim.year.teaching import of_each_class, year_group_means


@pytest.fixture
def compiled(monkeypatch):
    pytest.importorskip("numba", reason="small-schools[fast] is not installed")
    monkeypatch.setattr(kernels, "on", True)
    return monkeypatch


def with_and_without(monkeypatch, work):
    """What something gives with kernels and without."""
    given = []
    for on in (True, False):
        monkeypatch.setattr(kernels, "on", on)
        given.append(work())
    return given


def state(model):
    return {
        f"{table.agent_type.__name__}.{name}": table.used(name).tobytes()
        for table in model.tables
        for name in table.columns
    } | {"measures": model.measures.tobytes()}


def market(n, schools, seed):
    """Numbers such as the kernels are given: teachers, then schools, then what is between them."""
    draw = np.random.default_rng(seed)
    some, several = draw.integers(0, schools, n), draw.integers(0, 5, schools).astype(np.int16)
    posts = np.where(draw.random((4, n)) < 0.3, -1, draw.integers(0, schools, (4, n)))
    rows = np.array([draw.permutation(schools)[:5] for _ in range(schools)], dtype=np.int32).T
    rows[3:, draw.random(schools) < 0.5] = -1
    km = np.where(rows < 0, np.inf, draw.random(rows.shape))
    first = draw.choice([0, 3], schools).astype(np.int8)
    last = np.where(first == 0, draw.choice([2, 6], schools), 6).astype(np.int8)
    taught = np.full(n, -1, dtype=np.int16)
    at, nth = np.repeat(np.arange(schools), several), draw.permutation(int(several.sum()))[:n]
    free = (several.cumsum() - several).take(at)
    taught[: len(nth)], works_at = (nth - free[nth]).astype(np.int16), some.copy()
    works_at[: len(nth)] = at[nth]
    of_class = draw.normal(size=(2, several.sum()))
    held = [np.append(np.where(draw.random(schools) < 0.4, -1, draw.integers(0, schools, schools)),
                      -1) for _ in range(5)]  # fmt: skip
    held[0][:-1] = draw.integers(0, schools, schools)  # every school has a base
    return (
        (matching.nearest_open, (rows.T.copy().T, km), draw.random(schools) < 0.4, some, 2, None),
        (matching.nearest_open, (rows, km), draw.random(schools) < 0.4, some, 3, 2),
        (matching.best_first, draw.normal(size=(4, n)), posts, 3),
        (matching.best_first, np.round(draw.normal(size=(4, n))), posts, 6),
        (matching.match, posts, several.astype(np.int64)),
        (draws._spread, draw.integers(0, 2**62, n), draw.integers(0, 2**64, 1, dtype=np.uint64)),
        (draws._spread, draw.integers(0, 2**62, (3, n)), draw.integers(0, 2**64, n, np.uint64)),
        (draws._between_knots, np.append(draw.random(n), [1e-9, 1 - 1e-9, 0.5]),
         np.linspace(0.1, 2, 4096), draw.normal(size=4096), 8),
        (columns.sums, some, draw.normal(size=n), schools),
        (columns.sums, some, draw.random(n) < 0.5, schools + 2),
        (free_classes, some, draw.integers(-1, 4, n).astype(np.int16), several),
        (seats, some, draw.integers(0, 9, n), draw.permutation(n), several.astype(np.int64)),
        (of_each_class, several, taught, works_at, draw.normal(size=(2, n)),
         draw.normal(size=(2, schools))),
        (year_group_means, of_class, several, first, last - first + 1),
        (year_group_means, of_class, several, first, last - first + 1, 5),
        (count_staff, posts[0], draw.integers(0, 3, n).astype(np.int8), 2, schools),
        (leader_rows, schools, *held[:3], held[3] >= 0, held[4]),
    )  # fmt: skip


def call(function, given):
    return function(*deepcopy(given))  # some use up what they are given


@pytest.mark.parametrize(("n", "schools", "seed"), [(400, 40, 1), (30, 300, 2), (1, 5, 3)])
def test_every_loop_gives_the_bytes_of_its_reference(compiled, n, schools, seed):
    tried = set()
    for function, *given in market(n, schools, seed):
        tried.add(function.__name__)
        with_kernel, without = with_and_without(compiled, partial(call, function, given))
        both = [x if isinstance(x, tuple) else (x,) for x in (with_kernel, without)]
        for one, other in zip(*both, strict=True):
            assert (one.dtype, one.shape) == (other.dtype, other.shape), function
            assert one.tobytes() == other.tobytes(), function
    loops_there = {name for name, _ in inspect.getmembers(loops, inspect.isfunction)}
    assert {name.strip("_") for name in tried} == loops_there


def test_a_year_of_england_has_the_same_bytes(compiled):
    past = Model(england(), seed=3)
    with_kernels, without = with_and_without(compiled, lambda: state(past.branch().run(1)))
    assert with_kernels == without


@pytest.mark.parametrize("seed", range(3))
def test_years_of_small_worlds_under_policies_have_the_same_bytes(compiled, seed):
    scenario = ("executive_heads_4000", "white_paper_2026", "consolidation")[seed]
    settings = config.load(scenario, ["world=lincolnshire"])
    world = lincolnshire() if seed == 0 else synthetic(20 + 40 * seed, seed)

    def run():
        return state(Model(world, settings.model, seed=seed).branch(settings.policies).run(3))

    with_kernels, without = with_and_without(compiled, run)
    assert with_kernels == without


WITHOUT = """
import sys
sys.modules["numba"] = None
from sim.engine import kernels
from sim.model import Model
from sim.world import synthetic
from sim.commands.main import main
try:
    main(["--help"])
except SystemExit:
    pass
print("digest", Model(synthetic(30, 1)).run(1).measures.tobytes().hex(), kernels.on)
"""
ONE_KERNEL = """
import sys
import numpy as np
from sim.engine import kernels, matching
from sim.model import Model
from sim.world import synthetic
kernels.begin(1)
assert kernels.on and "numba" not in sys.modules
print(matching.match(np.array([[1, 1]]), np.array([0, 1])))
"""


def printed(script, **environment):
    """What a script prints in a process of its own."""
    command = [sys.executable, "-c", script]
    environment = os.environ | {kernels.VARIABLE: "on"} | environment
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return ran.stdout


def test_without_numba_everything_works():
    here = Model(synthetic(30, 1)).run(1).measures.tobytes().hex()
    assert printed(WITHOUT).endswith(f"digest {here} False\n")


def test_numba_is_imported_late_and_kernels_are_kept_where_asked_not_in_the_package(
    compiled, tmp_path
):
    assert printed(ONE_KERNEL, NUMBA_CACHE_DIR=str(tmp_path)) == "[ 1 -1]\n"
    assert list(tmp_path.rglob("loops.match-*.nbc"))
    package = next(iter(sim.__path__))
    assert not [name for _, _, names in os.walk(package) for name in names if ".nb" in name]


@pytest.fixture
def afresh(compiled):
    """Kernels that no world has begun."""
    compiled.setattr(kernels, "on", False)
    kernels.available.cache_clear()
    yield compiled
    kernels.available.cache_clear()


@pytest.mark.parametrize(
    ("asked", "schools", "on"),
    [("", kernels.WORTH_FROM - 1, False), ("", kernels.WORTH_FROM, True), ("on", 1, True),
     ("off", 20_000, False)],
)  # fmt: skip
def test_large_worlds_use_kernels_unless_told_otherwise(afresh, asked, schools, on):
    afresh.setenv(kernels.VARIABLE, asked)
    kernels.begin(schools)
    assert kernels.on == on


def test_kernels_that_cannot_be_kept_are_not_used(afresh, tmp_path):
    (tmp_path / "file").write_text("")
    afresh.setenv(kernels.VARIABLE, "on")
    afresh.setenv("NUMBA_CACHE_DIR", str(tmp_path / "file" / "folder"))
    kernels.begin(20_000)
    assert not kernels.on


def test_a_word_that_is_neither_on_nor_off_is_refused(monkeypatch):
    monkeypatch.setenv(kernels.VARIABLE, "of")
    with pytest.raises(SettingError, match=r"SMALL_SCHOOLS_KERNELS=of is neither on nor off"):
        kernels.begin(1)
