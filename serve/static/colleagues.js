// Proposes the colleagues whose names begin like what is typed. Without this file, the service finds the one who is
// meant when the form is sent.
"use strict";
(() => {
  const PAUSE = 200; // milliseconds without a key, before the service is asked
  for (const field of document.querySelectorAll("[data-colleague]:not([data-proposing])")) {
    field.dataset.proposing = "";
    let waiting = 0;
    const propose = async () => {
      const typed = field.value.trim();
      const answer = typed ? await fetch(`/v1/people?${new URLSearchParams({ q: typed, limit: 10 })}`) : null;
      const found = answer?.ok ? (await answer.json()).people.filter((person) => !person.disabled) : [];
      if (typed === field.value.trim()) {
        field.list.replaceChildren(...found.map((person) => new Option(person.name, person.username)));
      }
    };
    field.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => propose().catch(() => {}), PAUSE);
    });
  }
})();
