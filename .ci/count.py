"""What came of the tests over several runs: how many skipped in all of them and why, then one closing line."""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterable

WORST_FIRST = ("failed", "passed", "skipped")


def outcome_of(case: ET.Element) -> tuple[str, str]:
    """(outcome, why it skipped) of a test case as pytest writes it into a JUnit file."""
    if case.find("failure") is not None or case.find("error") is not None:
        return "failed", ""
    skipped = case.find("skipped")
    return ("passed", "") if skipped is None else ("skipped", skipped.get("message", ""))


def main(reports: Iterable[str]) -> int:
    found: dict[str, tuple[str, str]] = {}
    for report in reports:
        for case in ET.parse(report).iter("testcase"):
            name, came = f"{case.get('classname')}.{case.get('name')}", outcome_of(case)
            found[name] = min(came, found.get(name, came), key=lambda one: WORST_FIRST.index(one[0]))
    why = Counter(reason for outcome, reason in found.values() if outcome == "skipped")
    number = Counter(outcome for outcome, _ in found.values())
    lines = [f"skipped {times}: {reason}" for reason, times in why.most_common()]
    closing = f"{number['passed']} passed, {number['failed']} failed, {number['skipped']} skipped"
    sys.stdout.write("\n".join([*lines, closing]) + "\n")
    return int(number["failed"] > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
