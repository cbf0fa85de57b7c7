// Begins the page on which photos are taken. What is taken waits in the queue of the device and is sent from there; where
// a browser keeps nothing, photos are sent as the form does, in one piece.
"use strict";

const LEFT_OVER = "/static/left-over.js"; // loaded where photos are left from before

// The item whose photos are taken, in the queue.
class QueuedItem {
  id = null;
  awaited = []; // items that were sent from this page; the verdict of the latest is shown
  seen = new Set(); // items that were being sent when this page saw them, so that it tells of their verdicts
  work = new Promise((done) => {
    this.isOpen = done;
  });

  // Photos can be taken before the queue is there; where there is none, they are sent from the page.
  open(queue, sender) {
    Object.assign(this, { queue, sender, direct: queue ? null : new DirectItem() });
    this.isOpen();
  }

  // Whether photos of this item are left from before.
  isLeft(item) {
    return item.state === OPEN && item.photos.length > 0 && item.id !== this.id && isHere(item);
  }

  // Whether the page asks what to do with them: once, unless the person comes for this item from another page.
  isAsked(item) {
    return this.isLeft(item) && (!item.isPutOff || item.id === location.hash.slice(1));
  }

  // Goes on with an item whose photos were being taken when the page was left.
  async resume(capturing, item) {
    this.id = item.id;
    await this.putOff(item.id, false);
    part("note").value = item.note;
    part("prior").value = item.prior;
    decide(item.place?.decision);
    if ([...part("product").options].some(({ value }) => value === item.product)) part("product").value = item.product;
    await capturing.choose();
    const photos = await Promise.all(item.photos.map(async (photo) => ({ ...photo, stored: photo.id, file: await this.queue.file(photo) })));
    capturing.restore(photos.filter(({ file }) => file));
  }

  // The page is free for another item; this one waits in the list.
  setAside(capturing) {
    this.after(async () => {
      const { id } = this;
      this.id = null;
      if (id) await this.putOff(id, true);
      part("note").value = "";
      decide(null);
      capturing.restore([]);
      if (this.queue) await this.queue.load();
    });
  }

  // The person said that an item waits, or goes on with it.
  putOff(id, isPutOff) {
    return this.queue.change(id, (item) => Object.assign(item, { isPutOff }));
  }

  // One change after the other, in the order in which they were made.
  after(act) {
    this.work = this.work.then(act).catch(() => tell(said("capture_not_kept")));
    return this.work;
  }

  get given() {
    const option = part("product").selectedOptions[0];
    const stated = { product: option.value, called: option.value ? calledIn(option) : "", prior: part("prior").value, note: part("note").value };
    return { ...stated, place: placeGiven() };
  }

  changed() {
    if (this.id) this.after(() => this.queue.change(this.id, (item) => Object.assign(item, this.given)));
  }

  added(capturing, photo) {
    return this.after(async () => {
      if (this.direct) return;
      try {
        if (!this.id) this.id = (await this.queue.begin(this.given)).id;
        photo.stored = (await this.queue.add(this.id, photo)).id;
      } catch (error) {
        capturing.remove(photo); // else it would seem to be taken
        await this.tidy();
        throw error;
      }
      this.sender.wake();
    });
  }

  // What the person says of a photo that is stored.
  noted(photo) {
    const { view, isDoubtful } = photo;
    this.after(() => photo.stored && this.queue.change(this.id, (item) => {
      Object.assign(item.photos.find(({ id }) => id === photo.stored) ?? {}, { view, isDoubtful });
    }));
  }

  removed(capturing, photo) {
    this.after(async () => {
      if (!photo.stored) return;
      await this.sender.leaveOut(this.id, photo.stored);
      await this.tidy();
    });
  }

  // An item without photos is none.
  async tidy() {
    if (!this.id || this.queue.items.find(({ id }) => id === this.id)?.photos.length) return;
    await this.queue.remove(this.id);
    this.id = null;
  }

  // Asks for the verdict; the page is free for the next item.
  send(capturing) {
    if (!hasDecided()) return;
    this.after(async () => {
      if (this.direct) {
        this.direct.send(capturing);
        return;
      }
      const { id } = this;
      if (!id) return; // no photo could be kept
      await this.queue.change(id, (item) => {
        const views = Object.fromEntries(capturing.photos.map(({ stored, view }) => [stored, view]));
        for (const photo of item.photos) photo.view = views[photo.id] ?? photo.view;
        Object.assign(item, this.given, { state: ASKED, seen: item.preliminary });
      });
      this.id = null;
      this.awaited.push(id);
      part("note").value = "";
      decide(null);
      capturing.restore([]);
      part("waiting").scrollIntoView({ block: "start" });
      part("waiting-heading").focus({ preventScroll: true });
      this.sender.wake();
    });
  }

