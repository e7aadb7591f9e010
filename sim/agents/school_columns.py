"""What a school has: its columns."""

import numpy as np

from sim.agents.school_year import SetByPolicies, YearRecord
from sim.engine.columns import Column, Reference

YEAR_GROUPS = 7  # Reception to Year 6


def together(what: str) -> Column:
    """A column of how far a school's partners share something: 0 not, near 1 with several."""
    return Column("float32", unit="share", doc=f"how far partners share {what}, 0 to 1")


class SchoolColumns(SetByPolicies, YearRecord):
    """What there is to know of a primary school, its people and its partners."""

    easting = Column("float64", unit="km", doc="east of the National Grid's origin")
    northing = Column("float64", unit="km", doc="north of the National Grid's origin")
    authority = Column("int32", doc="local authority, as a position in the world's list")
    census_pupils = Column("int32", unit="pupils", doc="roll in the school file")
    first_group = Column("int8", doc="youngest year group: 0 Reception, 3 in a junior school")
    last_group = Column("int8", default=6, doc="oldest year group: 6 Year 6, 2 in an infant school")
    fsm = Column("float64", unit="share", doc="pupils entitled to free school meals")
    pupils = Column("int32", unit="pupils", doc="roll")
    local_trend = Column("float64", unit="log roll", doc="change of its authority's rolls so far")
    own_trend = Column("float64", unit="log roll", doc="change of its own roll beyond that")
    closed = Column("bool", doc="no longer open: its pupils have moved to a school nearby")
    joined = Reference("schools", doc="where its pupils went when it closed")
    choice_lost = Column("int8", unit="schools", doc="of the five nearest, those that have closed")
    further_km = Column("float64", unit="km a pupil", doc="further to school, after closures")

    # Staff

    classes = Column("int16", unit="classes", doc="classes taught")
    teacher_posts = Column("int16", unit="posts", doc="teachers wanted, head aside")
    teachers = Column("int16", unit="people", doc="teachers employed, head aside")
    post_fte = Column("float64", unit="FTE", doc="full-time share of a teacher's post")
    deputies = Column("int16", unit="people", doc="deputy heads employed")
    cpd_days = Column("float64", unit="days", doc="days of CPD a teacher had this year")
    learning = Column("float64", unit="points a year", doc="skill its teachers gain this year")
    supply_days = Column("float64", unit="days", doc="days of supply cover bought this year")
    teaching_gap = Column("float64", unit="FTE", doc="teaching that the teachers cannot cover")
    taught_by_head = Column("float64", unit="FTE", doc="of it, what its head teaches")

    # Leaders

    head = Reference("heads", doc="holder of this school's own post, if it has one")
    executive = Reference("heads", doc="executive head who sits here beside the head of school")
    executive_post = Column("bool", doc="such an executive headship is based here, filled or not")
    base = Reference("schools", doc="where the leader of this school sits; often the school itself")
    minder = Reference("schools", doc="whose leader leads it too while nobody is left here")
    post = Column("int8", doc="0 led from its base, 1 headship, 2 head of school, 3 executive head")
    schools_led = Column("int16", unit="schools", doc="schools led from here")
    pupils_led = Column("int32", unit="pupils", doc="pupils in the schools led from here")
    post_pupils = Column("int32", unit="pupils", doc="pupils that its own post answers for")
    second_km = Column("float64", unit="km", doc="to the second nearest school")
    pupils_around = Column("float64", unit="pupils", doc="mean roll of the schools around")
    km_to_base = Column("float64", unit="km", doc="from here to where its leader sits")
    admin_needed = Column("float64", unit="hours a week", doc="administration it calls for")
    admin_saved = Column("float64", unit="hours a week", doc="of it, saved with other schools")
    admin_by_staff = Column(
        "float64", unit="hours a week", doc="of it, done by staff bought from reserves; or left"
    )
    admin_by_deputies = Column("float64", unit="hours a week", doc="of it, done by deputies")
    leading_wanted = Column("float64", unit="hours a week", doc="leading it wants of its heads")
    leading_hours = Column("float64", unit="hours a week", doc="hours of leading it gets")
    new_leading = Column(
        "float64", unit="share", doc="of them, by leaders in their first year here"
    )
    site_led_by = Column("int64", doc="number of its head, or head of school, when last led")
    led_by = Column("int64", doc="number of its leader when last led")
    led_well = Column("float64", unit="standard deviations", doc="leadership it gets, by hours")

    # Teaching

    progress = Column(
        "float64", unit="points", shape=YEAR_GROUPS, doc="progress of each year group"
    )
    never_weak = Column(
        "float64", unit="share", shape=YEAR_GROUPS, default=1, doc="never with a weak teacher yet"
    )
    once_weak = Column(
        "float64", unit="share", shape=YEAR_GROUPS, doc="one year with a weak teacher so far"
    )
    place_effect = Column("float64", unit="points", doc="lasting local factor in progress")
    ethos = Column("float64", unit="points", doc="factor in progress that changes over some years")
    ks2_progress = Column("float64", unit="points", doc="KS2 progress this year")
    ks2_year_before = Column("float64", unit="points", default=np.nan, doc="a year before")
    ks2_two_before = Column("float64", unit="points", default=np.nan, doc="two years before")

    effort = Column("float64", unit="share", doc="own effort this year after bad ones, 0 to 1")
    helped = Column("float64", unit="share", doc="help with it from authority or trust, 0 to 1")
    effort_next = Column("float64", unit="share", doc="own effort decided on for the year to come")
    helped_next = Column("float64", unit="share", doc="help given in the year to come")

    # Partners

    partnership = Reference("partnerships", doc="the partnership it belongs to, if any")
    depth = Column("int8", unit="0-5", doc="how deep its partnership goes; 0 outside any")
    trust = Column("float64", unit="share", doc="trust in partners, 0 to 1")
    joint_years = Column("int16", unit="years", doc="years of joint work so far, with anybody")
    coordination = Column("float64", unit="hours a week", doc="its leader's time with partners")
    data_sharing = together("data on performance")
    joint_cpd = together("CPD")
    middle_leaders = together("the development of middle leaders")
    pupil_events = together("events for pupils")
    business_management = together("business management")
    governor_development = together("the development of governors")
    subject_leadership = together("the leadership of subjects")
    staff_deployed = together("staff")
    joint_team = together("a leadership team")
    common_systems = together("systems for data, observation and procurement")
    academy = Column("bool", doc="an academy, in a trust or alone")
    leads_trust = Column("bool", doc="approved to gather other schools into an academy trust")
    granted = Column("float64", unit="£", doc="grants of schemes paid so far")

    # Governance and money

    governance = Column("float64", unit="standard deviations", doc="strength of the governing body")
    ofsted_grade = Column("int8", default=2, doc="1 outstanding to 4 inadequate")
    grade_before = Column("int8", default=2, doc="Ofsted's grade before the last inspection")
    ofsted_year = Column("int16", unit="year", doc="year of the last inspection")
    staffing = Column("float64", unit="FTE", doc="teachers at the start beyond those usual for it")
    plan = Column("float64", unit="£ a year", doc="planned beyond what is usual; or saved")
    income = Column("float64", unit="£", doc="funding this year, grants of policies included")
    cost = Column("float64", unit="£", doc="spending this year")
    leaders_pay = Column("float64", unit="£", doc="what it pays its heads, shared leaders in part")
    pooled = Column(
        "float64", unit="£", doc="from partners under one governing body; given if below 0"
    )
    balance = Column("float64", unit="£", doc="reserves; below 0 a deficit")
