// Opens the page that was wanted when the connection is back. Without this file a link does it.
"use strict";
window.addEventListener("online", () => window.location.reload());
