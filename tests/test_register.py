"""A register is read as it is: every row is a school, with what it says, or is left out."""

import json
import re
import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from registers import (
    ACADEMY,
    COLUMNS,
    FEDERATED,
    LEFT_OUT,
    MULTI,
    SINGLE,
    head,
    kind,
    register,
)

import sim
from sim.agents.roles import Grade
from sim.errors import SettingError
from sim.model import Model
from sim.parameters import ledger
from sim.parameters.config import load
from sim.results import outputs
from sim.world import heads, kept, load_world
from sim.world.authorities import choose
from sim.world.gias import TRUST_FLAG
from sim.world.reading import describe, holdings
from sim.world.register import Asked, read_register
from sim.world.titles import HeadTitle
from sim.year import accounts

FILE = "world.path=edubasealldata.csv"
WORDS = ("world=register", "run.years=2", "run.replicates=1", "run.warm_up=1", "run.workers=1")


def read(*rows, asked=None, **how):
    return read_register(register(*rows, **how), FILE, asked or Asked())


def test_every_row_is_a_school_or_is_left_out_with_its_line_and_reason():
    rows = [
        {},
        *(row for row, _ in LEFT_OUT),
        {"EstablishmentStatus (name)": "Open, but proposed to close"},
    ]
    world = read(*rows)
    assert world.urn.tolist() == [100_001, 100_001 + len(rows) - 1]
    assert list(world.reading.reason) == [reason for _, reason in LEFT_OUT]
    assert list(world.reading.line) == list(range(3, 3 + len(LEFT_OUT)))
    assert world.reading.urn[0] == "100002"
    assert holdings(world)["left_out"]["not in England"] == 4


def test_lines_are_those_of_the_file_also_after_names_of_several_lines():
    world = read({"EstablishmentName": "St Mary\nand\nSt John"}, {"NumberOfPupils": ""})
    assert world.reading.line == (5,)


def test_middle_and_all_through_schools_are_taken_by_a_setting_with_their_roll_to_year_6():
    rows = (
        kind(
            "Community school", "Middle deemed primary", StatutoryLowAge="9", StatutoryHighAge="13"
        ),
        kind("Free schools", "All-through", StatutoryLowAge="4", StatutoryHighAge="18"),
    )
    middle = read({}, *rows, asked=Asked("primary_and_middle"))
    assert middle.pupils.tolist() == [120, 60]  # years 5 and 6 of 5 to 8
    every = read({}, *rows, asked=Asked("primary_middle_and_all_through"))
    assert every.pupils.tolist() == [120, 60, 60]  # 7 of 14 year groups
    assert every.first_group.tolist() == [0, 5, 0]


@pytest.mark.parametrize(
    ("low", "high", "groups"),
    [
        ("4", "11", (0, 6)),
        ("5", "11", (0, 6)),
        ("2", "7", (0, 2)),
        ("7", "11", (3, 6)),
        ("5", "9", (0, 4)),
        ("", "", (0, 6)),
    ],
)
def test_infant_junior_and_first_schools_teach_their_year_groups(low, high, groups):
    world = read({"StatutoryLowAge": low, "StatutoryHighAge": high})
    assert (world.first_group[0], world.last_group[0]) == groups


def test_trusts_of_several_academies_are_trusts_and_those_of_one_are_not():
    world = read(
        {**MULTI, "Trusts (name)": "Two Rivers"},
        {**MULTI, "Trusts (name)": "Two  RIVERS"},
        {**MULTI, "Trusts (name)": "", "Trusts (code)": "77"},
        {**SINGLE, "Trusts (name)": "Alone"},
        {"TrustSchoolFlag (name)": "Supported by a trust", "Trusts (name)": "Foundation"},
        {
            **MULTI,
            "Trusts (name)": "Umbrella~Two Rivers",
            "TrustSchoolFlag (name)": f"Supported by an umbrella trust~{MULTI[TRUST_FLAG]}",
        },
        {},
    )
    assert world.trust[0] == world.trust[1] == world.trust[5]
    assert (world.trust >= 0).tolist() == [True, True, True, False, False, True, False]
    assert world.academy.tolist() == [1, 1, 1, 1, 0, 1, 0]
    held = holdings(world)
    assert [held[of] for of in ("academies", "in_trust", "trusts")] == [5, 4, 2]
    assert (
        held["single_academy_trusts"] == 1
    )  # "Alone"; a school that a foundation supports is none
    assert "; 4 schools in 2 trusts; 1 of one academy" in describe(world)
    assert holdings(read(SINGLE))["single_academy_trusts"] is None  # no trusts: they may be drawn


