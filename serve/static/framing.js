// Whether a photo cuts its item off: the genuine picture of the view is laid over the photo in several sizes and places,
// and where both are most alike, the item's outline says how much of it lies outside. Nothing is said where the item all
// within the photo explains it nearly as well (docs/LOG.md, 28 November, has the figures).
"use strict";

const FRAME_SIDE = 28; // pixels of the longest sides that are compared
const FRAME_SIZES = [0.7, 0.8, 0.9, 1, 1.12, 1.25, 1.4, 1.6, 1.8, 2.1]; // of the genuine picture, beside the photo
const FRAME_SHARED = 0.3; // of the photo: so much of it must lie under the genuine picture
const FRAME_MOST = 0.62; // of the item: with more outside, too little is left to recognise it by
const CUT_SHARE = 0.14; // of the box of the item's outline outside of the photo: it is cut off
const WHOLE_SHARE = 0.04; // with less outside, the item counts as whole
const CUT_ALIKE = 0.5; // the least correlation
const CUT_SURER = 0.26; // by so much must the best place be better than the best one with all of the item
const OUTLINE_SIDE = 96;

// Sums over rectangles of a plane: the sum of all values above and left of each place.
function sumsOf(plane, width, height) {
  const sums = new Float64Array((width + 1) * (height + 1));
  for (let y = 0; y < height; y++) {
    for (let x = 0, row = 0; x < width; x++) {
      row += plane[y * width + x];
      sums[(y + 1) * (width + 1) + x + 1] = sums[y * (width + 1) + x + 1] + row;
    }
  }
  return (x, y, w, h) => {
    const [top, bottom, wide] = [y * (width + 1), (y + h) * (width + 1), x + w];
    return sums[bottom + wide] - sums[bottom + x] - sums[top + wide] + sums[top + x];
  };
}

// A picture at the size at which it is compared, with what its correlation needs.
function gridOf(picture, side) {
  const { width, height, channels } = averaged(picture, side);
  const squares = channels[0].map((_, at) => channels.reduce((sum, plane) => sum + plane[at] ** 2, 0));
  return { width, height, channels, sums: channels.map((plane) => sumsOf(plane, width, height)), squares: sumsOf(squares, width, height) };
}

// The sizes of a genuine picture, with the box of the item on it in shares: [left, top, right, bottom].
function frameOf(picture, box) {
  return { box, grids: FRAME_SIZES.map((size) => gridOf(picture, FRAME_SIDE * size)) };
}

// The correlation of both where they overlap, the genuine picture moved by so many pixels.
function likeness(photo, genuine, { dx, dy, x, y, w, h }) {
  let [covariance, first, second] = [0, photo.squares(x, y, w, h), genuine.squares(x - dx, y - dy, w, h)];
  const count = w * h;
  for (let channel = 0; channel < 3; channel++) {
    const [one, other] = [photo.channels[channel], genuine.channels[channel]];
    let sum = 0;
    for (let row = 0; row < h; row++) {
      let at = (y + row) * photo.width + x;
      let from = (y + row - dy) * genuine.width + x - dx;
      for (const end = at + w; at < end; at++, from++) sum += one[at] * other[from];
    }
    const [a, b] = [photo.sums[channel](x, y, w, h), genuine.sums[channel](x - dx, y - dy, w, h)];
    covariance += (sum - (a * b) / count) / count;
    first -= (a * a) / count;
    second -= (b * b) / count;
  }
  return covariance / Math.sqrt(Math.max((first / count) * (second / count), 2000));
}

// The share of a box that lies outside of the photo.
function outsideOf(photo, { width, height }, [left, top, right, bottom], dx, dy) {
  const within = (from, to, most) => Math.max(0, Math.min(to, most) - Math.max(from, 0)) / (to - from);
  const across = within(dx + left * width, dx + right * width, photo.width);
  return 1 - across * within(dy + top * height, dy + bottom * height, photo.height);
}

// One place of a genuine picture over the photo, with how good it is; null where too little can be compared.
function placedAt(photo, genuine, box, dx, dy) {
  const [x, y] = [Math.max(0, dx), Math.max(0, dy)];
  const [w, h] = [Math.min(photo.width, dx + genuine.width) - x, Math.min(photo.height, dy + genuine.height) - y];
  const share = (w * h) / (photo.width * photo.height);
  if (w < 1 || h < 1 || share <= FRAME_SHARED) return null;
  const outside = outsideOf(photo, genuine, box, dx, dy);
  if (outside >= FRAME_MOST) return null;
  const alike = likeness(photo, genuine, { dx, dy, x, y, w, h });
  return { dx, dy, outside, alike, score: Math.atanh(Math.min(0.99, Math.max(-0.99, alike))) * share ** 0.75 };
}

const better = (one, other) => (!other || (one && one.score > other.score) ? one : other);

// The best places of one size, of all and of those with all of the item: every second pixel, then around both.
function bestOf(photo, genuine, box) {
  let [best, whole] = [null, null];
  const look = (dx, dy) => {
    const place = placedAt(photo, genuine, box, dx, dy);
    best = better(place, best);
    if (place?.outside < WHOLE_SHARE) whole = better(place, whole);
  };
  for (let dy = 1 - genuine.height; dy < photo.height; dy += 2) {
    for (let dx = 1 - genuine.width; dx < photo.width; dx += 2) look(dx, dy);
  }
  for (const { dx, dy } of [best, whole].filter(Boolean)) {
    for (const [x, y] of [[-1, -1], [0, -1], [1, -1], [-1, 0], [1, 0], [-1, 1], [0, 1], [1, 1]]) look(dx + x, dy + y);
  }
  return { best, whole };
}

// Whether it cuts the item off, as far as that is sure.
function isCutOff(picture, { box, grids }) {
  const photo = gridOf(picture, FRAME_SIDE);
  const found = grids.map((genuine) => bestOf(photo, genuine, box));
  const best = found.map((each) => each.best).reduce((one, other) => better(other, one), null);
  const whole = found.map((each) => each.whole).reduce((one, other) => better(other, one), null);
  if (!best) return false;
  return best.outside > CUT_SHARE && best.alike > CUT_ALIKE && best.score - (whole?.score ?? 0) > CUT_SURER;
}

// The box of an outline, drawn over a picture of this size, in shares; null where it can't be had.
async function boxOf(address, { width, height }) {
  const outline = Object.assign(new Image(), { src: address });
  await outline.decode();
  const scale = OUTLINE_SIDE / Math.max(width, height);
  const canvas = Object.assign(document.createElement("canvas"), { width: Math.round(width * scale), height: Math.round(height * scale) });
  canvas.getContext("2d").drawImage(outline, 0, 0, canvas.width, canvas.height);
  const { data } = pixelsOf(canvas);
  const drawn = Array.from({ length: data.length / 4 }, (_, at) => at).filter((at) => data[4 * at + 3] > 60);
  if (!drawn.length) return null;
  const [columns, rows] = [drawn.map((at) => at % canvas.width), drawn.map((at) => Math.floor(at / canvas.width))];
  const ends = (values, length) => [Math.min(...values) / length, (Math.max(...values) + 1) / length];
  const [[left, right], [top, bottom]] = [ends(columns, canvas.width), ends(rows, canvas.height)];
  return [left, top, right, bottom];
}
