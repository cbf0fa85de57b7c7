// Says that photos wait on this device, by the names of entries; it opens none. After signing in again the key is not on
// the device yet: the service says what names it.
"use strict";
{
  const QUEUE = "shingan-queue";
  const place = document.getElementById("unsent");
  const store = () => new Promise((done, fail) => {
    const script = Object.assign(document.createElement("script"), { src: "/static/vendor/idb-keyval.js", onload: done, onerror: fail });
    document.head.append(script);
  });
  const isThere = async () => {
    const databases = await indexedDB.databases?.();
    return !databases || databases.some(({ name }) => name === QUEUE);
  };
  const keyId = async (owner) => {
    const own = await idbKeyval.get("own", idbKeyval.createStore("shingan-key", "keys"));
    if (own?.owner === owner) return own.id;
    const headers = { Accept: "application/json", "Shingan-Person": owner };
    const answer = await fetch("/account/device-key/id", { headers, cache: "no-store" });
    return answer.ok ? (await answer.json()).id : null;
  };
  const show = async () => {
    if (!(await isThere())) return;
    await store();
    const photos = (await idbKeyval.keys(idbKeyval.createStore(QUEUE, "entries"))).filter((name) => name.includes("/photo."));
    if (!photos.length) return;
    const id = await keyId(place.dataset.owner);
    const { length: count } = photos.filter((name) => name.startsWith(`${id}/`));
    place.hidden = !count;
    const words = document.getElementById("unsent-count");
    if (words) words.textContent = said("unsent", { count });
  };
  if (place && window.indexedDB) show().catch(() => {});
}
