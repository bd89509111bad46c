// A picture or a page with its labels on a canvas: zoom and pan, draw, move, resize, brush.

import { picture } from "./api.js";
import { paint, stretchOf } from "./paint.js";
import { boxOf, boxOfCrop, cropOf, moved, ordered, runsOf, tidied, union, withCorner, withoutCorner } from "./shapes.js";
import { merge, splitByLine, splitIntoParts } from "./cut.js";
import { gripOf, hitOf } from "./hit.js";
import { Stage } from "./stage.js";
import { beginStroke, endStroke, stroke } from "./stroke.js";

const REACH_PX = 7; // of the mouse, on the screen
const LARGEST_ZOOM = 32;
const KEPT_PICTURES = 6;
const FOCUS_SHARE = 0.32; // of the view's shorter side that the focus takes

export class PictureStage extends Stage {
  tools = ["select", "box", "polygon", "brush", "erase", "split"];
  tool = "select";
  brush = 8;
  hidden = false;
  stretched = true;
  showsWords = false;
  category = null;
  #pictures = new Map();
  #drag = null;
  #open = null;
  #point = null;
  #tinted = new WeakMap();

  constructor(...given) {
    super(...given);
    const { view } = this;
    this.canvas = document.createElement("canvas");
    this.context = this.canvas.getContext("2d");
    for (const name of ["pointerdown", "pointermove", "pointerup", "dblclick", "wheel"]) {
      this.canvas.addEventListener(name, (event) => this[`_${name}`](event), { passive: false });
    }
    new ResizeObserver(() => this.#resize()).observe(view);
  }

  /** Show an item's picture, zoomed to what its question is on. */
  async show(item) {
    this.begin(item);
    const { shown } = item;
    [this.width, this.height] = [shown.width, shown.height];
    [this.tool, this.category, this.#open, this.#drag] = ["select", null, null, null];
    if (this.canvas.parentNode !== this.view) this.view.replaceChildren(this.canvas);
    this.bitmap = null;
    if (shown.has_picture) this.bitmap = await this.load(shown.sample);
    if (this.item !== item) return;
    this.#resize(true);
  }

  /** The pixels of a picture, kept for a while. */
  load(sample) {
    if (!this.#pictures.has(sample)) {
      const loading = picture(`/api/pictures/${sample}`).then((bitmap) => ({ bitmap, filter: stretchOf(bitmap) }));
      loading.catch(() => this.#pictures.delete(sample));
      this.#pictures.set(sample, loading);
      if (this.#pictures.size > KEPT_PICTURES) this.#pictures.delete(this.#pictures.keys().next().value);
    }
    return this.#pictures.get(sample);
  }

  /** What of a label's shape was changed, as the server takes it. */
  shapeOf(was, is) {
    if (is.crop && is.crop !== was?.crop) return { runs: runsOf(is.crop, this.width, this.height) };
    if (is.shape === "polygon" && is.rings !== was?.rings) return { polygons: is.rings };
    return is.shape === "box" && is.box !== was?.box ? { box: is.box } : {};
  }

  /** The selected label gets a class; without one it is that of what is drawn next. */
  relabel(name) {
    const label = this.labels.get(this.selected);
    this.category = name;
    if (label && label.category !== name) this.put(this.selected, { ...label, category: name });
    else this.changed();
  }

  /** What a key or a button of the stage does; false for what is none of its own. */
  act(name) {
    const label = this.labels.get(this.selected);
    if (name === "split" && label?.box && splitIntoParts(this, label)) this.tool = "select";
    else if (this.tools.includes(name)) this.tool = name;
    else if (name === "merge") merge(this, label, this.labels.get(this.beside));
    else if (name === "larger") this.brush = Math.min(200, Math.ceil(this.brush * 1.3));
    else if (name === "smaller") this.brush = Math.max(1, Math.floor(this.brush / 1.3));
    else if (name === "outlines") this.hidden = !this.hidden;
    else if (name === "contrast") this.stretched = !this.stretched;
    else if (name === "words") this.showsWords = !this.showsWords;
    else if (name === "fit") this.#fit(!this.whole);
    else if (name === "remove") label && this.put(this.selected, null);
    else if (name === "cycle") this.#cycle();
    else if (name === "fill") label?.rings.length && this.#putCrop(this.selected, tidied(cropOf(label, this.width, this.height)));
    else if (name === "escape") this.#escape();
    else return false;
    this.changed();
    this.draw();
    return true;
  }

  #escape() {
    if (this.#open) this.#open = null;
    else if (this.tool !== "select") this.tool = "select";
    else this.selected = "";
  }

  /** Close the polygon that is being drawn; false where none is. */
  confirm() {
    if (!this.#open) return false;
    if (this.#open.length >= 6) {
      const rings = [this.#open];
      this.#add({ shape: "polygon", rings, box: boxOf(rings) });
    }
    this.#open = null;
    this.draw();
    return true;
  }

  #cycle() {
    const ids = [...this.labels.keys()];
    this.selected = ids[(ids.indexOf(this.selected) + 1) % ids.length] ?? "";
  }

  #add(shape) {
    const id = this.newId();
    const category = this.category ?? this.item.category ?? this.classes[0];
    this.put(id, { id, category: category || this.classes[0], rings: [], ...shape });
    this.selected = id;
    this.changed();
    return id;
  }

  #putCrop(id, crop) {
    const box = crop && boxOfCrop(crop);
    this.put(id, box ? { ...this.labels.get(id), shape: "mask", crop, box } : null);
  }

  #resize(anew = false) {
    const { clientWidth, clientHeight } = this.view;
    const ratio = devicePixelRatio;
    if (!this.item || !clientWidth || this.canvas.parentNode !== this.view) return;
    [this.canvas.width, this.canvas.height] = [clientWidth * ratio, clientHeight * ratio];
    if (anew) this.#fit(false);
    this.draw();
  }

  /** Zoom to the whole picture, or to the focus. */
  #fit(whole) {
    const { clientWidth, clientHeight } = this.view;
    const all = Math.min(clientWidth / this.width, clientHeight / this.height) * 0.96;
    let box = this.labels.get(this.item.focus)?.box ?? this.labels.get(this.selected)?.box ?? this.item.box;
    for (const one of this.item.after?.labels ?? []) box = union(box, one.box);
    box = union(box, this.labels.get(this.item.focus)?.stated ?? null);
    this.whole = whole || !box;
    const side = box ? Math.max(box[2] - box[0], box[3] - box[1], 12) : 1;
    const near = (FOCUS_SHARE * Math.min(clientWidth, clientHeight)) / side;
    this.scale = this.whole ? all : Math.max(all, Math.min(near, LARGEST_ZOOM));
    const [x, y] = box ? [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2] : [0, 0];
    this.left = this.#placed(x, this.width, clientWidth);
    this.top = this.#placed(y, this.height, clientHeight);
  }

  /** Where a side of the picture begins in the view, so that a place is in its middle and no room is left empty. */
  #placed(place, side, room) {
    const whole = side * this.scale;
    return whole <= room ? (room - whole) / 2 : Math.min(0, Math.max(room - whole, room / 2 - place * this.scale));
  }

