// Compares two pictures: beside each other, one over the other with a slider, or one in place of the other; both are
// enlarged and moved together. Without this file, they stand beside each other.
//
// Where `data-swap` is "exchange", the two change places by a tap, a key or a button, and nothing else moves. Keys go to
// the comparison that has the focus, or to the only one. Links with `data-step` lead to the point before and the next
// one; arrow keys and a presenter's keys follow them. A page that puts another comparison in calls `compare(element)`,
// which returns it: its `view` says how the pictures stand in fractions of them, `take` shows them like that, and the
// event `compared` on the element tells that a person has changed it.
"use strict";
{
  const MOST = 8; // how many times as large
  const PLACE_SHARE = 0.45; // of the window that the place of a point fills
  const MOVE = 40; // pixels that an arrow key moves by
  const HALF = 50;
  const LEAST = 2; // percent of the genuine picture that the slider leaves at first
  const BEFORE = 2; // percent between its line and the place of the point
  const STILL = 8; // pixels that a finger moves in a tap
  const CLOSER = 1.2; // times as large: from here on, larger pictures are fetched
  const KEPT = "comparison-mode";
  const MODES = ["side", "slider", "swap"];
  const ARROWS = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
  const isWritten = (element) => Boolean(element?.closest("input, select, textarea, summary, [contenteditable]"));
  const drawn = () => new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(done)); });
  const isProjected = () => document.body.classList.contains("projected");

  class Comparison {
    constructor(element) {
      this.element = element;
      this.stage = element.querySelector(".comparison-stage");
      this.layers = [...element.querySelectorAll(".comparison-layer")];
      this.slider = element.querySelector(".comparison-slider");
      this.isRegistered = element.dataset.registered === "yes";
      this.isExchanging = element.dataset.swap === "exchange" && this.layers.length === 2;
      this.views = this.layers.map((layer) => Panzoom(layer, {
        maxScale: MOST, minScale: 1, contain: "outside", panOnlyWhenZoomed: true, step: 0.75, touchAction: "pan-y",
        cursor: "", animate: false,
      }));
      this.layers.forEach((layer) => this.#await(layer));
      this.layers.forEach((layer, index) => {
        layer.addEventListener("panzoomchange", (event) => this.#follow(index, event.detail));
        layer.addEventListener("pointerdown", (event) => { this.down = event; });
        layer.addEventListener("click", (event) => this.#tap(event));
        layer.addEventListener("panzoompan", (event) => { this.isAimed &&= !event.detail.originalEvent; });
      });
      this.stage.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
      for (const button of element.querySelectorAll("button[data-comparison]")) {
        button.addEventListener("click", () => this.#press(button.dataset.comparison, button.dataset.value));
      }
      this.slider?.querySelector("input").addEventListener("input", (event) => {
        this.isSlid = true;
        this.#slide(event.target.value);
        this.#tell();
      });
      this.isSlid = false;
      this.#slide(HALF);
      this.mode = this.isRegistered && this.slider && MODES.includes(sessionStorage.getItem(KEPT)) ? sessionStorage.getItem(KEPT) : "side";
      this.isGenuine = false;
      this.#show();
    }

    // Until a picture is there, a sign says that it is coming, and no frame lies in an empty box.
    #await(layer) {
      const image = layer.querySelector("img"), settle = () => layer.parentElement.classList.toggle("comparison-loading", !image.complete);
      image.addEventListener("load", settle);
      image.addEventListener("load", () => this.#uncover());
      image.addEventListener("error", settle);
      settle();
    }

    // --- how the pictures stand to each other

    #press(action, value) {
      if (action === "mode") {
        this.choose(value);
      } else if (action === "exchange") {
        this.exchange();
      } else {
        this.zoom(value);
      }
    }

    // One in place of the other, and with each further press the other one.
    choose(mode) {
      this.isGenuine = mode === "swap" && this.mode === "swap" ? !this.isGenuine : false;
      this.mode = mode;
      sessionStorage.setItem(KEPT, mode);
      this.#show();
      this.#uncover();
      if (mode === "swap") {
        const said = this.element.querySelector("[data-comparison=said]");
        said.textContent = this.isGenuine ? said.dataset.genuine : said.dataset.counterfeit;
      }
      this.#tell();
    }

    // The two change places, as they are enlarged: what was here is there.
    exchange() {
      const isExchanged = this.stage.classList.toggle("exchanged");
      this.element.querySelector("[data-comparison=exchange]").setAttribute("aria-pressed", String(isExchanged));
    }

    #tap(event) {
      const moved = this.down ? Math.hypot(event.clientX - this.down.clientX, event.clientY - this.down.clientY) : 0;
      if (this.isExchanging && moved < STILL) {
        this.exchange();
      }
    }

    #show() {
      this.stage.dataset.mode = this.mode;
      this.stage.dataset.shown = this.isGenuine ? "genuine" : "counterfeit";
      if (this.slider) {
        this.slider.hidden = this.mode !== "slider";
      }
      for (const button of this.element.querySelectorAll("[data-comparison=mode]")) {
        button.setAttribute("aria-pressed", String(button.dataset.value === this.mode));
      }
      this.views.forEach((view) => view.reset({ animate: false, silent: true }));
      this.moved = "0 0 1";
      this.isAimed = true;
      this.#stroke(1);
    }

    #slide(share) {
      this.share = Number(share);
      this.stage.style.setProperty("--shown", `${share}%`);
      if (this.slider) {
        this.slider.querySelector("input").value = share;
      }
    }

    // Until a person moves the line, it stands before the place of the point: the counterfeit's is seen there.
    #uncover() {
      const place = this.mode === "slider" && !this.isSlid && this.#place;
      if (place) {
        const left = (100 * (place.x - place.width / 2)) / this.layers[0].offsetWidth;
        this.#slide(Math.round(Math.min(HALF, Math.max(LEAST, left - BEFORE))));
      }
    }

    // --- as they stand on another screen

    get view() {
      const { left, top, width, height } = this.#drawnIn(this.layers[0]);
      const { x, y } = this.views[0].getPan(), within = (part) => Math.min(1, Math.max(0, part));
      return {
        mode: this.mode, shown: this.isGenuine ? "genuine" : "counterfeit", slider: this.share,
        scale: Math.min(MOST, Math.max(1, this.views[0].getScale())),
        x: within((this.layers[0].offsetWidth / 2 - x - left) / width),
        y: within((this.layers[0].offsetHeight / 2 - y - top) / height),
      };
    }

    take({ mode, shown, slider, scale, x, y }) {
      this.mode = this.isRegistered && this.slider ? mode : "side";
      this.isGenuine = shown === "genuine";
      this.#show();
      this.#slide(slider);
      this.isSlid ||= slider !== HALF;
      this.layers.forEach((layer, index) => {
        const { left, top, width, height } = this.#drawnIn(layer);
        const still = { animate: false, silent: true, force: true, contain: null };
        this.views[index].zoom(scale, still);
        const right = (layer.offsetWidth * (scale - 1)) / (2 * scale), low = (layer.offsetHeight * (scale - 1)) / (2 * scale);
        this.views[index].pan(
          Math.min(right, Math.max(-right, layer.offsetWidth / 2 - left - x * width)),
          Math.min(low, Math.max(-low, layer.offsetHeight / 2 - top - y * height)), still,
        );
      });
      this.isAimed = scale === 1;
      this.#stroke(scale);
    }

    // Where a picture is drawn in its layer, in pixels, as long as it is not enlarged.
    #drawnIn(layer) {
      const image = layer.querySelector("img"), holder = layer.querySelector(".comparison-picture");
      const shape = image.naturalWidth / image.naturalHeight || image.offsetWidth / image.offsetHeight || 1;
      const width = Math.min(image.offsetWidth, image.offsetHeight * shape), height = width / shape;
      return {
        left: holder.offsetLeft + image.offsetLeft + (image.offsetWidth - width) / 2,
        top: holder.offsetTop + image.offsetTop + (image.offsetHeight - height) / 2, width, height,
      };
    }

    #tell() {
      this.element.dispatchEvent(new CustomEvent("compared", { bubbles: true }));
    }

    // --- how large they are

    zoom(how) {
      const view = this.views[0];
      if (how === "in" || how === "out") {
        const scale = Math.min(Math.max(view.getScale() * (how === "in" ? 1.5 : 1 / 1.5), 1), MOST);
        view.zoom(scale, { animate: false }); // what is in the middle stays there
        this.#aim();
      } else {
        view.reset({ animate: false });
        this.isAimed = true;
        if (how === "place") {
          this.#frame();
        }
      }
    }

    // Where the point is on the first picture, in pixels from its layer's corner as long as that is not enlarged.
    get #place() {
      const rect = this.layers[0].querySelector("svg rect.place"), drawnIn = this.#drawnIn(this.layers[0]);
      if (!rect) {
        return null;
      }
      const { width, height } = rect.ownerSVGElement.viewBox.baseVal, part = (side) => rect[side].baseVal.value;
      const wide = drawnIn.width / width, high = drawnIn.height / height;
      return {
        x: drawnIn.left + (part("x") + part("width") / 2) * wide, y: drawnIn.top + (part("y") + part("height") / 2) * high,
        width: part("width") * wide, height: part("height") * high,
      };
    }

    // Enlarges the place of the point, and moves it to the middle.
    #frame() {
      const place = this.#place, window = this.layers[0].parentElement;
      if (place) {
        const wanted = PLACE_SHARE * Math.min(window.clientWidth / place.width, window.clientHeight / place.height);
        this.views[0].zoom(Math.min(MOST, Math.max(1, wanted)), { animate: false });
        this.#aim();
      }
    }

    // Moves the place of the point to the middle, until a person moves the pictures elsewhere. How far they may be moved
    // is measured on what is drawn, so this waits for it.
    async #aim() {
      const place = this.#place, layer = this.layers[0];
      await drawn();
      if (place && this.isAimed) {
        this.views[0].pan(layer.offsetWidth / 2 - place.x, layer.offsetHeight / 2 - place.y, { animate: false, force: true });
      }
    }

    // The other picture follows.
    #follow(index, { x, y, scale }) {
      const other = this.views[1 - index];
      this.#stroke(scale);
      const moved = `${x} ${y} ${scale}`; // the first event of all comes from no one, and moves nothing
      if (moved !== this.moved) {
        this.moved = moved;
        this.#tell();
      }
      if (!other) {
        return;
      }
      if (other.getScale() !== scale) {
        other.zoom(scale, { animate: false, silent: true, force: true });
      }
      const at = other.getPan();
      if (at.x !== x || at.y !== y) {
        other.pan(x, y, { animate: false, silent: true, force: true, contain: null });
      }
    }

    // The frame of the place stays as thin as it is, and a finger scrolls the page unless the pictures are enlarged.
    #stroke(scale) {
      this.stage.style.setProperty("--scale", scale);
      this.views.forEach((view) => view.setOptions({ touchAction: scale > 1 ? "none" : "pan-y" }));
      if (scale > CLOSER) {
        this.element.querySelectorAll("img[data-large]").forEach(enlarge);
      }
    }

    #wheel(event) {
      if (event.ctrlKey || isProjected()) {
        event.preventDefault();
        this.isAimed = false;
        this.views[0].zoomWithWheel(event, { animate: false });
      }
    }

    // --- keys

    key(event) {
      const scale = this.views[0].getScale(), isOnPictures = document.activeElement === this.stage && scale > 1;
      if ((event.shiftKey || isOnPictures) && event.key in ARROWS) {
        const [x, y] = ARROWS[event.key];
        this.isAimed = false;
        this.views[0].pan((x * MOVE) / scale, (y * MOVE) / scale, { relative: true, animate: false });
      } else if ((event.key === " " || event.key === "Enter") && this.isExchanging && document.activeElement === this.stage) {
        this.exchange();
      } else if (event.key === "+" || event.key === "-") {
        this.zoom(event.key === "+" ? "in" : "out");
      } else if (event.key === "0") {
        this.zoom("whole");
      } else if (event.key.toLowerCase() === "x" && this.isExchanging) {
        this.exchange();
      } else if (event.key.toLowerCase() === "x" && this.isRegistered) {
        this.choose("swap");
      } else {
        return false;
      }
      return true;
    }
  }

  const comparisons = new Map();

  function compare(element) {
    comparisons.set(element, new Comparison(element));
    return comparisons.get(element);
  }

  // The comparison that keys go to.
  function current() {
    const shown = [...comparisons.keys()].filter((element) => element.isConnected);
    const focused = document.activeElement.closest(".comparison");
    return comparisons.get(focused ?? (shown.length === 1 ? shown[0] : null));
  }

  // Takes the larger picture in place of this one, once it is there.
  function enlarge(image) {
    const large = new Image();
    large.onload = () => { image.src = large.src; };
    large.src = image.dataset.large;
    delete image.dataset.large;
  }

  function step(direction) {
    document.querySelector(`a[data-step="${direction}"]`)?.click();
  }

  // Whether a key leads to another point; the arrows follow the direction of the text.
  function leads(event) {
    const isReversed = document.documentElement.dir === "rtl";
    if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      step((event.key === "ArrowRight") !== isReversed ? "next" : "before");
    } else if (isProjected() && (event.key === "PageDown" || event.key === "PageUp")) {
      step(event.key === "PageDown" ? "next" : "before");
    } else {
      return false;
    }
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || isWritten(event.target)) {
      return;
    }
    if (current()?.key(event) || (!event.shiftKey && leads(event))) {
      event.preventDefault();
    }
  });

  // What is folded away has no size yet.
  function compareSeen() {
    for (const element of document.querySelectorAll(".comparison")) {
      if (element.checkVisibility() && !comparisons.has(element)) {
        compare(element);
      }
    }
  }

  window.compare = compare;
  window.comparisonOf = (element) => comparisons.get(element) ?? compare(element);
  document.addEventListener("toggle", compareSeen, { capture: true });
  compareSeen();
}
