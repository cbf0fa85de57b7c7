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

// With the views that photos seem to show instead of those that were stated, by the photo and the stated view.
function earlyOf({ id, headline, notice, agreement, verdict }, photos) {
  const others = {};
  photos.forEach((photo, at) => {
    const { stated_view: stated, view } = verdict?.photos[at] ?? {};
    if (stated && view) others[`${photo.id} ${stated}`] = view;
  });
  return { id, headline, notice, agreement, outcome: verdict?.outcome ?? null, others, photos: photos.map((photo) => photo.id) };
}
