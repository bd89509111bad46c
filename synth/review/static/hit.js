// Which label, and which part of one, a point of a picture is on; all in px of the picture.

import { inRings } from "./shapes.js";

/** The smallest label at a point; null for none. */
export function hitOf(labels, x, y, within) {
  const reach = within / 2;
  const area = (box) => (box[2] - box[0]) * (box[3] - box[1]);
  const found = [...labels.values()].filter(({ box, rings, crop, shape }) => {
    if (!box || x < box[0] - reach || y < box[1] - reach || x > box[2] + reach || y > box[3] + reach) return false;
    if (crop) return crop.data[(Math.floor(y) - crop.y) * crop.width + Math.floor(x) - crop.x] === 1;
    return shape === "box" || inRings(rings, x, y);
  });
  return found.sort((one, other) => area(one.box) - area(other.box))[0] ?? null;
}

/** What of a label is in reach of a point: a side of a box, a corner of a polygon; null for nothing. */
export function gripOf(label, x, y, reach) {
  if (!label?.box) return null;
  if (label.shape === "box") {
    const near = (value, sides) => sides.find((at) => Math.abs(label.box[at] - value) <= reach);
    const [column, row] = [near(x, [0, 2]), near(y, [1, 3])];
    const inside = x >= label.box[0] - reach && x <= label.box[2] + reach && y >= label.box[1] - reach && y <= label.box[3] + reach;
    return inside && (column ?? row) !== undefined ? { kind: "side", column, row } : null;
  }
  if (label.shape !== "polygon") return null;
  for (const [ring, points] of label.rings.entries()) {
    for (let at = 0; at < points.length; at += 2) {
      if ((points[at] - x) ** 2 + (points[at + 1] - y) ** 2 <= reach ** 2) return { kind: "corner", ring, at };
    }
  }
  return null;
}
