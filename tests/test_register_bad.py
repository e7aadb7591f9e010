"""A register that cannot be read is refused in one line that says where, and what to do."""

import pytest
from registers import COLUMNS, FILE, register

from sim.errors import SettingError
from sim.world.register import Asked, read_register

BAD = {
    "no such column": (register({}).replace(b"NumberOfPupils", b"Pupils"), "'NumberOfPupils'"),
    "roll with a comma": (
        register({}, {"NumberOfPupils": "1,250"}),
        "line 3: .* '1,250' has a thousands separator: write 1250",
    ),
    "roll that is text": (
        register({"NumberOfPupils": "many"}),
        "line 2: NumberOfPupils 'many' is not a number: write digits, or leave it empty",
    ),
    "roll with a % sign": (
        register({"NumberOfPupils": "120%"}),
        "line 2: NumberOfPupils '120%' has a % sign: write 120",
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
    "title above": (b"Schools\r\n" + register({}), "header is on line 2: delete what stands above"),
    "for Excel": (b"sep=,\r\n" + register({}), "header is on line 2: delete what stands above"),
    "comma in a name": (
        register({}, {"EstablishmentName": "St Ann"}).replace(b'"St Ann"', b"St Ann, Eye"),
        f"line 3: {len(COLUMNS) + 1} cells .* comma in a name",
    ),
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


def test_a_comma_after_every_row_is_harmless():
    header, *rows = register({}, {}).splitlines()
    world = read_register(b"\n".join([header, *(row + b"," for row in rows)]), FILE, Asked())
    assert len(world) == 2
