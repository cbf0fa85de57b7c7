// What a device keeps of a person's work. Only who has the person's key can read it, and the service gives the key to
// the person alone; signing out removes it from the device, and leaves what waits to be sent as ciphertext.
"use strict";

const KEPT_DAYS = 30; // after which what waits is removed, also of others
const KEY_ADDRESS = "/account/device-key";
const KEY_STORE = idbKeyval.createStore("shingan-key", "keys");
const QUEUE_STORE = idbKeyval.createStore("shingan-queue", "entries"); // the only one that stays after signing out
const SHEET_STORE = idbKeyval.createStore("shingan-sheets", "entries");

// A name for an entry, with the time at which it was made, so that old ones can be removed unread.
function newName() {
  return `${Date.now().toString(36)}-${crypto.randomUUID()}`;
}

function madeAt(name) {
  return Number.parseInt(name.split("/").pop().split(".").pop().split("-")[0], 36);
}

const encoded = (words) => new TextEncoder().encode(words);

// A key that no script can read, from the 32 bytes of the service.
async function keyFrom(secret, id) {
  const bytes = Uint8Array.from(atob(secret), (each) => each.charCodeAt(0));
  const base = await crypto.subtle.importKey("raw", bytes, "HKDF", false, ["deriveKey"]);
  const how = { name: "HKDF", hash: "SHA-256", salt: encoded(id), info: encoded("shingan device") };
  return crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

// The person's key {owner, id, key}: from the service where it can be reached, else the one on the device; null without.
async function keyOf(owner) {
  let stored = await idbKeyval.get("own", KEY_STORE);
  if (stored && owner && stored.owner !== owner) {
    await Promise.all([KEY_STORE, SHEET_STORE].map((store) => idbKeyval.clear(store))); // the last person's
    stored = null;
  }
  const given = owner ? await givenKey() : null;
  person = owner || (stored?.owner ?? "");
  if (!given) return stored ?? null;
  const gone = [...given.replaced, ...(stored && stored.id !== given.id ? [stored.id] : [])]; // keys that are no more
  if (gone.length) await removeWhere((name) => gone.includes(name.split("/")[0]));
  if (stored?.id === given.id) return stored;
  const own = { owner, id: given.id, key: await keyFrom(given.key, given.id) };
  await idbKeyval.set("own", own, KEY_STORE);
  for (const store of [QUEUE_STORE, SHEET_STORE]) await new Vault(own, store).prune();
  return own;
}

async function givenKey() {
  try {
    const answer = await fetch(KEY_ADDRESS, { headers: { Accept: "application/json", ...asPerson() }, cache: "no-store" });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

async function removeWhere(isGone) {
  for (const store of [QUEUE_STORE, SHEET_STORE]) {
    const names = await idbKeyval.keys(store);
    await idbKeyval.delMany(names.filter(isGone), store);
  }
}

// Encrypted entries in one of the stores; each under a name, with which its ciphertext can't be exchanged.
class Vault {
  constructor({ owner, id, key }, store) {
    Object.assign(this, { owner, id, key, store });
  }

  async put(name, bytes) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const data = await crypto.subtle.encrypt(this.how(name, iv), this.key, bytes);
    await idbKeyval.set(`${this.id}/${name}`, { iv, data }, this.store);
  }

  // The bytes; null if there is no such entry. One that can't be opened is none, and is removed.
  async get(name) {
    const entry = await idbKeyval.get(`${this.id}/${name}`, this.store);
    if (!entry) return null;
    try {
      return await crypto.subtle.decrypt(this.how(name, entry.iv), this.key, entry.data);
    } catch {
      await this.remove(name);
      return null;
    }
  }

  // Removes what can't be opened, as when the service lost the secret from which keys come; one entry is in memory.
  async prune() {
    for (const name of await this.names("")) await this.get(name);
  }

  how(name, iv) {
    return { name: "AES-GCM", iv, additionalData: encoded(`${this.id}/${name}`) };
  }

  putValue(name, value) {
    return this.put(name, encoded(JSON.stringify(value)));
  }

  async value(name) {
    const bytes = await this.get(name);
    return bytes ? JSON.parse(new TextDecoder().decode(bytes)) : null;
  }

  // The names of this person's entries that begin so.
  async names(beginning) {
    const own = `${this.id}/`;
    const names = (await idbKeyval.keys(this.store)).filter((name) => name.startsWith(own + beginning));
    return names.map((name) => name.slice(own.length)).sort();
  }

  remove(...names) {
    return idbKeyval.delMany(names.map((name) => `${this.id}/${name}`), this.store);
  }
}

// Whether what this person left may wait here, as far as the device can tell before the service has given the key.
async function mayWait(owner) {
  try {
    const names = await idbKeyval.keys(QUEUE_STORE);
    const own = names.length ? await idbKeyval.get("own", KEY_STORE) : null;
    return names.some((name) => own?.owner !== owner || name.startsWith(`${own.id}/`));
  } catch {
    return false; // the browser keeps nothing
  }
}

// The vaults of the person: what waits to be sent, and sheets that were seen; null where the device has no key.
async function openVaults(owner) {
  if (!window.isSecureContext || !window.indexedDB || !navigator.locks) return null;
  try {
    const own = await navigator.locks.request("shingan-key", () => keyOf(owner));
    if (!own) return null;
    await removeWhere((name) => !(madeAt(name) > Date.now() - KEPT_DAYS * 86400000));
    return { queue: new Vault(own, QUEUE_STORE), sheets: new Vault(own, SHEET_STORE) };
  } catch {
    return null; // the browser keeps nothing, as in some private windows
  }
}
