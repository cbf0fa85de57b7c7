// Small copies of photos, for a preliminary verdict, and what is kept of its answer.
"use strict";

const COPY_SIDE = 512; // pixels of a small copy's longest side
const COPY_QUALITIES = [0.8, 0.7, 0.6, 0.5, 0.4, 0.3]; // of its JPEG: the first that is small enough
const COPY_BYTES = 29_000;

async function smallCopy(file) {
  const picture = await pictureOf(file);
  if (!picture) return null;
  const canvas = drawn(picture, COPY_SIDE);
  let copy = null;
  for (const quality of COPY_QUALITIES) {
    copy = await jpegOf(canvas, quality);
    if (copy.size <= COPY_BYTES) break;
  }
  return copy;
}

// With what would be better of each photo, by the photo and the view that it was said to show.
function earlyOf({ id, headline, notice, agreement, verdict }, photos) {
  const retake = Object.fromEntries(photos.map((photo, at) => [`${photo.id} ${photo.view}`, verdict?.photos[at]?.retake ?? []]));
  return { id, headline, notice, agreement, outcome: verdict?.outcome ?? null, retake };
}