  // Shows the verdict as soon as it is there; of an item before the latest, or once the next has been begun, or of one that
  // was sent before this page was opened, says that it is there.
  follow() {
    if (document.hidden) return;
    const { items } = this.queue;
    for (const { id, state } of items) if (state === ASKED) this.seen.add(id);
    const latest = this.awaited.at(-1);
    const done = items.filter(({ id, state }) => state === DONE && this.seen.delete(id));
    this.awaited = this.awaited.filter((id) => !done.some((item) => item.id === id));
    const item = done.find(({ id }) => id === latest) ?? done[0];
    if (!item) return;
    const address = `/examinations/${item.examination}`;
    if (item.id === latest && !this.id) window.location.assign(address);
    else this.tellOf(item, address);
  }

  tellOf(item, address) {
    const product = productName(item);
    part("arrived").hidden = false;
    part("arrived").href = address;
    part("arrived").textContent = product ? said("arrived_of", { product }) : said("arrived");
  }
}

// The same for a browser that keeps nothing.
class DirectItem {
  key = crypto.randomUUID();
  given = ""; // what was sent with the key

  send(capturing) {
    const given = JSON.stringify([capturing.photos.map(({ id, view }) => [id, view]), capturing.item.given]);
    if (given !== this.given) this.key = crypto.randomUUID();
    this.given = given;
    const body = new FormData();
    for (const { file, view } of capturing.photos) {
      body.append("photos", file);
      body.append("views", view);
    }
    body.append("product", part("product").value);
    body.append("prior", part("prior").value);
    body.append("note", part("note").value);
    const place = placeGiven();
    for (const [name, value] of Object.entries(placeBody(place))) body.append(name, value ?? "");
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", (sent) => {
      part("progress").value = sent.lengthComputable ? sent.loaded / sent.total : 0;
    });
    request.addEventListener("load", () => this.finish(request));
    request.addEventListener("error", () => this.end(said("lost"), true));
    request.open("POST", formAddress(place));
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("Idempotency-Key", this.key);
    for (const [name, value] of Object.entries(asPerson())) request.setRequestHeader(name, value);
    tell("");
    this.isBusy(true);
    request.send(body);
  }

  isBusy(yes) {
    part("send").hidden = yes;
    part("sending").hidden = !yes;
    part("phase").textContent = said("capture_sending");
  }

  // The same call can be sent again with the same key if its answer was lost: it may have been done.
  end(words, wasLost = false) {
    this.isBusy(false);
    if (!wasLost) this.key = crypto.randomUUID();
    tell(words);
  }

  finish(request) {
    const place = request.getResponseHeader("Location");
    if (request.status === 201 && place) {
      const isToBeFiled = placeGiven() && !placeGiven().item;
      window.location.assign(place.replace("/v1", "") + (isToBeFiled ? "/case" : ""));
      return;
    }
    try {
      const problem = JSON.parse(request.responseText);
      this.end(problem.detail || problem.title);
    } catch {
      this.end(said("odd_answer"));
    }
  }
}

// The camera comes first: what keeps and sends photos is loaded after it.
async function beginCapture(later) {
  const { owner } = part("capture").dataset;
  const item = new QueuedItem();
  const capturing = new Capturing(item);
  const begun = owner ? capturing.begin() : null;
  if (owner && !(await hasKept())) capturing.release();
  await loadedAll(later);
  if (owner && !(await mayWait(owner))) capturing.release();
  const vaults = await openVaults(owner);
  if (!vaults) {
    item.open(null);
    capturing.release();
    return;
  }
  const sheets = new Sheets(vaults.sheets);
  await sheets.load();
  capturing.sheets = sheets;
  if (!owner) sheets.offer(part("product"));
  await (begun ?? capturing.begin());
  await goOn(capturing, new Queue(vaults.queue));
  if (owner) await sheets.renew(part("product").value);
}

async function goOn(capturing, queue) {
  const { item } = capturing;
  const sender = new Sender(queue);
  const list = new WaitingList(queue, sender, capturing);
  item.open(queue, sender);
  await queue.load();
  for (const id of ["prior", "note"]) part(id).addEventListener("change", () => item.changed());
  queue.addEventListener("change", () => item.follow());
  if (queue.items.some((each) => item.isAsked(each))) {
    await loaded(LEFT_OVER);
    new LeftOver(capturing, queue).ask();
  } else {
    capturing.release();
  }
  list.show();
  sender.begin();
}

if (window.isSecureContext) beginCapture(document.currentScript.dataset.later.split(" ").filter(Boolean));
