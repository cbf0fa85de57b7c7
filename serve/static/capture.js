// The page on which photos are taken: which view is next, a photo of it, and at once what would be better.
"use strict";

const MOST_REQUESTS = 4; // to take a photo again, in one examination

// The photos of one item as they are taken, and what the page shows of them.
class Capturing {
  constructor(item) {
    this.item = item;
    this.sheets = null; // until they are there; for good where the browser keeps nothing
    this.place = part("capture");
    this.limits = JSON.parse(this.place.dataset.limits);
    this.max = Number(this.place.dataset.max);
    this.camera = new Camera(part("live"));
    this.codes = new CodeChoice(part("live"), () => this.choose());
    this.shots = new ShotList(this);
    this.photos = []; // {id, view, file, url}
    this.views = []; // {id, title, required, outline, sample}
    this.current = null; // the view that is photographed next
    this.samples = {}; // by view: where the item is on its genuine picture
    this.requests = 0;
  }

  async begin() {
    const listen = (id, event, act) => part(id).addEventListener(event, act);
    listen("shoot", "click", () => this.shoot());
    listen("again", "click", () => this.again());
    listen("anyway", "click", () => this.goOn());
    listen("sample", "click", () => part("sample").classList.toggle("large"));
    for (const help of ["outline", "sample"]) listen(help, "error", () => this.isWithout(help));
    listen("product", "change", () => this.choose());
    for (const id of ["camera-file", "files"]) listen(id, "change", ({ target }) => this.pick(target));
    listen("send", "click", () => this.item.send(this));
    document.addEventListener("visibilitychange", () => this.wake());
    part("unable").hidden = true;
    this.place.hidden = false;
    await Promise.all([this.openCamera(), this.choose()]);
  }

  async openCamera() {
    const isOn = await this.camera.open();
    this.place.classList.toggle("no-camera", !isOn);
    part("scan").hidden = !isOn;
    part("live").hidden = !isOn;
    this.show();
  }

  // A phone takes the camera away from a page that is not seen.
  wake() {
    if (document.hidden) {
      this.codes.end();
      this.camera.close();
    } else if (!this.camera.isOn) {
      this.openCamera();
    }
  }

  // What is to be photographed of the product that was chosen.
  async choose() {
    const option = part("product").selectedOptions[0];
    this.views = JSON.parse(option.dataset.views);
    for (const photo of this.photos) {
      if (!this.views.some(({ id }) => id === photo.view)) photo.view = "";
    }
    this.current = this.next();
    this.show();
    this.item.changed(this);
    await this.help(option.value);
  }

  // Outlines and genuine pictures of its views; without them, the titles of the views say what to photograph.
  async help(product) {
    const views = product ? await (this.sheets?.views(product) ?? viewsOf(product)) : null;
    if (!views || product !== part("product").value) return;
    this.views = views;
    this.current = this.views.find(({ id }) => id === this.current?.id) ?? this.next();
    this.show();
  }

  // A genuine picture may have no clear outline.
  isWithout(help) {
    const address = part(help).getAttribute("src");
    part(help).removeAttribute("src");
    for (const view of this.views) if (view[help] === address) view[help] = null;
    this.show();
  }

  next() {
    const missing = this.views.filter(({ id }) => !this.photos.some((photo) => photo.view === id));
    return missing.find(({ required }) => required !== false) ?? missing[0] ?? null;
  }

  get isFull() {
    return this.photos.length >= this.max;
  }

  async shoot() {
    if (!this.camera.isOn || this.isFull || this.isBusy) return;
    this.isBusy = true;
    const view = this.current;
    const { pixels, photo } = this.camera.take();
    const faults = this.judged(pixels, view);
    this.advise(faults);
    try {
      const blob = await photo;
      await this.add(new File([blob], `${view?.id ?? "photo"}-${this.photos.length + 1}.jpg`, { type: "image/jpeg" }), view);
    } finally {
      this.isBusy = false;
    }
  }

