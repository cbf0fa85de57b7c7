// Whether the camera's own photo, which comes later and may be of another shape, shows what the live picture showed.
"use strict";

const SCENE_SIDE = 24; // pixels of the grids that are compared
const SCENE_SHIFT = 3; // of these pixels, in each direction: a hand that is held still moves by less
const SCENE_SHARES = [1, 0.9, 0.8, 0.7]; // of the photo: the live picture may be cut from its middle
const SCENE_LIKE = 0.65; // the correlation from which both show the same (decision 0079)

// How light the middle of a picture is, on a grid: the largest part of this shape (width by height), and a share of it.
function sceneOf(canvas, shape, share) {
  const width = Math.round(Math.min(canvas.width, canvas.height * shape) * share);
  const height = Math.round(width / shape);
  const [x, y] = [Math.round((canvas.width - width) / 2), Math.round((canvas.height - height) / 2)];
  const small = averaged(channelsOf(canvas.getContext("2d").getImageData(x, y, width, height)), SCENE_SIDE);
  return { width: small.width, height: small.height, luma: lumaOf(small) };
}

// The correlation of two grids where they overlap, one moved by so many pixels.
function correlation(one, other, dx, dy) {
  const [width, height] = [Math.min(one.width, other.width), Math.min(one.height, other.height)];
  const pairs = [];
  for (let y = Math.max(0, dy); y < height + Math.min(0, dy); y++) {
    for (let x = Math.max(0, dx); x < width + Math.min(0, dx); x++) {
      pairs.push([one.luma[y * one.width + x], other.luma[(y - dy) * other.width + x - dx]]);
    }
  }
  const mean = (of) => pairs.reduce((sum, pair) => sum + of(pair), 0) / pairs.length;
  const [a, b] = [mean((pair) => pair[0]), mean((pair) => pair[1])];
  const spread = Math.sqrt(mean((pair) => (pair[0] - a) ** 2) * mean((pair) => (pair[1] - b) ** 2));
  return spread ? mean((pair) => (pair[0] - a) * (pair[1] - b)) / spread : 0;
}

// Both as canvases.
function isSameScene(live, photo) {
  const shape = live.width / live.height;
  const shown = sceneOf(live, shape, 1);
  const shifts = Array.from({ length: 2 * SCENE_SHIFT + 1 }, (_, at) => at - SCENE_SHIFT);
  return SCENE_SHARES.some((share) => {
    const taken = sceneOf(photo, shape, share);
    return shifts.some((dy) => shifts.some((dx) => correlation(shown, taken, dx, dy) > SCENE_LIKE));
  });
}
