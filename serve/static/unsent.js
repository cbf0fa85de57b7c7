// Says before someone signs out how many of their photos wait on this device.
"use strict";

const PHOTOS = "photo."; // begins the names of photos in the queue

async function sayUnsent() {
  const place = document.getElementById("unsent");
  const own = await idbKeyval.get("own", KEY_STORE);
  if (own?.owner !== place.dataset.owner) return;
  const { length: count } = await new Vault(own, QUEUE_STORE).names(PHOTOS);
  place.hidden = !count;
  place.textContent = said("unsent", { count });
}

if (window.isSecureContext && window.indexedDB) sayUnsent().catch(() => {}); // a browser that keeps nothing
