"""Pictures as members of packets: what a plan tells, and what a verified picture shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from synth.core.facts import Shown, Told
from synth.image.records import Plan, Verified
from synth.image.studio import PictureStudio
from synth.kinds import Membership

COUNT = "count"
"""The fact how many objects stand in the picture."""


def told(plan: Plan) -> Mapping[str, Told]:
    """The variables, and how many objects are planned."""
    variables = {name: Told(str(value), "text") for name, value in plan.variables.items()}
    return {**variables, COUNT: Told(str(len(plan.instances)), "number")}


def shown(picture: Verified) -> Iterator[Shown]:
    """The variables, which stand in no one place, and how many objects are labelled, with their boxes (x, y, width,
    height in px)."""
    for name, value in picture.plan.variables.items():
        yield Shown((name,), str(value), "", {"field": name})
    number = str(len(picture.instances))
    boxes = [[round(float(edge), 2) for edge in instance.box.xywh] for instance in picture.instances]
    yield Shown((COUNT,), number, number, {"field": COUNT, "boxes": boxes})


MEMBERSHIP = Membership(plan=PictureStudio.plan, told=told, shown=shown)
