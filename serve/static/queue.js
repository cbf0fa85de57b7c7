// The items whose photos were taken and that are not examined yet: kept on the device, encrypted, until the service has
// the verdict. An item: {id, key, made, product, called, prior, note, place, photos, state, reason, isPutOff, examination,
// preliminary, seen}, its photos {id, view, isDoubtful, name, type, size, upload, call, isWhole}; `seen` is the preliminary
// verdict that the person had time to read. What a page changes, another one sees.
"use strict";

const ITEM = "item.";
const PHOTO = "photo.";
const TOLD = new BroadcastChannel("shingan-queue");
const OPEN = "open"; // photos are being taken
const ASKED = "asked"; // to be examined
const DONE = "done";
const REFUSED = "refused";

class Queue extends EventTarget {
  constructor(vault) {
    super();
    this.vault = vault;
    this.items = [];
    TOLD.addEventListener("message", () => this.load());
  }

  // Reads all items again, the latest first.
  async load() {
    const names = await this.vault.names(ITEM);
    const items = await Promise.all(names.reverse().map((name) => this.vault.value(name)));
    this.items = items.filter(Boolean);
    this.dispatchEvent(new Event("change"));
    return this.items;
  }

  async begin(given) {
    const item = { id: newName(), key: crypto.randomUUID(), made: Date.now(), ...given };
    Object.assign(item, { photos: [], state: OPEN, reason: "", examination: null, preliminary: null, seen: null });
    await this.vault.putValue(ITEM + item.id, item);
    await this.told();
    return item;
  }

  // Changes what is stored of an item, one page after the other; null if the item is gone.
  async change(id, act) {
    const changed = await navigator.locks.request(`shingan-item-${id}`, async () => {
      const item = await this.vault.value(ITEM + id);
      if (!item) return null;
      act(item);
      await this.vault.putValue(ITEM + id, item);
      return item;
    });
    await this.told();
    return changed;
  }

  // The photo is stored before the item names it.
  async add(id, { view, isDoubtful, file }) {
    const photo = { id: newName(), view, isDoubtful, name: file.name, type: file.type, size: file.size };
    Object.assign(photo, { upload: null, call: crypto.randomUUID(), isWhole: false });
    await this.vault.put(PHOTO + photo.id, await file.arrayBuffer());
    await this.change(id, (item) => item.photos.push(photo));
    return photo;
  }

  async file({ id, name, type }) {
    const bytes = await this.vault.get(PHOTO + id);
    return bytes && new File([bytes], name, { type });
  }

  // Returns what was known of the photo.
  async drop(id, photo) {
    let dropped = null;
    await this.change(id, (item) => {
      dropped = item.photos.find((each) => each.id === photo) ?? null;
      item.photos = item.photos.filter((each) => each.id !== photo);
    });
    await this.vault.remove(PHOTO + photo);
    return dropped;
  }

  // Nothing of the item stays on the device.
  async remove(id) {
    const item = await navigator.locks.request(`shingan-item-${id}`, async () => {
      const found = await this.vault.value(ITEM + id);
      await this.vault.remove(ITEM + id);
      return found;
    });
    await this.vault.remove(...(item?.photos ?? []).map((photo) => PHOTO + photo.id));
    await this.told();
    return item;
  }

  // The photos go when the service has them and the verdict.
  async done(id, examination, reason) {
    const item = await this.change(id, (each) => Object.assign(each, { state: DONE, examination, reason }));
    await this.vault.remove(...(item?.photos ?? []).map((photo) => PHOTO + photo.id));
  }

  async told() {
    TOLD.postMessage("");
    await this.load();
  }
}
