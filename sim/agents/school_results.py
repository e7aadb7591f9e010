"""Teaching and its results: progress, KS2, inspection, and what follows a bad year."""

from typing import Any

import numpy as np
from scipy.special import ndtr, ndtri

from sim.agents.roles import Form, Grade
from sim.agents.school_columns import YEAR_GROUPS, SchoolColumns


class Results(SchoolColumns):
    """Teaching and its results: progress, KS2, inspection, and what follows a bad year."""

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
        led = (1 - self.model.parameters.rivals.through_teachers) * self.gains_by_leadership()
        known = p.parents_effect * np.exp(-self.pupils / p.parents_roll)
        known = known + p.events_effect * self.pupil_events + self.gains_by_effort()
        new = p.new_leader * self.new_leading
        after = p.lasting * before + taught + (1 - p.lasting) * (led + known) - new
        if np.any(self.first_group):  # in a junior school pupils begin in Year 3, from nought
            group = np.arange(YEAR_GROUPS).reshape(-1, *[1] * np.ndim(self.first_group))
            after = np.where(group >= self.first_group, after, 0)
        return after

    def gains_by_leadership(self) -> Any:
        """What quality and hours of leading add to pupils' progress in the end, in points."""
        p = self.model.parameters.teaching
        hours = np.log(np.maximum(self.leading_hours, 1) / p.ordinary_leading)
        quality = p.leadership_effect * (self.led_well - p.ordinary_leadership)
        return quality + p.leading_hours_effect * hours

    def gains_by_effort(self) -> Any:
        """What the school's own effort and help from its authority or trust add, in points."""
        p = self.model.parameters.effort
        return p.own_gain * self.effort + p.help_gain * self.helped

    def next_ethos(self) -> Any:
        """The school's own factor that changes over some years, in points."""
        p = self.model.parameters.teaching
        fresh = np.sqrt(1 - p.ethos_kept**2) * p.ethos_spread
        return p.ethos_kept * self.ethos + fresh * self.draw_normal("ethos")

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
        return np.take_along_axis(values, np.expand_dims(self.last_group, 0), axis=0)[0]

    def publishes_results(self) -> Any:
        """Whether there is a Year 6 large enough for results to be published."""
        enough = self.cohort() >= self.model.parameters.teaching.published_cohort
        return enough & (self.last_group == YEAR_GROUPS - 1)

    def below_floor(self) -> Any:
        """Whether results are below the floor standard of the year.

        The published one asks both for pupils at the expected standard and for progress in
        each subject. Evidence: ledger entries under `floor`.
        """
        p = self.model.parameters.floor
        if not p.by_subject:
            return self.ks2_progress < p.mean
        low = [x < least for x, least in zip(self.subjects(), p.progress, strict=True)]
        slow = np.logical_and.reduce(low) if p.in_all else np.logical_or.reduce(low)
        return slow & (self.attaining() < p.attaining)

    def subjects(self) -> list[Any]:
        """KS2 progress in reading, writing and maths, in points; their mean is `ks2_progress`."""
        p = self.model.parameters.floor
        sd = np.sqrt(p.subject_spread**2 + p.subject_pupils**2 / self.cohort())
        apart = [sd * self.draw_normal(name) for name in ("reading", "writing", "maths")]
        mean = np.mean(apart, axis=0)
        return [self.ks2_progress + one - mean for one in apart]

    def attaining(self) -> Any:
        """Fraction of Year 6 at the expected standard in reading, writing and maths."""
        p = self.model.parameters.floor
        intake = p.disadvantage * (p.usual_fsm - self.fsm)
        usual = ndtri(p.usually_attaining)
        expected = ndtr(usual + (intake + self.ks2_progress) / p.pupil_scores)
        sd = np.sqrt(expected * (1 - expected) / self.cohort())
        return np.clip(expected + sd * self.draw_normal("attaining"), 0, 1)

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

    def responds(self) -> dict[str, Any]:
        """Effort after a bad result or inspection, and whether authority or trust help with it.

        Both come in the next year, and fade once results and grade are better. A school graded
        below good twice running is stuck: in some years national teams see to it.
        Evidence: ledger entries under `effort`.
        """
        p = self.model.parameters.effort
        poor = self.publishes_results() & (self.ks2_progress < p.below)
        poor = (poor | (self.ofsted_grade >= Grade.REQUIRES_IMPROVEMENT)) & ~self.closed
        in_trust = self.partnership.form == Form.ACADEMY_TRUST
        chance = np.where(in_trust, p.trust_helps, p.authority_helps)
        stuck = np.minimum(self.ofsted_grade, self.grade_before) >= Grade.REQUIRES_IMPROVEMENT
        chance = np.where(stuck, np.maximum(chance, p.stuck_helped), chance)
        helped = poor & (self.draw("help") < np.float32(chance))
        return {
            "effort_next": np.where(poor, 1, p.kept * self.effort_next),
            "helped_next": np.where(helped, 1, p.kept * self.helped_next),
        }
