// The case for which photos are taken, and its item if they are of a known one: what the page says of it, and how the
// examination gets there. A place: {case, item, number, position, description, decision, withEarlier}; null without a case.
"use strict";

function placeGiven() {
  const { case: dossier, item, number, position, description } = document.getElementById("place")?.dataset ?? {};
  if (!dossier) return null;
  const decision = document.querySelector("[name=decision]:checked")?.value ?? null;
  const withEarlier = document.getElementById("with_earlier")?.checked ?? true;
  return { case: dossier, item, number, position, description, decision, withEarlier };
}

// What it is called, in the language of the page.
function placeName({ number, position, description, called: before }) {
  if (!number) return before; // by a version that kept the name
  const item = position && [said("place_item", { number: position }), description].filter(Boolean).join(": ");
  return [said("place_case", { number }), item].filter(Boolean).join(" · ");
}

const queryOf = (place) => (place ? `?case=${place.case}${place.item ? `&item=${place.item}` : ""}` : "");
const isHere = ({ place }) => queryOf(place) === queryOf(placeGiven());
const pageFor = ({ id, place }) => `/examine${queryOf(place)}#${id}`; // which goes on with the item

// Says which earlier photos of the item the verdict rests on beside so many new ones, where there are any.
function sayEarlier(taken, most) {
  const place = document.getElementById("earlier");
  if (!place) return;
  const count = Number(place.dataset.count);
  const left = Math.max(0, taken + count - most);
  const words = left ? said("earlier_some", { count: left }) : said("earlier_all", { count });
  place.textContent = document.getElementById("with_earlier").checked ? words : said("earlier_none");
}

// What a right holder asks to be photographed: {view, title}; null where the page was opened for no request.
const askedFor = () => document.getElementById("asked")?.dataset ?? null;

// Ids of the views of which the verdict has photos anyway, as it rests on those of the item, too.
function viewsHad() {
  const { had } = document.getElementById("place")?.dataset ?? {};
  return had && document.getElementById("with_earlier")?.checked ? had.split(" ") : [];
}

function decide(said) {
  for (const choice of document.querySelectorAll("[name=decision]")) choice.checked = choice.value === said;
}

// Whether the person has said what they think of the item, where they have to; if not, they are asked.
function hasDecided() {
  return document.querySelector("[name=decision]")?.reportValidity() ?? true;
}

// Where a form with the photos goes.
function formAddress(place) {
  return place?.item ? `/v1/cases/${place.case}/items/${place.item}/examinations` : "/v1/examinations";
}

function placeBody(place) {
  return place?.item ? { with_earlier: place.withEarlier, decision: place.decision } : {};
}

// Puts an examination into the case as a new item, if it is not of a known one. In words, why the case does not take it.
async function filed({ place, key }, examination) {
  if (!place || place.item) return "";
  const headers = { "Content-Type": "application/json", "Idempotency-Key": await digestKey(`${key} case`) };
  const body = JSON.stringify({ case: place.case });
  const answer = await called(`/v1/examinations/${examination}/case`, { method: "POST", headers, body });
  if (answer.ok) return "";
  const { detail, title } = await answer.json();
  return detail ?? title;
}
