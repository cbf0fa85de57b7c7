// Loads scripts that the page does not begin with.
"use strict";

class LaterError extends Error {} // the line is cut, or the service can't now

const LOADED_AGAIN = 2000; // milliseconds after which a script that did not come is asked for again

function loaded(address) {
  return new Promise((done, fail) => {
    const script = Object.assign(document.createElement("script"), { src: address, async: false });
    script.addEventListener("load", done);
    script.addEventListener("error", () => {
      script.remove();
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
