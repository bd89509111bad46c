"""A small scene of kind text in a folder of its own, for tests of the whole flow."""

from __future__ import annotations

from pathlib import Path

SCENE = """\
kind: text
locale: {choice: {en_US: 0.5, de_DE: 0.5}}
variables: {tone: {choice: [calm, angry]}}
people: [customer]
labels: [PERSON, EMAIL, IBAN, ORDER]
templates:
  mail: {file: mail.j2}
phrases: [phrases.yaml]
words: [words.yaml]
attributes: {tone: tone, topics: topics}
tokens: words
balance: [[tone, locale]]
quotas:
  with_iban: {share: 0.1, require: {IBAN: {min: 1}}}
noise: {typo: 0.02, whitespace: 0.01}
"""

FILES = {
    "mail.j2": """\
{{ say("opening") }} {{ ("A" ~ digits(5))|label("ORDER") }}, a {{ pick("products")|upper }}.
{% if chance(0.3) %}
My account is {{ customer.iban }}.{{ note("topics", "money") }}
{% endif %}
{{ customer.name }} ({{ customer.short_name }}), {{ customer.email }}
""",
    "phrases.yaml": 'opening: ["Where is", {say: "Give me back", when: {tone: angry}, weight: 3}, "Thank you for"]\n',
    "words.yaml": "products: [kettle, umbrella]\n",
}


def write_small_text(folder: Path, scene: str = SCENE, **files: str) -> Path:
    """Write the scene and its files into `folder`; returns the scene file."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in {**FILES, **{key.replace("_j2", ".j2"): value for key, value in files.items()}}.items():
        (folder / name).write_text(text, encoding="utf-8")
    path = folder / "letters.yaml"
    path.write_text(scene, encoding="utf-8")
    return path
