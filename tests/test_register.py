"""A register is read as it is: every row is a school, with what it says, or is left out."""

import time

import pytest
from registers import (
    ACADEMY,
    COLUMNS,
    FEDERATED,
    FILE,
    LEFT_OUT,
    MULTI,
    SINGLE,
    head,
    kind,
    read,
    register,
)

from sim.agents.roles import Grade, HeadRole
from sim.model import Model
from sim.world.gias import TRUST_FLAG
from sim.world.reading import describe, holdings
from sim.world.register import Asked, read_register


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
    names = ("Pair", "Pair", "Alone", "Not applicable", "Not applicable")
    rows = [{**ACADEMY, "Trusts (name)": name} for name in names] + [{"Trusts (name)": "Pair"}]
    expected = [0, 0, -1, -1, -1, -1]
    assert read(*rows, columns=columns).trust.tolist() == expected
    blank = [{**row, "TrustSchoolFlag (name)": ""} for row in rows]
    assert read(*blank).trust.tolist() == expected


def test_federations_are_those_that_the_register_names():
    world = read(
        {**FEDERATED, "Federations (name)": "Fen"},
        {**FEDERATED, "Federations (name)": "fen"},
        {**FEDERATED, "Federations (code)": "5"},
        {"Federations (name)": "Was one"},
        {**FEDERATED, "Federations (name)": "Not applicable"},
    )
    assert world.federation[0] == world.federation[1] != world.federation[2]
    assert (holdings(world)["in_federation"], holdings(world)["federations"]) == (3, 2)


def test_two_federations_or_trusts_of_one_name_are_told_apart_by_their_codes():
    def bodies(name, *codes):
        return [{f"{name} (name)": "Unity", f"{name} (code)": code} for code in codes]

    federated = [{**FEDERATED, **body} for body in bodies("Federations", "7", "8", "7", "8.0")]
    assert read(*federated).federation.tolist() == [0, 1, 0, 1]
    trusts = [{**MULTI, **body} for body in bodies("Trusts", "7", "8", "7")]
    assert read(*trusts).trust.tolist() == [0, 1, 0]


def test_a_school_of_two_federations_is_in_the_one_with_most_schools():
    both = {"Federations (name)": "Unity~Unity", "Federations (code)": "7~8"}
    one = {"Federations (name)": "Unity", "Federations (code)": "8"}
    assert read({**FEDERATED, **both}, {**FEDERATED, **one}).federation.tolist() == [0, 0]


def test_grades_years_and_the_year_of_the_roll_are_those_of_the_register():
    grades = ("Outstanding", "Requires improvement", "Special Measures", "")
    world = read(
        *({"OfstedRating (name)": grade, "OfstedLastInsp": "03/11/2022"} for grade in grades)
    )
    assert world.ofsted_grade.tolist() == [1, Grade.REQUIRES_IMPROVEMENT, Grade.INADEQUATE, 0]
    assert set(world.ofsted_year.tolist()) == {2022}
    assert world.year == 2024


@pytest.mark.parametrize(
    "date",
    [
        *("18-01-2024", "18/01/2024 00:00", "2024-01-18", "20240118", "18012024", "20012024"),
        *("18/01/24", "18-Jan-24", "18 January 2024", "45309", "45309.0"),
    ],
)
def test_a_date_is_of_its_year_however_it_is_written(date):
    world = read({"CensusDate": date, "OfstedLastInsp": date})
    assert (world.year, world.ofsted_year.tolist()) == (2024, [2024])


@pytest.mark.parametrize("date", ["", "not recorded", "42", "1234567"])
def test_what_is_no_date_has_no_year(date):
    world = read({"CensusDate": date, "OfstedLastInsp": date})
    assert (world.year, world.ofsted_year.tolist()) == (None, [0])


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


def test_what_is_said_of_types_and_titles_that_are_lacking_is_what_is_done():
    columns = [name for name in COLUMNS if not name.startswith(("TypeOf", "HeadPreferred"))]
    world = read(*[{}] * 30, columns=columns)
    types, titles = world.reading.notes[0].split(": ", 1)[1].split("), ")
    assert (
        types
        == "TypeOfEstablishment (all schools of the phase taken as state-funded and maintained"
    )
    assert titles.endswith("(nobody taken as executive head, head of school or acting head)")
    model = Model(world, seed=1)
    assert not model.schools.academy.any()
    assert (model.heads.role == HeadRole.HEAD).all()


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


def test_a_register_of_50_000_rows_and_140_columns_is_read_in_seconds():
    columns = (*COLUMNS, *(f"Column {n}" for n in range(140 - len(COLUMNS))))
    one = register({}, columns=columns).splitlines(keepends=True)
    filled = one[1].replace(b'""', b'"Not applicable"')
    many = [filled.replace(b"100001", b"%d" % n, 1) for n in range(100_000, 150_000)]
    content = b"".join([one[0], *many])
    start = time.perf_counter()
    assert len(read_register(content, FILE, Asked())) == 50_000
    assert time.perf_counter() - start < 5 * 3  # a machine may be busy
