"""Lines of samples.jsonl say what was asked for, and leave out what nobody asked for."""

from __future__ import annotations

import json
from dataclasses import replace

from synth.image.encode.lines import sample_line
from tests.image.encode.fake import make_sample


def test_phrases_and_the_negative_prompt_are_written_where_there_is_something_to_say() -> None:
    sample = make_sample(0)
    plain = json.loads(sample_line(sample, 0, "", (), ()))["plan"]
    assert "negative_prompt" not in plain
    assert not any("phrase" in instance for instance in plain["instances"])
    first, second, *others = sample.plan.instances
    instances = (replace(first, phrase="a red cell"), replace(second, phrase=second.category), *others)
    plan = replace(sample.plan, negative_prompt="blur", instances=instances)
    told = json.loads(sample_line(replace(sample, plan=plan), 0, "", (), ()))["plan"]
    assert told["negative_prompt"] == "blur"
    assert [instance.get("phrase") for instance in told["instances"]][:2] == ["a red cell", None]
