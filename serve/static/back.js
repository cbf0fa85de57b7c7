// Go back as the browser does, which keeps what was written. Without this file the link opens the same page again.
"use strict";

const back = document.getElementById("back");
if (back && back.href === document.referrer) {
  back.addEventListener("click", (event) => {
    event.preventDefault();
    window.history.back();
  });
}