  /** How far from a side or a corner the mouse still takes it, in px of the picture. */
  get #reach() {
    return REACH_PX / this.scale;
  }

  #at(event) {
    const frame = this.canvas.getBoundingClientRect();
    return [(event.clientX - frame.left - this.left) / this.scale, (event.clientY - frame.top - this.top) / this.scale];
  }

  #kept(x, y) {
    return [Math.min(this.width, Math.max(0, x)), Math.min(this.height, Math.max(0, y))];
  }

  _pointerdown(event) {
    this.canvas.setPointerCapture(event.pointerId);
    const [x, y] = this.#at(event);
    const from = { x, y, screen: [event.clientX, event.clientY], left: this.left, top: this.top };
    if (event.button === 1 || event.shiftKey) this.#drag = { kind: "pan", ...from };
    else if (event.button !== 0) return;
    else if (this.tool === "box" || this.tool === "split") this.#drag = { kind: this.tool, ...from, to: [x, y] };
    else if (this.tool === "polygon") this.#corner(...this.#kept(x, y));
    else if (this.tool !== "select") this.#drag = beginStroke(this, x, y);
    else this.#grab(from);
    this.draw();
  }

  #corner(x, y) {
    const first = this.#open;
    if (first?.length >= 6 && (first[0] - x) ** 2 + (first[1] - y) ** 2 <= this.#reach ** 2) this.confirm();
    else this.#open = [...(first ?? []), x, y];
  }

  #grab(from) {
    const grip = gripOf(this.labels.get(this.selected), from.x, from.y, this.#reach);
    const hit = hitOf(this.labels, from.x, from.y, this.#reach);
    const label = this.labels.get(this.selected);
    if (grip) this.#drag = { ...grip, ...from, label };
    else if (hit && hit.id === this.selected && hit.shape !== "mask") this.#drag = { kind: "move", ...from, label };
    else {
      this.#drag = { kind: "pan", ...from };
      this.selected = hit?.id ?? "";
      this.changed();
    }
  }

  _pointermove(event) {
    const [x, y] = this.#at(event);
    this.#point = [x, y];
    const drag = this.#drag;
    if (!drag) {
      if (this.tool !== "select") this.draw();
      else this.canvas.style.cursor = gripOf(this.labels.get(this.selected), x, y, this.#reach) ? "crosshair" : hitOf(this.labels, x, y, this.#reach) ? "pointer" : "grab";
      return;
    }
    if (drag.kind === "pan") {
      this.left = drag.left + event.clientX - drag.screen[0];
      this.top = drag.top + event.clientY - drag.screen[1];
    } else if (drag.kind === "box" || drag.kind === "split") drag.to = [x, y];
    else if (drag.kind === "stroke") stroke(drag, x, y);
    else drag.now = this.#dragged(drag, x, y);
    this.draw();
  }

  #dragged(drag, x, y) {
    const { label } = drag;
    if (drag.kind === "move") return moved(label, x - drag.x, y - drag.y);
    [x, y] = this.#kept(x, y);
    if (drag.kind === "side") {
      const box = [...label.box];
      if (drag.column !== undefined) box[drag.column] = x;
      if (drag.row !== undefined) box[drag.row] = y;
      return { ...label, box: ordered(box) };
    }
    const rings = label.rings.map((ring, number) => (number === drag.ring ? ring.with(drag.at, x).with(drag.at + 1, y) : ring));
    return { ...label, rings, box: boxOf(rings) };
  }

  _pointerup() {
    const drag = this.#drag;
    this.#drag = null;
    if (!drag) return;
    if (drag.kind === "box") this.#endBox(drag);
    else if (drag.kind === "split") splitByLine(this, [drag.x, drag.y, ...drag.to]) && (this.tool = "select");
    else if (drag.kind === "stroke") this.#endStroke(drag);
    else if (drag.now) this.put(this.selected, drag.now);
    this.draw();
  }

  #endBox(drag) {
    const box = ordered([...this.#kept(drag.x, drag.y), ...this.#kept(...drag.to)]);
    if (box[2] - box[0] > 1 && box[3] - box[1] > 1) {
      this.tool = "select";
      this.#add({ shape: "box", box });
    }
  }

  #endStroke({ context }) {
    const crop = endStroke(context, this.width, this.height);
    if (this.labels.has(this.selected)) this.#putCrop(this.selected, crop);
    else if (crop) this.#add({ shape: "mask", crop, box: boxOfCrop(crop) });
  }

  /** A new corner on the side of the selected polygon that is nearest; on a corner: it goes. */
  _dblclick(event) {
    if (this.tool === "polygon") return this.confirm();
    const label = this.labels.get(this.selected);
    if (label?.shape !== "polygon") return;
    const [x, y] = this.#at(event);
    const grip = gripOf(label, x, y, this.#reach);
    const rings = grip ? withoutCorner(label.rings, grip) : withCorner(label.rings, x, y, this.#reach ** 2);
    if (rings) this.put(this.selected, { ...label, rings, box: boxOf(rings) });
  }

  _wheel(event) {
    event.preventDefault();
    const [x, y] = this.#at(event);
    const scale = Math.min(LARGEST_ZOOM * 2, Math.max(0.02, this.scale * Math.exp(-event.deltaY / 400)));
    this.left += x * (this.scale - scale);
    this.top += y * (this.scale - scale);
    this.scale = scale;
    this.draw();
  }

  draw() {
    paint(this, { drag: this.#drag, open: this.#open, point: this.#point, tinted: this.#tinted });
  }
}
