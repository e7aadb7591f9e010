"""The report: one page that holds everything, made from a folder of results alone."""

from sim.report.page import write_report

__all__ = ["write_report"]
