// Shows a photo on all of the screen, where it is enlarged and moved as a comparison is. Its taps are those of the page: the
// figure itself goes there and back. Without this file, photos stay as they are.
"use strict";
{
  const STILL = 8; // pixels that a finger moves in a tap
  let down = null;

  function open(button) {
    const place = button.parentElement, figure = place.querySelector(".tapped"), image = figure.querySelector("img");
    const dialog = document.querySelector(".enlarged");
    dialog.setAttribute("aria-label", image.alt);
    figure.style.setProperty("--shape", image.naturalWidth / image.naturalHeight || 1);
    place.style.minHeight = `${place.offsetHeight}px`; // the page behind stays where it is
    dialog.querySelector(".comparison-picture").append(figure);
    dialog.addEventListener("close", () => {
      place.prepend(figure);
      place.style.minHeight = "";
      button.focus({ preventScroll: true });
    }, { once: true });
    dialog.showModal();
    if (!("ready" in dialog.dataset)) compare(dialog);
    dialog.dataset.ready = "";
    dialog.querySelector("[data-value=whole]").click();
  }

  // What ends a move is no tap.
  function clicked(event) {
    const button = event.target.closest("[data-enlarge], [data-reduce]");
    const isMoved = down && Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) >= STILL;
    if (isMoved && event.target.closest(".enlarged .comparison-window")) event.stopPropagation();
    else if (button?.matches("[data-enlarge]")) open(button);
    else button?.closest("dialog").close();
  }

  document.addEventListener("pointerdown", (event) => { down = event; }, { capture: true });
  document.addEventListener("click", clicked, { capture: true });
}
