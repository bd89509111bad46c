// A text with its spans: select characters for a new span, change labels and borders.
// Places are counted in code points, as the server counts them; a string of JavaScript counts some of them twice.

import { cutOf } from "./cut.js";
import { element } from "./panel.js";
import { Stage } from "./stage.js";

export class TextStage extends Stage {
  #told = false; // whether the panel was told that characters are marked

  constructor(...given) {
    super(...given);
    document.addEventListener("selectionchange", () => this.#tell());
  }

  /** Show an item's text, at what its question is on. */
  async show(item) {
    this.begin(item);
    this.letters = Array.from(item.shown.text);
    this.#told = false;
    this.draw();
    const place = this.view.querySelector(".text .on, .text .next");
    if (place) place.scrollIntoView({ block: "center" });
    else this.view.scrollTop = 0;
  }

  /** Nothing is to be loaded. */
  async load() {}

  /** Where a span was changed, as the server takes it. */
  shapeOf(was, is) {
    if (is.of) return {};
    return is.start === was?.start && is.end === was?.end ? {} : { start: is.start, end: is.end };
  }

  get choices() {
    return this.#marked ? this.classes : super.choices;
  }

  /** A new span of a class on the marked characters; with none marked, the selected span gets the class. */
  relabel(name) {
    const span = this.labels.get(this.selected);
    const marked = this.#marked;
    if (marked) {
      const id = this.newId();
      const [start, end] = marked;
      this.selected = id;
      getSelection().removeAllRanges();
      this.put(id, { id, category: name, start, end });
    } else if (span && span.category !== name) this.put(this.selected, { ...span, category: name });
  }

  /** What a key or a button of the stage does; false for what is none of its own. */
  act(name) {
    const span = this.labels.get(this.selected);
    const steps = { endOn: [0, 1], endBack: [0, -1], startOn: [1, 0], startBack: [-1, 0] };
    if (steps[name]) span && !span.of && this.#border(span, span.start + steps[name][0], span.end + steps[name][1]);
    else if (name === "split") span && !span.of && this.#split(span);
    else if (name === "merge") span && this.#merge(span, this.labels.get(this.beside));
    else if (name === "extend") span && this.#marked && this.#border(span, ...this.#marked);
    else if (name === "remove") span && this.put(this.selected, null);
    else if (name === "cycle") this.#cycle();
    else if (name === "escape") this.selected = "";
    else return false;
    this.changed();
    this.draw();
    return true;
  }

  /** Nothing is left open while a text is marked. */
  confirm() {
    return false;
  }

  #border(span, start, end) {
    if (0 <= start && start < end && end <= this.letters.length) this.put(span.id, { ...span, start, end });
  }

