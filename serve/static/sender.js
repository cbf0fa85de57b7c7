// Sends what waits in the queue, one page at a time: small copies for a preliminary verdict, originals over tus, and when
// all of an item's are there, the call that examines them. Each step can be repeated and leads to the same result.
"use strict";

const LONGEST_REST = 30_000; // milliseconds after which what failed is tried again
const RATE_OVER = 20_000; // milliseconds by which the rate is measured
const COPIES = "/static/copies.js"; // loaded when the first small copies are made
const TUS = "/static/vendor/tus.min.js"; // loaded when the first photo is sent, and the next one
const UPLOADS = "/static/uploads.js";

class SignedOutError extends Error {}
class RefusedError extends Error {}

// Calls the service, and reads all of the answer: a line may be cut in the middle of it. An answer of which nothing is to
// be hoped at once is an error.
async function called(address, options = {}) {
  let answer;
  try {
    const given = await fetch(address, { ...options, headers: { Accept: "application/json", ...asPerson(), ...options.headers } });
    const content = await given.arrayBuffer();
    answer = new Response(content.byteLength ? content : null, given); // its status and headers
  } catch {
    throw new LaterError(address);
  }
  dispatchEvent(new Event("reached"));
  if (answer.status === 401) {
    checkPerson();
    throw new SignedOutError(address);
  }
  if (answer.status === 429 || answer.status >= 500) throw new LaterError(address);
  return answer;
}

const photosOf = (item) => item.photos.map(({ id, view }) => `${id} ${view}`).join(" ");
const showsOther = ({ preliminary }) => Object.keys(preliminary?.others ?? {}).length > 0;

class Sender extends EventTarget {
  constructor(queue) {
    super();
    this.queue = queue;
    this.sent = {}; // bytes of photos that are on their way
    this.samples = [];
    this.rests = 0;
    for (const event of ["online", "pageshow", "focus"]) addEventListener(event, () => this.wake());
    addEventListener("offline", () => this.tell());
    addEventListener("reached", () => {
      this.state = "";
    });
    TOLD.addEventListener("message", () => this.wake());
  }

  // Sends as long as this page is open and no other one does.
  begin() {
    navigator.locks.request(`shingan-sending-${this.queue.vault.owner}`, () => this.run());
  }

  // For as long as the page is open, or until nothing is left.
  async run(isForGood = true) {
    for (;;) {
      try {
        const isMore = await this.step();
        this.state = "";
        if (isMore) this.rests = 0;
        else if (isForGood) await this.rest(0);
        else return;
      } catch (error) {
        if (!(error instanceof LaterError || error instanceof SignedOutError)) console.error(error); // a proxy's answer, a full store
        this.state = error instanceof SignedOutError ? "upload_signed_out" : "upload_broken";
        this.tell();
        if (error instanceof SignedOutError && !isForGood) return;
        await this.rest(Math.min(LONGEST_REST, 1000 * 2 ** this.rests++));
      }
    }
  }

  // Until something changes, or for so many milliseconds.
  rest(most) {
    return new Promise((done) => {
      this.resume = done;
      if (most) setTimeout(done, most);
    });
  }

  // Something is to be sent; what is most urgent comes before an original that is on its way.
  wake() {
    this.rests = 0;
    this.resume?.();
    if (this.upload && this.queue.items.some((item) => this.isEarlyDue(item))) this.interrupt();
  }

  interrupt() {
    this.upload?.abort().catch(() => {});
    this.stop?.(new LaterError("interrupted"));
  }

  // What is to be sent, the oldest first.
  due() {
    return this.queue.items.filter(({ state }) => [OPEN, ASKED].includes(state)).reverse();
  }

  // The next step; false if there is none.
  async step() {
    await this.queue.load();
    const items = this.due();
    const early = items.find((item) => this.isEarlyDue(item));
    if (early) return this.judgeEarly(early);
    const whole = items.find((item) => item.state === ASKED && item.photos.every((photo) => photo.isWhole));
    if (whole) return this.examine(whole);
    for (const item of items.sort((a, b) => (b.state === ASKED) - (a.state === ASKED))) {
      const photo = item.photos.find((each) => !each.isWhole);
      if (photo) return this.send(item, photo);
    }
    return false;
  }

  // Whether a preliminary verdict is wanted: once when two photos are there, again when one of them seemed to show another
  // view, and for all when it is asked for. Of items that were asked for, it shows for the latest alone; of many that
  // wait, the originals would come only after the copies of all.
  isEarlyDue(item) {
    if (item.hasNoEarly || !item.photos.length || item.early === photosOf(item)) return false;
    if (item.state === ASKED) return item.id === this.queue.items.find(({ state }) => state === ASKED).id;
    return item.state === OPEN && item.photos.length > 1 && (!item.early || showsOther(item));
  }

