// Geometry of labels in px of their picture: boxes x0, y0, x1, y1; rings x, y, x, y ...; masks as crops of 0 and 1.

/** The box of rings. */
export function boxOf(rings) {
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const ring of rings) {
    for (let at = 0; at < ring.length; at += 2) {
      x0 = Math.min(x0, ring[at]);
      x1 = Math.max(x1, ring[at]);
      y0 = Math.min(y0, ring[at + 1]);
      y1 = Math.max(y1, ring[at + 1]);
    }
  }
  return [x0, y0, x1, y1];
}

/** The smallest box around two. */
export function union(one, other) {
  if (!one || !other) return one ?? other;
  return [Math.min(one[0], other[0]), Math.min(one[1], other[1]), Math.max(one[2], other[2]), Math.max(one[3], other[3])];
}

/** Closed rings as a path to fill by the even-odd rule. */
export function pathOf(rings) {
  const path = new Path2D();
  for (const ring of rings) {
    for (let at = 0; at < ring.length; at += 2) {
      if (at) path.lineTo(ring[at], ring[at + 1]);
      else path.moveTo(ring[at], ring[at + 1]);
    }
    path.closePath();
  }
  return path;
}

/** Whether a point lies in rings, by the even-odd rule. */
export function inRings(rings, x, y) {
  let inside = false;
  for (const ring of rings) {
    for (let at = 0, last = ring.length - 2; at < ring.length; last = at, at += 2) {
      const [ax, ay, bx, by] = [ring[at], ring[at + 1], ring[last], ring[last + 1]];
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
    }
  }
  return inside;
}

/** The square of the distance of a point to a side, and where on it, 0 to 1, the nearest point is. */
export function toSide(x, y, ax, ay, bx, by) {
  const [dx, dy] = [bx - ax, by - ay];
  const along = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
  return { distance: (ax + along * dx - x) ** 2 + (ay + along * dy - y) ** 2, along };
}

/** A label moved by whole or part px. */
export function moved(label, dx, dy) {
  const box = [label.box[0] + dx, label.box[1] + dy, label.box[2] + dx, label.box[3] + dy];
  return { ...label, box, rings: label.rings.map((ring) => ring.map((value, at) => value + (at % 2 ? dy : dx))) };
}

/** The pixels of a label, as a crop: x, y, width, height, data (0 or 1). */
export function cropOf(label, width, height) {
  if (label.crop) return label.crop;
  const [x0, y0] = [Math.max(0, Math.floor(label.box[0])), Math.max(0, Math.floor(label.box[1]))];
  const [x1, y1] = [Math.min(width, Math.ceil(label.box[2])), Math.min(height, Math.ceil(label.box[3]))];
  const canvas = new OffscreenCanvas(Math.max(1, x1 - x0), Math.max(1, y1 - y0));
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.translate(-x0, -y0);
  const [bx0, by0, bx1, by1] = label.box;
  context.fill(pathOf(label.rings.length ? label.rings : [[bx0, by0, bx1, by0, bx1, by1, bx0, by1]]), "evenodd");
  return readCrop(context, x0, y0, canvas.width, canvas.height);
}

/** What a canvas that lies at (x, y) holds, opaque by half or more. */
export function readCrop(context, x, y, width, height) {
  const { data } = context.getImageData(0, 0, width, height);
  const bits = new Uint8Array(width * height);
  for (let at = 0; at < bits.length; at += 1) bits[at] = data[4 * at + 3] > 127 ? 1 : 0;
  return { x, y, width, height, data: bits };
}

/** A crop as a canvas of one colour. */
export function canvasOf(crop, [red, green, blue, alpha]) {
  const canvas = new OffscreenCanvas(crop.width, crop.height);
  const image = new ImageData(crop.width, crop.height);
  crop.data.forEach((bit, at) => bit && image.data.set([red, green, blue, alpha], 4 * at));
  canvas.getContext("2d").putImageData(image, 0, 0);
  return canvas;
}