def test_without_the_flag_a_trust_is_one_of_two_academies():
    columns = [column for column in COLUMNS if not column.startswith("TrustSchoolFlag")]
    names = ("Pair", "Pair", "Alone")
    rows = [{**ACADEMY, "Trusts (name)": name} for name in names] + [{"Trusts (name)": "Pair"}]
    assert read(*rows, columns=columns).trust.tolist() == [0, 0, -1, -1]


def test_federations_are_those_that_the_register_names():
    world = read(
        {**FEDERATED, "Federations (name)": "Fen"},
        {**FEDERATED, "Federations (name)": "fen"},
        {**FEDERATED, "Federations (code)": "5"},
        {"Federations (name)": "Was one"},
    )
    assert world.federation[0] == world.federation[1] != world.federation[2]
    assert (holdings(world)["in_federation"], holdings(world)["federations"]) == (3, 2)


def test_a_head_is_shared_by_schools_near_each_other_that_name_the_same_person():
    world = read(
        head("Zoë", "O'Brien-Smith", "Executive Headteacher"),
        head(" zoe ", "OBrien Smith"),
        head("Mrs Zoe", "O’BRIEN-SMITH"),
        {**head("Zoe", "O'Brien-Smith"), "Easting": "380000"},  # another person, far away
        head("", "Vacant"),
        head("", "Vacant"),
        head("Head", "Vacant"),
        head("Ann", "Lee"),
    )
    assert world.head_group.tolist() == [0, 0, 0, -1, -1, -1, -1, -1]
    assert holdings(world)["shared_heads"] == 3


def test_one_name_far_apart_is_one_person_within_a_trust_or_by_the_setting():
    far = {"Easting": "600000", **head("Jo", "Hall")}
    assert (read(head("Jo", "Hall"), far).head_group == -1).all()
    one = {**MULTI, "Trusts (name)": "One"}
    assert (read({**head("Jo", "Hall"), **one}, {**far, **one}).head_group == 0).all()
    assert (read(head("Jo", "Hall"), far, asked=Asked(same_head_km=200)).head_group == 0).all()


@pytest.mark.parametrize(
    ("title", "post"),
    [
        ("Executive Headteacher", HeadTitle.EXECUTIVE_HEAD),
        ("Acting Executive Head", HeadTitle.EXECUTIVE_HEAD),
        ("Head of School", HeadTitle.HEAD_OF_SCHOOL),
        ("Interim Headteacher", HeadTitle.INTERIM_HEAD),
        ("Acting Head teacher", HeadTitle.ACTING_HEAD),
        ("Co-Headteacher", HeadTitle.CO_HEAD),
        ("Joint Head", HeadTitle.CO_HEAD),
        ("Headteacher", HeadTitle.HEAD),
        ("Principal", HeadTitle.HEAD),
        ("", HeadTitle.UNKNOWN),
    ],
)
def test_a_job_title_says_what_the_post_is(title, post):
    assert heads.titles([title]).tolist() == [post]


LETTERS = st.text(st.sampled_from("aZéÖñ '-"))


@given(LETTERS, LETTERS)
def test_a_name_is_the_same_however_it_is_written(first, last):
    one = heads.person(first, last)
    assert one in (b"", heads.person(f" Mr {first.upper()} ", f"{last.lower()} "))