  async judgeEarly(item) {
    if (typeof smallCopy === "undefined") await loaded(COPIES);
    const files = await Promise.all(item.photos.map((photo) => this.queue.file(photo)));
    const copies = await Promise.all(files.map((file) => file && smallCopy(file)));
    const of = photosOf(item);
    if (copies.some((copy) => !copy)) { // the browser can't show one, such as HEIC
      await this.queue.change(item.id, (each) => Object.assign(each, { hasNoEarly: true, preliminary: ofItsPhotos(each.preliminary, each) }));
      return true;
    }
    const body = new FormData();
    copies.forEach((copy, at) => {
      body.append("photos", copy, `${at + 1}.jpg`);
      body.append("views", item.photos[at].view);
    });
    body.append("product", item.product);
    body.append("prior", item.prior);
    const key = await digestKey(`${item.key} ${of}`);
    const answer = await called("/v1/examinations/preliminary", { method: "POST", body, headers: { "Idempotency-Key": key } });
    const preliminary = answer.status === 201 ? await answer.json() : null;
    await this.queue.change(item.id, (each) => Object.assign(each, { early: of, preliminary: preliminary && earlyOf(preliminary, item.photos) }));
    return true;
  }

  async send(item, photo) {
    const file = await this.queue.file(photo);
    if (!file) {
      await this.queue.drop(item.id, photo.id); // its bytes were lost with the device's store
      return true;
    }
    if (!window.tus) await loaded(TUS);
    if (typeof digestOf === "undefined") await loaded(UPLOADS);
    const sha256 = await digestOf(await file.arrayBuffer());
    if (this.queue.items.some((each) => this.isEarlyDue(each))) return true; // it became due meanwhile, and comes first
    const change = (given) => this.queue.change(item.id, (each) => {
      Object.assign(each.photos.find(({ id }) => id === photo.id) ?? {}, given);
    });
    try {
      const upload = await this.uploaded(file, photo, sha256, change);
      await change({ isWhole: true, upload });
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      await this.refuse(item, error.message);
    }
    delete this.sent[photo.id];
    return true;
  }

  // The path of the upload when all bytes are there.
  async uploaded(file, photo, sha256, change) {
    let { call } = photo;
    try {
      return await new Promise((done, fail) => {
        this.stop = fail;
        this.upload = new tus.Upload(file, {
          endpoint: "/v1/uploads",
          uploadUrl: photo.upload,
          headers: { Accept: "application/problem+json", ...asPerson() },
          metadata: { filename: file.name, purpose: "examination", sha256 },
          chunkSize: CHUNK,
          retryDelays: null,
          storeFingerprintForResuming: false,
          onBeforeRequest: (request) => request.getMethod() === "POST" && request.setHeader("Idempotency-Key", call),
          onAfterResponse: (request, response) => {
            if (request.getMethod() !== "HEAD" || response.getStatus() < 300) return;
            if (response.getStatus() !== 404) throw Object.assign(new Error("not now"), { status: response.getStatus() });
            call = crypto.randomUUID(); // the upload is gone: a new one
          },
          onUploadUrlAvailable: () => change({ upload: new URL(this.upload.url, location).pathname, call }),
          onProgress: (bytes) => this.progress(photo, bytes),
          onError: (error) => fail(failureOf(error)),
          onSuccess: () => done(new URL(this.upload.url, location).pathname),
        });
        this.upload.start();
      });
    } finally {
      this.upload = null;
      this.stop = null;
    }
  }

  async examine(item) {
    const body = item.body ?? bodyOf(item);
    await this.queue.change(item.id, (each) => Object.assign(each, { body }));
    const headers = { "Content-Type": "application/json", "Idempotency-Key": item.key };
    const answer = await called(`${formAddress(item.place)}/from-uploads`, { method: "POST", headers, body: JSON.stringify(body) });
    if (answer.status === 201) {
      await this.done(item, answer.headers.get("Location").split("/").pop());
    } else if ([404, 409].includes(answer.status)) {
      await this.lookAgain(item, await answer.json());
    } else {
      await this.refuse(item, reasonOf(await answer.json()));
    }
    return true;
  }

  async done(item, examination) {
    await this.queue.done(item.id, examination, await filed(item, examination));
  }

  refuse({ id }, reason) {
    return this.queue.change(id, (each) => Object.assign(each, { state: REFUSED, reason }));
  }

