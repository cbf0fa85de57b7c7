// Product sheets that were seen, kept on the device for work without a connection: encrypted, until the day that the
// service says, and removed as soon as it says that one was withdrawn.
"use strict";

const SHEET = "sheet.";
const MOST_GUIDES = 20; // sheets with the pictures of their points; those that were opened last stay
const MOST_SHEETS = 100; // the latest; the service says of so many at once in which state they are
const FRESH = 3_600_000; // milliseconds in which a sheet that has not changed need not be asked for again

// A picture of the service in text; null where there is none.
async function asText(address) {
  const answer = address ? await fetch(address, { headers: asPerson() }) : null;
  if (!answer?.ok) return null;
  const bytes = new Uint8Array(await answer.arrayBuffer());
  let binary = "";
  for (const each of bytes) binary += String.fromCharCode(each);
  return `${answer.headers.get("Content-Type").split(";")[0]},${btoa(binary)}`;
}

// The address of such a picture on this page.
function addressOf(text) {
  if (!text) return null;
  const [type, data] = text.split(",");
  return URL.createObjectURL(new Blob([Uint8Array.from(atob(data), (each) => each.charCodeAt(0))], { type }));
}

// By product, in which state these sheets are; a product is not among them without one. Null without an answer.
async function statesOf(products) {
  const asked = new URLSearchParams(products.map((product) => ["product", product]));
  const answer = await fetch(`/v1/catalogue/states?${asked}`, calls());
  if (answer.status === 403) return {};
  return answer.ok ? (await answer.json()).states : null;
}

class Sheets {
  constructor(vault) {
    this.vault = vault;
    this.known = []; // {name, product, state, called, good_until, views, guide}
  }

  // Those that are still good.
  async load() {
    const names = await this.vault.names(SHEET);
    const sheets = await Promise.all(names.map(async (name) => ({ ...(await this.vault.value(name)), name })));
    const old = sheets.filter(({ good_until: until }) => !(Date.parse(until) > Date.now()));
    if (old.length) await this.vault.remove(...old.map(({ name }) => name));
    this.known = sheets.filter((sheet) => !old.includes(sheet));
    return this.known;
  }

  of(product) {
    return this.known.find((sheet) => sheet.product === product);
  }

  // The views of a product: from the service, and kept; without a connection those that were kept.
  views(product) {
    return this.asked(product, Boolean(this.of(product)?.guide));
  }

  // The same for a sheet that was opened in the product guide: what the guide says is kept, too.
  read(product) {
    return this.asked(product, true, Date.now());
  }

  async asked(product, withGuide, opened) {
    let answer;
    try {
      answer = await fetch(captureAddress(product, withGuide), calls());
    } catch {
      return this.keptViews(product);
    }
    if ([403, 404].includes(answer.status)) await this.forget(product);
    if (!answer.ok) return null;
    const given = await answer.json();
    this.kept = this.keep(product, given, opened).catch(() => {}); // no room: it is asked for again
    return given.views;
  }

  async keptViews(product) {
    await this.load();
    const shown = ({ outline, sample, ...view }) => ({ ...view, outline: addressOf(outline), sample: addressOf(sample) });
    return this.of(product)?.views.map(shown) ?? null;
  }

  async keep(product, { name, state, views, guide, good_until: until }, opened) {
    await this.load();
    const before = this.of(product);
    const pictures = async (view) => ({ ...view, outline: await asText(view.outline), sample: await asText(view.sample) });
    const kept = { product, state, called: name, good_until: until, views: await Promise.all(views.map(pictures)) };
    kept.guide = guide && (await this.pictured(guide, before?.guide));
    if (guide) kept.guide.opened = opened ?? before?.guide?.opened ?? 0;
    await this.vault.putValue(SHEET + newName(), kept);
    localStorage.setItem("shingan-sheets-asked", Date.now()); // `top.js` has them asked for again
    if (before) await this.vault.remove(before.name);
    await this.load();
    const guides = this.guides.slice(MOST_GUIDES);
    if (guides.length) await this.vault.remove(...guides.map((sheet) => sheet.name));
  }

  // What the guide says, with the pictures of its points: those that are here are not asked for again.
  async pictured(guide, before) {
    const points = [];
    for (const { close_up: closeUp, whole, ...point } of guide.points) { // one after the other: photos are sent meanwhile
      const known = before?.points.find(({ id, picture }) => id === point.id && picture === point.picture);
      points.push({ ...point, closeUp: known?.closeUp ?? (await asText(closeUp)), whole: known?.whole ?? (await asText(whole)) });
    }
    return { ...guide, points };
  }

  // Sheets that were opened in the product guide, the latest first.
  get guides() {
    return this.known.filter(({ guide }) => guide).sort((a, b) => b.guide.opened - a.guide.opened);
  }

  async forget(product) {
    await this.load();
    const sheet = this.of(product);
    if (sheet) await this.vault.remove(sheet.name);
    await this.load();
  }

  // Asks the service in which state each is: what was withdrawn goes, what has changed or was asked for long ago is asked
  // for again, and so is the one that was chosen before the device could keep it.
  async renew(chosen = "") {
    const known = await this.load();
    const states = known.length ? await statesOf(known.slice(-MOST_SHEETS).map(({ product }) => product)) : {};
    if (!states) return;
    for (const { name, product, state } of known) {
      if (!(product in states)) await this.forget(product);
      else if (states[product] !== state || madeAt(name) < Date.now() - FRESH) await this.views(product);
    }
    localStorage.setItem("shingan-sheets-asked", Date.now()); // `top.js` has them asked for again
    if (chosen && !this.of(chosen)) await this.views(chosen);
  }

  // Offers the products that are known here, where the page came without any.
  offer(select) {
    for (const { product, called, views } of this.known) {
      const option = new Option(called, product);
      option.dataset.views = JSON.stringify(views.map(({ id, title, required }) => ({ id, title, required })));
      select.add(option);
    }
  }
}
