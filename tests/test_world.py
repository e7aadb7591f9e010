"""Worlds: the real schools, invented ones like them, and files with mistakes in them."""

from dataclasses import replace

import numpy as np
import pytest

from sim.errors import SettingError
from sim.world import england, lincolnshire, read_schools, synthetic
from sim.world.authorities import DATA
from sim.world.bands import BANDS, band_of
from sim.world.files import REQUIRED

HEADER = ",".join(REQUIRED)
GOOD = "100000,201,533498,181201,285"


def test_england_and_lincolnshire_are_all_there():
    assert len(england()) == 16_768
    assert len(lincolnshire()) == 280
    assert (england().pupils < 75).sum() == 1_043
    assert (lincolnshire().pupils < 150).sum() == 121
    assert lincolnshire().authorities == ("Lincolnshire",)


def test_england_says_which_schools_are_academies_where_the_file_does():
    counts = {kind: int((england().academy == kind).sum()) for kind in (1, 0, -1)}
    assert counts == {1: 4_850, 0: 10_191, -1: 1_727}


def test_what_a_world_does_not_know_of_its_schools_has_a_value_that_says_so():
    world = synthetic(20)
    for name in ("academy", "trust", "federation", "head_group"):
        assert (getattr(world, name) == -1).all()
    assert not np.stack([world.ofsted_grade, world.ofsted_year, world.head_title]).any()
    assert (world.first_group == 0).all() and (world.last_group == 6).all()
    assert world.year is None and england().year == 2019


def test_a_part_of_a_world_has_its_schools_authorities_and_groups_alone():
    whole = replace(synthetic(300), trust=np.arange(300, dtype=np.int32) // 2 - 1)
    part = whole.part(np.array([0, 5, 6, 299]), "part")
    assert part.trust.tolist() == [-1, 0, 1, 2]
    assert part.authorities == tuple(whole.authorities[a] for a in whole.authority[[0, 299]])
    assert part.authority.tolist() == [0, 0, 0, 1]


def test_the_published_spread_of_results_by_roll_is_in_the_data():
    world, band = england(), band_of(england().pupils)
    found = [round(float(np.nanstd(world.ks2_progress[band == b])), 1) for b in range(len(BANDS))]
    assert found == [2.5, 2.3, 2.1, 1.9, 2.0, 1.9]


def test_neighbours_are_the_nearest_in_order():
    world = synthetic(60, 3)
    rows, km = world.neighbours(5)
    apart = np.hypot(
        world.easting[:, None] - world.easting, world.northing[:, None] - world.northing
    )
    np.fill_diagonal(apart, np.inf)
    assert np.allclose(km.T, np.sort(apart, axis=1)[:, :5])
    assert np.allclose(np.take_along_axis(apart, rows.T.astype(int), axis=1), km.T)


def test_a_school_alone_has_nobody_near():
    rows, km = synthetic(1).neighbours(3)
    assert (rows == -1).all()
    assert np.isinf(km).all()


def test_invented_schools_are_like_englands():
    real, invented = england(), synthetic(20_000, 1)
    for world_band in range(len(BANDS)):
        medians = []
        for world in (real, invented):
            chosen = band_of(world.pupils) == world_band
            medians.append([np.median(world.neighbours(4)[1][k][chosen]) for k in (0, 3)])
            medians[-1].append(chosen.mean() * 10)
        assert np.allclose(*medians, rtol=0.2, atol=0.1)


@pytest.mark.parametrize("schools", [1, 2, 300, 5_000])
def test_any_number_of_schools_can_be_invented(schools):
    assert len(synthetic(schools)) == schools
    assert synthetic(schools, 4).digest == synthetic(schools, 4).digest


def test_too_many_schools_are_refused_with_the_range():
    with pytest.raises(SettingError, match=r"world.schools=0 is outside 1 to 1,000,000"):
        synthetic(0)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("100001,201,533498,181201,0", "line 3: pupils 0 is not a whole number from 1 to 3000"),
        ("100001,201,533498,181201,", "line 3: pupils is empty"),
        ("100001,201,far,181201,99", "line 3: easting_m 'far' is not a number"),
        ("100001,201,5334980,181201,99", "line 3: easting_m 5334980 is outside England"),
        ("100000,201,533498,181201,99", "line 3: urn 100000 is already on line 2"),
        ("100001,201", "line 3: easting_m is empty"),
    ],
)
def test_a_bad_row_is_named_with_its_line_and_reason(tmp_path, row, reason):
    path = tmp_path / "schools.csv"
    path.write_text(f"{HEADER}\n{GOOD}\n{row}\n")
    with pytest.raises(SettingError) as message:
        read_schools(path)
    assert reason in str(message.value)
    assert "\n" not in str(message.value)


