// The list of what waits on the device, with how far each item is; and the preliminary verdict of the latest one.
"use strict";

class WaitingList {
  constructor(queue, sender, capturing) {
    Object.assign(this, { queue, sender, capturing, item: capturing.item });
    this.moments = new Intl.DateTimeFormat(language, { dateStyle: "short", timeStyle: "short", numberingSystem: "latn" });
    for (const each of [queue, sender]) each.addEventListener("change", () => this.show());
    part("waiting-again").addEventListener("click", () => sender.wake());
  }

  show() {
    const items = this.queue.items.filter(({ state, id }) => state !== OPEN || id !== this.item.id);
    const hadFocus = part("waiting").contains(document.activeElement);
    part("waiting").hidden = !items.length;
    const lines = items.map((item) => this.line(item));
    replaceLines(part("waiting-list"), lines);
    const { state } = this.sender;
    part("waiting-said").textContent = state ? said(state) : this.sender.timeLeft();
    part("waiting-again").hidden = !state;
    this.showEarly();
    if (hadFocus && !items.length) this.capturing.toNext();
  }

  line(item) {
    const line = part("waiting-item").content.firstElementChild.cloneNode(true);
    const find = (name) => line.querySelector(`[data-waiting=${name}]`);
    find("name").textContent = [item.place?.called, item.called || said("waiting_item")].filter(Boolean).join(" · ");
    find("made").textContent = this.moments.format(item.made);
    find("state").textContent = item.reason || said(`waiting_${item.state}`, { count: item.photos.length });
    find("note").textContent = item.note;
    find("note").hidden = !item.note;
    const bar = find("bar");
    bar.hidden = item.state !== ASKED;
    bar.value = this.sender.shareOf(item);
    find("verdict").hidden = item.state !== DONE;
    find("verdict").href = `/examinations/${item.examination}`;
    this.button(find("open"), item, item.state === REFUSED || item.state === OPEN, () => this.open(item));
    const words = item.state === DONE ? "waiting_remove" : "upload_cancel";
    this.button(find("cancel"), item, true, () => this.sender.cancel(item.id)).textContent = said(words);
    return line;
  }

  button(button, { id }, isThere, act) {
    button.hidden = !isThere;
    button.dataset.act = `${button.dataset.waiting}-${id}`;
    button.addEventListener("click", act);
    return button;
  }

  // Takes an item up again: its photos can be changed.
  async open({ id, place }) {
    if (this.item.id && isHere({ place })) return;
    const fresh = { state: OPEN, reason: "", body: null, isAgain: false, key: crypto.randomUUID() };
    await this.queue.change(id, (item) => Object.assign(item, fresh));
    if (!isHere({ place })) {
      window.location.assign(pageFor({ place })); // which goes on with it
      return;
    }
    await this.item.resume(this.capturing);
    part("capture").scrollIntoView();
  }

  showEarly() {
    const wanted = this.item.id ?? this.item.awaited;
    const item = this.queue.items.find(({ id }) => id === wanted);
    const early = item?.state !== DONE && item?.preliminary;
    part("preliminary").hidden = !early;
    if (!early) return;
    part("preliminary-headline").textContent = early.headline;
    part("preliminary-notice").textContent = early.notice;
    const { value, low, high, n } = early.agreement;
    const percent = (share) => Math.round(share * 1000) / 10;
    const given = { value: percent(value), low: percent(low), high: percent(high), count: n };
    part("preliminary-agreement").textContent = said("preliminary_agreement", given);
  }
}
