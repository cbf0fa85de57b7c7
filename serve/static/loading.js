// Loads scripts that the page does not begin with.
"use strict";

class LaterError extends Error {} // the line is cut, or the service can't now

const LOADED_AGAIN = 2000; // milliseconds after which a script that did not come is asked for again

const SCRIPTS = new Map(); // promises of those that were asked for, by their addresses: no script runs twice

function loaded(address) {
  if (!SCRIPTS.has(address)) SCRIPTS.set(address, scriptOf(address));
  return SCRIPTS.get(address);
}

function scriptOf(address) {
  return new Promise((done, fail) => {
    const script = Object.assign(document.createElement("script"), { src: address, async: false });
    script.addEventListener("load", done);
    script.addEventListener("error", () => {
      script.remove();
      SCRIPTS.delete(address);
      fail(new LaterError(address));
    });
    document.head.append(script);
  });
}

// One after the other, as long as it takes.
async function loadedAll(addresses) {
  for (const address of addresses) {
    while (!(await loaded(address).then(() => true, () => false))) await new Promise((done) => setTimeout(done, LOADED_AGAIN));
  }
}
