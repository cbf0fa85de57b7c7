// Photos of an item before that were not sent: the page asks at once whether they go on, or a new item begins. It asks
// once; afterwards a line leads to the items that were put off.
"use strict";

class LeftOver {
  constructor(capturing, queue) {
    Object.assign(this, { capturing, queue, isAsking: false });
    capturing.left = this;
    part("go-on").addEventListener("click", () => this.answer(true));
    part("begin-new").addEventListener("click", () => this.answer(false));
  }

  // Asks, unless photos of the next item have been taken meanwhile.
  async ask() {
    await this.capturing.shutter.idle();
    const { item } = this.capturing;
    const wanted = location.hash.slice(1);
    const left = this.queue.items.filter((each) => item.isAsked(each));
    this.found = left.find(({ id }) => id === wanted) ?? left[0];
    this.isAsking = Boolean(this.found) && !this.capturing.photos.length;
    if (!this.isAsking) {
      this.capturing.release();
      return;
    }
    if (this.found.id === wanted) { // the person said so, on another page
      history.replaceState(null, "", location.pathname + location.search);
      this.answer(true);
      return;
    }
    const product = productName(this.found), { length: count } = this.found.photos;
    part("left-words").textContent = said(product ? "left_of_product" : "left_over", { count, product });
    this.capturing.isHeld = true;
    this.capturing.show();
    part("left-over").hidden = false;
    part("left-over").focus();
  }

  async answer(goesOn) {
    part("left-over").hidden = true;
    const { item } = this.capturing;
    if (goesOn) await item.resume(this.capturing, this.found);
    this.isAsking = false;
    this.capturing.release();
    this.capturing.toNext();
    const others = goesOn ? [] : this.queue.items.filter((each) => item.isAsked(each));
    for (const { id } of others) await item.putOff(id, true);
  }
}