def test_many_bad_rows_are_counted(tmp_path):
    path = tmp_path / "schools.csv"
    path.write_text("\n".join([HEADER, *(f"{i},201,1,1,0" for i in range(1, 9))]))
    with pytest.raises(SettingError, match="and 3 more"):
        read_schools(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_files_from_any_office_program_are_read(tmp_path, encoding):
    path = tmp_path / "schools.csv"
    path.write_text(f"{HEADER},name\n{GOOD},Béla's\n", encoding=encoding)
    assert len(read_schools(path)) == 1


def test_the_mark_of_utf_8_before_text_in_cp1252_is_no_part_of_a_column(tmp_path):
    path = tmp_path / "schools.csv"
    path.write_bytes(b"\xef\xbb\xbf" + f"{HEADER},name\n{GOOD},St Mary’s\n".encode("cp1252"))
    assert len(read_schools(path)) == 1


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b"\x00\x01\x02", "is not a text file"),
        (HEADER.encode(), "holds no schools"),
        (
            b"urn,la_code,easting,northing_m,pupils\n",
            r"no column 'easting_m' \(is it 'easting'\?\)",
        ),
    ],
)
def test_files_that_cannot_be_read_say_why(tmp_path, content, reason):
    path = tmp_path / "schools.csv"
    path.write_bytes(content)
    with pytest.raises(SettingError, match=reason):
        read_schools(path)


ROW = GOOD.encode()
COLUMNS = HEADER.encode()
BAD = {
    "open quote": (b'name,%b\n"St Mary,%b\nX,%b\n' % (COLUMNS, ROW, ROW), "line 2: a quote is"),
    "closed later": (b'name,%b\n"St Mary,%b\nY",%b\n' % (COLUMNS, ROW, ROW), "line 2: a quote"),
    "closed wrongly": (b'%b,name\n%b,"A" B\n' % (COLUMNS, ROW), "line 2: a quote is"),
    "two columns": (b"%b,pupils\n%b,1\n" % (COLUMNS, ROW), "line 1: 2 columns named 'pupils'"),
    "a cell too many": (b"%b\n%b,9\n" % (COLUMNS, ROW), "line 2: 6 cells where the header has 5"),
    "a line cut off": (b"%b,name\n%b\n" % (COLUMNS, ROW), "line 2: 5 cells where the header has 6"),
    "capitals": (COLUMNS.upper(), r"no column 'urn' \(is it 'URN'\?\)"),
    "semicolons": (COLUMNS.replace(b",", b";"), "line 1: columns are divided by semicolons"),
    "tabs": (COLUMNS.replace(b",", b"\t"), "line 1: columns are divided by tabs"),
    "UTF-16": (HEADER.encode("utf-16"), "is in UTF-16"),
    "UTF-16 without its mark": (HEADER.encode("utf-16-le"), "is not a text file .*; save it as"),
    "gzip": (b"\x1f\x8b\x08", "is compressed by gzip, not a CSV file; unpack it"),
    "Excel": (b"PK\x03\x04....xl/workbook.xml", "is an Excel workbook, not a CSV file; save it as"),
    "web page": (b"<!DOCTYPE html><html>", "is a web page"),
    "register": (b"EstablishmentStatus (name),URN\n", "use world=register"),
    "no rows": (COLUMNS, "holds no schools"),
    "zeros": (b"%b\n1,925,0,0,80\n" % COLUMNS, "line 2: easting_m 0 .*0 is no position"),
    "kilometres": (b"%b\n1,925,500.1,350.2,80\n" % COLUMNS, "kilometres: write metres"),
    "degrees": (b"%b\n1,925,53.1,-0.5,80\n" % COLUMNS, "latitude and longitude"),
    "swapped": (b"%b\n1,925,350000,505000,80\n" % COLUMNS, "line 2: easting_m 350000 .*swapped"),
    "decimal comma": (b'%b\n1,925,"500000,5",350000,80\n' % COLUMNS, "write 500000.5"),
    "thousands": (b'%b\n1,925,500000,350000,"1,250"\n' % COLUMNS, "line 2: pupils .*write 1250"),
    "thousands without quotes": (
        b"fsm_ever6_percent,%b\n10,1,925,500000,350000,1,250\n" % COLUMNS,
        "line 2: 7 cells where the header has 6: is there a comma",
    ),
    "thousands that move a cell": (
        b"%b,fsm_ever6_percent\n1,925,500000,350000,1,250,10\n" % COLUMNS,
        "line 2: 7 cells where the header has 6: is there a comma",
    ),
    "scientific": (b"%b\n1,925,5E+05,350000,80\n" % COLUMNS, "write all its digits"),
    "shares": (b"%b,fsm_ever6_percent\n%b,0.125\n" % (COLUMNS, ROW), "line 2: .*are they shares"),
    "one zero": (
        b"%b\n%b\n1,925,0,350000,80\n" % (COLUMNS, ROW),
        "line 3: .* leave such schools out",
    ),
    "a word": (b"%b\n1,925,500000,350000,x\n" % COLUMNS, "line 2: pupils 'x' .*: write digits$"),
    "no cell": (b"%b\n1,925,500000,350000,\n" % COLUMNS, "line 2: pupils is empty: write it, or"),
    "a type": (
        b"%b,school_type\n%b,Free\n" % (COLUMNS, ROW),
        "line 2: school_type 'free' is none of",
    ),
    "one in capitals": (b"%b,School_Type\n%b,academy\n" % (COLUMNS, ROW), "is it 'School_Type'"),
    "% sign": (b"%b,fsm_ever6_percent\n%b,12%%\n" % (COLUMNS, ROW), "% sign: write 12"),
}


