// Prints the page with everything in it that is folded away (not its menus), once its pictures are there. Without this file, the browser prints.
"use strict";

const button = document.getElementById("print");

function unfold() {
  const folded = [...document.querySelectorAll("main details:not([open])")];
  folded.forEach((details) => { details.open = true; });
  window.addEventListener("afterprint", () => folded.forEach((details) => { details.open = false; }), { once: true });
}

async function pictures() {
  const all = [...document.images];
  all.forEach((picture) => { picture.loading = "eager"; });
  await Promise.allSettled(all.map((picture) => picture.decode()));
}

async function printAll() { // not `print`, which is the window's own
  unfold();
  await pictures();
  window.print();
}

button.hidden = false;
button.addEventListener("click", printAll);
if (window.location.hash === "#print") { // the list of examinations leads here
  window.addEventListener("load", printAll, { once: true });
}
