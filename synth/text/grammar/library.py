"""All templates, phrases and words of one scene, read and checked once, rendered often."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import TemplateSyntaxError, nodes
from jinja2.environment import Template
from jinja2.runtime import Context

from synth.core.errors import SpecError, Unquoted, suggest
from synth.core.marked import POS, Marked
from synth.core.seeds import Draws
from synth.scene.templated import LOCALE
from synth.text.grammar.budget import RefusedError, Rendering, joined_within_limit
from synth.text.grammar.check import KnownNames, ParsedTemplate, StepCounter, check_template, noted_names
from synth.text.grammar.environment import RENDERING, Environment, Scope
from synth.text.grammar.files import TemplateSource, read_template, scene_file
from synth.text.grammar.filters import FILTERS, UNIVERSAL_POS
from synth.text.grammar.functions import FUNCTIONS
from synth.text.grammar.phrases import Rule, WordList, read_rules, read_words
from synth.text.grammar.render import FAILURES, explained
from synth.text.grammar.word_table import TableList, read_word_table
from synth.text.scene.schema import TextScene

NO_FIELDS: Mapping[str, str] = {}
TextFilter = Callable[[str], str]
"""A filter of the caller; it is called once for each stretch of text between two label borders."""
NO_FILTERS: Mapping[str, TextFilter] = {}


def load_library(
    scene: TextScene,
    folder: Path,
    *,
    person_fields: Mapping[str, str] = NO_FIELDS,
    user_filters: Mapping[str, TextFilter] = NO_FILTERS,
) -> Library:
    """Read, parse and check every file of a scene's grammar. Raises SpecError with file and line.

    `person_fields`: the fields that people have, with their labels; unknown ones are then found before rendering.
    A user filter is called once for each stretch of text between two label borders.
    """
    library = Library(scene, folder, person_fields, user_filters)
    library.check()
    return library


class Library:
    """The grammar of one scene; use `load_library`."""

    def __init__(
        self,
        scene: TextScene,
        folder: Path,
        person_fields: Mapping[str, str],
        user_filters: Mapping[str, TextFilter],
    ) -> None:
        self._scene, self._folder = scene, folder
        self._person_fields, self._user_filters = person_fields, user_filters
        self._labels = frozenset(scene.labels)
        self._allowed = self._labels | {POS + tag for tag in UNIVERSAL_POS}
        self._environment = Environment(user_filters, self.compiled)
        self._sources: dict[str, TemplateSource] = {}
        self._trees: dict[str, ParsedTemplate] = {}
        self._templates: dict[str, Template] = {}
        self._rules: dict[str, Rule] = {}
        self._words: dict[str, WordList | TableList] = {}
        for name, template in scene.templates.items():
            self._read(template.file, f"templates.{name}.file", ())
        for number, name in enumerate(scene.phrases):
            self._read_phrases(name, f"phrases.{number}")
        for number, name in enumerate(scene.words):
            self._read_words(scene_file(folder, name, f"words.{number}"))

    @property
    def files(self) -> dict[str, str]:
        """Name, relative to the scene's folder -> sha256 (hex) of every file that was read."""
        root = self._folder.resolve()
        named = [self._folder / name for name in (*self._scene.phrases, *self._scene.words)]
        read = {source.path for source in self._sources.values()}
        paths = {path.resolve() for path in (*named, *map(Path, read))}
        return {path.relative_to(root).as_posix(): sha256(path.read_bytes()).hexdigest() for path in sorted(paths)}

    def render(self, template: str, context: Mapping[str, object], draws: Draws) -> tuple[Marked, dict[str, Any]]:
        """One text of a scene's template, and its notes. Raises SpecError with file and line.

        `context` holds the scene's variables, the locale and the people (anything with `field(name)`).
        """
        name = self._scene.templates[template].file
        rendering = Rendering(draws, str(context[LOCALE]), self._labels, self)
        compiled = self.compiled(name)
        variables = {**FUNCTIONS, **context, RENDERING: rendering}
        pieces = compiled.root_render_func(Scope(self._environment, variables, name))
        try:
            text = joined_within_limit(pieces)
        except FAILURES as error:
            raise explained(error, compiled, pieces, self._sources) from error
        if text.text[:1].isspace() or text.text[-1:].isspace():
            text = text.stripped()
        for mark in text.marks:
            if mark.label not in self._allowed:
                allowed = suggest(mark.label, self._labels) + "; add it to the scene's labels or use |plain"
                raise SpecError(self._sources[name].path, mark.label, allowed)
        return text, rendering.notes

    def say(self, context: Context, rendering: Rendering, rule: str, more: Mapping[str, object]) -> Marked:
        """One alternative of a phrase rule."""
        found = self._rules.get(rule)
        if found is None:
            raise RefusedError(rule, suggest(str(rule), self._rules))
        variables = {**context.get_all(), **more} if context.vars or more else context.parent
        chosen = found.draw(rendering.draws, variables)
        if not chosen.template:
            return Marked(chosen.text)
        compiled = self.compiled(chosen.template)
        return joined_within_limit(compiled.root_render_func(Scope(self._environment, variables, chosen.template)))

    def word_list(self, name: str) -> WordList | TableList:
        """A word list by its name."""
        found = self._words.get(name)
        if found is None:
            raise RefusedError(name, suggest(str(name), self._words))
        return found

    def compiled(self, name: str) -> Template:
        """The template of a name, compiled on first use."""
        found = self._templates.get(name)
        if found is None:
            try:
                code = self._environment.compile(StepCounter().visit(self._trees.pop(name).tree), name, name)
            except (SyntaxError, RecursionError, MemoryError, TemplateSyntaxError) as error:
                raise SpecError(
                    self._sources[name].where(1), Unquoted(str(error)), "a simpler template is needed"
                ) from None
            found = self._templates[name] = Template.from_code(self._environment, code, {})
        return found

    def check(self) -> None:
        """Raises SpecError for the first unknown name in any template."""
        passed = {name for parsed in self._trees.values() for name in parsed.passed()}
        entries = {template.file for template in self._scene.templates.values()}
        alone, shared = self._known(()), self._known(passed)
        for name, parsed in self._trees.items():
            check_template(parsed, self._sources[name], alone if name in entries else shared)
        noted = {name for parsed in self._trees.values() for name in noted_names(parsed)}
        for name, source in self._scene.attributes.items():
            if source not in {*noted, *self._scene.ranges(), *(self._scene.gone or ())}:
                raise SpecError(f"attributes.{name}", source, suggest(source, {*noted, *self._scene.ranges()}))

    def _known(self, passed: Any) -> KnownNames:
        return KnownNames(
            variables={*self._scene.ranges(), *self._scene.people},
            people=self._scene.people,
            fields=self._person_fields,
            filters={**FILTERS, **self._user_filters},
            tests=self._environment.tests,
            labels=self._labels,
            rules=self._rules,
            words=self._words,
            passed=passed,
        )

    def _read(self, name: str, where: str, including: tuple[str, ...]) -> None:
        if name in including:
            raise SpecError(where, name, "a file must not include itself; say() may recurse")
        if name in self._trees:
            return
        text, source = read_template(scene_file(self._folder, name, where), where)
        self._sources[name] = source
        parsed = self._parse(text, name)
        self._read_others(parsed, name, (*including, name))
        self._trees[name] = parsed

    def _read_others(self, parsed: ParsedTemplate, name: str, including: tuple[str, ...]) -> None:
        for node in parsed.others:
            where = self._sources[name].where(node.lineno)
            if not isinstance(node.template, nodes.Const) or not isinstance(node.template.value, str):
                raise SpecError(where, "a computed file name", "the name of a file in quotes is needed")
            other = posixpath.join(posixpath.dirname(name), node.template.value)
            node.template = nodes.Const(other, lineno=node.lineno)
            self._read(other, where, including)

    def _read_phrases(self, name: str, where: str) -> None:
        path = scene_file(self._folder, name, where)
        for rule in read_rules(path, name, self._scene):
            if rule.name in self._rules:
                raise SpecError(str(path), rule.name, "a rule is written once; this one is in another file too")
            self._rules[rule.name] = rule
            for index, alternative in enumerate(rule.alternatives):
                if alternative.template:
                    self._sources[alternative.template] = TemplateSource(str(path), 0, rule.name, index)
                    parsed = self._parse(alternative.text, alternative.template)
                    self._trees[alternative.template] = parsed
                    self._read_others(parsed, alternative.template, ())

    def _read_words(self, path: Path) -> None:
        for name, words in read_word_table(path) if path.suffix == ".tsv" else read_words(path):
            if name in self._words:
                raise SpecError(str(path), name, "a word list is written once; this one is in another file too")
            self._words[name] = words

    def _parse(self, text: str, name: str) -> ParsedTemplate:
        source = self._sources[name]
        try:
            return ParsedTemplate(self._environment.parse(text, name, name))
        except TemplateSyntaxError as error:
            raise SpecError(source.where(error.lineno), Unquoted(error.message or "a broken template"), _HINT) from None
        except RecursionError:
            raise SpecError(source.where(1), Unquoted("too deep nesting"), "a simpler template is needed") from None


_HINT = "Jinja2 syntax is needed: {{ value }}, {% if %}...{% endif %}"