  judged(pixels, view) {
    const begun = performance.now();
    const faults = faultsOf(measured(pixels, this.limits), this.limits, this.samples[view?.id]);
    this.place.dataset.advisedIn = Math.round(performance.now() - begun); // milliseconds
    return faults;
  }

  async pick(input) {
    const files = [...input.files];
    input.value = ""; // so that the same photo can be picked again
    const maxBytes = Number(this.place.dataset.maxBytes);
    for (const file of files) {
      if (this.isFull) return tell(said("too_many", { most: this.max }));
      if (file.size > maxBytes) return tell(said("too_heavy", { name: file.name, limit: Math.round(maxBytes / 1048576) }));
      const view = this.current;
      const shown = await pictureOf(file);
      if (shown) this.advise(this.judged(pixelsOf(drawn(shown, ADVISED_SIDE)), view));
      await this.add(file, view);
    }
    return null;
  }

  async add(file, view) {
    tell("");
    const photo = { id: crypto.randomUUID(), view: view?.id ?? "", file, url: URL.createObjectURL(file) };
    this.photos.push(photo);
    this.last = photo;
    this.current = this.next();
    this.show();
    await this.item.added(this, photo);
  }

  // Shows a photo that was taken before; for the next item, none.
  restore(photos) {
    for (const { url } of this.photos) URL.revokeObjectURL(url);
    this.photos = photos.map((photo) => ({ ...photo, url: URL.createObjectURL(photo.file) }));
    this.requests = 0;
    this.last = null;
    this.advise([]);
    this.current = this.next();
    this.show();
  }

  remove(photo) {
    this.photos = this.photos.filter((each) => each !== photo);
    URL.revokeObjectURL(photo.url);
    this.current = this.views.find(({ id }) => id === photo.view) ?? this.next();
    this.show();
    this.item.removed(this, photo);
  }

  // Asks for the photo again, a few times in one examination; then there are other ways.
  advise(faults) {
    const isAsked = faults.length > 0 && this.requests < MOST_REQUESTS;
    this.requests += Number(isAsked);
    part("advice").hidden = !isAsked;
    part("enough").hidden = !(faults.length && !isAsked);
    part("enough").textContent = said("capture_enough");
    part("advice-words").replaceChildren(...(isAsked ? faults : []).map((fault) => element("li", said(fault))));
  }

  again() {
    part("advice").hidden = true;
    if (this.last && this.photos.includes(this.last)) this.remove(this.last);
    this.toNext();
  }

  goOn() {
    this.advise([]);
    this.toNext();
  }

  // The keyboard is where the next photo comes from.
  toNext() {
    part(this.camera.isOn ? "shoot" : "files").focus();
  }

  show() {
    const { outline, sample, title } = this.current ?? {};
    const isOn = this.camera.isOn;
    const any = this.photos.length ? "capture_any" : "capture_first";
    part("guidance").textContent = this.isFull ? said("capture_full")
      : together(isOn ? "" : said("capture_no_camera"), title ? said("capture_next", { view: title }) : said(any));
    showPicture(part("outline"), isOn ? outline : null);
    showPicture(part("sample"), sample);
    if (sample) this.look(this.current);
    part("shoot").hidden = !isOn;
    part("shoot").disabled = this.isFull;
    for (const id of ["camera-file", "files"]) part(id).disabled = this.isFull;
    this.shots.show();
    part("count").textContent = this.photos.length ? said("capture_count", { count: this.photos.length, most: this.max }) : "";
    part("send").disabled = !this.photos.length;
  }

  // Remembers where the item is on a genuine picture: what that cuts off is no fault of a photo.
  look(view) {
    const picture = part("sample");
    const seen = () => {
      if (picture.naturalWidth && !(view.id in this.samples)) {
        this.samples[view.id] = placeOf(averaged(channelsOf(pixelsOf(drawn(picture, ADVISED_SIDE))), LIGHT_SIDE));
      }
    };
    if (picture.complete) seen();
    else picture.addEventListener("load", seen, { once: true });
  }

  turnTo(view) {
    this.current = view;
    this.show();
    part("guidance").scrollIntoView({ block: "center" });
  }
}
