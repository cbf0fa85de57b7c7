// Closes the menus of the header on a tap elsewhere and on Escape. Without this file, what opened them closes them.
"use strict";
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
  const asked = localStorage.getItem("shingan-sheets-asked"); // when kept sheets were asked for
  if (asked && (asked < Date.now() - 3600000 || document.getElementById("problem"))) {
    document.head.append(Object.assign(document.createElement("script"), { src: "/static/renewing.js" }));
  }
}
