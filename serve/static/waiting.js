// The list of what waits on the device, with how far each item is; and the preliminary verdict of the latest one.
"use strict";

const GONE = "gone";
const TIME_TO_READ = 5000; // milliseconds
const PRESSED = 100; // milliseconds after which it is looked whether a button is still pressed

// What the page calls an item's product now; without it on the page, as it was called when the item was begun.
function productName({ product, called: before }) {
  const option = [...part("product").options].find(({ value }) => value && value === product);
  return option ? calledIn(option) : before;
}

class WaitingList {
  constructor(queue, sender, capturing) {
    Object.assign(this, { queue, sender, capturing, item: capturing.item });
    this.asking = new Set(); // ids of items of which is asked whether they go
    this.gone = []; // items that the person removed: their lines stay, so that no other button comes under the finger
    for (const each of [queue, sender]) each.addEventListener("change", () => this.show());
    part("waiting-again").addEventListener("click", () => sender.wake());
  }

  show() {
    if (!part("waiting")) return; // someone else has signed in, and nothing is shown any more
    const there = this.queue.items.filter(({ state, id }) => state !== OPEN || id !== this.item.id);
    const gone = this.gone.filter(({ id }) => !there.some((item) => item.id === id));
    const items = [...there, ...gone].sort((a, b) => (a.id < b.id) - (a.id > b.id)); // the latest first
    const hadFocus = part("waiting").contains(document.activeElement);
    part("waiting").hidden = !there.length;
    const lines = items.map((item) => this.line(item));
    if (part("waiting-list").querySelector(":active")) this.showAgain();
    else replaceLines(part("waiting-list"), lines);
    this.showLeft(there);
    const { state } = this.sender;
    part("waiting-said").textContent = state ? said(state) : this.sender.timeLeft();
    part("waiting-again").hidden = !state;
    this.showEarly();
    if (hadFocus && !there.length) this.capturing.toNext();
  }

  // A button that is replaced while it is pressed does nothing, so lines stay as they are until it is let go.
  showAgain() {
    clearTimeout(this.again);
    this.again = setTimeout(() => this.show(), PRESSED);
  }

  // A line that leads to photos that no one has asked a verdict of; not beside the question about them.
  showLeft(items) {
    const count = items.filter(({ state }) => state === OPEN).reduce((sum, { photos }) => sum + photos.length, 0);
    part("put-off").hidden = !count || !part("left-over").hidden;
    part("put-off").textContent = said("waiting_open", { count });
  }

  line(item) {
    const line = part("waiting-item").content.firstElementChild.cloneNode(true);
    const find = (name) => line.querySelector(`[data-waiting=${name}]`);
    find("name").textContent = [item.place && placeName(item.place), productName(item) || said("waiting_item")].filter(Boolean).join(" · ");
    find("made").textContent = moments.format(item.made);
    const isCut = this.sender.state === "upload_broken" || !navigator.onLine;
    const state = item.state === ASKED && isCut ? "later" : item.state;
    find("state").textContent = item.reason || said(`waiting_${state}`, { count: item.photos.length });
    find("note").textContent = item.note;
    find("note").hidden = !item.note;
    const bar = find("bar");
    bar.hidden = item.state !== ASKED;
    bar.value = this.sender.shareOf(item);
    find("verdict").hidden = item.state !== DONE;
    find("verdict").href = `/examinations/${item.examination}`;
    this.button(find("open"), item, item.state === REFUSED || item.state === OPEN, () => this.open(item));
    const words = item.state === DONE ? "waiting_remove" : "upload_cancel";
    const isAsking = this.asking.has(item.id);
    const isGone = item.state === GONE;
    find("ask").hidden = !isAsking;
    this.button(find("keep"), item, isAsking, () => this.ask(item, false));
    this.button(find("cancel"), item, !isGone, () => this.cancel(item, isAsking)).textContent = said(words);
    return line;
  }

  // What is not sent yet goes for good, so the person is asked.
  cancel(item, isSure) {
    if (item.state === DONE || isSure) this.remove(item);
    else this.ask(item, true);
  }

  ask({ id }, yes) {
    if (yes) this.asking.add(id);
    else this.asking.delete(id);
    this.show();
  }

  remove(item) {
    this.asking.delete(item.id);
    this.gone.push({ ...item, state: GONE, reason: "", photos: [] });
    this.sender.cancel(item.id);
  }

  button(button, { id }, isThere, act) {
    button.hidden = !isThere;
    button.dataset.act = `${button.dataset.waiting}-${id}`;
    button.addEventListener("click", act);
    return button;
  }

  // Takes an item up again: its photos can be changed.
  async open({ id, place }) {
    if (this.item.id && isHere({ place })) this.item.setAside(this.capturing);
    const fresh = { state: OPEN, reason: "", body: null, isAgain: false, key: crypto.randomUUID() };
    const item = await this.queue.change(id, (each) => Object.assign(each, fresh));
    if (!isHere({ place })) {
      window.location.assign(pageFor({ id, place }));
      return;
    }
    await this.item.after(() => item && this.item.resume(this.capturing, item));
    part("capture").scrollIntoView();
  }

  // The preliminary verdict of the item that is being photographed, or of the latest one that is being sent.
  showEarly() {
    const { items } = this.queue;
    const open = items.find(({ id }) => id === this.item.id);
    if (open?.preliminary) this.capturing.learn(open.preliminary.others ?? {});
    const item = [open, ...items.filter(({ state }) => state === ASKED)].find((each) => each?.preliminary);
    part("preliminary").hidden = !item;
    if (!item) return;
    const { headline, notice, outcome, photos, agreement: { value, low, high, n } } = item.preliminary;
    part("preliminary-item").textContent = productName(item) || said("waiting_item");
    part("preliminary-made").textContent = moments.format(item.made);
    part("preliminary-headline").textContent = headline;
    const all = item.photos.length;
    const judged = item.photos.filter(({ id }) => photos?.includes(id)).length;
    const some = photos && judged < all && said("preliminary_some", { count: judged, all });
    part("preliminary-notice").textContent = together(notice, some);
    part("preliminary-notice").hidden = !outcome; // it shows after a decision
    part("preliminary-agreement").hidden = !outcome || Boolean(some); // that was counted with all photos
    const percent = (share) => Math.round(share * 1000) / 10;
    const given = { value: percent(value), low: percent(low), high: percent(high), count: n };
    part("preliminary-agreement").textContent = said("preliminary_agreement", given);
    this.picture(item);
    this.see(item);
  }

  // Of an item that is being sent, a preliminary verdict counts as seen once there was time to read it: often the final one
  // is there before.
  see({ id, state, preliminary, seen }) {
    if (state !== ASKED || this.reading === preliminary.id || seen?.id === preliminary.id) return;
    this.reading = preliminary.id;
    clearTimeout(this.read);
    const isIt = (item) => item.preliminary?.id === preliminary.id;
    const keep = () => this.queue.change(id, (item) => isIt(item) && Object.assign(item, { seen: preliminary }));
    this.read = setTimeout(() => document.hidden || keep(), TIME_TO_READ);
  }

  // The first photo of the item, until another item is shown.
  async picture(item) {
    if (this.pictured === item.id) return;
    this.pictured = item.id;
    const file = await this.queue.file(item.photos[0]);
    if (this.pictured !== item.id) return;
    const picture = part("preliminary-picture");
    if (picture.src) URL.revokeObjectURL(picture.src);
    showPicture(picture, file && URL.createObjectURL(file));
  }
}