  /** Split a span where marked characters begin, or at the blank nearest to its middle. */
  #split(span) {
    const start = this.#marked?.[0];
    const cut = cutOf(this.letters, span, span.start < start && start < span.end ? start : undefined);
    if (!cut) return;
    const id = this.newId();
    this.putAll([[span.id, { ...span, end: cut[0] }], [id, { id, category: span.category, start: cut[1], end: span.end }]]);
  }

  #merge(span, kept) {
    if (!kept || kept.of || span.of) return;
    const [start, end] = [Math.min(span.start, kept.start), Math.max(span.end, kept.end)];
    this.putAll([[span.id, null], [kept.id, { ...kept, start, end }]]);
    this.selected = kept.id;
  }

  #cycle() {
    const ids = [...this.labels.values()].sort((one, other) => (one.start ?? -1) - (other.start ?? -1)).map((one) => one.id);
    this.selected = ids[(ids.indexOf(this.selected) + 1) % ids.length] ?? "";
    this.draw();
    this.view.querySelector(".on")?.scrollIntoView({ block: "nearest" });
  }

  /** The classes to choose from are others while characters are marked. */
  #tell() {
    const marked = Boolean(this.#marked);
    if (this.item && marked !== this.#told) this.changed();
    this.#told = marked;
  }

  /** The marked characters, without white space at their ends: read when asked for, as the browser tells of a change later than of a key. */
  get #marked() {
    const selection = getSelection();
    const whole = this.view.querySelector(".text");
    if (!whole || selection.isCollapsed || !whole.contains(selection.anchorNode) || !whole.contains(selection.focusNode)) return null;
    const range = selection.getRangeAt(0);
    let [start, end] = [placeOf(range.startContainer, range.startOffset), placeOf(range.endContainer, range.endOffset)];
    end = Math.min(end, this.letters.length);
    while (start < end && !this.letters[start].trim()) start += 1;
    while (end > start && !this.letters[end - 1].trim()) end -= 1;
    return start < end ? [start, end] : null;
  }

  draw() {
    const text = document.createElement("div");
    text.className = "text";
    text.lang = this.item.shown.about.locale?.slice(0, 2) ?? "";
    text.dir = "auto";
    const spans = [...this.labels.values()].filter((one) => one.end > one.start);
    const others = this.past.length ? [] : [this.item.after, ...this.item.answers.map((one) => one.after)].flatMap((one) => one?.labels ?? []);
    const later = others.filter((one) => !one.of);
    const cuts = new Set([0, this.letters.length, ...[...spans, ...later].flatMap((one) => [one.start, one.end])]);
    const places = [...cuts].filter((at) => at >= 0 && at <= this.letters.length).sort((one, other) => one - other);
    places.slice(0, -1).forEach((start, at) => this.#piece(text, start, places[at + 1], spans, later));
    const whole = [...this.labels.values()].filter((one) => one.of).map((one) => this.#whole(one, others));
    this.view.replaceChildren(...(whole.length ? [element("div", { style: "whole" }, ...whole)] : []), text);
  }

  /** A label of the text as a whole, with the value that is suggested. */
  #whole(label, others) {
    const later = others.find((one) => one.id === label.id && one.category !== label.category);
    const made = element("button", { style: this.colours(label.category) }, element("small", { text: label.of }), element("b", { text: label.category }));
    if (later) made.append(element("b", { text: `→ ${later.category}`, style: "next" }));
    made.classList.toggle("on", label.id === this.selected);
    made.addEventListener("click", () => this.#select(label.id));
    return made;
  }

  /** A stretch of the text with one set of spans on it; where a span ends, its label follows. */
  #piece(text, start, end, spans, later) {
    const piece = document.createElement("span");
    piece.dataset.start = start;
    piece.textContent = this.letters.slice(start, end).join("");
    const here = spans.filter((one) => one.start < end && one.end > start);
    const inner = here.find((one) => one.id === this.selected) ?? here.sort((one, other) => one.end - one.start - (other.end - other.start))[0];
    if (inner) {
      piece.className = `span ${this.colours(inner.category)}`;
      piece.classList.toggle("first", inner.start === start);
      piece.classList.toggle("last", inner.end === end);
      piece.classList.toggle("on", inner.id === this.selected);
      piece.addEventListener("click", () => getSelection().isCollapsed && this.#select(inner.id));
    }
    piece.classList.toggle("next", later.some((one) => one.start < end && one.end > start && !same(one, this.labels.get(one.id))));
    const wrapped = here.filter((one) => one !== inner).reduce((made, outer) => {
      const around = document.createElement("span");
      around.className = `around ${this.colours(outer.category)}`;
      around.append(made);
      return around;
    }, piece);
    text.append(wrapped);
    for (const one of here.filter((span) => span.end === end)) {
      const tag = document.createElement("span");
      tag.className = `tag ${this.colours(one.category)}`;
      tag.textContent = one.category;
      text.append(tag);
    }
  }

  #select(id) {
    this.selected = id;
    this.changed();
    this.draw();
  }
}

const same = (one, other) => one.start === other?.start && one.end === other?.end;

/** The code point at a place of the document; of a tag, where the text goes on behind it. */
function placeOf(node, offset) {
  const isText = node.nodeType === Node.TEXT_NODE;
  const piece = isText ? node.parentElement.closest("[data-start]") : null;
  if (piece) return Number(piece.dataset.start) + Array.from(node.data.slice(0, offset)).length;
  let next = isText ? node.parentElement : node.childNodes[offset];
  while (next && !next.querySelector?.("[data-start]") && next.dataset?.start === undefined) next = next.nextElementSibling;
  const start = next?.dataset.start ?? next?.querySelector("[data-start]").dataset.start;
  return start === undefined ? Infinity : Number(start);
}
