"""The schema of paraphrase by a language model: model, prompt and the variable of its key (never the key)."""

from __future__ import annotations

import re
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator

from synth.core.errors import SpecError, Unquoted
from synth.scene.model import Model

PROMPT = (
    "Rewrite the user's text in other words. Keep its language, tone, meaning and line breaks. Parts like {example} "
    "stand for values that you do not see: keep every one of them exactly once, unchanged, where it fits the grammar. "
    "Answer with the rewritten text only."
)
"""The instructions that a scene without its own sends; `{example}` becomes a placeholder."""


class Rewrite(Model):
    """Have every text paraphrased by a language model that sees placeholders where the labelled values stand."""

    endpoint: Annotated[str, Field(strict=True, max_length=300)] | None = None
    """Base URL of an OpenAI-compatible server (`/chat/completions` is added), for instance http://localhost:8000/v1."""
    folder: Annotated[str, Field(strict=True, min_length=1, max_length=300)] | None = None
    """A local transformers model folder, instead of `endpoint`; only its safetensors weights are read."""
    model: Annotated[str, Field(strict=True, max_length=200)] = ""
    """The model's name at the endpoint."""
    prompt: Annotated[str, Field(strict=True, min_length=1, max_length=4000)] = PROMPT
    """The instructions; `{example}` in it becomes an example of a placeholder."""
    temperature: Annotated[float, Field(strict=True, ge=0, le=2)] = 0.8
    max_tries: Annotated[int, Field(strict=True, ge=1, le=20)] = 3
    """Answers asked for before a text is refused."""
    timeout_s: Annotated[float, Field(strict=True, gt=0, le=600)] = 60.0
    """Seconds that one try may take, and the longest wait before the next."""
    key_env: str | None = None
    """Name of the environment variable that holds the endpoint's key; the key itself never stands in a scene."""

    @field_validator("endpoint")
    @classmethod
    def _plain_http(cls, endpoint: str | None) -> str | None:
        if endpoint is None or _plain(endpoint):
            return endpoint and endpoint.rstrip("/")
        allowed = "an http:// or https:// URL without user name, password, query or fragment is needed"
        raise SpecError("rewrite.endpoint", Unquoted("another text (not shown: it may hold a secret)"), allowed)

    @field_validator("key_env", mode="before")
    @classmethod
    def _variable_name(cls, name: object) -> object:
        if name is None or (isinstance(name, str) and re.fullmatch(r"[A-Z_][A-Z0-9_]{0,63}", name)):
            return name
        allowed = "the name of an environment variable is needed: capitals, digits and _"
        raise SpecError("rewrite.key_env", Unquoted("another text (not shown: it may be the key)"), allowed)

    @model_validator(mode="after")
    def _one_model(self) -> Rewrite:
        if (self.endpoint is None) == (self.folder is None):
            raise ValueError("exactly one of endpoint and folder")
        if self.endpoint is not None and not self.model:
            raise ValueError("the model's name beside endpoint")
        return self


def _plain(endpoint: str) -> bool:
    try:
        parts = urlsplit(endpoint)
        known = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:  # a port that is no number
        return False
    secretive = "@" in parts.netloc or "?" in endpoint or "#" in endpoint
    return bool(known) and not secretive and all(32 < ord(character) < 127 for character in endpoint)
