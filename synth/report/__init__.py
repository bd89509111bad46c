"""What a finished data set looks like: the HTML page about it, the comparison of several, the contact sheet."""

from synth.report.page import write_report
from synth.report.sheet import contact_sheet
from synth.report.sweep import write_sweep

__all__ = ["contact_sheet", "write_report", "write_sweep"]
