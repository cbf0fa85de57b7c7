// The shutter: takes a photo, and says so until the photo is there and kept.
"use strict";

class Shutter {
  constructor(capturing) {
    this.capturing = capturing;
    this.state = ""; // the message that says what it is doing
    this.work = null;
    this.words = part("shoot-words").textContent;
    part("shoot").addEventListener("click", () => this.press());
  }

  press() {
    const { camera, canTake } = this.capturing;
    if (camera.isOn && canTake && !this.state) this.work = this.take().finally(() => this.say(""));
  }

  // When the photo that is being taken is kept, so that what is done next includes it.
  async idle() {
    await Promise.allSettled([this.work]);
  }

  // The advice from the live picture comes at once; that which stays is of the photo.
  async take() {
    const { camera, advice, current: view } = this.capturing;
    const { shown, photo } = camera.take();
    tell("");
    this.say("capture_hold");
    advice.signal();
    advice.hint(this.capturing.judged(pixelsOf(shown), view));
    const taken = await photo;
    this.say("capture_keeping");
    const isDoubtful = advice.give(this.capturing.judged(pixelsOf(taken.shown), view), view);
    const name = `${view?.id ?? "photo"}-${this.capturing.photos.length + 1}.jpg`;
    await this.capturing.take(new File([taken.content], name, { type: "image/jpeg" }), view, isDoubtful);
    part("stage").scrollIntoView({ block: "nearest" }); // with what is said of it
  }

  // The keyboard stays on it.
  say(state) {
    this.state = state;
    part("shoot").setAttribute("aria-disabled", String(Boolean(state)));
    part("shoot-words").textContent = state ? said(state) : this.words;
    this.capturing.guide();
  }
}