@pytest.mark.parametrize(
    "name",
    [
        ("Head", "Teacher"),
        ("Acting", "Head"),
        ("Not", "Known"),
        ("To Be", "Appointed"),
        ("Post", "Vacant"),
        ("Awaiting", "Appointment"),
        ("T.B.C.", "T.B.C."),
        ("x", "x"),
        ("N/A", "N/A"),
        ("Mrs", "Hart"),
        ("", "Hart"),
    ],
)
def test_a_headship_that_nobody_holds_names_nobody(name):
    assert heads.person(*name) == b""


@pytest.mark.parametrize("name", [("Anne", "Head"), ("Nan", "Lee"), ("Yi", "Na"), ("J.", "Lee")])
def test_names_that_are_words_of_posts_are_names(name):
    assert heads.person(*name) != b""


def test_grades_years_and_the_year_of_the_roll_are_those_of_the_register():
    grades = ("Outstanding", "Requires improvement", "Special Measures", "")
    world = read(
        *({"OfstedRating (name)": grade, "OfstedLastInsp": "03/11/2022"} for grade in grades)
    )
    assert world.ofsted_grade.tolist() == [1, Grade.REQUIRES_IMPROVEMENT, Grade.INADEQUATE, 0]
    assert set(world.ofsted_year.tolist()) == {2022}
    assert world.year == 2024


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig"])
def test_a_register_in_any_of_its_encodings_is_read(encoding):
    content = register({"EstablishmentName": "St Mary’s – Fierté"}, encoding=encoding)
    assert len(read_register(content, FILE, Asked())) == 1


def test_bytes_that_cp1252_lacks_are_replaced():
    content = register({}).replace(b"Invented School", b"Invented \x81\x9d")
    assert len(read_register(content, FILE, Asked())) == 1


def test_codes_do_where_names_are_lacking_and_what_is_lacking_is_said_in_one_line():
    columns = ("URN", "LA (code)", "EstablishmentStatus (code)", "PhaseOfEducation (code)")
    columns += ("NumberOfPupils", "Easting", "Northing")
    row = {"EstablishmentStatus (code)": "1", "PhaseOfEducation (code)": "2"}
    world = read(row, {**row, "EstablishmentStatus (code)": "2"}, columns=columns)
    assert (len(world), world.reading.reason, len(world.reading.notes)) == (1, ("closed",), 1)
    assert "Federations (federations drawn)" in world.reading.notes[0]
    assert "not in the file: academies, trusts" in describe(world)


def test_codes_saved_as_decimals_are_the_same_codes():
    columns = ("URN", "LA (code)", "EstablishmentStatus (code)", "PhaseOfEducation (code)")
    columns += ("NumberOfPupils", "Easting", "Northing")
    row = {"LA (code)": "925.0", "EstablishmentStatus (code)": "1.0"}
    row |= {"PhaseOfEducation (code)": "2.0", "URN": "100001.0"}
    ks2 = KS2.replace(b"1,100001", b"1,0100001.0")
    world = read(row, columns=columns, asked=Asked(ks2=(ks2, "world.ks2=ks2.csv")))
    assert (world.urn.tolist(), world.authorities) == ([100_001], ("Lincolnshire",))
    assert world.ks2_progress.tolist() == [2]
    with pytest.raises(SettingError, match="line 3: URN 100001 is already on line 2"):
        read(row, {**row, "URN": "100001"}, columns=columns)


@pytest.mark.parametrize("empty", ["NA", "nan", "None", "NULL", "n/a"])
def test_what_programs_write_for_an_empty_cell_is_empty(empty):
    ages = {"StatutoryLowAge": empty, "StatutoryHighAge": empty, "PercentageFSM": empty}
    none = {"Federations (name)": empty, "Federations (code)": empty, **head(empty, empty, empty)}
    columns = [column for column in COLUMNS if column != "FederationFlag (name)"]
    world = read(
        {**ages, **none},
        {**none, "Trusts (name)": empty, "OfstedRating (name)": empty},
        {"NumberOfPupils": empty},
        {"Easting": empty, "Northing": empty},
        columns=columns,
    )
    assert world.reading.reason == ("no roll", "no position")
    held = holdings(world)
    assert (held["in_federation"], held["in_trust"], held["shared_heads"]) == (0, 0, 0)
    assert (world.first_group[0], world.last_group[0]) == (0, 6)


