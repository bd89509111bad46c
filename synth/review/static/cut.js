// Splitting one label into several, and merging two: on boxes x0, y0, x1, y1, masks as crops, and spans.

import { boxOfCrop, cropOf, parts, union } from "./shapes.js";

const LEAST_SIDE_PX = 0.5;

/** A crop cut down to its own pixels; null for none. */
function tight(crop) {
  const box = boxOfCrop(crop);
  if (!box) return null;
  const [x0, y0, x1, y1] = box;
  const cut = { x: x0, y: y0, width: x1 - x0, height: y1 - y0, data: new Uint8Array((x1 - x0) * (y1 - y0)) };
  for (let row = 0; row < cut.height; row += 1) {
    const from = (y0 - crop.y + row) * crop.width + x0 - crop.x;
    cut.data.set(crop.data.subarray(from, from + cut.width), row * cut.width);
  }
  return cut;
}

const shapeOf = (crop) => ({ shape: "mask", rings: [], crop, box: boxOfCrop(crop) });

/** The first shape is the label's, the others are new labels of its class; all at once, for one undo. */
function putShapes(stage, label, shapes) {
  stage.putAll(shapes.map((shape, at) => {
    const id = at ? stage.newId() : label.id;
    return [id, at ? { id, category: label.category, ...shape } : { ...label, ...shape }];
  }));
}

/** Split a label of a picture into its parts that do not touch; false for one that hangs together. */
export function splitIntoParts(stage, label) {
  const shapes = label.shape === "box" ? [] : partsOf(label, stage.width, stage.height);
  if (shapes.length > 1) putShapes(stage, label, shapes);
  return shapes.length > 1;
}

/** Split the selected label of a picture by a line; false where all of it lies on one side. */
export function splitByLine(stage, line) {
  const label = stage.labels.get(stage.selected);
  const shapes = label?.box ? sidesOf(label, line, stage.width, stage.height) : null;
  if (shapes) putShapes(stage, label, shapes);
  return Boolean(shapes);
}

/** Merge a label of a picture into another one, which is selected then. */
export function merge(stage, label, kept) {
  if (!label?.box || !kept?.box) return;
  stage.putAll([[label.id, null], [kept.id, { ...kept, ...mergedShape(kept, label, stage.width, stage.height) }]]);
  stage.selected = kept.id;
}

/** The shapes of the parts of a mask that do not touch, the largest first; one shape where all hangs together. */
function partsOf(label, width, height) {
  const crop = cropOf(label, width, height);
  const { part, sizes } = parts(crop.data, crop.width, crop.height, 1, true);
  const order = sizes.map((size, number) => [size, number]).sort(([one], [other]) => other - one);
  return order.map(([, number]) => shapeOf(tight({ ...crop, data: crop.data.map((_, at) => (part[at] === number ? 1 : 0)) })));
}

/** The shapes on the two sides of a line through two points; null where all of the label lies on one side. */
function sidesOf(label, line, width, height) {
  const [ax, ay, bx, by] = line;
  if (label.shape === "box") return sidesOfBox(label.box, line);
  const crop = cropOf(label, width, height);
  const side = (at) => {
    const [x, y] = [crop.x + (at % crop.width) + 0.5, crop.y + Math.floor(at / crop.width) + 0.5];
    return (bx - ax) * (y - ay) - (by - ay) * (x - ax) > 0;
  };
  const cuts = [true, false].map((wanted) => tight({ ...crop, data: crop.data.map((bit, at) => (bit && side(at) === wanted ? 1 : 0)) }));
  return cuts[0] && cuts[1] ? cuts.map(shapeOf) : null;
}

/** A box is cut along the axis that the line is nearer to. */
function sidesOfBox([x0, y0, x1, y1], [ax, ay, bx, by]) {
  const upright = Math.abs(by - ay) >= Math.abs(bx - ax);
  const [at, low, high] = upright ? [(ax + bx) / 2, x0, x1] : [(ay + by) / 2, y0, y1];
  if (at - low < LEAST_SIDE_PX || high - at < LEAST_SIDE_PX) return null;
  const boxes = upright ? [[x0, y0, at, y1], [at, y0, x1, y1]] : [[x0, y0, x1, at], [x0, at, x1, y1]];
  return boxes.map((box) => ({ shape: "box", rings: [], box }));
}

/** The shape of two labels as one: of two boxes the box around them, else all of their pixels. */
function mergedShape(one, other, width, height) {
  if (one.shape === "box" && other.shape === "box") return { shape: "box", rings: [], box: union(one.box, other.box) };
  const [x0, y0, x1, y1] = union(one.box, other.box);
  const [x, y] = [Math.max(0, Math.floor(x0)), Math.max(0, Math.floor(y0))];
  const whole = { x, y, width: Math.min(width, Math.ceil(x1)) - x, height: Math.min(height, Math.ceil(y1)) - y };
  whole.data = new Uint8Array(whole.width * whole.height);
  for (const crop of [one, other].map((label) => cropOf(label, width, height))) {
    crop.data.forEach((bit, at) => {
      if (bit) whole.data[(crop.y + Math.floor(at / crop.width) - y) * whole.width + crop.x + (at % crop.width) - x] = 1;
    });
  }
  return shapeOf(tight(whole));
}

/** Where a span is cut, [end of the first, start of the second]: at a place, or at the blank nearest to its middle; null for nowhere. */
export function cutOf(letters, { start, end }, place) {
  const blanks = [];
  for (let at = start + 1; at < end - 1; at += 1) if (!letters[at].trim()) blanks.push(at);
  const middle = (start + end) / 2;
  const at = place ?? blanks.sort((one, other) => Math.abs(one - middle) - Math.abs(other - middle))[0];
  if (at === undefined) return null;
  let [last, first] = [at, at];
  while (last > start && !letters[last - 1].trim()) last -= 1;
  while (first < end && !letters[first].trim()) first += 1;
  return last > start && first < end ? [last, first] : null;
}
