// What scripts of the page on which photos are taken share: its parts by their ids, and what it says.
"use strict";

// As pages of the service show a moment, also where a language has a calendar or digits of its own.
const SHOWN = { dateStyle: "medium", timeStyle: "medium", numberingSystem: "latn", calendar: "gregory" };
const moments = new Intl.DateTimeFormat(document.documentElement.lang, SHOWN);

const part = (id) => document.getElementById(id);

// What a product of the list is called, without the word that there is an alert on it.
const calledIn = (option) => option.dataset.name ?? option.text;

function element(name, words) {
  return Object.assign(document.createElement(name), { textContent: words });
}

function showPicture(image, address) {
  image.hidden = !address;
  if (address && image.getAttribute("src") !== address) image.src = address;
}

// Says what went wrong, a line for each; nothing takes it back.
function tell(...lines) {
  const words = lines.filter(Boolean);
  part("error").replaceChildren(...words.map((line) => element("p", line)));
  part("error").hidden = !words.length;
  if (words.length) part("error").focus();
}

// Shows other lines in a list; the keyboard stays on the button that it is on, or comes to the one in its place.
function replaceLines(list, lines) {
  const buttons = () => [...list.querySelectorAll("button, select, a[href]")].filter((each) => !each.hidden && !each.disabled);
  const at = buttons().indexOf(document.activeElement);
  const act = document.activeElement?.dataset.act;
  list.replaceChildren(...lines);
  if (at < 0) return;
  const there = buttons();
  (there.find((each) => each.dataset.act === act) ?? there[Math.min(at, there.length - 1)])?.focus();
}
