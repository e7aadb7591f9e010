"""Leading a school: the work of its leaders, and its headship as a post."""

from typing import Any

import numpy as np

from sim.agents.maths import logistic
from sim.agents.roles import Form, Grade, Post
from sim.agents.school_money import Money


class Leaders(Money):
    """Leading a school: the work of its leaders, and its headship as a post."""

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

    def hours_per_class(self) -> Any:
        """Hours of leading a week for each class: where these are few, each is seen often."""
        p = self.model.parameters.week
        seen = p.own_classes * self.classes + (1 - p.own_classes) * p.ordinary_classes
        return self.leading_hours / np.maximum(seen, 1)

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
        """Whether a school led from elsewhere wants its own head when that head leaves headship."""
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
        """How its own post draws applicants: pupils led, reputation, workload, partners.

        Who leads several schools has no class to teach.
        """
        p = self.model.parameters.recruitment
        roll = np.log(np.maximum(self.post_pupils, 1) / p.sharing_roll)
        of_school = self.post == Post.HEAD_OF_SCHOOL
        leads_one = of_school | self.executive_post | (self.schools_led == 1)
        return (
            self.reputation()
            + p.appeal_roll * roll
            + p.appeal_pay * self.pay_supplement / 1_000
            - p.appeal_teaching * self.teaching_gap * leads_one
            + p.appeal_head_of_school * of_school
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
