// Asks how sure a person is only of an answer that says what the item is.
"use strict";
document.addEventListener("change", ({ target }) => {
  const sureness = target.form?.querySelector("[data-sureness]");
  if (!sureness || target.name !== "choice") return;
  sureness.disabled = sureness.hidden = target.value === "cannot_tell";
});