/** The box of the pixels of a crop; null where there is none. */
export function boxOfCrop(crop) {
  let box = null;
  crop.data.forEach((bit, at) => {
    if (!bit) return;
    const [x, y] = [crop.x + (at % crop.width), crop.y + Math.floor(at / crop.width)];
    box = union(box, [x, y, x + 1, y + 1]);
  });
  return box;
}

/** Run lengths of a crop over its whole picture, row by row, background first. */
export function runsOf(crop, width, height) {
  const runs = [];
  let [value, run] = [0, 0];
  const add = (bit, number) => {
    if (bit === value) run += number;
    else {
      runs.push(run);
      [value, run] = [bit, number];
    }
  };
  add(0, crop.y * width);
  for (let row = 0; row < crop.height; row += 1) {
    add(0, crop.x);
    for (let column = 0; column < crop.width; column += 1) add(crop.data[row * crop.width + column], 1);
    add(0, width - crop.x - crop.width);
  }
  add(0, (height - crop.y - crop.height) * width);
  runs.push(run);
  return runs;
}

/** The parts of equal pixels of a crop: the number of each pixel's part, and the sizes of the parts. */
export function parts(data, width, height, wanted, diagonal) {
  const part = new Int32Array(data.length).fill(-1);
  const sizes = [];
  for (let start = 0; start < data.length; start += 1) {
    if (data[start] !== wanted || part[start] >= 0) continue;
    const stack = [start];
    part[start] = sizes.length;
    let size = 0;
    while (stack.length) {
      const at = stack.pop();
      size += 1;
      const [x, y] = [at % width, Math.floor(at / width)];
      for (let dy = -1; dy <= 1; dy += 1) {
        for (let dx = -1; dx <= 1; dx += 1) {
          if (!diagonal && dx && dy) continue;
          const [nx, ny] = [x + dx, y + dy];
          const to = ny * width + nx;
          if (nx < 0 || ny < 0 || nx >= width || ny >= height || data[to] !== wanted || part[to] >= 0) continue;
          part[to] = sizes.length;
          stack.push(to);
        }
      }
    }
    sizes.push(size);
  }
  return { part, sizes };
}

/** A crop without holes, and without parts of less than a fiftieth of the largest. */
export function tidied(crop) {
  const [width, height] = [crop.width + 2, crop.height + 2];
  const data = new Uint8Array(width * height);
  crop.data.forEach((bit, at) => {
    data[(Math.floor(at / crop.width) + 1) * width + (at % crop.width) + 1] = bit;
  });
  const beside = parts(data, width, height, 0, false);
  const filled = data.map((bit, at) => (bit || beside.part[at] !== beside.part[0] ? 1 : 0));
  const whole = parts(filled, width, height, 1, true);
  const largest = Math.max(0, ...whole.sizes);
  const kept = crop.data.map((_, at) => {
    const there = (Math.floor(at / crop.width) + 1) * width + (at % crop.width) + 1;
    return filled[there] && whole.sizes[whole.part[there]] * 50 > largest ? 1 : 0;
  });
  return { ...crop, data: kept };
}

/** A box whose sides were dragged past one another. */
export function ordered([x0, y0, x1, y1]) {
  return [Math.min(x0, x1), Math.min(y0, y1), Math.max(x0, x1), Math.max(y0, y1)];
}

/** Rings with a further corner on the side that is nearest to a point; null where none is within reach. */
export function withCorner(rings, x, y, reach) {
  let best = null;
  rings.forEach((ring, number) => {
    for (let at = 0; at < ring.length; at += 2) {
      const next = (at + 2) % ring.length;
      const { distance } = toSide(x, y, ring[at], ring[at + 1], ring[next], ring[next + 1]);
      if (distance <= reach && (!best || distance < best.distance)) best = { distance, number, at };
    }
  });
  return best && rings.map((ring, number) => (number === best.number ? ring.toSpliced(best.at + 2, 0, x, y) : ring));
}

/** Rings without one of their corners; null where only a triangle is left. */
export function withoutCorner(rings, { ring, at }) {
  return rings[ring].length > 6 ? rings.map((one, number) => (number === ring ? one.toSpliced(at, 2) : one)) : null;
}
