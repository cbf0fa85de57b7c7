// Says at once that a photo was taken and what would be better, and asks for it again: a few times for one item. After
// that it only says so, below the picture and until the next photo.
"use strict";

const MOST_REQUESTS = 4; // to take a photo again, of one item

class Advice {
  constructor(capturing) {
    this.capturing = capturing;
    this.requests = 0;
    this.cut = new Set(); // ids of views that were asked for again as cut off: once, as an outline may be wrong
    part("again").addEventListener("click", () => this.again());
    part("anyway").addEventListener("click", () => this.goOn());
  }

  // Shows and lets feel that a photo was taken.
  signal() {
    const finder = part("live").parentElement;
    part("stage").scrollIntoView({ block: "nearest" });
    finder.classList.remove("flash");
    finder.getBoundingClientRect(); // so that it begins again
    finder.classList.add("flash");
    navigator.vibrate?.(30);
  }

  // Another item has none of the requests of the one before.
  begin() {
    this.requests = 0;
    this.cut.clear();
    this.end();
  }

  end() {
    part("advice").hidden = true;
    part("enough").hidden = true;
  }

  // What would be better of what the camera shows, until the photo itself is judged.
  hint(faults) {
    this.end();
    this.say(faults, true);
  }

  // Asks for the photo again, as often as may be; then there are other ways. Whether it was asked for.
  give(faults, view) {
    const isAsked = faults.length > 0 && this.requests < MOST_REQUESTS;
    if (isAsked && faults[0] === "cut_off") this.cut.add(view?.id);
    this.requests += Number(isAsked);
    this.say(isAsked ? faults : [], false);
    const isLate = faults.length > 0 && !isAsked;
    part("enough").hidden = !isLate;
    if (isLate) part("enough").textContent = together(said(faults[0]), said("capture_enough"));
    return isAsked;
  }

  // One at a time, the gravest first.
  say([fault], isEarly) {
    const words = fault ? said(fault) : "";
    if (part("advice-words").textContent !== words) part("advice-words").textContent = words; // said once
    part("advice-buttons").hidden = isEarly;
    part("advice").hidden = !words;
  }

  again() {
    this.end();
    this.capturing.discardLast();
    this.capturing.toNext();
  }

  goOn() {
    this.end();
    this.capturing.useLast();
    this.capturing.toNext();
  }
}
