// Counts the person's photos that wait on this device by the names of entries, opening none; says so on a page that has a
// place for it, and has them sent. After signing in again the key is not on the device yet: the service says what names it.
"use strict";
{
  const { owner } = document.body.dataset;
  const { sending } = document.querySelector("script[data-sending]").dataset;
  let isSending = false;
  let onTheirWay = 0; // photos that are being sent, which is said by what sends them
  // What a store gives; nothing where there is no such database: none is made.
  const asked = (name, store, ask) => new Promise((done, fail) => {
    const opening = indexedDB.open(name);
    opening.onupgradeneeded = () => opening.transaction.abort();
    opening.onerror = () => done(null);
    opening.onsuccess = () => {
      const request = ask(opening.result.transaction(store).objectStore(store));
      Object.assign(request, { onsuccess: () => done(request.result), onerror: fail });
      opening.result.close(); // once the request is done
    };
  });
  const keyId = async () => {
    const own = await asked("shingan-key", "keys", (store) => store.get("own"));
    if (own?.owner === owner) return own.id;
    const headers = { Accept: "application/json", "Shingan-Person": owner };
    const answer = await fetch("/account/device-key/id", { headers, cache: "no-store" });
    return answer.ok ? (await answer.json()).id : null;
  };
  const show = async () => {
    const names = (await asked("shingan-queue", "entries", (store) => store.getAllKeys())) ?? [];
    const photos = names.filter((name) => name.includes("/photo."));
    const id = photos.length ? await keyId() : null;
    const { length: count } = photos.filter((name) => name.startsWith(`${id}/`));
    const place = document.getElementById("unsent");
    const words = document.getElementById("unsent-count");
    if (place) place.hidden = words ? !count : count <= onTheirWay;
    if (words) words.textContent = said("unsent", { count });
    if (!count || isSending) return;
    isSending = true;
    document.head.append(Object.assign(document.createElement("script"), { src: sending }));
  };
  const look = () => show().catch(() => {});
  addEventListener("sent", ({ detail }) => {
    onTheirWay = detail;
    look();
  });
  look();
}
