"""What a run of texts can be given besides what every run can."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated

from pydantic import Field, field_validator, model_validator
from pydantic.dataclasses import dataclass
from pydantic.json_schema import SkipJsonSchema

from synth.core.errors import SpecError
from synth.options import CLOSED, Float, LocalPath, Name, RunConfig

KEY_VARIABLE = "SYNTH_LLM_KEY"
"""The environment variable that holds the key of `rewrite.endpoint`: a command line is kept and seen by others."""


@dataclass(frozen=True, slots=True, kw_only=True, config=CLOSED)
class RewriteOptions:
    """The language model that paraphrases the texts of a scene which asks for it, and how long it may take."""

    endpoint: Annotated[str, Field(strict=True, max_length=300)] | None = None
    """Base URL of an OpenAI-compatible server, such as http://localhost:8000/v1; its key, where it wants one, is read
    from the environment variable SYNTH_LLM_KEY. `/chat/completions` is added."""
    model: Annotated[Name, Field(max_length=200)] | None = None
    """The model's name at the endpoint."""
    folder: LocalPath | None = None
    """A local transformers model folder, instead of an endpoint. Only its safetensors weights are read."""
    timeout_s: Annotated[Float, Field(gt=0, le=600)] = 60.0
    """Seconds that the paraphrase of one text may take, with all tries and the waits between them."""

    @field_validator("endpoint")
    @classmethod
    def _possible(cls, endpoint: str | None) -> str | None:
        if endpoint is None:
            return None
        from synth.text.rewrite.address import checked_address

        return checked_address(endpoint)

    @model_validator(mode="after")
    def _one_model(self) -> RewriteOptions:
        if self.endpoint is not None and self.folder is not None:
            raise SpecError("rewrite.folder", str(self.folder), "either a folder or an endpoint")
        if self.endpoint is not None and self.model is None:
            raise SpecError("rewrite.model", None, "the model's name at the endpoint is needed (rewrite.model=NAME)")
        if self.endpoint is None and self.model is not None:
            raise SpecError("rewrite.model", self.model, "only beside rewrite.endpoint")
        return self

    def named(self) -> Mapping[str, str]:
        """Which model it is, for the identity of a data set; nothing where there is none."""
        if self.endpoint is not None:
            return {"endpoint": self.endpoint, "model": str(self.model)}
        return {} if self.folder is None else {"folder": str(self.folder)}


@dataclass(frozen=True, slots=True, kw_only=True, config=CLOSED)
class TextConfig(RunConfig):
    """One data set of texts."""

    filters: SkipJsonSchema[Mapping[str, Callable[[str], str]]] = Field(default_factory=dict)
    """Template filters of a Python caller by name: functions of a module, so that they travel to worker processes."""
    rewrite: RewriteOptions = Field(default_factory=RewriteOptions)
    """The language model that paraphrases the texts of a scene which asks for it: a file of conf/rewrite/."""

    @model_validator(mode="after")
    def _mergeable(self) -> TextConfig:
        if self.filters and self.shard.count is not None:
            raise SpecError("shard.count", self.shard.count, "null beside `filters`, which `synth merge` does not have")
        return self
