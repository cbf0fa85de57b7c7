// Reads a bar code or matrix code from the live picture, and asks the service which product has it. The reader is loaded
// when it is first used.
"use strict";

const EACH = 200; // milliseconds between two looks
const CODE_SIDE = 1280; // pixels of the picture that is looked at

class CodeReading {
  constructor(live, isFound) {
    this.live = live;
    this.isFound = isFound;
  }

  get isOn() {
    return Boolean(this.timer);
  }

  begin() {
    this.worker ??= this.started();
    this.timer = setInterval(() => this.look(), EACH);
  }

  end() {
    clearInterval(this.timer);
    this.timer = null;
  }

  started() {
    const worker = new Worker("/static/codes-worker.js");
    worker.addEventListener("message", ({ data }) => {
      this.isBusy = false;
      if (data && this.isOn) {
        this.end();
        this.isFound(data);
      }
    });
    return worker;
  }

  look() {
    if (this.isBusy || !this.live.videoWidth) return;
    this.isBusy = true;
    this.worker.postMessage(pixelsOf(drawn(this.live, CODE_SIDE)));
  }
}

// The answer of the service: {codes, products}.
async function productsOf(code) {
  const address = `/v1/catalogue/codes?${new URLSearchParams({ number: code, language })}`;
  const answer = await fetch(address, { headers: { Accept: "application/json", ...asPerson() } });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}
