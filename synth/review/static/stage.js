// The labels of one item while a reviewer changes them, with undo: what both kinds of stage share.

export class Stage {
  tools = [];
  tool = "";
  beside = "";
  #selected = "";

  /**
   * `colours` gives the class of style of a label's class; `changed` is called after each change; `values` are the
   * classes of labels that have their own, by id.
   */
  constructor(view, classes, colours, changed, values) {
    Object.assign(this, { view, classes, colours, changed, values });
  }

  get selected() {
    return this.#selected;
  }

  /** Select a label; `beside` is the one that was selected before it. */
  set selected(id) {
    if (id !== this.#selected) [this.beside, this.#selected] = [this.#selected, id];
  }

  /** The classes that a label may get. */
  classesOf(id) {
    return this.values[id] ?? this.classes;
  }

  /** The classes that numbers stand for now. */
  get choices() {
    return this.classesOf(this.selected);
  }

  /** Start with the labels of an item, the one that its question is on selected. */
  begin(item) {
    this.item = item;
    this.labels = new Map(item.shown.labels.map((one) => [one.id, one]));
    this.before = new Map(this.labels);
    [this.past, this.future] = [[], []];
    this.selected = this.labels.has(item.focus) ? item.focus : "";
    this.beside = "";
  }

  get dirty() {
    return this.past.length > 0;
  }

  /** What was changed, as the server takes it. */
  changes() {
    const found = [];
    for (const id of new Set([...this.before.keys(), ...this.labels.keys()])) {
      const [was, is] = [this.before.get(id), this.labels.get(id)];
      if (was === is) continue;
      if (!is) found.push({ label: id, gone: true });
      else {
        const category = is.category === was?.category ? {} : { category: this.classesOf(id).indexOf(is.category) };
        found.push({ label: id, ...category, ...this.shapeOf(was, is) });
      }
    }
    return found;
  }

  /** Change a label (null: take it out), so that it can be undone. */
  put(id, label) {
    this.putAll([[id, label]]);
  }

  /** Change labels at once, so that they are undone at once. */
  putAll(changes) {
    this.#keep();
    for (const [id, label] of changes) {
      if (label) this.labels.set(id, label);
      else this.labels.delete(id);
    }
    this.#shown();
  }

  /** The class that the label of the question got, where nothing else was changed: its number, and its name. */
  get relabelled() {
    const found = this.past.length ? this.changes() : [];
    const keys = found.length === 1 ? Object.keys(found[0]).sort().join() : "";
    const { label, category } = found[0] ?? {};
    return keys === "category,label" && label === this.item.focus ? { category, name: this.labels.get(label).category } : null;
  }

  /** The labels as the suggestion has them. */
  take() {
    const { after } = this.item;
    if (!after) return;
    this.#keep();
    for (const one of after.labels) {
      const id = this.labels.has(one.id) ? one.id : `new${one.id}`;
      this.labels.set(id, { ...one, id });
    }
    for (const id of after.gone) this.labels.delete(id);
    this.#shown();
  }

  undo() {
    this.future.push(this.labels);
    this.labels = this.past.pop();
    this.#shown();
  }

  /** Whether there was a change to make again. */
  redo() {
    if (!this.future.length) return false;
    this.past.push(this.labels);
    this.labels = this.future.pop();
    this.#shown();
    return true;
  }

  /** The id of a label that is new. */
  newId() {
    return `new${crypto.randomUUID().slice(0, 8)}`;
  }

  #keep() {
    this.past.push(new Map(this.labels));
    this.future = [];
  }

  #shown() {
    this.changed();
    this.draw();
  }
}
