// Has the browser keep what pages need to begin without a connection; it may refuse, as without https.
"use strict";
async function install(workers) {
  await workers.register("/service-worker.js");
  const { active } = await workers.ready;
  active.postMessage({ language: document.documentElement.lang });
}
addEventListener("load", () => navigator.serviceWorker && install(navigator.serviceWorker).catch(() => {}));
