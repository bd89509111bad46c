"""The schema of paraphrase by a language model: what a scene may say of it, which is never whose model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field, model_validator

from synth.scene.messages import moved_key
from synth.scene.model import Model

PROMPT = (
    "Rewrite the user's text in other words. Keep its language, tone, meaning and line breaks. Parts like {example} "
    "stand for values that you do not see: keep every one of them exactly once, unchanged, where it fits the grammar. "
    "Answer with the rewritten text only."
)
"""The instructions that a scene without its own sends; `{example}` becomes a placeholder."""

_ELSEWHERE = {
    "endpoint": "rewrite.endpoint=URL rewrite.model=NAME on the command line",
    "model": "rewrite.model=NAME on the command line",
    "folder": "rewrite.folder=FOLDER on the command line",
    "timeout_s": "rewrite.timeout_s=SECONDS on the command line",
    "key_env": "the key comes from the environment variable SYNTH_LLM_KEY",
}
"""Key of earlier versions -> where it is said now: a scene is data from anybody, and names no server and no secret."""


class Rewrite(Model):
    """Have every text paraphrased by a language model that sees placeholders where the labelled values stand; `{}` asks
    with the defaults. Which model, and its key, are options of the run."""

    prompt: Annotated[str, Field(strict=True, min_length=1, max_length=4000)] = PROMPT
    """The instructions; `{example}` in it becomes an example of a placeholder."""
    temperature: Annotated[float, Field(strict=True, ge=0, le=2)] = 0.8
    """How freely the model chooses its words."""
    max_tries: Annotated[int, Field(strict=True, ge=1, le=20)] = 3
    """Answers asked for before a text is refused."""

    @model_validator(mode="before")
    @classmethod
    def _names_no_model(cls, data: Any) -> Any:
        for key in data if isinstance(data, Mapping) else ():
            if key in _ELSEWHERE:
                raise moved_key(key, f"a scene names no server, model or key: {_ELSEWHERE[key]}")
        return data
