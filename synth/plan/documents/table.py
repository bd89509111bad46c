"""The kinds of records and who makes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from synth.plan.documents.desk import Desk
from synth.records import Record

RecordMaker = Callable[[Desk], Record]

RECORDS: Mapping[str, RecordMaker] = {}
"""Kind -> maker. A maker draws only from the desk, so that a record is a pure function of its sample."""
