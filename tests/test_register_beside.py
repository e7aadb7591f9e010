"""Tables beside a register, joined by URN: KS2, the school census and the workforce census."""

import numpy as np
import pytest
from registers import read

from sim.errors import SettingError
from sim.model import Model
from sim.parameters import ledger
from sim.world.register import Asked

KS2 = b"RECTYPE,URN,READPROG,WRITPROG,MATPROG\n1,100001,1,2,3\n1,100002,1.5,SUPP,LOWCOV\n4,,0,0,0\n"
CENSUS = b"URN,NOR,PNUMFSMEVER\n100001,99,16.2%\n100002,NA,NA\n999999,12,1.5\n"


def test_ks2_and_census_tables_are_joined_by_urn_and_their_markers_are_empty():
    asked = Asked(ks2=(KS2, "world.ks2=ks2.csv"), census=(CENSUS, "world.census=census.csv"))
    world = read({"NumberOfPupils": ""}, {}, asked=asked)
    assert world.pupils.tolist() == [99, 120]
    assert world.fsm.tolist() == pytest.approx([0.162, 0.125])
    assert world.ks2_progress[0] == 2 and np.isnan(world.ks2_progress[1])
    assert world.reading.notes == (
        "rolls of 1 schools from the school census, 2 in the table, 2 NA",
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
    told = "teachers of 2 schools from the school workforce census, 3 in the table, 1 c"
    assert world.reading.notes[0] == told
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


@pytest.mark.parametrize("table", ["ks2", "census", "workforce"])
def test_a_table_that_has_none_of_the_schools_is_refused(table):
    content = {"ks2": KS2, "census": CENSUS, "workforce": TEACHERS}[table]
    asked = Asked(**{table: (content, f"world.{table}=other.csv")})
    with pytest.raises(
        SettingError, match=rf"world.{table}=other.csv: holds none of these schools"
    ):
        read({"URN": "123456"}, asked=asked)
