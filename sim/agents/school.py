"""Schools: rolls, classes, results, inspection, partners and money."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.agents.maths import clip, logistic
from sim.agents.roles import Depth, Form, Grade, HeadRole, Post
from sim.agents.school_year import SetByPolicies, YearRecord
from sim.engine.columns import Column, Reference

YEAR_GROUPS = 7  # Reception to Year 6


def together(what: str) -> Column:
    """A column of how far a school's partners share something: 0 not, near 1 with several."""
    return Column("float32", unit="share", doc=f"how far partners share {what}, 0 to 1")


class School(SetByPolicies, YearRecord):
    """A primary school: its pupils, its people and its partners."""

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
    ofsted_year = Column("int16", unit="year", doc="year of the last inspection")
    plan = Column("float64", unit="£ a year", doc="planned beyond what is usual; or saved")
    income = Column("float64", unit="£", doc="funding this year, grants of policies included")
    cost = Column("float64", unit="£", doc="spending this year")
    leaders_pay = Column("float64", unit="£", doc="what it pays its heads, shared leaders in part")
    pooled = Column(
        "float64", unit="£", doc="from partners under one governing body; given if below 0"
    )
    balance = Column("float64", unit="£", doc="reserves; below 0 a deficit")

    # Roll and classes

    def next_roll(self) -> dict[str, Any]:
        """The roll of the new year: what is projected, the authority's trend, and the school's own.

        Both trends wander and are pulled back. Evidence: ledger entries under `rolls`.
        """
        p = self.model.parameters.rolls
        # Keyed by the authority: all its schools draw the same number.
        shared = self.model.normal(self.authority + 1, "local trend")
        own = self.draw_normal("own trend")
        local_trend = p.local_kept * self.local_trend + p.local_spread * shared
        own_trend = p.own_kept * self.own_trend + p.own_spread * own
        projected = self.census_pupils * self.model.projected.take(self.authority)
        pupils = np.rint(projected * np.exp(local_trend + own_trend))
        return {
            "local_trend": local_trend,
            "own_trend": own_trend,
            "pupils": np.where(self.closed, 0, np.maximum(pupils, p.fewest_pupils)).astype(
                np.int32
            ),
        }

    def closes(self) -> Any:
        """Whether authority or trust would close the school this year: small, and in debt or not.

        There is a presumption against closing where the second nearest school is far, as in the
        country. Evidence: ledger entries under `closures`.
        """
        p = self.model.parameters.closures
        small = clip(1 - self.pupils / p.roll)
        chance = p.chance * small * np.where(self.balance < 0, p.in_debt, 1)
        chance = chance * np.where(self.second_km > p.rural_km, p.rural, 1)
        return (self.draw("closes by rule") < np.float32(chance)) & ~self.closed

    def plan_budget(self) -> dict[str, Any]:
        """How far governors plan to spend beyond, or below, what is usual for the roll, in £.

        They change last year's plan by part of last year's surplus or deficit, and so that
        reserves move towards what they wish to keep: a deficit costs posts, CPD and support
        staff until it is mended, a surplus buys them. Evidence: `money.reserves_*`,
        `money.corrected`.
        """
        p = self.model.parameters.money
        beyond = p.reserves_spent * (self.balance - p.reserves_kept * self.pupils)
        plan = (self.plan + p.corrected * (self.income - self.cost + beyond)) * ~self.closed
        most = p.plan_most * self.income
        return {"plan": np.minimum(np.maximum(plan, -most), most)}

    def plan_staff(self) -> dict[str, Any]:
        """Classes and teachers' posts: the published line of teachers' FTE by roll, and the plan.

        Part of what is planned from reserves buys posts, or is saved on them.
        """
        p, money = self.model.parameters.rolls, self.model.parameters.money
        bought = money.plan_posts * self.plan / (money.on_costs * money.teacher_pay_top)
        fte = p.fte_fixed + p.fte_per_pupil * self.pupils - 1  # the head is one of them
        fte = np.maximum(fte + bought, p.least_fte)
        posts = np.maximum(np.ceil(fte - p.part_time), 1)
        classes = np.rint(self.pupils / p.class_size + p.class_extra)
        return {
            "classes": np.where(self.closed, 0, np.maximum(classes, 1)).astype(np.int16),
            "teacher_posts": np.where(self.closed, 0, posts).astype(np.int16),
            "post_fte": fte / posts,
        }

    def teaching_not_covered(self) -> Any:
        """Teaching, in FTE, that the teachers in post cannot cover: the head's, or supply's."""
        p = self.model.parameters.week
        return np.maximum(self.classes * p.teachers_per_class - self.teachers * self.post_fte, 0)

    def hours_per_class(self) -> Any:
        """Hours of leading a week for each class: where these are few, each is seen often."""
        p = self.model.parameters.week
        seen = p.own_classes * self.classes + (1 - p.own_classes) * p.ordinary_classes
        return self.leading_hours / np.maximum(seen, 1)

    def leaders_work(self) -> dict[str, Any]:
        """Hours a week of administration and leading that the school calls for.

        Administration is nearly fixed, so that it weighs on small schools. All of it is
        done by heads or deputies, but for what is saved with other schools by a named
        mechanism (shared business management, common systems, and what one leader of
        several schools does once for all of them) and what support staff bought from
        reserves do; where support staff are saved on, heads do more. Evidence: `week.*`.
        """
        p = self.model.parameters.week
        has_deputy = self.deputies > 0
        by_roll = 1 + p.admin_by_roll * (self.pupils / p.admin_ordinary_roll - 1)
        needed = np.where(self.closed, 0, p.admin_fixed * by_roll) + p.admin_per_pupil * self.pupils
        saved = needed * self.admin_shared()
        most = p.bought_most * (needed - saved)
        by_staff = p.bought_hours * self.planned_for_staff() / 1_000
        by_staff = np.minimum(np.maximum(by_staff, -most), most)
        wanted = p.leading_fixed + p.leading_per_class * np.minimum(self.classes, p.most_classes)
        wanted = wanted * (1 - p.shared_subjects * self.subject_leadership)
        return {
            "admin_needed": needed,
            "admin_saved": saved,
            "admin_by_staff": by_staff,
            "admin_by_deputies": p.deputy_admin * has_deputy * (needed - saved - by_staff),
            "leading_wanted": np.where(self.closed, 0, wanted * (1 - p.deputy_relief * has_deputy)),
        }

    def admin_shared(self) -> Any:
        """The fraction of administration that is saved with other schools."""
        p = self.model.parameters.week
        partners = p.shared_business * self.business_management
        partners = partners + p.shared_systems * self.common_systems
        base = self.base
        executive = (base.executive.unique_id > 0) | (base.post == Post.EXECUTIVE)
        beside = self.post == Post.HEAD_OF_SCHOOL
        of_leader = np.where(beside, p.admin_executive * executive, 1)
        once = p.done_once * of_leader * (base.unique_id != self.unique_id)
        return 1 - (1 - partners) * (1 - once)

    def admin_by_heads(self) -> Any:
        """Hours a week of administration that heads do: what nobody else does or saves."""
        others = self.admin_saved + self.admin_by_staff + self.admin_by_deputies
        return self.admin_needed - others

    # Staff development

    def releases_staff(self) -> dict[str, Any]:
        """Days of CPD a teacher gets: what can be released, helped by partners' cover.

        Spare teachers beyond the classes make release possible; a small school has
        few. Part of what is planned from reserves buys days, or is saved on them.
        Evidence: ledger entries `development.cpd_*` and `development.release_*`.
        """
        p = self.model.parameters.development
        spare = self.teachers * self.post_fte - self.classes
        possible = 1 - np.exp(-np.maximum(spare, 0) / p.release_spare)
        cover = np.minimum(p.release_partners * (self.joint_cpd + self.staff_deployed), 1)
        helped = possible + (1 - possible) * cover
        own = p.cpd_least + (p.cpd_most - p.cpd_least) * helped
        money = self.model.parameters.money
        a_day = money.cpd_cover * money.supply_day * self.teachers
        for_cpd = np.where(a_day > 0, money.plan_cpd * self.plan, 0)
        bought = for_cpd / np.where(a_day > 0, a_day, 1)
        return {"cpd_days": np.maximum(own + bought, 0) + self.funded_days}

    def teaches_teachers(self) -> dict[str, Any]:
        """Skill a teacher gains here in a year, in points.

        Coaching comes from the head's leading hours per class, CPD from the days
        of release the school could give, and partners' ablest teachers teach by
        example in joint CPD and where they lead subjects, and a shared plan says what to
        work on. Evidence: `development.*`.
        """
        p = self.model.parameters.development
        coaching = p.coaching_gain * np.minimum(self.hours_per_class(), p.most_coaching)
        partners = p.partner_gain * (self.joint_cpd + self.subject_leadership)
        partners = partners + p.plan_gain * (self.depth >= Depth.SHARED_PLAN)
        planning = p.planning_gain * np.exp(-self.teachers / p.planning_teachers)
        from_others = partners + planning + self.outside_learning
        return {"learning": coaching + p.cpd_gain * self.cpd_days + from_others - p.ordinary_gain}

    # Teaching

    def next_ethos(self) -> Any:
        """The school's own factor that changes over some years, in points."""
        p = self.model.parameters.teaching
        fresh = np.sqrt(1 - p.ethos_kept**2) * p.ethos_spread
        return p.ethos_kept * self.ethos + fresh * self.draw_normal("ethos")

    def move_cohorts(self, taught: Any) -> Any:
        """Progress of the year groups after a year; ``taught`` is their teachers' effect (7, n).

        Part of earlier effects lasts; leadership adds its own in every year group, and so
        does knowing every pupil and parent where there are few, events with partners'
        pupils, and effort after bad results; a leader's first year at the school costs
        some. Returns points, (7, n).
        Evidence: `teaching.lasting`, `teaching.leadership_effect`, `teaching.new_leader`.
        """
        p = self.model.parameters.teaching
        before = np.concatenate([np.zeros_like(self.progress[:1]), self.progress[:-1]])
        hours = np.log(np.maximum(self.leading_hours, 1) / p.ordinary_leading)
        led = (
            p.leadership_effect * (self.led_well - p.ordinary_leadership)
            + p.leading_hours_effect * hours
        )
        known = p.parents_effect * np.exp(-self.pupils / p.parents_roll)
        known = known + p.events_effect * self.pupil_events + self.gains_by_effort()
        new = p.new_leader * self.new_leading
        after = p.lasting * before + taught + (1 - p.lasting) * (led + known) - new
        if np.any(self.first_group):  # in a junior school pupils begin in Year 3, from nought
            group = np.arange(YEAR_GROUPS).reshape(-1, *[1] * np.ndim(self.first_group))
            after = np.where(group >= self.first_group, after, 0)
        return after

    def gains_by_effort(self) -> Any:
        """What the school's own effort and help from its authority or trust add, in points."""
        p = self.model.parameters.effort
        return p.own_gain * self.effort + p.help_gain * self.helped

    def responds(self) -> dict[str, Any]:
        """Effort after a bad result or inspection, and whether authority or trust help with it.

        Both come in the next year, and fade once results and grade are better.
        Evidence: ledger entries under `effort`.
        """
        p = self.model.parameters.effort
        poor = self.publishes_results() & (self.ks2_progress < p.below)
        poor = (poor | (self.ofsted_grade >= Grade.REQUIRES_IMPROVEMENT)) & ~self.closed
        in_trust = self.partnership.form == Form.ACADEMY_TRUST
        chance = np.float32(np.where(in_trust, p.trust_helps, p.authority_helps))
        helped = poor & (self.draw("help") < chance)
        return {
            "effort_next": np.where(poor, 1, p.kept * self.effort_next),
            "helped_next": np.where(helped, 1, p.kept * self.helped_next),
        }

    def results(self) -> Any:
        """KS2 progress of Year 6, in points, a mean of subjects; the few pupils vary by chance.

        In an infant school, where there is no KS2, that of the oldest year group, unpublished.
        """
        p = self.model.parameters.teaching
        pupils = p.pupil_spread / np.sqrt(self.cohort()) * self.draw_normal("results")
        return self.of_oldest(self.progress) + self.place_effect + self.ethos + pupils

    def cohort(self) -> Any:
        """Pupils in a year group."""
        return np.maximum(self.pupils / self.year_groups(), 1)

    def year_groups(self) -> Any:
        """How many year groups there are: 7 in a primary, 3 in an infant, 4 in a junior school."""
        return self.last_group - self.first_group + 1

    def of_oldest(self, values: Any) -> Any:
        """Of values of each year group, (7, n), that of the oldest in the school."""
        return np.choose(self.last_group, values)

    def publishes_results(self) -> Any:
        """Whether there is a Year 6 large enough for results to be published."""
        enough = self.cohort() >= self.model.parameters.teaching.published_cohort
        return enough & (self.last_group == YEAR_GROUPS - 1)

    # Inspection

    def is_inspected(self) -> Any:
        """Whether Ofsted comes this year: sooner after a poor grade.

        In years in which outstanding schools are exempt it comes to them only as results call
        for it. Evidence: ledger entries under `inspection`.
        """
        p = self.model.parameters.inspection
        due = np.asarray(p.years_between)[self.ofsted_grade - 1]
        waited = self.model.year - self.ofsted_year
        early = waited >= due - 1  # a year either side, by chance
        chance = np.where(waited > due, 1, p.early_chance)
        comes = early & (self.draw("inspected") < np.float32(chance))
        if p.exempt:
            risk = self.publishes_results() & (self.ks2_progress < p.risk_below)
            called = risk & (self.draw("risk") < np.float32(p.risk_chance))
            comes = np.where(self.ofsted_grade == Grade.OUTSTANDING, called, comes)
        return comes & ~self.closed

    def inspected_grade(self) -> Any:
        """Ofsted's grade, 1 to 4, from results, leadership, governance and judgement.

        A short inspection of a good school seldom leads to a full one; otherwise it stays good.
        """
        p = self.model.parameters.inspection
        before = np.where(np.isnan(self.ks2_year_before), self.ks2_progress, self.ks2_year_before)
        score = (
            p.results_weight * self.reliability_of_results() * (self.ks2_progress + before) / 2
            + p.leadership_weight * self.led_well
            + p.governance_weight * self.governance
            + p.judgement_spread * self.draw_normal("grade")
        )
        beaten = np.sort(p.grade_scores).searchsorted(score, side="right")
        grade = np.int8(1 + len(p.grade_scores) - beaten)
        if not p.short:
            return grade
        stays = self.draw("short") >= np.float32(p.short_becomes_full)
        return np.where(stays & (self.ofsted_grade == Grade.GOOD), np.int8(Grade.GOOD), grade)

    def reliability_of_results(self) -> Any:
        """How far inspectors trust two years' results, over those of an ordinary year group.

        The fewer pupils, the more of a mean is chance. 1 where inspectors take no account of it.
        """
        p, t = self.model.parameters.inspection, self.model.parameters.teaching
        if not p.reliable_results:
            return 1
        lasting = t.place_spread**2 + t.ethos_spread**2
        chance = t.pupil_spread**2 / 2 / np.array([1, p.ordinary_cohort])
        own = lasting / (lasting + chance[0] / self.cohort())
        return own * (lasting + chance[1]) / lasting

    # Leadership posts

    def shares_head(self) -> Any:
        """Whether governors who could not appoint look for a head to share.

        What a head costs for each pupil decides: dear in a small school. Partners who
        would all agree, such as a federation, and an authority that brokers help.
        Evidence: shared headship by roll; ledger entries `recruitment.sharing_*`.
        """
        p = self.model.parameters.recruitment
        odds = p.sharing + p.sharing_cost * np.log(p.sharing_roll / np.maximum(self.pupils, 1))
        agree = np.where(self.depth > 0, self.partnership.agreement(), 0)
        odds = odds + p.sharing_partners * agree + self.sharing_support
        return self.draw("share") < np.float32(logistic(odds))

    def ends_sharing(self) -> Any:
        """Whether a school led from elsewhere wants a head of its own when that head goes."""
        p = self.model.parameters.recruitment
        odds = p.unsharing - p.sharing_cost * np.log(p.sharing_roll / np.maximum(self.pupils, 1))
        one_body = self.partnership.form >= Form.FEDERATION
        chance = logistic(odds) * np.where(one_body, p.unsharing_federated, 1)
        return self.draw("unshare") < np.float32(chance)

    def reputation(self) -> Any:
        """How the school draws teachers and heads, in points of appeal."""
        p = self.model.parameters.recruitment
        graded = p.appeal_good * (Grade.GOOD - self.ofsted_grade)
        if not self.model.parameters.inspection.single_grade:
            graded = graded * p.appeal_report_card
        return graded + p.appeal_partners * self.depth

    def headship_appeal(self) -> Any:
        """How its own post draws applicants: pupils led, reputation, workload, partners."""
        p = self.model.parameters.recruitment
        roll = np.log(np.maximum(self.post_pupils, 1) / p.sharing_roll)
        below = p.appeal_head_of_school * (self.post == Post.HEAD_OF_SCHOOL)
        return (
            self.reputation()
            + p.appeal_roll * roll
            + p.appeal_pay * self.pay_supplement / 1_000
            - p.appeal_teaching * self.teaching_gap
            + below
        )

    def hosts_executive(self) -> Any:
        """Whether an executive headship that was made is based here, filled or not."""
        return self.executive_post | (self.post == Post.EXECUTIVE)

    def executive_appeal(self) -> Any:
        """How an executive headship based here draws applicants: as a headship of all it leads."""
        p = self.model.parameters.recruitment
        roll = np.log(np.maximum(self.pupils_led, 1) / p.sharing_roll)
        return self.reputation() + p.appeal_roll * roll

    def executive_standard(self) -> Any:
        """What governors ask at first of an executive head: more than of a head."""
        p = self.model.parameters.recruitment
        return p.head_standard + p.executive_standard + p.standard_governors * self.governance

    def headship_standard(self) -> Any:
        """What governors ask of a leader at first, in standard deviations of leadership.

        More for leading several schools, and from strong governors.
        """
        p = self.model.parameters.recruitment
        standard = p.head_standard + p.executive_standard * (self.post == Post.EXECUTIVE)
        standard = standard + p.site_standard * (self.post == Post.HEAD_OF_SCHOOL)
        return standard + p.standard_governors * self.governance

    # Partners

    def past_work(self) -> Any:
        """Joint work behind the school, from 0 to 1: partnership grows out of partnership."""
        years = self.model.parameters.partnerships.past_years
        return np.minimum(self.joint_years / years, 1)

    def wants_partners(self) -> Any:
        """Whether a school outside any partnership would join one this year."""
        p = self.model.parameters.partnerships
        welcome = 1 - p.new_head_waits * self.leader_is_new
        chance = p.joining * welcome * (1 + p.joining_past * self.past_work())
        return (self.draw("join") < np.float32(chance)) & ~self.closed

    def willingness(self, grant: Any, prescribed: Any, km: Any, further: Any = 0) -> Any:
        """The chance that governors take what is offered them: the one rule for every offer.

        Money (``grant``, in £) and joint work in the past draw; a prescribed model of working
        (0 to 1), distance and a new head put off; ``further`` are other reasons, in log odds.
        Evidence: `partnerships.offer_*`.
        """
        p = self.model.parameters.partnerships
        odds = (
            p.offer
            + p.offer_money * grant / 10_000
            + p.offer_past * self.past_work()
            - p.offer_prescribed * prescribed
            - p.offer_km * km
            - p.offer_new_head * self.leader_is_new
            + further
        )
        return np.float32(logistic(odds))

    def takes_offer(self) -> Any:
        """Whether a school to which a scheme offers a group joins it (bool).

        Who already has a written agreement with others keeps to it.
        """
        grant = self.offer_grant - self.granted
        willing = self.draw("offer") < self.willingness(grant, self.offer_prescribed, self.offer_km)
        free = (self.depth < Depth.AGREED) & (self.partnership.form < Form.FEDERATION)
        free = free & (self.partnership.group != self.offer_group + 1)
        return free & (willing | self.offer_required)

    def takes_executive(self, grant: Any, km: Any, support: Any) -> Any:
        """Whether governors let their school be led by an executive head with others (bool).

        ``support`` is the help of a broker, in log odds. They are loath to give up governors
        and a head of their own, most of all while somebody holds the headship. Where they
        stand lasts: it is drawn once for all years, and only circumstances change.
        """
        p = self.model.parameters.partnerships
        head = self.head
        held = (head.unique_id > 0) & (head.role != HeadRole.ACTING_HEAD)
        free = (self.partnership.form < Form.FEDERATION) & ~self.closed
        against = p.offer_own_body + p.offer_headship * held
        stance = self.model.uniform(self.unique_id, "executive offer", year=0)
        return free & (stance < self.willingness(grant, 0, km, support - against))

    def lets_head_lead_others(self) -> Any:
        """Whether governors would let their head lead another school too: lasting (bool)."""
        chance = logistic(self.model.parameters.recruitment.hosting_governors)
        return self.model.uniform(self.unique_id, "hosts", year=0) < np.float32(chance)

    def federates(self) -> Any:
        """Whether the schools led from here, several, become one federation this year."""
        p = self.model.parameters.partnerships
        chance = np.maximum(p.federating_shared, self.federating_support)
        free = self.partnership.form < Form.FEDERATION
        return free & (self.draw("federate") < np.float32(chance))

    # Academy trusts

    def must_convert(self) -> Any:
        """Whether an order makes the school join a trust: of all schools, or as inadequate."""
        p = self.model.parameters.academies
        chance = np.maximum(p.sponsoring, self.sponsoring)
        failed = self.ofsted_grade == Grade.INADEQUATE
        ordered = failed & (self.draw("sponsor") < np.float32(chance))
        return (ordered | self.conversion_required) & self.may_convert()

    def may_convert(self) -> Any:
        """Whether it is open and in no academy trust; an academy alone may join one too."""
        return ~self.closed & (self.partnership.form != Form.ACADEMY_TRUST)

    def seeks_academy_trust(self) -> Any:
        """Whether the school would join an academy trust this year, or has to (bool).

        Governors seek one on their own or as policies encourage, sooner after joint work; a
        federation decides once, and an approved lead school seeks schools every year.
        """
        p = self.model.parameters.academies
        federation = self.partnership.form == Form.FEDERATION
        bodies = np.where(federation, np.maximum(self.partnership.members, 1), 1)
        chance = np.maximum(p.converting, self.converting) * (1 + self.past_work()) / bodies
        wills = (self.draw("convert") < np.float32(chance)) | self.leads_trust
        return (wills & self.may_convert()) | self.must_convert()

    def brings_to_trust(self) -> Any:
        """What the school brings to a trust in £ a year, less what it costs there.

        A trust reckons with its charge on the school's income; a small school brings little, and
        costs as much as others; a weak one, or one in debt, costs more.
        """
        p = self.model.parameters.academies
        weak = self.ofsted_grade >= Grade.REQUIRES_IMPROVEMENT
        debts = np.minimum(self.balance, 0) / p.debt_years
        return p.charge * self.income - p.central_school - p.support_cost * weak + debts

    def founds_trust(self) -> Any:
        """Whether a school that finds no trust would found one: approved, or good and willing."""
        chance = self.model.parameters.academies.founding
        good = self.ofsted_grade <= Grade.GOOD
        return self.leads_trust | (good & (self.draw("found a trust") < np.float32(chance)))

    def pays_trust(self, for_pupil: Any) -> dict[str, Any]:
        """What its trust costs the school in £, less what it no longer pays for elsewhere.

        ``for_pupil`` is the central cost of its trust for each pupil. Spread over few pupils it
        is more than is saved, over many it is less: the economy of scale, and the diseconomy.
        """
        saved = self.model.parameters.academies.replaced * self.income
        inside = self.partnership.form == Form.ACADEMY_TRUST
        return {"central_cost": np.where(inside, for_pupil * self.pupils - saved, 0)}

    def next_trust(self) -> dict[str, Any]:
        """Trust in partners: grows with joint work, falls when a leader changes, 0 to 1."""
        p = self.model.parameters.partnerships
        partners = self.partnership
        work = (p.trust_grows * self.depth + p.trust_events * self.pupil_events) * (1 - self.trust)
        travel = p.trust_travel * partners.mean_km
        change = p.trust_leaders * partners.new_leaders + p.trust_prescribed * partners.prescribed
        grown = self.trust + work - travel - change + p.trust_luck * self.draw_normal("trust")
        return {"trust": np.where(partners.members > 1, clip(grown), p.trust_start)}

    def leaves_partners(self) -> Any:
        """Whether the school leaves its partnership: low trust, and nothing that binds it."""
        p = self.model.parameters.partnerships
        partners = self.partnership
        free = (partners.members > 1) & (partners.form < Form.FEDERATION) & ~partners.required
        low = np.maximum(p.leaving_trust - self.trust, 0)
        return free & (self.draw("leave partners") < np.float32(p.leaving * low))

    def grant_in_prospect(self) -> Any:
        """What a scheme would still pay, in £, to a school that works in the scheme's own group."""
        in_its_group = self.partnership.group == self.offer_group + 1
        return np.where(in_its_group, np.maximum(self.offer_grant - self.granted, 0), 0)

    def earns_grant(self) -> Any:
        """The grant of a scheme, in £: paid once, when its condition on depth is met."""
        met = (self.partnership.members > 1) & (self.depth >= self.offer_depth)
        return np.where(met, self.grant_in_prospect(), 0)

    def next_governance(self) -> dict[str, Any]:
        """Strength of governors: wanders, and is built by training and governing with partners."""
        p = self.model.parameters.inspection
        one_body = (self.partnership.form >= Form.FEDERATION) * p.governance_one_body
        fresh = np.sqrt(1 - p.governance_kept**2) * self.draw_normal("governors")
        trained = p.governance_partners * (self.governor_development - p.governance_usual)
        return {"governance": p.governance_kept * self.governance + fresh + trained + one_body}

    # Money

    def buys_supply(self) -> Any:
        """Days of supply: for what neither teachers nor the head teach, and for absence."""
        p = self.model.parameters.money
        uncovered = self.teaching_gap - self.taught_by_head
        uncovered = uncovered * (1 - p.supply_partners * self.staff_deployed)
        return p.days_taught * uncovered + p.absence_days * self.teachers * self.post_fte

    def planned_for_staff(self) -> Any:
        """What of the plan, in £ a year, goes into support staff and their running costs."""
        p = self.model.parameters.money
        return (1 - p.plan_posts - p.plan_cpd) * self.plan

    def receives(self) -> dict[str, Any]:
        """Funding of the year in £: a lump sum, an amount for each pupil, policy grants.

        Small schools far from others have more.
        """
        p = self.model.parameters.money
        each = p.per_pupil + p.per_disadvantaged * self.fsm
        sparse = p.sparsity * clip(1 - self.pupils / p.sparsity_roll)
        sparse = sparse * (self.second_km > p.sparsity_km)
        fixed = np.where(self.closed, 0, p.lump_sum + sparse)
        return {"income": fixed + each * self.pupils + self.policy_grant}

    def spends(self, teachers_pay: Any) -> dict[str, Any]:
        """Spending of the year in £: pay with its on-costs, supply, CPD, and the rest."""
        p = self.model.parameters.money
        staff = p.on_costs * (teachers_pay + self.leaders_pay)
        released = p.cpd_cover * (self.cpd_days - self.funded_days) + self.funded_days
        cover = p.supply_day * (self.supply_days + released * self.teachers)
        fixed = np.where(self.closed, 0, p.other_fixed)
        other = fixed + (p.other_per_pupil + p.other_disadvantaged * self.fsm) * self.pupils
        other = other + self.planned_for_staff()
        unforeseen = p.spending_luck * self.income * self.draw_normal("spending")
        return {"cost": staff + cover + other + unforeseen + self.central_cost}

    def shares_reserves(self, reserves: Any, pupils: Any) -> dict[str, Any]:
        """What a school has from its partners, in £: under one governing body reserves are one.

        ``reserves`` and ``pupils`` are those of all partners; each school's part of the
        reserves goes by its pupils. What one receives another gives.
        """
        one_body = (self.partnership.form >= Form.FEDERATION) & (pupils > 0)
        part = reserves * self.pupils / np.maximum(pupils, 1)
        return {"pooled": np.where(one_body, part - self.balance, 0)}