  // What the service has of the item's uploads: those that are gone are sent again, once.
  async lookAgain(item, problem) {
    const states = await Promise.all(item.photos.map(async ({ upload }) => {
      const answer = await called(upload);
      return answer.ok ? answer.json() : null;
    }));
    const taker = states.find((state) => state?.taken_by)?.taken_by;
    if (taker?.startsWith("e-")) {
      await this.done(item, taker);
      return;
    }
    await this.queue.change(item.id, (each) => {
      const isAgain = !each.isAgain && states.some((state) => !state || state.offset < state.size);
      Object.assign(each, { isAgain: true, body: null, key: crypto.randomUUID() });
      each.photos.forEach((photo, at) => !states[at] && Object.assign(photo, { upload: null, call: crypto.randomUUID(), isWhole: false }));
      if (!isAgain) Object.assign(each, { state: REFUSED, reason: problem.detail ?? problem.title, place: null }); // a case that is closed
    });
  }

  // Does not send the item, and removes what the service has of it.
  async cancel(id) {
    const item = await this.queue.remove(id);
    if (item?.photos.some((photo) => photo.id in this.sent)) this.interrupt();
    if (item?.state === DONE) return;
    for (const { upload } of item?.photos ?? []) {
      if (upload) this.forget(upload);
    }
  }

  // Removes what the service has of a photo; where that fails, it goes in a week.
  forget(upload) {
    fetch(upload, { method: "DELETE", headers: { "Tus-Resumable": "1.0.0", ...asPerson() } }).catch(() => {});
  }

  // Does not send a photo of an item.
  async leaveOut(id, photo) {
    const dropped = await this.queue.drop(id, photo);
    if (photo in this.sent) this.interrupt();
    if (dropped?.upload) this.forget(dropped.upload);
  }

  progress(photo, bytes) {
    if (bytes > (this.sent[photo.id] ?? 0)) dispatchEvent(new Event("reached"));
    this.sent[photo.id] = bytes;
    const now = performance.now();
    const total = Object.values(this.sent).reduce((sum, each) => sum + each, 0);
    this.samples = [...this.samples.filter(([at, , id]) => at > now - RATE_OVER && id === photo.id), [now, total, photo.id]];
    this.tell();
  }

  // The share of an item's bytes that has arrived.
  shareOf({ photos }) {
    const all = photos.reduce((sum, { size }) => sum + size, 0);
    const there = photos.reduce((sum, { id, size, isWhole }) => sum + (isWhole ? size : this.sent[id] ?? 0), 0);
    return all ? there / all : 0;
  }

  // Until all that was asked for is sent, in words; empty until it is known.
  timeLeft() {
    const [first, last] = [this.samples[0], this.samples.at(-1)];
    if (!first || last[0] - first[0] < 1000 || last[1] <= first[1]) return "";
    const asked = this.queue.items.filter(({ state }) => state === ASKED).flatMap(({ photos }) => photos);
    const left = asked.reduce((sum, { id, size, isWhole }) => sum + (isWhole ? 0 : size - (this.sent[id] ?? 0)), 0);
    const minutes = Math.round((left * (last[0] - first[0])) / (last[1] - first[1]) / 60000);
    return minutes ? said("upload_minutes", { count: minutes }) : said("upload_seconds");
  }

  tell() {
    this.dispatchEvent(new Event("change"));
  }
}

// Why something was refused: a line for each photo.
function reasonOf({ title, detail, photos: refused = [] }) {
  if (refused.length < 2) return detail ?? title;
  return refused.map(({ index, detail: reason }) => `${said("photo", { number: index + 1 })}: ${reason}`).join("\n");
}

function failureOf(error) {
  const status = statusOf(error);
  if (status === 401) {
    checkPerson();
    return new SignedOutError("upload");
  }
  if (mayPass(status) || status === 404) return new LaterError(`upload: ${status}`);
  try {
    return new RefusedError(JSON.parse(error.originalResponse.getBody()).detail);
  } catch {
    return new RefusedError(said("upload_odd"));
  }
}

// A name for a call that depends on what is sent.
async function digestKey(words) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", encoded(words)));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// A preliminary verdict of an item, if all photos that it judged are still there.
function ofItsPhotos(preliminary, { photos }) {
  const isThere = (id) => photos.some((photo) => photo.id === id);
  return preliminary?.photos?.every(isThere) ? preliminary : null;
}

// What the call that examines says; of preliminary verdicts the one that the person saw: the final one is compared with it.
function bodyOf({ photos, product, prior, seen, note, place }) {
  const preliminary = ofItsPhotos(seen, { photos });
  const sent = photos.map(({ upload, view }) => ({ upload: upload.split("/").pop(), view: view || null }));
  const stated = { product: product || null, prior: prior === "" ? null : Number(prior), note };
  const body = { photos: sent, ...stated, ...placeBody(place) };
  return preliminary ? { ...body, preliminary: preliminary.id } : body;
}