@pytest.mark.parametrize(("content", "reason"), BAD.values(), ids=BAD)
def test_a_bad_file_is_refused_in_one_line_that_says_where_and_what_to_do(
    tmp_path, content, reason
):
    (tmp_path / "schools.csv").write_bytes(content)
    with pytest.raises(SettingError, match=reason) as error:
        read_schools(tmp_path / "schools.csv")
    assert str(error.value).startswith("world.path=") and "\n" not in str(error.value)


def test_types_are_read_in_capitals_too_and_unknown_authorities_are_told(tmp_path):
    path = tmp_path / "schools.csv"
    path.write_text(f"{HEADER},school_type\n{GOOD},Academy\n2,673,533498,181201,80,\n")
    world = read_schools(path)
    assert world.academy.tolist() == [1, -1]
    assert world.reading.notes == ("1 la_code that no authority of England has: 673",)


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(SettingError, match="is a folder; name the CSV file in it"):
        read_schools(tmp_path)


def test_lines_are_those_of_the_file_after_a_name_of_several_lines(tmp_path):
    path = tmp_path / "schools.csv"
    path.write_text(f'{HEADER},name\n{GOOD},"St Mary\nand, so\non"\n1,201,533498,181201,x,y\n')
    with pytest.raises(SettingError, match="line 5: pupils 'x' is not a number"):
        read_schools(path)


def test_markers_of_progress_that_is_not_published_are_empty_and_counted(tmp_path):
    path = tmp_path / "schools.csv"
    progress = "ks2_reading_progress,ks2_writing_progress,ks2_maths_progress"
    path.write_text(f"{HEADER},{progress}\n{GOOD},1,SUPP,LOWCOV\n")
    world = read_schools(path)
    assert np.isnan(world.ks2_progress).all()
    assert world.reading.notes == ("KS2 progress read as empty: 1 SUPP, 1 LOWCOV",)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(SettingError, match=r"world.path=.*nowhere.csv: cannot be read"):
        read_schools(tmp_path / "nowhere.csv")


def test_the_packaged_file_reads_as_a_users_own():
    own = replace(read_schools(DATA / "schools_england_2019.csv"), year=2019)
    assert own.digest == england().digest
