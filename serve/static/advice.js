// Says of a photo, on the device and in milliseconds, whether to take it again: what the service would say
// (`model/quality.py`, the same measures with the same limits), and whether the item is too far away or cut off.
"use strict";

const FOCUS_SIDE = 256; // pixels of the small copy's longest side, for edges
const LIGHT_SIDE = 128; // the same for light and for where the item is
const REBLUR = 0.006; // of the longest side: the standard deviation of the blur that edges are compared under
const EDGE_SHARE = 0.02; // of all pixels: the strongest edges
const EDGE_FLOOR = 0.25; // of the strongest edge
const BRIGHTEST_SHARE = 0.02; // of all pixels
const BLANK_RADIUS = 3; // pixels of LIGHT_SIDE
const FRAME_SHARE = 0.15; // of the photo's outline

// The channels of RGBA pixels, each an array of its own.
function channelsOf({ width, height, data }) {
  const channels = [0, 1, 2].map((channel) => {
    const plane = new Float32Array(width * height);
    for (let at = 0, from = channel; at < plane.length; at++, from += 4) plane[at] = data[from];
    return plane;
  });
  return { width, height, channels };
}

// A picture averaged down to a longest side; never enlarged.
function averaged({ width, height, channels }, side) {
  const scale = Math.min(1, side / Math.max(width, height));
  const w = Math.max(1, Math.round(width * scale));
  const h = Math.max(1, Math.round(height * scale));
  const across = channels.map((plane) => shrunk(plane, { length: width, to: w, step: 1, lines: height, stride: width, out: w }));
  const down = across.map((plane) => shrunk(plane, { length: height, to: h, step: w, lines: w, stride: 1, out: 1 }));
  return { width: w, height: h, channels: down };
}

// The lines of a picture made shorter: each new value is the mean of those that it covers, in part or in full.
function shrunk(plane, { length, to, step, lines, stride, out }) {
  const found = new Float32Array(lines * to);
  for (let each = 0; each < to; each++) {
    const start = (each * length) / to;
    const end = ((each + 1) * length) / to;
    for (let at = Math.floor(start); at < end - 1e-9; at++) {
      const weight = (Math.min(at + 1, end) - Math.max(at, start)) / (end - start);
      for (let line = 0; line < lines; line++) found[line * out + each * step] += weight * plane[line * stride + at * step];
    }
  }
  return found;
}

function lumaOf({ channels: [red, green, blue] }) {
  return red.map((value, at) => 0.299 * value + 0.587 * green[at] + 0.114 * blue[at]);
}

// The value below which this share of all values lies.
function quantile(values, share) {
  const sorted = Float32Array.from(values).sort();
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  return sorted[low] + (sorted[Math.min(low + 1, sorted.length - 1)] - sorted[low]) * (at - low);
}

// By central differences, without the outermost pixels.
function gradient(luma, width, height) {
  const found = new Float32Array(Math.max(0, (width - 2) * (height - 2)));
  for (let y = 1, at = 0; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++, at++) {
      const here = y * width + x;
      found[at] = Math.hypot(luma[here + 1] - luma[here - 1], luma[here + width] - luma[here - width]);
    }
  }
  return found;
}

// Gaussian, the borders repeated.
function blurred(luma, width, height, sigma) {
  const radius = Math.ceil(2.5 * sigma);
  const steps = Array.from({ length: 2 * radius + 1 }, (_, at) => at - radius);
  const weights = steps.map((step) => Math.exp(-0.5 * (step / Math.max(sigma, 1e-6)) ** 2));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const pass = (from, step, length, count, stride) => {
    const to = new Float32Array(from.length);
    for (let line = 0; line < count; line++) {
      for (let at = 0; at < length; at++) {
        let sum = 0;
        for (let each = 0; each < steps.length; each++) {
          const near = Math.min(length - 1, Math.max(0, at + steps[each]));
          sum += weights[each] * from[line * stride + near * step];
        }
        to[line * stride + at * step] = sum / total;
      }
    }
    return to;
  };
  return pass(pass(luma, 1, width, height, width), width, height, width, 1);
}

