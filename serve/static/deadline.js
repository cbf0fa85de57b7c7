// Shows the last day of each deadline that a step would begin, before the form is sent. Without this file, the page that
// follows shows it.
"use strict";
for (const form of document.querySelectorAll("[data-deadline]")) {
  const place = form.querySelector("[data-last-day]");
  const shown = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "full", timeZone: "UTC" });
  let asked = 0;
  const lastDay = async (rule) => {
    const { country, subdivision, zone } = form.dataset;
    const query = new URLSearchParams({ rule, event: form.elements.event.value, country, subdivision, zone });
    const answer = await fetch(`/v1/deadline?${query}`);
    const found = await answer.json();
    return answer.ok
      ? place.dataset.lastDay.replace("{day}", shown.format(new Date(`${found.deadline}T00:00Z`)))
      : found.detail;
  };
  const update = async () => {
    const turn = ++asked;
    const rules = (form.elements.kind.selectedOptions[0]?.dataset.rules ?? "").split(" ").filter(Boolean);
    const isAsked = form.elements.event.value && !form.elements.withdrawn.checked;
    const lines = isAsked ? await Promise.all(rules.map((rule) => lastDay(rule).catch(() => ""))) : [];
    if (turn === asked) {
      place.textContent = [...new Set(lines)].filter(Boolean).join(" · ");
    }
  };
  form.addEventListener("change", update);
  update();
}