def test_authorities_are_named_by_code_and_new_ones_as_the_register_has_them():
    codes = ("942", "943", "940", "941", "838", "839", "947")
    place = {"LA (name)": "Here Anew", "GOR (name)": "North West"}
    world = read(*({"LA (code)": code, **place} for code in codes))
    assert dict(zip(world.authority_codes, world.authorities, strict=True)) == {
        838: "Dorset",
        839: "Bournemouth, Christchurch and Poole",
        940: "North Northamptonshire",
        941: "West Northamptonshire",
        942: "Cumberland",
        943: "Westmorland and Furness",
        947: "Here Anew",
    }
    assert world.regions == ("South West",) * 2 + ("East Midlands",) * 2 + ("North West",) * 3


KS2 = b"RECTYPE,URN,READPROG,WRITPROG,MATPROG\n1,100001,1,2,3\n1,100002,1.5,SUPP,LOWCOV\n4,,0,0,0\n"
CENSUS = b"URN,NOR,PNUMFSMEVER\n100001,99,16.2%\n100002,NA,NA\n999999,12,1.5\n"


def test_ks2_and_census_tables_are_joined_by_urn_and_their_markers_are_empty():
    asked = Asked(ks2=(KS2, "world.ks2=ks2.csv"), census=(CENSUS, "world.census=census.csv"))
    world = read({"NumberOfPupils": ""}, {}, asked=asked)
    assert world.pupils.tolist() == [99, 120]
    assert world.fsm.tolist() == pytest.approx([0.162, 0.125])
    assert world.ks2_progress[0] == 2 and np.isnan(world.ks2_progress[1])
    assert world.reading.notes == (
        "rolls of 2 schools from the school census",
        "KS2 progress of 1 schools, 2 in the table, 1 SUPP, 1 LOWCOV",
    )


TEACHERS = (
    b"URN,School Name,Total Number of Teachers (Full-Time Equivalent)\n"
    b"100001,A,9.4\n100002,B,c\n100003,C,12\n999999,D,3\n"
)


def of_workforce(content, *rows):
    return read(*rows, asked=Asked(workforce=(content, "world.workforce=workforce.csv")))


def test_schools_begin_with_the_teachers_of_the_workforce_census():
    ages = {"StatutoryHighAge": "18", "StatutoryLowAge": "4"}
    world = of_workforce(TEACHERS, {}, {}, {"PhaseOfEducation (name)": "Primary", **ages})
    assert world.reading.notes[0] == "teachers of 2 schools from the school workforce census"
    assert world.teachers[0] == 9.4 and np.isnan(world.teachers[1])
    assert world.teachers[2] == pytest.approx(12 * 7 / 14)  # those of the roll to Year 6
    schools = Model(world).schools
    usual = Model(read({}, {})).schools
    assert schools.staffing[0] == pytest.approx(9.4 - schools.usual_teachers()[0])
    assert schools.teacher_posts[0] == np.ceil(9.4 - 1 - ledger.defaults().rolls.part_time)
    assert schools.staffing[1] == 0 and schools.teacher_posts[1] == usual.teacher_posts[1]


def test_the_data_file_of_the_workforce_census_is_of_one_year():
    data = b"time_period,school_urn,fte_all_teachers\n202324,100001,7\n"
    assert of_workforce(data, {}).teachers.tolist() == [7]
    with pytest.raises(SettingError, match="line 3: school_urn 100001 is already on line 2"):
        of_workforce(data + b"202425,100001,8\n", {})
    with pytest.raises(SettingError, match=r"'Total Number of Teachers \(Full-Time Equivalent\)'"):
        of_workforce(b"URN,Teachers\n100001,7\n", {})


