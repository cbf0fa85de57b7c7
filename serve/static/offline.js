// Opens the page that was wanted when the connection is back, unless photos are being taken. Without this file a link
// does it.
"use strict";
window.addEventListener("online", () => {
  if (!document.querySelector(".shot-picture img")) window.location.reload();
});
