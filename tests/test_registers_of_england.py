"""What experiments/registers_of_england counts, on a few schools by hand."""

import csv
import importlib.util
from pathlib import Path

import numpy as np
import pytest
from registers import FEDERATED, head, read, register

SCRIPT = Path(__file__).parent.parent / "experiments" / "registers_of_england" / "count.py"
spec = importlib.util.spec_from_file_location("count_registers", SCRIPT)
count = importlib.util.module_from_spec(spec)
spec.loader.exec_module(count)

ODD, OTHER_ODD = {"LA (code)": "925"}, {"LA (code)": "935"}  # Lincolnshire, Suffolk
EVEN, OTHER_EVEN = {"LA (code)": "926"}, {"LA (code)": "383"}  # Norfolk, Leeds


def test_authorities_are_even_odd_or_neither():
    rows = (ODD, EVEN, {"LA (code)": "850", "LA (name)": "Hampshire"}, {"LA (code)": "940"})
    assert count.half_of(read(*rows)).tolist() == [1, 0, -1, -1]


def test_heads_are_shared_over_one_and_under_25_km():
    same, away = head("May", "Hill"), {"Easting": 526_500}
    rows = (
        {**head("Jo", "Day")},
        same,
        same,
        {**head("Jo", "Day"), "Easting": 500_900},
        same | away,
    )
    # The head of the first teaches 900 m away too; of the three at 2, 4 and 26.5 km all are
    # within 25 km of another.
    assert count.shares_head(read(*rows)).tolist() == [False, True, True, False, True]
    far = (head("May", "Hill"), {**head("May", "Hill"), "Easting": 525_000})
    assert not count.shares_head(read(*far)).any()


def test_a_head_is_kept_by_surname_or_first_name():
    before = {n: named for n, named in enumerate((
        ("Ann", "Lee"), ("Ann", "Lee"), ("Ann", "Lee"), ("Ann", "Lee"), ("", ""), ("Ann", "Lee")
    ))}  # fmt: skip
    now = dict(enumerate((
        ("ANN", "LEE"), ("Ann", "Smith-Lee"), ("Ann", "Hill"), ("Jo", "Hill"), ("Jo", "Hill"),
        ("", "Vacant"),
    )))  # fmt: skip
    both = [
        {urn: dict(zip(("headfirstname", "headlastname"), name, strict=True))
         for urn, name in each.items()} for each in (before, now)
    ]  # fmt: skip
    kept = count.names_kept(np.arange(7), *both)
    np.testing.assert_array_equal(kept, [1, 1, 1, 0, np.nan, np.nan, np.nan])


def test_progress_is_the_mean_of_three_subjects_however_they_are_named():
    results = {
        1: {"readprog": "1", "readprogdescr": "9", "writprog": "2", "matprog": "6"},
        2: {"readingprogress": "1", "writingprogress": "2", "mathsprogress": "-6",
            "readingprogressband": "9"},
        3: {"readprog": "LOWCOV", "writprog": "2", "matprog": "6"},
    }  # fmt: skip
    np.testing.assert_array_equal(count.progress(np.arange(1, 5), results), [3, -1, np.nan, np.nan])


def test_a_share_is_as_uncertain_as_authorities_differ():
    world = read(*[{"LA (code)": "204"}] * 2, *[{"LA (code)": "925"}] * 3, {"LA (code)": "926"})
    among, true = np.array([1, 1, 1, 1, 1, 0]) > 0, np.array([1, 1, 1, 0, 0, 1]) > 0
    # Without the one authority 1/3, without the other 1: 2/3 apart, so an error of 1/3.
    value, low, high, schools, authorities = count.share(world, among, true)
    assert (value, schools, authorities) == (0.6, 5, 2)
    assert (low, high) == (pytest.approx(0.6 - 1.645 / 3), 1)  # a share is no more than all


def test_results_are_correlated_over_all_pairs_of_years():
    world = read(*[{"LA (code)": "204"}] * 3, *[{"LA (code)": "925"}] * 3)
    draw = np.random.default_rng(1)
    first, second, third = draw.normal(size=(3, 6))
    second[1] = np.nan
    pairs = [(first, second), (second, third)]
    x, y = (np.concatenate(each) for each in zip(*pairs, strict=True))
    known = np.isfinite(x + y)
    value, low, high, number, authorities = count.correlation(world, np.ones(6, bool), pairs)
    assert value == pytest.approx(np.corrcoef(x[known], y[known])[0, 1])
    assert (number, authorities) == (10, 2)
    assert low < value < high


def test_facts_are_printed_by_halves(tmp_path, capsys):
    now, before = tmp_path / "now.csv", tmp_path / "before.csv"
    fens = FEDERATED | {"Federations (name)": "Fens"}
    rows = [*[ODD | fens] * 3, OTHER_ODD | fens, EVEN, OTHER_EVEN]
    now.write_bytes(register(*rows))
    before.write_text("urn,head_first_name,head_last_name\n" + "".join(
        f"{100_001 + n},{first},{last}\n"
        for n, (first, last) in enumerate((("Ann", "X"), *[("Jo", "X")] * 3, *[("Ann", "X")] * 2))
    ))  # fmt: skip
    results = []
    for year in range(3):
        results.append(tmp_path / f"{year}.csv")
        scores = [f"{100_001 + n},{(n * (year + 2)) % 5},1,1\n" for n in range(6)]
        results[-1].write_text("URN,READPROG,WRITPROG,MATPROG\n" + "".join(scores))
    count.main(str(now), str(before), "2", *map(str, results))
    found = {
        (row["half"], row["fact"]): float(row["value"])
        for row in csv.DictReader(capsys.readouterr().out.splitlines())
    }
    assert found["odd", "in a federation, all"] == found["odd", "in a federation, 100-149"] == 1
    assert found["even", "in a federation, all"] == 0
    assert found["odd", "heads change in a year, small"] == 0.5  # three of four in two years
    assert found["even", "heads change in a year, small"] == 0
    assert ("odd", "progress correlates with two years before, all") in found
