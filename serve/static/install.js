// Has the browser keep what pages need to begin without a connection.
"use strict";
addEventListener("load", () => {
  // Not at an address without https, nor where a person let a certificate pass.
  navigator.serviceWorker?.register(`/service-worker.js?language=${document.documentElement.lang}`).catch(() => {});
});
