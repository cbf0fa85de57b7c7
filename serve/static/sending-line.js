// Says on a page without a camera what is being sent of the person, how far it is, and where the verdicts are that arrive.
"use strict";

const countOf = (items) => items.reduce((sum, { photos }) => sum + photos.length, 0);

class SendingLine {
  constructor(queue, sender) {
    Object.assign(this, { queue, sender });
    this.seen = new Map(); // items that were being sent while this page was open, by their ids
    this.told = new Set(); // ids of those whose verdict is said
    this.place = Object.assign(document.createElement("section"), { id: "sending-on", className: "fact stack", hidden: true });
    this.product = Object.assign(element("strong", ""), { dir: "auto" });
    this.words = element("p", "");
    this.bar = Object.assign(document.createElement("progress"), { max: 1 });
    this.bar.setAttribute("aria-label", said("sent_share"));
    this.verdicts = element("div", "");
    for (const each of [this.words, this.verdicts]) each.setAttribute("role", "status");
    this.place.append(this.product, this.words, this.bar, this.verdicts);
    const unsent = document.getElementById("unsent");
    if (unsent) unsent.after(this.place);
    else document.getElementById("main").append(this.place); // at the foot, where nothing moves under the finger
    for (const each of [queue, sender]) each.addEventListener("change", () => this.show());
    queue.addEventListener("change", () => this.count());
  }

  // Says to `unsent.js` of how many photos it need not speak.
  count() {
    dispatchEvent(new CustomEvent("sent", { detail: countOf(this.asked) }));
  }

  get asked() {
    return this.queue.items.filter(({ id, state }) => state === ASKED && !this.sender.left.has(id));
  }

  show() {
    const { asked } = this;
    for (const item of asked) this.seen.set(item.id, item);
    const arrived = this.queue.items.filter(({ id, state }) => state === DONE && this.seen.has(id) && !this.told.has(id));
    this.say(asked);
    for (const item of arrived) this.tellOf(item);
    this.place.hidden = !asked.length && !this.told.size;
    if (arrived.length) this.renew();
  }

  // What is being sent, and how much of all that was since the page was opened.
  say(asked) {
    const isCut = this.sender.state === "upload_broken" || !navigator.onLine;
    const count = countOf(asked);
    const products = new Set(asked.map(({ called }) => called));
    const state = said(isCut ? "waiting_later" : "waiting_asked", { count });
    const words = count ? together(state, isCut ? "" : this.sender.timeLeft()) : "";
    if (this.words.textContent !== words) this.words.textContent = words; // said once
    this.product.textContent = products.size === 1 ? [...products][0] : "";
    for (const each of [this.product, this.words, this.bar]) each.hidden = !count || each === this.product && !each.textContent;
    this.bar.value = this.sender.shareOf({ photos: [...this.seen.values()].flatMap(({ photos }) => photos) });
  }

  tellOf({ id, called, examination }) {
    this.told.add(id);
    const words = called ? said("arrived_of", { product: called }) : said("waiting_done");
    const link = Object.assign(element("a", words), { href: `/examinations/${examination}`, className: "figure-link" });
    const line = element("p", "");
    line.append(link);
    this.verdicts.prepend(line);
  }

  // Lists of this page in which a new verdict stands; one in which the keyboard is stays as it is.
  async renew() {
    const lists = [...document.querySelectorAll("[data-renewed]")];
    if (!lists.length) return;
    const answer = await called(location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const list of lists) {
      const fresh = page.getElementById(list.id);
      if (fresh && !list.contains(document.activeElement)) list.replaceWith(fresh);
    }
  }
}
