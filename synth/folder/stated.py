"""What the JSON files of a finished data set state, as models: a folder of unknown origin is checked against them.

A model names the keys that are read; others may stand beside them. Types are strict: 1.0 is no whole number, "1" is no
number.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from synth.core.errors import DataError
from synth.core.plain_file import decoded
from synth.core.strict_json import check_value, parse_json
from synth.scene.messages import spec_error

Natural = Annotated[int, Field(ge=0)]
"""0, 1, 2 ..."""

Positive = Annotated[int, Field(ge=1)]
"""1, 2, 3 ..."""

Share = Annotated[float, Field(ge=0, le=1)]
"""0 to 1."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def _printed(text: str) -> str:
    if _CONTROL.search(text):
        raise ValueError("a text without control characters is needed")
    return text


Printed = Annotated[str, AfterValidator(_printed)]
"""A text without control characters, which XML and formats of one line cannot hold."""

Name = Annotated[str, Field(min_length=1, max_length=1000), AfterValidator(_printed)]
"""A printed text that is not empty."""


class Stated(BaseModel):
    """The base of these models."""

    model_config = ConfigDict(strict=True, extra="ignore", allow_inf_nan=False)


class CheckLine(Stated):
    """A check that a sample passed."""

    check: str
    measured: float
    limit: float


class RejectedLine(CheckLine):
    """A line of rejected.jsonl."""


class LastRun(Stated):
    """How the last run went."""

    finished_utc: str = ""
    samples_made: Natural = 0
    wall_time_s: Annotated[float, Field(ge=0)] = 0.0


class QuotaStated(Stated):
    """What was planned of a quota: see `synth.scene.quotas.QuotaPlan`."""

    name: Name
    share: Share
    count: Natural
    planned: Natural
    members: list[Natural]


class Manifest(Stated):
    """manifest.json."""

    name: Name
    seed: int
    count: Natural
    spec: dict[str, Any]
    description: str = ""
    config: dict[str, Any] = Field(default_factory=dict)
    hashes: dict[str, str] = Field(default_factory=dict)
    versions: dict[str, str] = Field(default_factory=dict)
    run: LastRun = LastRun()
    files: dict[str, str] = Field(default_factory=dict)
    quotas_planned: list[QuotaStated] = Field(default_factory=list)


def checked(model: type[Stated], record: Mapping[str, Any], where: str) -> None:
    """DataError, one line at `where`, for the first key of a record that is not as the model states it."""
    check_value(record, where, DataError)
    try:
        model.model_validate(record)
    except ValidationError as error:
        raise spec_error(error, where, DataError) from None


def stated_line(model: type[Stated], line: bytes, where: str) -> dict[str, Any]:
    """The record of a line of JSON Lines, every key checked; DataError, one line at `where`, for any other line."""
    record = parse_json(decoded(line, where, DataError), where, DataError)
    if not isinstance(record, dict):
        raise DataError(where, record, "one JSON object a line")
    checked(model, record, where)
    return record
