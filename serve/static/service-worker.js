// Keeps what pages need to begin without a connection, and answers with it. The service puts `KEPT` before this text:
// the addresses of files, and a digest of all that is kept (`serve/capture/domain.py`).
"use strict";

const CACHES = "shingan-shell-";
const CACHE = CACHES + KEPT.version;
const OFFLINE = "/offline";

async function keep() {
  const cache = await caches.open(CACHE);
  await cache.addAll(KEPT.files.map((path) => new Request(path, { cache: "no-cache" })));
  const before = await caches.match(OFFLINE); // of the version before, in the reader's language
  await keepPage(before?.url ?? OFFLINE);
}

// Without the cookie, so that nothing of a person is in it.
async function keepPage(address) {
  const page = await fetch(address, { cache: "no-store", credentials: "omit" });
  if (!page.ok) throw new Error(`${address}: ${page.status}`);
  const cache = await caches.open(CACHE);
  await cache.put(OFFLINE, page);
}

// Keeps the page in the language of the page that was just opened. The worker's own address has no language: a browser
// that replaces a worker while a page is being opened may never open it.
async function speak(language) {
  const address = new URL(`${OFFLINE}?${new URLSearchParams({ language })}`, self.location).href;
  const kept = await caches.match(OFFLINE, { cacheName: CACHE });
  if (kept && kept.url !== address) await keepPage(address);
}

async function forgetOthers() {
  const names = (await caches.keys()).filter((name) => name.startsWith(CACHES) && name !== CACHE);
  await Promise.all(names.map((name) => caches.delete(name)));
}

async function file(request) {
  return (await caches.match(request, { cacheName: CACHE, ignoreSearch: true })) ?? fetch(request);
}

async function page(event) {
  try {
    const answer = (await event.preloadResponse) ?? (await fetch(event.request));
    event.waitUntil(caches.has(CACHE).then((isKept) => isKept || keep())); // who signs out removes all that is kept
    return answer;
  } catch (error) {
    const offline = await caches.match(OFFLINE, { cacheName: CACHE });
    if (!offline) throw error;
    return offline;
  }
}

self.addEventListener("install", (event) => {
  event.waitUntil(keep().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const begin = self.registration.navigationPreload?.enable(); // a page is not asked for later than without a worker
  event.waitUntil(Promise.all([begin, forgetOthers()]).then(() => self.clients.claim()));
});

self.addEventListener("message", (event) => {
  event.waitUntil(speak(event.data.language).catch(() => {})); // without a connection: the next page says it again
});

self.addEventListener("fetch", (event) => {
  const { origin, pathname } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== self.location.origin) return;
  if (event.request.mode === "navigate") event.respondWith(page(event));
  else if (KEPT.files.includes(pathname)) event.respondWith(file(event.request));
});
