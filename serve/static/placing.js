// Where on a photo the item is, as far as its ground is of one colour; otherwise nothing is said.
"use strict";

const UNLIKE = 38; // of 255, in one channel: what differs that much from the ground is the item
const PLAIN = 0.55; // of the photo's outline: at least that much must be ground
const FARTHEST = 0.42; // of the photo's sides: an item that takes up less of both is too far away
const LEAST = 0.01; // of the photo: less is no item

// The pixels of the outline, side by side: top, bottom, left and right.
function sidesOf(width, height) {
  const row = (y) => Array.from({ length: width }, (_, x) => y * width + x);
  const column = (x) => Array.from({ length: height }, (_, y) => y * width + x);
  return [row(0), row(height - 1), column(0), column(width - 1)];
}

// The colour of the ground as a plane over the photo, as light falls from one side: least squares over the outline,
// three times, each without what is far from the fit before.
function groundOf(plane, width, outline) {
  const median = quantile(outline.map((at) => plane[at]), 0.5);
  let fit = () => median;
  for (let time = 0; time < 3; time++) {
    const used = outline.filter((at) => Math.abs(plane[at] - fit(at)) < UNLIKE);
    if (used.length < 8) return fit;
    fit = planeThrough(used.map((at) => [at % width, Math.floor(at / width), plane[at]]), width);
  }
  return fit;
}

function planeThrough(points, width) {
  const sums = (of) => points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [mx, my, mv] = [0, 1, 2].map((axis) => sums((point) => point[axis]));
  const xx = sums(([x]) => (x - mx) ** 2);
  const yy = sums(([, y]) => (y - my) ** 2);
  const xy = sums(([x, y]) => (x - mx) * (y - my));
  const xv = sums(([x, , v]) => (x - mx) * (v - mv));
  const yv = sums(([, y, v]) => (y - my) * (v - mv));
  const scale = xx * yy - xy * xy;
  if (scale < 1e-6) return () => mv;
  const a = (xv * yy - yv * xy) / scale;
  const b = (yv * xx - xv * xy) / scale;
  return (at) => mv + a * ((at % width) - mx) + b * (Math.floor(at / width) - my);
}

// {isTooFar}; null where the ground is not plain enough to tell.
function placeOf({ width, height, channels }) {
  const outline = sidesOf(width, height).flat();
  const grounds = channels.map((plane) => groundOf(plane, width, outline));
  const mask = Uint8Array.from(channels[0], (_, at) =>
    Number(channels.some((plane, channel) => Math.abs(plane[at] - grounds[channel](at)) > UNLIKE)));
  if (share(outline.map((at) => 1 - mask[at])) < PLAIN) return null;
  const columns = [];
  const rows = [];
  mask.forEach((each, at) => each && (columns.push(at % width), rows.push(Math.floor(at / width))));
  if (columns.length < LEAST * mask.length) return null;
  const extent = (values) => quantile(values, 0.98) - quantile(values, 0.02);
  return { isTooFar: extent(columns) < FARTHEST * width && extent(rows) < FARTHEST * height };
}
