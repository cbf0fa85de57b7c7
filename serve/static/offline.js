// Takes back that there is no connection as soon as the service is reached again: photos are being sent.
// Opens the page that was wanted when the connection is back, unless photos are being taken. Without this file a link
// does it.
"use strict";
window.addEventListener("online", () => {
  if (!document.querySelector(".shot-picture img")) window.location.reload();
});
window.addEventListener("reached", () => {
  const heading = document.getElementById("reached");
  if (!heading.hidden) return;
  for (const id of ["unreached", "try-again"]) document.getElementById(id).hidden = true;
  heading.hidden = false;
  document.title = heading.dataset.title;
});
