"""All templates, phrases and words of one scene, read and checked once, rendered often."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import TemplateSyntaxError, nodes
from jinja2.environment import Template

from synth.core.errors import SpecError, Unquoted, suggest
from synth.core.marked import POS, Marked
from synth.core.seeds import Draws
from synth.scene.templated import LOCALE
from synth.text.grammar.budget import RefusedError, Rendering, joined_within_limit
from synth.text.grammar.check import KnownNames, ParsedTemplate, StepCounter, check_template, noted_names
from synth.text.grammar.choices import Pieces, Reference, references
from synth.text.grammar.environment import RENDERING, Environment, Scope
from synth.text.grammar.files import TemplateSource, read_template, scene_file
from synth.text.grammar.filters import FILTERS, UNIVERSAL_POS
from synth.text.grammar.form import Form, form_of
from synth.text.grammar.functions import FUNCTIONS
from synth.text.grammar.phrases import Rule, WordList, read_rules, read_words
from synth.text.grammar.render import FAILURES, explained
from synth.text.grammar.straight import Straight, straight_template
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
        self._straight: dict[str, Straight] = {}
        self._trees: dict[str, ParsedTemplate] = {}
        self._templates: dict[str, Template] = {}
        self._rules: dict[str, Rule] = {}
        self._rule_files: dict[str, str] = {}
        self._words: dict[str, WordList | TableList] = {}
        for name, template in scene.templates.items():
            self._read(template.file, f"templates.{name}.file", ())
        for number, name in enumerate(scene.phrases):
            self._read_phrases(name, f"phrases.{number}")
        for number, name in enumerate(scene.words):
            self._read_words(scene_file(folder, name, f"words.{number}"))
        self._forms = {
            name: form_of(straight, scene.ranges(), scene.people, person_fields)
            for name, template in scene.templates.items()
            if (straight := self._straight.get(template.file))
        }

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
        pieces = self._pieces(name, {**FUNCTIONS, **context, RENDERING: rendering}, rendering)
        try:
            text = joined_within_limit(pieces)
        except FAILURES as error:
            raise explained(error, name, pieces, self._sources) from error
        if text.text[:1].isspace() or text.text[-1:].isspace():
            text = text.stripped()
        for mark in text.marks:
            if mark.label not in self._allowed:
                allowed = suggest(mark.label, self._labels) + "; add it to the scene's labels or use |plain"
                raise SpecError(self._sources[name].path, mark.label, allowed)
        return text, rendering.notes

    def form(self, template: str) -> Form | None:
        """A scene's template as a form, for texts without noise; None where it is none."""
        return self._forms.get(template)

    def say(self, variables: dict[str, Any], rendering: Rendering, rule: str) -> Marked:
        """One alternative of a phrase rule."""
        found = self._rules.get(rule)
        if found is None:
            raise RefusedError(rule, suggest(str(rule), self._named_rules()))
        return self._said(found, rendering, variables)

    def _said(self, rule: Rule, rendering: Rendering, variables: dict[str, object]) -> Marked:
        chosen = rule.draw(rendering.draws, variables)
        if chosen.template:
            return joined_within_limit(self._pieces(chosen.template, variables, rendering))
        if chosen.pieces:
            return joined_within_limit(self._said_pieces(chosen.pieces, rendering, variables))
        return Marked(chosen.text)

    def _said_pieces(
        self, pieces: Pieces, rendering: Rendering, variables: dict[str, object]
    ) -> Iterator[Marked | str]:
        for piece in pieces:
            if isinstance(piece, str):
                yield piece
            elif isinstance(piece, Reference):
                rendering.enter()
                yield self._said(self._rules[piece.rule], rendering, variables)
                rendering.depth -= 1
            else:
                yield from self._said_pieces(rendering.draws.pick(piece), rendering, variables)

    def variable(self, variables: Mapping[str, object], name: str, field: str) -> object:
        """A variable, or a field of one, as Jinja's code reads it."""
        value = variables.get(name, _MISSING)
        if value is _MISSING:
            value = self._environment.undefined(name=name)
        return self._environment.getattr(value, field) if field else value

    def _pieces(self, name: str, variables: dict[str, Any], rendering: Rendering) -> Iterator[Marked | str]:
        straight = self._straight.get(name)
        if straight is not None:
            return straight.write(variables, rendering)
        return self.compiled(name).root_render_func(Scope(self._environment, variables, name))

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
            if name in self._straight:  # which another template includes or imports
                self._trees[name] = self._parse(self._straight[name].text, name)
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
        for name, source in self._sources.items():
            known, straight = alone if name in entries else shared, self._straight.get(name)
            if straight is None or not known.fit(straight):
                parsed = self._trees[name] if straight is None else self._parse(straight.text, name)
                check_template(parsed, source, known)
        for rule in self._rules.values():
            for index, alternative in enumerate(rule.alternatives):
                for name in references(alternative.pieces):
                    if name not in self._rules:
                        where = self._written(rule, index).where(1)
                        raise SpecError(where, name, suggest(name, self._named_rules()))
        noted = {name for parsed in self._trees.values() for name in noted_names(parsed)}
        for name, source in self._scene.attributes.items():
            if source not in {*noted, *self._scene.ranges(), *(self._scene.gone or ())}:
                raise SpecError(f"attributes.{name}", source, suggest(source, {*noted, *self._scene.ranges()}))

    def _named_rules(self) -> list[str]:
        return [name for name, rule in self._rules.items() if rule.written is None]

    def _written(self, rule: Rule, index: int) -> TemplateSource:
        """The place of a rule's alternative in its file."""
        return TemplateSource(self._rule_files[rule.name], 0, *(rule.written or (rule.name, index)))

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
        if name in self._sources:
            return
        text, source = read_template(scene_file(self._folder, name, where), where)
        self._sources[name] = source
        self._read_text(text, name, (*including, name))

    def _read_text(self, text: str, name: str, including: tuple[str, ...]) -> None:
        straight = straight_template(name, text)
        if straight is None:
            parsed = self._parse(text, name)
            self._read_others(parsed, name, including)
            self._trees[name] = parsed
        else:
            self._straight[name] = straight

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
            self._rule_files[rule.name] = str(path)
            for index, alternative in enumerate(rule.alternatives):
                if alternative.template:
                    self._sources[alternative.template] = self._written(rule, index)
                    self._read_text(alternative.text, alternative.template, ())

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


_MISSING = object()
_HINT = "Jinja2 syntax is needed: {{ value }}, {% if %}...{% endif %}"
