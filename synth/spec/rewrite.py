"""Paraphrase by a language model: which model, asked how, and where its key is found (never the key)."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator

from synth.spec.model import Model

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
    key_env: Annotated[str, Field(strict=True, max_length=64, pattern=r"^[A-Z_][A-Z0-9_]*$")] | None = None
    """Name of the environment variable that holds the endpoint's key; the key itself never stands in a scene."""

    @field_validator("endpoint")
    @classmethod
    def _plain_http(cls, endpoint: str | None) -> str | None:
        if endpoint is None:
            return None
        allowed = "an http:// or https:// URL without user name, password, query or fragment"
        parts = urlsplit(endpoint)
        if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
            raise ValueError(allowed)
        if parts.query or parts.fragment or any(ord(c) <= 32 or ord(c) > 126 for c in endpoint):
            raise ValueError(allowed)
        return endpoint.rstrip("/")

    @model_validator(mode="after")
    def _one_model(self) -> Rewrite:
        if (self.endpoint is None) == (self.folder is None):
            raise ValueError("exactly one of endpoint and folder")
        if self.endpoint is not None and not self.model:
            raise ValueError("the model's name beside endpoint")
        return self
