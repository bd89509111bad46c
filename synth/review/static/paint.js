// What the stage of a picture looks like.

import { canvasOf, pathOf } from "./shapes.js";

const GIVEN = [255, 106, 43];
const SUGGESTED = "#12a5b5";
const CLASSES = ["#4cc3d0", "#f5b04a", "#ab8bf0", "#62c476", "#f079b3", "#76a9f7", "#dcc547", "#f08673", "#9bb7c6", "#b7c84d"];
const GRIP_PX = 4;
const DARK = 0.45; // of the brightest grey, below which a picture is stretched

/** The CSS filter that stretches a dark picture over all greys; none for any other. */
export function stretchOf(bitmap) {
  const [width, height] = [Math.min(bitmap.width, 256), Math.min(bitmap.height, 256)];
  const context = new OffscreenCanvas(width, height).getContext("2d");
  context.drawImage(bitmap, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  const greys = new Float32Array(data.length / 4);
  for (let at = 0; at < greys.length; at += 1) greys[at] = (data[4 * at] + data[4 * at + 1] + data[4 * at + 2]) / 765;
  greys.sort();
  const low = greys[Math.floor(0.005 * greys.length)];
  const high = Math.max(greys[Math.floor(0.995 * greys.length)], low + 0.04);
  if (high >= DARK) return "none";
  const contrast = 1 + (2 * low) / (high - low);
  return `brightness(${1 / (high - low) / contrast}) contrast(${contrast})`;
}

/** Draw the picture, its labels, what is suggested, and what is being drawn. */
export function paint(stage, doing) {
  const { context, canvas, scale } = stage;
  if (!stage.item || !scale) return;
  const ratio = devicePixelRatio;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.setTransform(ratio * scale, 0, 0, ratio * scale, ratio * stage.left, ratio * stage.top);
  if (stage.bitmap) {
    context.imageSmoothingEnabled = scale < 2;
    context.filter = stage.stretched ? stage.bitmap.filter : "none";
    context.drawImage(stage.bitmap.bitmap, 0, 0, stage.width, stage.height);
    context.filter = "none";
  } else {
    context.fillStyle = "#8884";
    context.fillRect(0, 0, stage.width, stage.height);
  }
  context.lineJoin = "round";
  if (stage.showsWords) words(stage);
  if (!stage.hidden) labels(stage, doing);
  current(stage, doing);
}

function labels(stage, { drag, tinted }) {
  const chosen = stage.selected;
  for (const one of stage.labels.values()) {
    if (one.id !== chosen && one.box) outline(stage, one, CLASSES[Number(stage.colours(one.category).slice(1))], one.id === stage.beside ? 4 : 1.5, [], tinted);
  }
  const label = drag?.now ?? stage.labels.get(chosen);
  if (label?.box && drag?.kind !== "stroke") {
    outline(stage, label, "#ffffffb0", 5, [], tinted);
    outline(stage, label, `rgb(${GIVEN})`, 2.5, [], tinted, true);
    if (apart(label.stated, label.box) && stage.before.get(label.id) === label) frame(stage, label.stated, `rgb(${GIVEN})`, []);
    if (stage.tool === "select") grips(stage, label);
    tag(stage, label.category || "?", label.box, `rgb(${GIVEN})`);
  }
  if (stage.past.length) return;
  if (stage.item.box && !stage.labels.has(stage.item.focus)) frame(stage, stage.item.box, `rgb(${GIVEN})`, []);
  if (label?.box && stage.item.after?.gone.includes(chosen)) cross(stage, label.box);
  stage.item.after?.labels.forEach((one) => suggested(stage, one, SUGGESTED, tinted));
  stage.item.answers.forEach(({ after }, number) => {
    after?.labels.forEach((one) => suggested(stage, one, number ? SUGGESTED : `rgb(${GIVEN})`, tinted));
  });
}

/** A label of a suggestion, where it is another shape than what stands there. */
function suggested(stage, one, colour, tinted) {
  const now = stage.labels.get(one.id);
  if (one.rings.length && now && apart(one.stated, now.stated)) frame(stage, one.stated, colour, [7, 5]);
  if (!one.box || (now && String(now.box) === String(one.box) && String(now.rings) === String(one.rings))) return;
  outline(stage, one, "#ffffffb0", 4.5, [], tinted);
  outline(stage, one, colour, 2.5, [7, 5], tinted);
}

/** That a label is to go. */
function cross(stage, [x0, y0, x1, y1]) {
  const { context, scale } = stage;
  const path = new Path2D();
  for (const [from, to] of [[[x0, y0], [x1, y1]], [[x1, y0], [x0, y1]]]) {
    path.moveTo(...from);
    path.lineTo(...to);
  }
  context.strokeStyle = SUGGESTED;
  context.lineWidth = 2.5 / scale;
  context.setLineDash([7 / scale, 5 / scale]);
  context.stroke(path);
  context.setLineDash([]);
}

/** Whether two boxes differ by more than rounding. */
function apart(one, other) {
  return Boolean(one && other) && one.some((side, at) => Math.abs(side - other[at]) > 0.5);
}

/** The box that a label states beside its outline. */
function frame(stage, [x0, y0, x1, y1], colour, dashes) {
  const { context, scale } = stage;
  const path = pathOf([[x0, y0, x1, y0, x1, y1, x0, y1]]);
  context.strokeStyle = "#ffffff90";
  context.lineWidth = 4 / scale;
  context.stroke(path);
  context.strokeStyle = colour;
  context.lineWidth = 2 / scale;
  context.setLineDash(dashes.map((dash) => dash / scale));
  context.stroke(path);
  context.setLineDash([]);
}

function outline(stage, one, colour, width, dashes, tinted, filled = false) {
  const { context, scale } = stage;
  if (one.crop) {
    const chosen = one.id === stage.selected;
    if (!tinted.has(one.crop)) tinted.set(one.crop, new Map());
    const tints = tinted.get(one.crop);
    if (!tints.has(chosen ? "" : colour)) tints.set(chosen ? "" : colour, canvasOf(one.crop, chosen ? [...GIVEN, 150] : [...channelsOf(colour), 120]));
    context.imageSmoothingEnabled = false;
    if (filled || !chosen) context.drawImage(tints.get(chosen ? "" : colour), one.crop.x, one.crop.y);
    return;
  }
  const [x0, y0, x1, y1] = one.box;
  const path = one.rings.length ? pathOf(one.rings) : pathOf([[x0, y0, x1, y0, x1, y1, x0, y1]]);
  if (filled) {
    context.fillStyle = `rgba(${GIVEN}, 0.13)`;
    context.fill(path, "evenodd");
  }
  context.strokeStyle = colour;
  context.lineWidth = width / scale;
  context.setLineDash(dashes.map((dash) => dash / scale));
  context.stroke(path);
  context.setLineDash([]);
}

/** The red, green and blue of a colour such as #4cc3d0. */
function channelsOf(colour) {
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
}

function grips(stage, label) {
  const { context, scale } = stage;
  const size = GRIP_PX / scale;
  const [x0, y0, x1, y1] = label.box;
  const [cx, cy] = [(x0 + x1) / 2, (y0 + y1) / 2];
  const ofBox = [x0, y0, cx, y0, x1, y0, x1, cy, x1, y1, cx, y1, x0, y1, x0, cy];
  const corners = label.shape === "box" ? [ofBox] : label.shape === "polygon" ? label.rings : [];
  context.lineWidth = 1.5 / scale;
  context.fillStyle = "#fff";
  context.strokeStyle = `rgb(${GIVEN})`;
  for (const ring of corners) {
    for (let at = 0; at < ring.length; at += 2) {
      context.beginPath();
      context.rect(ring[at] - size, ring[at + 1] - size, 2 * size, 2 * size);
      context.fill();
      context.stroke();
    }
  }
}

function tag(stage, text, box, colour) {
  const { context, scale } = stage;
  const size = 12 / scale;
  context.font = `600 ${size}px ui-sans-serif, system-ui, "Noto Sans", "DejaVu Sans", sans-serif`;
  const width = context.measureText(text).width + size;
  const top = box[1] - 2.1 * size;
  context.fillStyle = colour;
  context.beginPath();
  context.roundRect(box[0], top, width, 1.6 * size, 0.35 * size);
  context.fill();
  context.fillStyle = "#fff";
  context.textBaseline = "middle";
  context.fillText(text, box[0] + size / 2, top + 0.82 * size);
}

function words(stage) {
  const { context, scale } = stage;
  context.strokeStyle = "#2f6fd0";
  context.fillStyle = "#2f6fd01c";
  context.lineWidth = 1 / scale;
  for (const { quad } of stage.item.shown.words) {
    const path = pathOf([quad]);
    context.fill(path);
    context.stroke(path);
  }
}

function current(stage, { drag, open, point }) {
  const { context, scale } = stage;
  context.strokeStyle = `rgb(${GIVEN})`;
  context.lineWidth = 2 / scale;
  if (drag?.kind === "split") {
    context.beginPath();
    context.moveTo(drag.x, drag.y);
    context.lineTo(...drag.to);
    context.stroke();
  }
  if (drag?.kind === "box") context.strokeRect(drag.x, drag.y, drag.to[0] - drag.x, drag.to[1] - drag.y);
  if (drag?.kind === "stroke") {
    context.globalAlpha = 0.5;
    context.drawImage(drag.context.canvas, 0, 0);
    context.globalAlpha = 1;
  }
  if (open) {
    context.beginPath();
    for (let at = 0; at < open.length; at += 2) context.lineTo(open[at], open[at + 1]);
    if (point) context.lineTo(...point);
    context.stroke();
  }
  if (point && ["brush", "erase"].includes(stage.tool)) {
    context.beginPath();
    context.arc(point[0], point[1], stage.brush / 2, 0, 7);
    context.stroke();
  }
}
