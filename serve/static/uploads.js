// Sends files over tus 1.0: some at once, continued after a broken connection, a closed tab or a restarted server.
// The markup is the macro `uploads` of uploads.html.
"use strict";

const AT_ONCE = 3;
const RETRY_AFTER = [0, 1000, 3000, 5000, 10000, 20000, 30000]; // milliseconds, in a row that bring no byte further
const PAUSE = 30000; // milliseconds after which a file that could not be sent is tried again
const CHUNK = 32 * 1048576; // bytes in one request: what a proxy that collects whole requests may lose
const DIGESTED = 32 * 1048576; // bytes; the digest of a larger file would take too much memory
const KEPT = 7 * 86400000; // milliseconds that the address of an upload is remembered
const STORED = "shingan-upload:"; // in the keys of localStorage, before the person's id
const RATED = 20000; // milliseconds by which the rate is measured

// The SHA-256 of bytes, in hexadecimal; null where the browser does not give it.
async function digestOf(bytes) {
  if (!window.crypto?.subtle) {
    return null;
  }
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function nameOf(file) {
  return file.pathInFolder || file.webkitRelativePath || file.name;
}

// Where uploads are, by a digest of what their file is: no name of a file is stored. Others' entries are removed, so
// that the next person at this machine finds none.
class RememberedUploads {
  constructor(owner) {
    this.own = `${STORED}${owner}:`;
    for (const key of Object.keys(localStorage).filter((name) => name.startsWith(STORED))) {
      if (!key.startsWith(this.own) || !(this.read(key)?.at > Date.now() - KEPT)) {
        localStorage.removeItem(key);
      }
    }
  }

  read(key) {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  }

  async findAllUploads() {
    return [];
  }

  async findUploadsByFingerprint(fingerprint) {
    const found = this.read(this.own + fingerprint);
    return found ? [{ uploadUrl: found.url, urlStorageKey: this.own + fingerprint }] : [];
  }

  async addUpload(fingerprint, upload) {
    const key = this.own + fingerprint;
    try {
      localStorage.setItem(key, JSON.stringify({ url: upload.uploadUrl, at: Date.now() }));
    } catch {
      return null; // full: the file is sent, but not continued after a closed tab
    }
    return key;
  }

  async removeUpload(key) {
    localStorage.removeItem(key);
  }

  forget(fingerprint) {
    localStorage.removeItem(this.own + fingerprint);
  }
}

function statusOf(error) {
  return error.causingError?.status ?? error.originalResponse?.getStatus() ?? 0;
}

function mayPass(status) {
  return status === 0 || status === 409 || status === 429 || status >= 500;
}

function newKey() {
  return crypto.getRandomValues(new Uint32Array(4)).join("-");
}

// One file on its way, with its entry on the page.
class Sending {
  constructor(uploads, file) {
    this.uploads = uploads;
    this.file = file;
    this.sent = 0;
    this.key = newKey();
    this.entry = uploads.place.querySelector("template").content.firstElementChild.cloneNode(true);
    this.find("name").textContent = nameOf(file);
    this.bar = this.entry.querySelector("progress");
    this.bar.setAttribute("aria-label", nameOf(file));
    this.button("cancel", "upload_cancel", () => this.cancel());
    this.button("again", "upload_again", () => this.again());
  }

  find(name) {
    return this.entry.querySelector(`[data-upload=${name}]`);
  }

  button(name, words, act) {
    this.find(name).textContent = said(words);
    this.find(name).addEventListener("click", act);
  }

  say(words) {
    this.find("fault").textContent = words;
    this.find("fault").hidden = !words;
    this.find("again").hidden = !words;
  }

  async start() {
    this.uploads.list.append(this.entry);
    if (!this.file.size) {
      this.say(said("upload_empty"));
      this.uploads.failed(this);
      return;
    }
    this.upload ??= await this.prepared();
    if (!this.isCancelled) {
      this.upload.start();
    }
  }

  async prepared() {
    const metadata = { filename: nameOf(this.file), purpose: this.uploads.place.dataset.purpose };
    const digest = this.file.size <= DIGESTED ? await digestOf(await this.file.arrayBuffer()) : null;
    this.fingerprint = await this.mark(metadata);
    const upload = new tus.Upload(this.file, {
      endpoint: "/v1/uploads",
      headers: { Accept: "application/problem+json", ...asPerson() },
      metadata: digest ? { ...metadata, sha256: digest } : metadata,
      chunkSize: CHUNK,
      retryDelays: RETRY_AFTER,
      urlStorage: this.uploads.remembered,
      fingerprint: async () => this.fingerprint,
      onBeforeRequest: (request) => this.name(request),
      onAfterResponse: (request, response) => this.check(request, response),
      onShouldRetry: (error) => mayPass(statusOf(error)),
      onProgress: (sent) => this.progress(sent),
      onError: (error) => this.fail(error),
      onSuccess: () => this.finish(),
    });
    const [before] = await upload.findPreviousUploads();
    if (before && (await this.mayCount(before.uploadUrl))) {
      upload.resumeFromPreviousUpload(before);
    } else {
      this.uploads.remembered.forget(this.fingerprint);
    }
    return upload;
  }

  // Whether an upload may count here: the service still has it, and it was not used for anything else.
  async mayCount(address = this.upload.url) {
    const answer = await fetch(address, { headers: { Accept: "application/json", ...asPerson() } });
    if (answer.status === 404) {
      return false;
    }
    if (!answer.ok) {
      throw Object.assign(new Error("not now"), { causingError: { status: answer.status } });
    }
    const taker = (await answer.json()).taken_by;
    return taker === null || taker === this.uploads.place.dataset.taker;
  }

  // The same call leads to the same upload if its answer was lost.
  name(request) {
    if (request.getMethod() === "POST") {
      request.setHeader("Idempotency-Key", this.key);
    }
  }

  // tus-js-client begins a file again when the server does not say what has arrived. That is right only if it says that
  // the upload is gone; otherwise it asks again.
  check(request, response) {
    const status = response.getStatus();
    if (request.getMethod() !== "HEAD" || (status >= 200 && status < 300)) {
      return;
    }
    if (status !== 404) {
      throw Object.assign(new Error("not now"), { status });
    }
    this.key = newKey();
  }

  mark({ filename, purpose }) {
    const { size, lastModified } = this.file;
    return digestOf(new TextEncoder().encode(JSON.stringify([filename, purpose, size, lastModified])));
  }

  progress(sent) {
    this.say("");
    this.sent = sent;
    this.bar.value = sent / this.file.size;
    this.uploads.show();
  }

  fail(error) {
    const status = statusOf(error);
    this.isBroken = mayPass(status) || status === 401;
    if (status === 401) {
      this.say(said("upload_signed_out"));
    } else {
      this.say(this.isBroken ? said("upload_broken") : this.reason(error));
    }
    if (mayPass(status)) {
      setTimeout(() => this.isBroken && this.again(), PAUSE);
    }
    this.uploads.failed(this);
  }

  reason(error) {
    try {
      return JSON.parse(error.originalResponse.getBody()).detail;
    } catch {
      return said("upload_odd");
    }
  }

  again() {
    this.say("");
    this.isBroken = false;
    this.uploads.queue(this);
  }

  cancel() {
    this.isCancelled = true;
    this.upload?.abort(true).catch(() => {}); // the service removes it in a week
    this.entry.remove();
    this.uploads.left(this);
  }

  get id() {
    return this.upload.url.split("/").pop();
  }

  // All bytes are there. Where the service takes files at once, the file counts as sent when it was taken.
  finish() {
    this.sent = this.file.size;
    this.entry.remove();
    this.uploads.arrived(this);
    const detail = { id: this.id, file: this.file, sending: this };
    this.uploads.place.dispatchEvent(new CustomEvent("upload-finished", { detail }));
  }

  // What has arrived can't count any more, so all of it is sent in a new upload; once, then the person decides.
  beginAgain(reason) {
    this.uploads.remembered.forget(this.fingerprint);
    this.upload = null;
    this.key = newKey();
    this.sent = 0;
    if (this.hasBegunAgain) {
      this.refused(reason);
    } else {
      this.hasBegunAgain = true;
      this.uploads.queue(this);
    }
  }

  // The service does not take the file.
  refused(reason) {
    this.uploads.list.append(this.entry);
    this.say(reason);
    this.uploads.show();
  }
}

// All files that a page sends.
class Uploads {
  constructor(place) {
    this.place = place;
    this.list = place.querySelector("[data-upload=list]");
    this.remembered = new RememberedUploads(place.dataset.owner);
    this.all = new Set();
    this.waiting = [];
    this.running = new Set();
    this.done = new Set();
    this.samples = [];
    for (const event of ["online", "pageshow", "focus"]) {
      window.addEventListener(event, () => this.resume());
    }
    window.addEventListener("beforeunload", (event) => {
      if (this.running.size) {
        event.preventDefault();
      }
    });
  }

  add(files) {
    for (const file of files) {
      const sending = new Sending(this, file);
      this.all.add(sending);
      this.waiting.push(sending);
    }
    this.fill();
  }

  queue(sending) {
    this.waiting.push(sending);
    this.fill();
  }

  fill() {
    while (this.running.size < AT_ONCE && this.waiting.length) {
      const next = this.waiting.shift();
      this.running.add(next);
      next.start().catch((error) => next.fail(error));
    }
    this.show();
  }

  resume() {
    for (const sending of [...this.all].filter((each) => each.isBroken)) {
      sending.again();
    }
  }

  failed(sending) {
    this.running.delete(sending);
    this.fill();
  }

  left(sending) {
    this.all.delete(sending);
    this.running.delete(sending);
    this.waiting = this.waiting.filter((each) => each !== sending);
    this.fill();
  }

  arrived(sending) {
    this.running.delete(sending);
    if (this.place.dataset.taker) {
      this.fill();
    } else {
      this.taken([sending]);
    }
  }

  taken(sendings) {
    for (const each of sendings) {
      this.done.add(each);
    }
    this.fill();
  }

  show() {
    const total = [...this.all].reduce((sum, each) => sum + each.file.size, 0);
    const sent = [...this.all].reduce((sum, each) => sum + each.sent, 0);
    const bar = this.place.querySelector("[data-upload=all]");
    bar.hidden = !this.all.size;
    bar.value = total ? sent / total : 0;
    const words = this.all.size ? said("upload_progress", { count: this.all.size, done: this.done.size }) : "";
    this.place.querySelector("[data-upload=said]").textContent = together(words, this.timeLeft(sent, total));
  }

  // In words; empty until it is known.
  timeLeft(sent, total) {
    const now = performance.now();
    this.samples = [...this.samples.filter(([at]) => at > now - RATED), [now, sent]];
    const [first, before] = this.samples[0];
    if (sent >= total || sent <= before || now - first < 1000) {
      return "";
    }
    const minutes = Math.round(((total - sent) * (now - first)) / (sent - before) / 60000);
    return minutes ? said("upload_minutes", { count: minutes }) : said("upload_seconds");
  }
}

function uploadsAt(place) {
  place.uploads ??= new Uploads(place);
  return place.uploads;
}
