// Says that photos wait on this device, and how many where the page wants it: they are sent from the page on which photos
// are taken. It reads names of entries, which tell only that something is there, and opens none.
"use strict";
{
  const place = document.getElementById("unsent");
  const show = async () => {
    const own = await idbKeyval.get("own", idbKeyval.createStore("shingan-key", "keys"));
    if (own?.owner !== place.dataset.owner) return;
    const names = await idbKeyval.keys(idbKeyval.createStore("shingan-queue", "entries"));
    const { length: count } = names.filter((name) => name.startsWith(`${own.id}/photo.`));
    place.hidden = !count;
    if (place.hasAttribute("data-counts")) place.textContent = said("unsent", { count });
  };
  if (window.indexedDB) show().catch(() => {}); // a browser that keeps nothing has nothing that waits
}