// 0 to 1: how much of its gradient the median strong edge loses when the photo is blurred again.
function sharpnessOf(small) {
  const { width, height } = small;
  const luma = lumaOf(small);
  const before = gradient(luma, width, height);
  const most = before.reduce((high, value) => Math.max(high, value), 0);
  if (!most) return 0;
  const limit = Math.max(quantile(before, 1 - EDGE_SHARE), EDGE_FLOOR * most);
  const after = gradient(blurred(luma, width, height, REBLUR * Math.max(width, height)), width, height);
  const lost = [];
  before.forEach((value, at) => value >= limit && lost.push(after[at] / value));
  return Math.min(1, Math.max(0, 1 - quantile(lost, 0.5)));
}

function share(mask) {
  return mask.reduce((sum, each) => sum + each, 0) / mask.length;
}

// Half the level of the brightest pixels, plus half the share that is clipped by too much light.
function exposureOf({ channels: [red, green, blue] }, luma, blank, limits) {
  const clipped = red.map((value, at) => Number(Math.max(value, green[at], blue[at]) >= limits.blank));
  const washed = luma.map((value, at) => Number((clipped[at] || value >= limits.washed) && !blank[at]));
  const over = Math.min(share(clipped), 2.5 * share(washed));
  return (quantile(luma, 1 - BRIGHTEST_SHARE) / 255 + Math.min(1, over)) / 2;
}

// The mask grown by a square; outside the picture nothing is set.
function dilated(mask, width, height, radius) {
  const pass = (from, step, length, count, stride) => {
    const to = new Uint8Array(from.length);
    for (let line = 0; line < count; line++) {
      for (let at = 0; at < length; at++) {
        for (let near = Math.max(0, at - radius); near <= Math.min(length - 1, at + radius); near++) {
          to[line * stride + at * step] |= from[line * stride + near * step];
        }
      }
    }
    return to;
  };
  return pass(pass(mask, 1, width, height, width), width, height, width, 1);
}

// The share of the photo under large blank areas, as far as they can't be background or paper.
function glareOf({ width, height }, luma, blank, limits) {
  const grown = (mask, radius) => dilated(mask, width, height, radius);
  const not = (mask) => mask.map((each) => 1 - each);
  const areas = grown(not(grown(not(blank), BLANK_RADIUS)), BLANK_RADIUS).map((each, at) => each & blank[at]);
  const near = grown(areas, 1);
  const around = [];
  grown(areas, BLANK_RADIUS).forEach((each, at) => each && !near[at] && !blank[at] && around.push(luma[at] >= limits.washed));
  const fading = around.length ? share(around.map(Number)) : 0;
  const outline = [];
  for (let x = 0; x < width; x++) outline.push(areas[x], areas[(height - 1) * width + x]);
  for (let y = 0; y < height; y++) outline.push(areas[y * width], areas[y * width + width - 1]);
  return share(areas) * Math.max(fading, 1 - Math.min(1, share(outline) / FRAME_SHARE));
}

// All measures of RGBA pixels, of which a copy of 512 pixels is enough; `frame` is of a genuine picture of the same view.
function measured(pixels, limits, frame = null) {
  const focus = averaged(channelsOf(pixels), FOCUS_SIDE);
  const small = averaged(focus, LIGHT_SIDE);
  const luma = lumaOf(small);
  const [red, green, blue] = small.channels;
  const blank = Uint8Array.from(red, (value, at) => Number(Math.min(value, green[at], blue[at]) >= limits.blank));
  return {
    sharpness: sharpnessOf(focus),
    exposure: exposureOf(small, luma, blank, limits),
    glare: glareOf(small, luma, blank, limits),
    place: placeOf(small),
    isCutOff: Boolean(frame) && isCutOff(small, frame),
  };
}

// What is wrong with a photo, by names of messages; what a genuine picture of the view has too is no fault.
function faultsOf(measures, limits, ofSample) {
  const { sharpness, exposure, glare, place, isCutOff: isCut } = measures;
  const isBlurred = sharpness < limits.min_sharpness;
  const faults = {
    too_blurred: isBlurred,
    too_dark: exposure < limits.min_exposure,
    too_bright: exposure > limits.max_exposure,
    glare: glare > limits.max_glare && !isBlurred,
    too_far: place?.isTooFar && !ofSample?.isTooFar,
    cut_off: isCut,
  };
  return Object.keys(faults).filter((name) => faults[name]);
}
