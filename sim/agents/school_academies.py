"""Academy trusts as a school sees them: seeking one, having to join, and what it costs."""

from typing import Any

import numpy as np

from sim.agents.roles import Form, Grade
from sim.agents.school_partners import Partners


class Academies(Partners):
    """Academy trusts as a school sees them: seeking one, having to join, and what it costs."""

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
