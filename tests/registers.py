"""Small registers in the columns of "Get Information about Schools": a row of each kind."""

import csv
from io import StringIO

from sim.world.register import Asked, read_register

FILE = "world.path=edubasealldata.csv"

# The columns of the download of 18 September 2023, in its order.
NAMES_AND_CODES = ("(code)", "(name)")
COLUMNS = (
    *("URN", "LA (code)", "LA (name)", "EstablishmentNumber", "EstablishmentName"),
    *(
        f"{name} {of}"
        for name in ("TypeOfEstablishment", "EstablishmentTypeGroup", "EstablishmentStatus")
        for of in NAMES_AND_CODES
    ),
    *("OpenDate", "CloseDate", "PhaseOfEducation (code)", "PhaseOfEducation (name)"),
    *("StatutoryLowAge", "StatutoryHighAge", "NurseryProvision (name)", "SchoolCapacity"),
    *("CensusDate", "NumberOfPupils", "NumberOfBoys", "NumberOfGirls", "PercentageFSM"),
    *("TrustSchoolFlag (code)", "TrustSchoolFlag (name)", "Trusts (code)", "Trusts (name)"),
    *("FederationFlag (name)", "Federations (code)", "Federations (name)", "OfstedLastInsp"),
    *("Street", "Locality", "Town", "Postcode", "HeadTitle (name)", "HeadFirstName"),
    *("HeadLastName", "HeadPreferredJobTitle", "GOR (code)", "GOR (name)", "UrbanRural (name)"),
    *("Easting", "Northing", "OfstedRating (name)", "Country (name)", "FSM"),
)
USUAL = {
    "LA (code)": "925",
    "LA (name)": "Lincolnshire",
    "TypeOfEstablishment (name)": "Community school",
    "EstablishmentTypeGroup (name)": "Local authority maintained schools",
    "EstablishmentStatus (name)": "Open",
    "PhaseOfEducation (name)": "Primary",
    "StatutoryLowAge": "4",
    "StatutoryHighAge": "11",
    "CensusDate": "18-01-2024",
    "NumberOfPupils": "120",
    "PercentageFSM": "12.5",
    "TrustSchoolFlag (name)": "Not applicable",
    "FederationFlag (name)": "Not under a federation",
    "OfstedLastInsp": "14-03-2019",
    "OfstedRating (name)": "Good",
    "HeadPreferredJobTitle": "Headteacher",
    "GOR (name)": "East Midlands",
}
ACADEMY = {
    "TypeOfEstablishment (name)": "Academy converter",
    "EstablishmentTypeGroup (name)": "Academies",
    "FederationFlag (name)": "Not applicable",
}
MULTI = {**ACADEMY, "TrustSchoolFlag (name)": "Supported by a multi-academy trust"}
SINGLE = {**ACADEMY, "TrustSchoolFlag (name)": "Supported by a single-academy trust"}
FEDERATED = {"FederationFlag (name)": "Supported by a federation"}


def head(first, last, title="Headteacher"):
    """Who leads a school, as the register names them."""
    return {"HeadFirstName": first, "HeadLastName": last, "HeadPreferredJobTitle": title}


def register(*rows, columns=COLUMNS, encoding="cp1252"):
    """The content of a register: each row says what is not usual of it; schools lie 2 km apart."""
    text = StringIO(newline="")
    written = csv.DictWriter(text, columns, extrasaction="ignore", quoting=csv.QUOTE_ALL)
    written.writeheader()
    for n, row in enumerate(rows):
        place = {"URN": 100_001 + n, "Easting": 500_000 + 2000 * n, "Northing": 350_000}
        named = {
            "EstablishmentName": f"Invented School {n}",
            **head("Ann", f"Lee{chr(97 + n % 26) * (1 + n // 26)}"),
        }
        written.writerow({**dict.fromkeys(columns, ""), **USUAL, **place, **named, **row})
    return text.getvalue().encode(encoding)


def read(*rows, asked=None, **how):
    """The world of a register of these rows."""
    return read_register(register(*rows, **how), FILE, asked or Asked())


def kind(of, phase="Primary", **more):
    """A row of a type of establishment and phase."""
    return {"TypeOfEstablishment (name)": of, "PhaseOfEducation (name)": phase, **more}


LEFT_OUT = (  # a row of each kind that is no school of the world, and why
    ({"EstablishmentStatus (name)": "Closed"}, "closed"),
    ({"EstablishmentStatus (name)": "Proposed to open"}, "proposed to open"),
    (kind("Welsh establishment", **{"LA (code)": "673"}), "not in England"),
    (kind("Offshore schools", **{"LA (code)": "708"}), "not in England"),
    (kind("Service children's education", **{"LA (code)": "702"}), "not in England"),
    (kind("Community school", **{"LA (code)": "701"}), "not in England"),
    ({"LA (code)": ""}, "no code of a local authority"),
    ({"LA (code)": "000"}, "no code of a local authority"),
    (kind("Other independent school", "Not applicable"), "independent"),
    (
        kind("Community special school", "Not applicable"),
        "special, nursery, alternative provision or other",
    ),
    (
        kind("Local authority nursery school", "Nursery"),
        "special, nursery, alternative provision or other",
    ),
    (
        kind("Pupil referral unit", "Not applicable"),
        "special, nursery, alternative provision or other",
    ),
    (kind("Academy converter", "Secondary"), "another phase"),
    (kind("Community school", "Middle deemed primary"), "middle deemed primary (see world.phases)"),
    (kind("Academy sponsor led", "All-through"), "all through (see world.phases)"),
    ({"NumberOfPupils": ""}, "no roll"),
    ({"NumberOfPupils": "0"}, "no roll"),
    ({"Easting": "", "Northing": ""}, "no position"),
    ({"Easting": "0", "Northing": "0"}, "no position"),
    ({"Easting": "30000", "Northing": "900000"}, "position outside England"),
    ({"StatutoryLowAge": "11", "StatutoryHighAge": "18"}, "no year group from Reception to Year 6"),
)
