// The page on which photos are taken: which view is next, a photo of it, and at once what would be better.
"use strict";

const HELD = 3000; // milliseconds for which the first photo waits for what the device has of an item before

// The photos of one item as they are taken, and what the page shows of them.
class Capturing {
  constructor(item) {
    this.item = item;
    this.sheets = null; // until they are there; for good where the browser keeps nothing
    this.place = part("capture");
    this.limits = JSON.parse(this.place.dataset.limits);
    this.max = Number(this.place.dataset.max);
    this.asked = askedFor();
    this.camera = new Camera(part("live"));
    this.codes = new CodeChoice(part("live"), () => this.choose());
    this.shots = new ShotList(this);
    this.photos = []; // {id, view, file, url, stored, isDoubtful, other}: advised against; the view that it seems to show instead
    this.views = []; // {id, title, required, outline, sample}
    this.current = null; // the view that is photographed next
    this.samples = {}; // by view, of its genuine picture: {place, frame}
    this.advice = new Advice(this);
    this.shutter = new Shutter(this);
    this.isHeld = true; // until it is known whether photos of an item before are left
  }

  async begin() {
    const listen = (id, event, act) => part(id).addEventListener(event, act);
    listen("sample", "click", () => part("sample").classList.toggle("large"));
    for (const help of ["outline", "sample"]) listen(help, "error", () => this.isWithout(help));
    listen("live", "resize", () => this.shape()); // also when it begins, and when a phone is turned
    listen("product", "change", () => this.choose());
    for (const id of ["camera-file", "files"]) listen(id, "change", ({ target }) => this.pick(target));
    listen("send", "click", () => this.send());
    listen("new-item", "click", () => this.beginNew());
    document.getElementById("with_earlier")?.addEventListener("change", () => this.show());
    setTimeout(() => this.release(), HELD);
    document.addEventListener("visibilitychange", () => this.wake());
    part("unable").hidden = true;
    part("able").hidden = false;
    this.place.hidden = false;
    part("capture-bar").hidden = false;
    await Promise.all([this.openCamera(), this.choose()]);
  }

  async openCamera() {
    const isOn = await this.camera.open();
    this.place.classList.toggle("no-camera", !isOn);
    part("scan").hidden = !isOn;
    part("live").hidden = !isOn;
    this.show();
  }

