// Whether a file can be a photo of an item, before any of it is sent: its kind, whether all of it is there, its size.
"use strict";

const MAY_BE_UNSEEN = ["heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1", "avif", "avis"]; // browsers can't show all of them

const ascii = (bytes, from, to) => String.fromCharCode(...bytes.subarray(from, to));

// {isWhole, width, height} of the bytes of a JPEG: its segments up to the first scan, and whether its end is there.
function jpegParts(bytes) {
  let at = 2;
  let size = {};
  while (at + 9 < bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1];
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) size = { height: bytes[at + 5] * 256 + bytes[at + 6], width: bytes[at + 7] * 256 + bytes[at + 8] };
    at += marker === 0xff ? 1 : 2 + bytes[at + 2] * 256 + bytes[at + 3];
    if (marker === 0xda) return { ...size, isWhole: hasEnd(bytes, at) };
  }
  return { ...size, isWhole: false };
}

// In the data of a scan, 0xff 0xd9 is the end alone.
function hasEnd(bytes, from) {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    if (bytes[at + 1] === 0xd9) return true;
  }
  return false;
}

// Why a file is not taken, in words; empty if it is.
async function refusalOf(file, { maxBytes, maxPixels }) {
  const { name } = file;
  if (file.size > Number(maxBytes)) return said("too_heavy", { name, limit: Math.round(Number(maxBytes) / 1048576) });
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (ascii(bytes, 4, 8) === "ftyp" && MAY_BE_UNSEEN.includes(ascii(bytes, 8, 12))) return "";
  const isJpeg = bytes[0] === 0xff && bytes[1] === 0xd8;
  const parts = isJpeg ? jpegParts(bytes) : { isWhole: true };
  const tooLarge = ({ width, height }) => {
    const count = Math.ceil((width * height) / 1e6);
    return width * height > Number(maxPixels) ? said("capture_too_large", { name, count, limit: Math.floor(Number(maxPixels) / 1e6) }) : "";
  };
  if (tooLarge(parts)) return tooLarge(parts);
  if (!parts.isWhole) return said("capture_broken", { name });
  const shown = await pictureOf(file);
  if (!shown) return said("capture_no_photo", { name });
  return tooLarge({ width: shown.naturalWidth, height: shown.naturalHeight });
}
