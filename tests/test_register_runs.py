"""From a register by settings to results, and parts of a register or of England."""

import json
import re

import pandas as pd
import pytest
from registers import FEDERATED, LEFT_OUT, MULTI, head, read, register

import sim
from sim.errors import SettingError
from sim.parameters.config import load
from sim.results import outputs
from sim.world import kept, load_world
from sim.world.authorities import choose
from sim.world.reading import NOT_CHOSEN
from sim.year import accounts

WORDS = ("world=register", "run.years=2", "run.replicates=1", "run.warm_up=1", "run.workers=1")


@pytest.fixture
def path(tmp_path):
    rows = [*({**MULTI, "Trusts (name)": "One"},) * 2, *(row for row, _ in LEFT_OUT)]
    rows += [{**head("Secret", "Person"), "LA (code)": "909"}] * 12
    (tmp_path / "edubasealldata.csv").write_bytes(register(*rows))
    return tmp_path / "edubasealldata.csv"


def test_results_say_what_the_world_holds_and_what_was_left_out(path, tmp_path, monkeypatch):
    monkeypatch.setattr(outputs, "home", lambda: tmp_path / "home")
    done = sim.run(*WORDS, f"world.path={path}")
    done.save(tmp_path / "out", figures=False)
    held = json.loads((tmp_path / "out/manifest.json").read_text())["world"]
    assert (held["schools"], held["in_trust"], held["trusts"], held["shared_heads"]) == (
        14,
        2,
        1,
        12,
    )
    assert sum(held["left_out"].values()) == len(LEFT_OUT)
    left_out = pd.read_csv(tmp_path / "out/left_out.csv")
    assert left_out.columns.tolist() == ["urn", "line", "reason"]
    assert left_out.reason.tolist() == [reason for _, reason in LEFT_OUT]
    for table in ("schools.parquet", "maps.parquet"):
        urns = pd.read_parquet(tmp_path / "out" / table).urn
        assert urns.tolist() == done.ensemble.world.urn.tolist()
    written = [one for one in tmp_path.rglob("*") if one.is_file() and one != path]
    assert any(one.suffix == ".npz" for one in written)
    assert not any(
        re.search(rb"(?i)secret", one.read_bytes()) for one in written if one.suffix != ".md"
    )


def test_a_register_with_trusts_and_every_kind_of_head_runs_and_its_accounts_add_up():
    one = {**MULTI, "Trusts (name)": "One"}
    titles = ("Executive Headteacher", "Head of School", "Co-Headteacher", "Acting Headteacher")
    rows = [
        {**one, **head("Jo", name, title)} for title in titles for name in ("Hall", "Moor", "Dale")
    ]
    rows += [{**head("Di", "Fenn"), **FEDERATED, "Federations (name)": "Fen"}] * 2 + [{}] * 20
    model = sim.Model(read(*rows), seed=1).warm_up(2).run(3)
    accounts.check(model.identities)


def world_of(*words, kept=None):
    return load_world(load("baseline", words).world, kept)


def test_a_register_is_read_once_and_a_damaged_copy_anew(path, tmp_path, monkeypatch):
    words = ("world=register", f"world.path={path}")
    fresh = world_of(*words, kept=tmp_path / "kept")
    (copy,) = (tmp_path / "kept").iterdir()
    monkeypatch.setattr(kept, "_save", None)  # nothing is written while the copy is sound
    again = world_of(*words, kept=tmp_path / "kept")
    assert (again.digest, again.reading) == (fresh.digest, fresh.reading)
    monkeypatch.undo()
    whole = copy.read_bytes()
    for damaged in (b"", whole[:100], whole[:200] + bytes(64) + whole[264:], b"\x80\x04]."):
        copy.write_bytes(damaged)
        assert world_of(*words, kept=tmp_path / "kept").digest == fresh.digest
        assert copy.read_bytes() == whole
    path.write_bytes(register({}))
    assert len(world_of(*words, kept=tmp_path / "kept")) == 1


def test_parts_of_england_and_of_a_register_are_chosen_by_code_name_and_region(path):
    both = world_of("world=england", "world.authorities=[909,Lincolnshire]")
    assert (both.authorities, both.name) == (
        ("Cumbria", "Lincolnshire"),
        "england: Cumbria, Lincolnshire",
    )
    bristol = world_of("world=england", "world.authorities=Bristol, City of,cumbria")
    assert bristol.authorities == ("Bristol, City of", "Cumbria")[: len(bristol.authorities)]
    assert set(world_of("world=england", "world.region=East Midlands").regions) == {"East Midlands"}
    assert len(world_of("world=register", f"world.path={path}", "world.authorities=909")) == 12
    assert len(world_of("world=sample", "world.authorities=2").authorities) == 2


def test_rows_that_are_not_chosen_are_left_out_with_their_lines_too(path):
    words = ("world=register", f"world.path={path}")
    whole, part = world_of(*words), world_of(*words, "world.authorities=909")
    reading = part.reading
    assert len(part) + len(reading.line) == len(whole) + len(whole.reading.line) == reading.rows
    assert reading.by_reason()[NOT_CHOSEN] == len(whole) - len(part) == 2
    assert list(reading.line) == [2, 3, *whole.reading.line]
    assert reading.urn[:2] == ("100001", "100002")
    assert choose(part, "909", "").reading.lines == reading.lines


@pytest.mark.parametrize(
    "asked",
    ["Lincolnshire County Council", "London Borough of Camden", "Leeds City Council,"],
)
def test_an_authority_is_known_by_the_name_of_its_council(asked):
    assert len(world_of("world=england", f"world.authorities={asked}").authorities) == 1


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("world.authorities=Lincolnshir", "did you mean Lincolnshire"),
        (
            "world.authorities=942",
            r"942 is Cumberland, which has no .*; in its year they are in 909 \(Cumbria\)$",
        ),
        (
            "world.authorities=839",
            r"839 is .* in 835 \(Dorset\) and 836 \(Poole\) and 837 \(Bournemouth\)$",
        ),
        (
            "world.authorities=Bournemouth, Christchurch and Poole",
            r"839 is .* in 835 \(Dorset\) and 836 \(Poole\) and 837 \(Bournemouth\)$",
        ),
        ("world.authorities=947", "there is no '947' in this world"),
        ("world.authorities=12", "there is no '12' in this world"),
        ("world.region=East Midland", "did you mean East Midlands"),
        ("world.authorities=Kent world.region=London", "not in world.region"),
    ],
)
def test_a_part_that_is_not_there_is_refused_with_what_comes_close(word, reason):
    words = re.split(r" (?=world)", word)
    with pytest.raises(SettingError, match=reason):
        world_of("world=england", *words)


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ("835", r"835 is Dorset, .* in 838 \(Dorset\) and 839 \(Bournemouth, .* Poole\)$"),
        ("poole", r"836 is Poole, which has no .* in 839 \(Bournemouth, .* Poole\)$"),
        ("928", r"928 is Northamptonshire, .* in 941 \(West Northamptonshire\)$"),
        ("909", r"909 is Cumbria, which has no schools in this world$"),
        ("Lincolnshire", r"there is no 'Lincolnshire' in this world; there are "),
    ],
)
def test_a_former_authority_is_refused_with_those_that_have_its_schools_now(asked, reason):
    world = read({"LA (code)": "838"}, {"LA (code)": "839"}, {"LA (code)": "941"})
    with pytest.raises(SettingError, match=reason):
        choose(world, asked, "")
    assert choose(world, "Dorset", "").authority_codes == (838,)