  // The outline lies on the live picture, which leaves a part of its place free where its shape is another one.
  shape() {
    const { videoWidth, videoHeight, parentElement } = part("live");
    if (videoHeight) parentElement.style.setProperty("--shape", videoWidth / videoHeight);
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
    this.samples = {};
    for (const photo of this.photos) {
      if (this.views.some(({ id }) => id === photo.view) || !photo.view) continue;
      photo.view = "";
      this.item.noted(photo);
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
    const shows = (id) => this.photos.some((photo) => (photo.other || photo.view) === id && !photo.isDoubtful);
    const missing = this.views.filter(({ id }) => !shows(id));
    const wanted = missing.find((view) => this.isWanted(view));
    if (this.asked) return wanted ?? null;
    const first = missing.find(({ id }) => id === this.place.dataset.first); // what the page was opened for
    return first ?? wanted ?? missing[0] ?? null;
  }

  // Whether a photo of this view is missing as long as there is none.
  isWanted({ id, required }) {
    return this.asked ? id === this.asked.view : required !== false && !viewsHad().includes(id);
  }

  get isFull() {
    return this.photos.length >= this.max;
  }

  // The photo that the next one of this view replaces: it was advised against, and no one said to use it.
  replacedBy(view) {
    return this.photos.find((photo) => photo.isDoubtful && photo.view === (view?.id ?? ""));
  }

  get canTake() {
    return !this.isHeld && !(this.isFull && !this.replacedBy(this.current));
  }

  release() {
    if (!this.isHeld || this.left?.isAsking) return;
    this.isHeld = false;
    this.show();
  }

  judged(pixels, view) {
    const begun = performance.now();
    const { place, frame } = this.samples[view?.id] ?? {};
    const isAnyPart = Boolean(this.asked) || this.advice.cut.has(view?.id); // a close-up is not cut off
    const faults = faultsOf(measured(pixels, this.limits, isAnyPart ? null : frame), this.limits, place);
    this.place.dataset.advisedIn = Math.round(performance.now() - begun); // milliseconds
    return faults;
  }

  // One file is a photo of the view that was asked for. Of several, no one knows yet which view each shows.
  async pick(input) {
    const files = [...input.files];
    input.value = ""; // so that the same photo can be picked again
    const refusals = [];
    this.hasReplaced = false;
    for (const file of files) {
      if (!this.canTake) {
        refusals.push(said("too_many", { most: this.max }));
        break;
      }
      const refusal = await refusalOf(file, this.place.dataset);
      if (refusal) refusals.push(refusal);
      else if (files.length === 1) await this.pickOne(file);
      else await this.add(file, null, false);
    }
    tell(...refusals);
  }

  async pickOne(file) {
    const view = this.current;
    const shown = await pictureOf(file);
    const isDoubtful = shown && this.advice.give(this.judged(pixelsOf(drawn(shown, ADVISED_SIDE)), view), view);
    await this.take(file, view, Boolean(isDoubtful));
  }

  // A photo of this view, in the place of one that was advised against.
  async take(file, asked, isDoubtful) {
    const view = this.views.find(({ id }) => id === asked?.id) ?? null; // another product may have been chosen meanwhile
    const replaced = this.replacedBy(view);
    if (replaced) this.leaveOut(replaced);
    this.hasReplaced = Boolean(replaced);
    for (const photo of this.photos) {
      if (photo.other && photo.view === view?.id) this.say(photo, photo.other); // it stays, but not as this view
    }
    await this.add(file, view, isDoubtful);
  }

  async add(file, view, isDoubtful) {
    const photo = { id: crypto.randomUUID(), view: view?.id ?? "", file, url: URL.createObjectURL(file), isDoubtful };
    this.photos.push(photo);
    this.last = photo;
    this.current = isDoubtful ? view : this.next();
    this.show();
    await this.item.added(this, photo);
  }

  // What a photo shows, as the person says.
  say(photo, view) {
    Object.assign(photo, { view, other: "" });
    this.item.noted(photo);
  }

  correct(photo, view) {
    this.say(photo, view);
    this.current = this.next();
    this.show();
  }

  // Shows photos that were taken before; for the next item, none.
  restore(photos) {
    for (const { url } of this.photos) URL.revokeObjectURL(url);
    this.photos = photos.map((photo) => ({ ...photo, url: URL.createObjectURL(photo.file) }));
    this.last = null;
    this.hasReplaced = false;
    this.advice.begin();
    this.current = this.next();
    this.show();
  }

  remove(photo) {
    this.leaveOut(photo);
    this.hasReplaced = false;
    if (this.photos.length) this.advice.end();
    else this.advice.begin();
    this.current = this.views.find(({ id }) => id === photo.view) ?? this.next();
    this.show();
  }

  discardLast() {
    this.current = this.views.find(({ id }) => id === this.last?.view) ?? null;
    if (this.photos.includes(this.last)) this.leaveOut(this.last);
    this.show();
  }

  // The last photo is good enough, the person says.
  useLast() {
    if (this.last) {
      this.last.isDoubtful = false;
      this.item.noted(this.last);
    }
    this.current = this.next();
    this.show();
  }

  leaveOut(photo) {
    this.photos = this.photos.filter((each) => each !== photo);
    URL.revokeObjectURL(photo.url);
    this.item.removed(this, photo);
  }

  // What the preliminary verdict says of the photos: those that seem to show another view are asked for again.
  learn(others) {
    if (this.asked) return; // a close-up may look like another view
    const otherOf = ({ stored, view }) => others[`${stored} ${view}`] ?? "";
    const changed = this.photos.filter((photo) => otherOf(photo) !== (photo.other ?? ""));
    if (!changed.length) return;
    for (const photo of changed) photo.other = otherOf(photo);
    if (part("advice").hidden) this.current = this.next();
    this.show();
  }

  // The keyboard is where the next photo comes from.
  toNext() {
    part(this.camera.isOn ? "shoot" : "files").focus({ preventScroll: true });
    part("stage").scrollIntoView({ block: "nearest" });
  }

  show() {
    const { outline, sample } = this.current ?? {};
    const isOn = this.camera.isOn;
    this.guide();
    showPicture(part("outline"), isOn && !this.asked ? outline : null);
    showPicture(part("sample"), sample);
    if (sample) this.look(this.current);
    part("shoot").hidden = !isOn;
    part("shoot").disabled = !this.canTake;
    for (const id of ["camera-file", "files"]) part(id).disabled = !this.canTake;
    this.shots.show();
    const count = this.photos.length;
    const replaced = this.hasReplaced && said("capture_replaced");
    part("count").textContent = count ? together(said("capture_count", { count, most: this.max }), replaced) : "";
    sayEarlier(count, this.max);
    part("latest").hidden = !count;
    part("latest").style.backgroundImage = count ? `url(${(this.last ?? this.photos.at(-1)).url})` : "";
    part("send").disabled = !count || this.isHeld;
    part("new-item").hidden = !count || Boolean(this.item.direct);
  }

  guide() {
    part("guidance").textContent = together(this.camera.isOn ? "" : said("capture_no_camera"), this.guidance());
  }

  // What to do now: mostly what to photograph.
  guidance() {
    const view = this.current;
    if (this.shutter.state) return said(this.shutter.state);
    if (!this.canTake && this.isFull) return said("capture_full");
    if (this.asked) return this.guidanceOfRequest();
    if (!view) return said(this.photos.length ? "capture_any" : "capture_first");
    const isOther = this.photos.some((photo) => photo.other && photo.view === view.id);
    return said(isOther ? "capture_other" : "capture_next", { view: view.title });
  }

  guidanceOfRequest() {
    const { title, view } = this.asked, { current } = this;
    if (!current && this.photos.some(({ isDoubtful }) => !isDoubtful)) return said("capture_asked_for");
    const shown = current && current.id !== view ? current.title : title;
    return shown ? said("capture_next", { view: shown }) : said("capture_as_asked");
  }

  // Remembers of a genuine picture whether the item is as far away on it, and what its outline takes in.
  look(view) {
    const picture = part("sample");
    const seen = async () => {
      if (!picture.naturalWidth || view.id in this.samples) return;
      const small = averaged(channelsOf(pixelsOf(drawn(picture, ADVISED_SIDE))), LIGHT_SIDE);
      const sample = { place: placeOf(small), frame: null };
      this.samples[view.id] = sample;
      const box = view.outline && (await boxOf(view.outline, small).catch(() => null));
      if (box) sample.frame = frameOf(small, box);
    };
    if (picture.complete) seen();
    else picture.addEventListener("load", seen, { once: true });
  }

  async send() {
    await this.shutter.idle();
    this.item.send(this);
  }

  // What was taken stays in the list of what waits.
  async beginNew() {
    await this.shutter.idle();
    this.item.setAside(this);
    this.toNext();
  }

  turnTo(view) {
    this.current = view;
    part("enough").hidden = true; // it was of the photo before
    this.show();
    part("stage").scrollIntoView({ block: "nearest" });
  }
}
