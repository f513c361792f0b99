"""A referee's report: one HTML page from a Dataset of `diagnose`; `python -m traversable.report FILE.h5` makes it
from a file.

A criterion a section: what it asks, what the numbers say, and where the model falls in ensembles of its size. The
page holds its pictures and needs nothing else: it can be mailed, printed and read on a phone.
"""

from traversable.report._criteria import Criterion, Verdict, criteria
from traversable.report._page import html, write

__all__ = ["Criterion", "Verdict", "criteria", "html", "write"]
