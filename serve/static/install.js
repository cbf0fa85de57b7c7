// Has the browser keep what pages need to begin without a connection; it may refuse, as without https.
"use strict";
const worker = `/service-worker.js?language=${document.documentElement.lang}`;
addEventListener("load", () => navigator.serviceWorker?.register(worker).catch(() => {}));
