// Ticks all boxes of a form, or takes all ticks away, but for those that stand apart. Without this file, boxes are ticked
// one by one.
"use strict";
for (const button of document.querySelectorAll("[data-tick-all]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const boxes = [...button.form.querySelectorAll("input[type=checkbox]:not([data-apart])")];
    const tick = boxes.some((box) => !box.checked);
    for (const box of boxes) {
      box.checked = tick;
    }
    button.form.dispatchEvent(new Event("change"));
  });
}
