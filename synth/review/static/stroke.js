// Strokes of a brush or an eraser on the mask of a label.

import { boxOfCrop, canvasOf, cropOf, readCrop } from "./shapes.js";

/** A stroke that begins at a point of a stage, on the mask of the selected label or on an empty one. */
export function beginStroke(stage, x, y) {
  const label = stage.labels.get(stage.selected);
  const context = new OffscreenCanvas(stage.width, stage.height).getContext("2d", { willReadFrequently: true });
  if (label?.box) {
    const crop = cropOf(label, stage.width, stage.height);
    context.drawImage(canvasOf(crop, [0, 0, 0, 255]), crop.x, crop.y);
  }
  context.globalCompositeOperation = stage.tool === "erase" ? "destination-out" : "source-over";
  Object.assign(context, { lineCap: "round", lineJoin: "round", lineWidth: stage.brush });
  const begun = { kind: "stroke", context, last: [x, y] };
  stroke(begun, x, y);
  return begun;
}

/** The stroke goes on to a point. */
export function stroke(begun, x, y) {
  const { context, last } = begun;
  context.beginPath();
  context.moveTo(...last);
  context.lineTo(x + 0.01, y);
  context.stroke();
  begun.last = [x, y];
}

/** The mask after a stroke, as a crop; null where nothing is left of it. */
export function endStroke(context, width, height) {
  const whole = readCrop(context, 0, 0, width, height);
  const box = boxOfCrop(whole);
  if (!box) return null;
  const [x0, y0, x1, y1] = box;
  const crop = { x: x0, y: y0, width: x1 - x0, height: y1 - y0, data: new Uint8Array((x1 - x0) * (y1 - y0)) };
  for (let row = y0; row < y1; row += 1) {
    crop.data.set(whole.data.subarray(row * width + x0, row * width + x1), (row - y0) * crop.width);
  }
  return crop;
}
