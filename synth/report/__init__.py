"""What a finished data set looks like: the HTML page about it, the comparison of several, the contact sheet."""

from synth.report.page import write_report

__all__ = ["write_report"]
