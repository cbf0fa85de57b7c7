// The camera of the page on which photos are taken: a live picture, and photos of it.
"use strict";

const WIDEST = 4096; // pixels that are asked for; a camera gives what it has
const ADVISED_SIDE = 512; // pixels of the copy by which a photo is judged on the device
const QUALITY = 0.92; // of the JPEG
const PHOTO_TAKES = 1500; // milliseconds in which a camera must give its own photo: so long a hand is held still

// What a picture or a live picture shows, on a canvas whose longest side is at most this.
function drawn(source, side) {
  const width = source.videoWidth || source.naturalWidth || source.width;
  const height = source.videoHeight || source.naturalHeight || source.height;
  const scale = Math.min(1, side / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.imageSmoothingQuality = "high";
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  return canvas;
}

function pixelsOf(canvas) {
  return canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
}

function jpegOf(canvas, quality) {
  return new Promise((done) => {
    canvas.toBlob(done, "image/jpeg", quality);
  });
}

// A picture that the browser can show; null of one that it can't, such as HEIC.
async function pictureOf(file) {
  const picture = new Image();
  picture.src = URL.createObjectURL(file);
  try {
    await picture.decode();
    return picture;
  } catch {
    return null;
  } finally {
    URL.revokeObjectURL(picture.src);
  }
}

class Camera {
  constructor(live) {
    this.live = live;
  }

  get isOn() {
    return Boolean(this.track);
  }

  // Whether the live picture is there; without a camera, or without leave to use it, photos come from files.
  async open() {
    try {
      const wanted = { facingMode: "environment", width: { ideal: WIDEST }, height: { ideal: WIDEST } };
      const stream = await navigator.mediaDevices.getUserMedia({ video: wanted });
      [this.track] = stream.getVideoTracks();
      this.track.addEventListener("ended", () => this.close());
      this.live.srcObject = stream;
      await this.live.play();
    } catch {
      this.close();
    }
    return this.isOn;
  }

  close() {
    this.track?.stop();
    this.track = null;
    this.live.srcObject = null;
  }

  // At once what the camera shows now; the photo, a promise of {content, shown}, comes later.
  take() {
    const still = drawn(this.live, Infinity);
    const shown = drawn(still, ADVISED_SIDE);
    return { shown, photo: this.photo(still, shown) };
  }

  // The camera's own photo has more pixels than its live picture. Where a camera gives none, or too late, or one of
  // something else, as it was moved meanwhile, what it showed at the press is the photo.
  async photo(still, shown) {
    try {
      const late = new Promise((_, fail) => setTimeout(fail, PHOTO_TAKES));
      const content = await Promise.race([new ImageCapture(this.track).takePhoto(), late]);
      const picture = content.type === "image/jpeg" && (await pictureOf(content));
      const own = picture && drawn(picture, ADVISED_SIDE);
      if (own && isSameScene(shown, own)) return { content, shown: own };
    } catch {
      // the live picture it is
    }
    return { content: await jpegOf(still, QUALITY), shown };
  }
}
