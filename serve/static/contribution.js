// A contribution while it is put together: files and whole folders are dropped or chosen, sent, and handed to it as
// they arrive; its images are labelled with the keyboard. Without this file the page still labels, checks and submits.
"use strict";
{
  const AT_ONCE = 100; // uploads that one call hands over
  const PAUSE = 1000; // milliseconds in which arriving files are collected for one call
  const RETRY = 5000; // milliseconds
  const WATCH = 1000; // milliseconds between two looks at a job
  const LABELS = { g: "genuine", c: "counterfeit" };
  const LEAVE_OUT = "x";
  const OWN_ITEM = "o";
  const COUNTED = ["groups", "found", "states", "submitting"]; // parts of the page that a label changes

  const wait = (pause) => new Promise((after) => setTimeout(after, pause));
  const say = (words) => {
    document.getElementById("said").textContent = words;
  };

  // The files below something that was dropped, each with its path.
  async function* filesBelow(entry) {
    if (entry.isFile) {
      const file = await new Promise((found, failed) => entry.file(found, failed));
      file.pathInFolder = entry.fullPath.slice(1);
      yield file;
      return;
    }
    const reader = entry.createReader();
    const more = () => new Promise((found, failed) => reader.readEntries(found, failed));
    for (let some = await more(); some.length; some = await more()) {
      for (const each of some) {
        yield* filesBelow(each);
      }
    }
  }

  // The reason in an answer that refuses.
  async function reasonOf(answer) {
    try {
      return (await answer.json()).detail;
    } catch {
      return said("upload_odd");
    }
  }

  function call(method, address, body, key) {
    const headers = { Accept: "application/json", "Content-Type": "application/json", ...asPerson() };
    return fetch(address, {
      method, headers: key ? { ...headers, "Idempotency-Key": key } : headers, body: JSON.stringify(body),
    });
  }

  // Hands uploads to the contribution, many in one call, until all of them are there. What was used for something else
  // meanwhile, or removed, is sent again.
  class Delivery {
    constructor(place) {
      this.place = place;
      this.waiting = [];
      place.addEventListener("upload-finished", (event) => this.add(event.detail.sending));
    }

    add(sending) {
      this.waiting.push(sending);
      this.go();
    }

    go() {
      this.running ??= this.run().finally(() => {
        this.running = null;
        if (this.waiting.length) {
          this.go(); // it arrived while the page was renewed
        }
      });
    }

    async run() {
      await wait(PAUSE);
      while (this.waiting.length) {
        const some = this.waiting.splice(0, AT_ONCE);
        const answer = await this.deliver(some.map((each) => each.id), newKey());
        if (answer.ok) {
          say("");
          uploadsAt(this.place).taken(some);
        } else {
          await this.refuse(some, await reasonOf(answer));
        }
      }
      await renew(["arrived"]);
      awaitReading();
    }

    // All are refused if one is: those that can't count any more are sent again, and the others handed over again.
    async refuse(some, reason) {
      const spent = new Set();
      for (const each of some) {
        if (!(await this.mayCount(each))) {
          spent.add(each);
          each.beginAgain(reason);
        }
      }
      const left = some.filter((each) => !spent.has(each));
      if (spent.size) {
        this.waiting.unshift(...left);
        return;
      }
      say(reason);
      for (const each of left) {
        each.refused(reason);
      }
    }

    async mayCount(sending) {
      for (;;) {
        const may = await sending.mayCount().catch(() => null);
        if (may !== null) {
          return may;
        }
        await wait(RETRY);
      }
    }

    // The same call until it is answered.
    async deliver(uploads, key) {
      for (;;) {
        const answer = await call("POST", this.place.dataset.address, { uploads }, key).catch(() => null);
        if (answer && answer.status < 500 && answer.status !== 429) {
          return answer;
        }
        await wait(RETRY);
      }
    }
  }

  // Show the present state of parts of the page.
  async function renew(ids) {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const now = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const id of ids) {
      const part = now.getElementById(id);
      if (answer.ok && part) {
        document.getElementById(id).replaceWith(part);
      }
    }
  }

  // Show how many files were read, and what was found in them, until all were.
  let isAwaited = false;
  async function awaitReading() {
    if (isAwaited) {
      return;
    }
    isAwaited = true;
    while (document.querySelector("#read[data-open]")) {
      await wait(WATCH);
      if (!document.hidden) {
        await renew(["read"]).catch(() => undefined); // the connection may be back next time
      }
    }
    isAwaited = false;
  }

  function collect(drop) {
    const place = document.getElementById("sending"), uploads = uploadsAt(place);
    new Delivery(place);
    for (const input of drop.querySelectorAll("input[type=file]")) {
      input.addEventListener("change", () => {
        uploads.add(input.files);
        input.value = "";
      });
    }
    for (const name of ["dragenter", "dragover"]) {
      drop.addEventListener(name, (event) => {
        event.preventDefault();
        drop.classList.add("drop-over");
      });
    }
    drop.addEventListener("dragleave", () => drop.classList.remove("drop-over"));
    drop.addEventListener("drop", async (event) => {
      event.preventDefault();
      drop.classList.remove("drop-over");
      const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry()).filter(Boolean);
      for (const entry of entries) {
        for await (const file of filesBelow(entry)) {
          uploads.add([file]);
        }
      }
    });
    drop.hidden = false;
  }

  // Images in a grid: arrow keys move, and a letter says what an image shows.
  class Grid {
    constructor(grid) {
      this.grid = grid;
      this.links = [...grid.querySelectorAll("a[data-number]")];
      this.isStale = false; // whether something has changed since the parts with counts were asked for
      this.isCounting = false;
      grid.addEventListener("keydown", (event) => this.key(event));
    }

    key(event) {
      const at = this.links.indexOf(document.activeElement);
      if (at < 0 || event.ctrlKey || event.metaKey || event.altKey) {
        return;
      }
      const to = this.target(at, event.key);
      if (to !== null) {
        event.preventDefault();
        this.links[Math.min(Math.max(to, 0), this.links.length - 1)].focus();
      } else if (event.key in LABELS) {
        this.change(this.links[at], { label: LABELS[event.key] });
      } else if (event.key === LEAVE_OUT) {
        this.change(this.links[at], { left_out: !("leftOut" in this.links[at].dataset) });
      } else if (event.key === OWN_ITEM) {
        this.change(this.links[at], { own_item: true });
      }
    }

    target(at, key) {
      const ahead = getComputedStyle(this.grid).direction === "rtl" ? -1 : 1, row = this.inARow();
      const steps = { ArrowRight: ahead, ArrowLeft: -ahead, ArrowDown: row, ArrowUp: -row };
      return key in steps ? at + steps[key] : null;
    }

    // How many images stand beside each other.
    inARow() {
      const tops = [...this.grid.children].map((entry) => entry.offsetTop);
      return tops.filter((top) => top === tops[0]).length;
    }

    async change(link, change) {
      const answer = await call("PATCH", `${this.grid.dataset.address}/${link.dataset.number}`, change).catch(() => null);
      if (!answer) {
        say(said("upload_broken"));
      } else if (answer.ok) {
        this.show(link, await answer.json(), change);
        await this.count();
      } else {
        say(await reasonOf(answer));
      }
    }

    // Show the counts after the last change; of several quick ones, not after each.
    async count() {
      this.isStale = true;
      if (this.isCounting) {
        return;
      }
      this.isCounting = true;
      try {
        while (this.isStale) {
          this.isStale = false;
          await renew(COUNTED);
        }
      } catch {
        say(said("upload_broken"));
      } finally {
        this.isCounting = false;
      }
    }

    show(link, image, change) {
      const words = said(image.left_out ? "image_left_out" : `image_${image.label ?? "unlabelled"}`);
      const state = link.closest("li").querySelector("[data-image=state]");
      if (image.left_out) {
        link.dataset.leftOut = "";
      } else {
        delete link.dataset.leftOut;
      }
      state.textContent = words;
      const { name } = link.dataset;
      say(change.own_item ? said("image_own_item", { name }) : said("image_now", { name, state: words }));
    }
  }

  // Load the page again when its job has ended.
  async function awaitEnd() {
    while (document.querySelector(".job[data-open]")) {
      await wait(WATCH);
    }
    location.reload();
  }

  document.documentElement.classList.add("has-js");
  const drop = document.getElementById("drop"), grid = document.getElementById("images");
  if (drop) {
    collect(drop);
    awaitReading();
  }
  if (grid) {
    new Grid(grid);
  }
  if (document.querySelector(".job[data-open]")) {
    awaitEnd();
  }
}
