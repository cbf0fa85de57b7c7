// Takes the places in photos by which a person judges: each tap is a mark, and a field of the form. Without this file,
// the form sends the answer alone.
"use strict";
{
  const MOST_TAPS = 5;
  const DIGITS = 4; // after the point, of a fraction of a photo's side
  const form = document.querySelector("form[data-taps]");

  // A tap on a mark takes it away.
  function tapped(event) {
    const figure = event.currentTarget;
    const old = event.target.closest(".tap");
    if (old) {
      document.getElementById(old.dataset.field).remove();
      old.remove();
      return;
    }
    if (form.querySelectorAll("input[name=taps]").length >= MOST_TAPS) return;
    const place = figure.querySelector("img").getBoundingClientRect();
    const x = (event.clientX - place.left) / place.width, y = (event.clientY - place.top) / place.height;
    if (x < 0 || x >= 1 || y < 0 || y >= 1) return;
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = "taps";
    field.id = `tap-${Date.now()}`;
    field.value = [figure.dataset.photo, ...[x, y].map((side) => String(Number(side.toFixed(DIGITS))))].join(" ");
    form.append(field);
    const dot = document.createElement("i");
    dot.className = "tap";
    dot.dataset.field = field.id;
    dot.style.left = `${100 * x}%`;
    dot.style.top = `${100 * y}%`;
    figure.append(dot);
  }

  if (form) {
    document.querySelector("[data-taps-said]").hidden = false;
    for (const figure of document.querySelectorAll(".tapped")) figure.addEventListener("click", tapped);
  }
}
