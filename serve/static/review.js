// Keys for the review queue and for one entry, of the buttons that the page has. Without this file these do the same.
"use strict";
{
  const DECISIONS = { a: "accept", c: "uphold", p: "adopt", s: "send_back", q: "quarantine" };
  const entries = [...document.querySelectorAll("[data-entry]")];
  const form = document.getElementById("queue") ?? document.getElementById("decision");

  const here = () => entries.findIndex((entry) => entry.contains(document.activeElement));

  function go(step) {
    const next = entries[Math.min(Math.max(here() + step, 0), entries.length - 1)];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  }

  const tickOf = (entry) => entry.querySelector("input[name=entries]");

  // The entry in focus alone is decided, unless some are ticked.
  function tickOne() {
    const ticks = entries.map(tickOf).filter(Boolean);
    if (here() >= 0 && !ticks.some((tick) => tick.checked)) {
      tickOf(entries[here()]).checked = true;
    }
    return ticks.length === 0 || ticks.some((tick) => tick.checked);
  }

  function decide(kind) {
    const button = form?.querySelector(`button[name=do][value=${kind}]`);
    if (!button || !tickOne()) {
      return;
    }
    const words = form.querySelector("[name=words]");
    if (kind === "send_back" && !words.value.trim()) {
      words.focus(); // the right holder needs to know why
    } else {
      form.requestSubmit(button);
    }
  }

  function pressed(event) {
    const { target } = event;
    const key = event.key.toLowerCase();
    if (event.ctrlKey || event.altKey || event.metaKey || target.closest("input:not([type=checkbox]), textarea, select")) {
      return;
    }
    if (key === "j" || key === "k") {
      go(key === "j" ? 1 : -1);
    } else if (key === "x" && here() >= 0) {
      tickOf(entries[here()])?.click();
    } else if (key === "o" && here() >= 0) {
      entries[here()].querySelector("h2 a").click();
    } else if (key === "d") {
      document.querySelector("a[data-dispute]")?.click();
    } else if (key in DECISIONS) {
      decide(DECISIONS[key]);
    } else {
      return;
    }
    event.preventDefault();
  }

  // How many entries are ticked, and how many of them are not assessed yet.
  function count() {
    const ticked = entries.filter((entry) => tickOf(entry)?.checked);
    const unassessed = ticked.filter((entry) => "unassessed" in entry.dataset).length;
    counted.hidden = ticked.length === 0;
    counted.textContent = said("entries_ticked", { ticked: ticked.length, unassessed });
  }

  const counted = form?.querySelector("[data-ticked]");
  if (counted) {
    form.addEventListener("change", count);
  }
  document.addEventListener("keydown", pressed);
  for (const hint of document.querySelectorAll("[data-keys]")) {
    hint.hidden = false;
  }
}
