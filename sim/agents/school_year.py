"""What a school has for one year only: set by policies, or recorded as the year goes by."""

from __future__ import annotations

from sim.engine.agents import ColumnAgent
from sim.engine.columns import Column, Reference


class SetByPolicies(ColumnAgent):
    """What policies set at the start of a year; back at its default before they do."""

    offer_group = Column("int32", default=-1, doc="group a scheme offers; -1 none")
    offer_grouping = Column("int32", doc="by what rolls and size that group was made")
    offer_km = Column("float64", unit="km", doc="from here to the group's middle")
    offer_grant = Column("float64", unit="£", doc="grant a scheme offers, paid once")
    offer_depth = Column("int8", unit="0-5", doc="depth that the grant waits for")
    offer_prescribed = Column("float64", unit="share", doc="how far it prescribes")
    offer_required = Column("bool", doc="the group may not be declined or left")
    prescribed_by_decree = Column(
        "float64", unit="share", doc="how far its work with others is prescribed"
    )
    sharing_support = Column("float64", unit="log odds", doc="help from outside to share a head")
    federating_support = Column(
        "float64", unit="chance", doc="least chance to federate under a shared head"
    )
    head_displaced = Column("bool", doc="its headship, or one closed into it, ended this year")
    pay_supplement = Column("float64", unit="£ a year", doc="more pay for its head")
    funded_days = Column("float64", unit="days", doc="CPD days with cover paid for")
    outside_learning = Column(
        "float64", unit="points a year", doc="skill that outside support adds"
    )
    support_hours = Column(
        "float64", unit="hours a week", doc="a system leader's hours; lent if below 0"
    )
    support_from = Reference("schools", doc="whose leader gives them; nobody's come from outside")
    support_quality = Column("float64", unit="standard deviations", doc="leadership of that leader")
    trainees = Column("int16", unit="people", doc="trainee teachers placed here")
    policy_grant = Column("float64", unit="£", doc="money from policies this year")
    converting = Column(
        "float64", unit="chance", doc="least chance that it seeks an academy trust this year"
    )
    sponsoring = Column("float64", unit="chance", doc="least chance of an order, if inadequate")
    conversion_required = Column("bool", doc="has to join an academy trust this year")
    conversion_grant = Column("float64", unit="£", doc="paid for it on joining a trust by choice")
    sponsor_grant = Column("float64", unit="£", doc="paid for it on being ordered into a trust")
    council_trust = Column("bool", doc="its council's trust takes who finds no other")
    exchequer_cost = Column("float64", unit="£", doc="spent on it beyond grants")


class YearRecord(ColumnAgent):
    """What is recorded of a school in a year, for the measures."""

    teachers_before = Column("int16", unit="people", doc="teachers before the year's departures")
    teacher_leavers = Column("int16", unit="people", doc="of them, those who left teaching")
    teacher_entrants = Column("int16", unit="people", doc="teachers new to state primaries")
    weak_teachers = Column("int16", unit="people", doc="teachers whose teaching was weak this year")
    weak_taught = Column("float64", unit="share", doc="pupils taught by a weak teacher this year")
    holder_before = Column(
        "int64", doc="number of its head, or head of school, as the year began; 0 none or acting"
    )
    leader_before = Column(
        "int64", doc="number of its leader, its head or an executive head, as the year began; or 0"
    )
    holder_leadership = Column("float32", unit="standard deviations", doc="of the holder")
    head_left = Column("bool", doc="its head, or head of school, leads it no more")
    leader_left = Column("bool", doc="its leader, head or executive head, leads it no more")
    head_moved_larger = Column("bool", doc="its head moved to lead more pupils")
    head_from = Column("int8", doc="this year's head came from: 0 none, 1 here, 2 partners, 3 else")
    leader_is_new = Column("bool", doc="that, or an executive head new to the school did")
    head_is_new = Column("bool", doc="a head, not acting, took up post this year")
    adverts = Column("int8", unit="adverts", doc="times its headship was advertised this year")
    executive_adverts = Column("int8", unit="adverts", doc="times the executive headship was")
    refused_by_trusts = Column("bool", doc="sought an academy trust this year and found none")
    central_cost = Column(
        "float64", unit="£", doc="of its academy trust, less what the school saves by it"
    )
    left_partners = Column("bool", doc="left its partnership this year")


POLICY_COLUMNS = tuple(name for name, it in vars(SetByPolicies).items() if isinstance(it, Column))
