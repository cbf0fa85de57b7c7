// Closes the menus of the header on a tap elsewhere and on Escape. Without this file, what opened them closes them. Loads
// what this device has to do on any page: asks for kept sheets again, and sends photos that wait.
"use strict";

// Whether this browser ever kept photos to be sent; true where it can't tell.
async function hasKept() {
  try {
    return (await indexedDB.databases()).some(({ name }) => name === "shingan-queue");
  } catch {
    return true;
  }
}

{
  const opened = () => document.querySelector(".top details[open]");
  document.addEventListener("pointerup", ({ target }) => { // a press that scrolls the page ends in none
    const menu = opened();
    if (menu && !menu.contains(target) && !target.closest(".top summary")) menu.open = false;
  });
  document.addEventListener("keydown", ({ key }) => {
    const menu = opened();
    if (key !== "Escape" || !menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  const load = (address) => document.head.append(Object.assign(document.createElement("script"), { src: address }));
  const asked = localStorage.getItem("shingan-sheets-asked"); // when kept sheets were asked for
  const isCapturing = Boolean(document.getElementById("capture")); // that page sends what it has, and asks for its sheets
  const isAsking = isCapturing || document.querySelector("script[data-product]"); // as the page that keeps a sheet does
  const isDue = asked && (asked < Date.now() - 15000 || document.getElementById("problem"));
  const { renewing } = document.currentScript.dataset;
  if (renewing && isDue && !isAsking) load(renewing);
  if (document.body.dataset.owner && !isCapturing) hasKept().then((yes) => yes && load("/static/unsent.js"));
}