# Bad registers


BAD = {
    "no such column": (register({}).replace(b"NumberOfPupils", b"Pupils"), "'NumberOfPupils'"),
    "roll with a comma": (
        register({}, {"NumberOfPupils": "1,250"}),
        "line 3: .* '1,250' has a thousands separator: write 1250",
    ),
    "roll that is text": (
        register({"NumberOfPupils": "many"}),
        "line 2: NumberOfPupils 'many' is not a number",
    ),
    "decimal comma": (
        register({"Easting": "533498,5"}),
        "line 2: Easting '533498,5' has a decimal comma",
    ),
    "negative roll": (
        register({"NumberOfPupils": "-5"}),
        "line 2: NumberOfPupils -5 is not a whole number",
    ),
    "shares": (
        register({"PercentageFSM": "0.125"}),
        "line 2: PercentageFSM 0.125, and no value is above 1: are they shares",
    ),
    "kilometres": (
        register({"Easting": "533.4", "Northing": "181.2"}),
        "line 2: Easting 533.4 .*kilometres: write metres",
    ),
    "latitude": (register({"Easting": "53.2", "Northing": "-0.5"}), "latitude and longitude"),
    "swapped": (
        register({"Easting": "350000", "Northing": "505000"}),
        "line 2: Easting .* and Northing .* look swapped",
    ),
    "twice": (register({}, {"URN": "100001"}), "line 3: URN 100001 is already on line 2"),
    "two columns": (
        register({}, columns=(*COLUMNS, "Easting")),
        "line 1: 2 columns named 'Easting'",
    ),
    "short row": (
        register({}) + b'"100009","925"\r\n',
        f"line 3: 2 cells where the header has {len(COLUMNS)}",
    ),
    "open quote": (register({}) + b'"100009,"925\r\n', "line 3: a quote is opened"),
    "semicolons": (register({}).replace(b",", b";"), "line 1: .* divided by semicolons: save"),
    "none left": (
        register({"EstablishmentStatus (name)": "Closed"}),
        r"no schools of this world \(1 closed\)",
    ),
    "header only": (register(), "holds no schools"),
    "own columns": (
        b"urn,la_code,easting_m,northing_m,pupils\n1,925,500000,350000,80\n",
        "use world=file",
    ),
}


@pytest.mark.parametrize(("content", "reason"), BAD.values(), ids=BAD)
def test_a_bad_register_is_refused_in_one_line_that_says_where_and_what_to_do(content, reason):
    with pytest.raises(SettingError, match=reason) as error:
        read_register(content, FILE, Asked())
    assert str(error.value).startswith(FILE) and "\n" not in str(error.value)
    assert error.value.exit_code == 2
    assert "Lee" not in str(error.value)


def test_a_row_that_lacks_a_cell_is_told_by_its_length_and_not_by_a_name_that_moved():
    last = ("NumberOfPupils", "HeadFirstName")
    columns = (*(column for column in COLUMNS if column not in last), *last)
    shifted = register({}, columns=columns).replace(b'"120",', b"")
    with pytest.raises(SettingError, match=r"line 2: [0-9]+ cells where the header has") as error:
        read_register(shifted, FILE, Asked())
    assert "Ann" not in str(error.value)


# From settings to results


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


def test_a_register_of_50_000_rows_and_140_columns_is_read_in_seconds():
    columns = (*COLUMNS, *(f"Column {n}" for n in range(140 - len(COLUMNS))))
    one = register({}, columns=columns).splitlines(keepends=True)
    filled = one[1].replace(b'""', b'"Not applicable"')
    many = [filled.replace(b"100001", b"%d" % n, 1) for n in range(100_000, 150_000)]
    content = b"".join([one[0], *many])
    start = time.perf_counter()
    assert len(read_register(content, FILE, Asked())) == 50_000
    assert time.perf_counter() - start < 5 * 3  # a machine may be busy
