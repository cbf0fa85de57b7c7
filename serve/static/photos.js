// Previews, the limit of photos, upload progress and no double sending, in the form for a new examination and in the
// one that revises an examination. Without this file both forms still work.
"use strict";

document.documentElement.classList.add("has-js");
const form = document.getElementById("examine");
const product = document.getElementById("product");
const previews = document.getElementById("previews");
const send = document.getElementById("send");
const errorBox = document.getElementById("error");
const max = Number(form.dataset.max);
const maxBytes = Number(form.dataset.maxBytes);
if (window.isSecureContext && navigator.mediaDevices) document.getElementById("guided")?.removeAttribute("hidden");
let photos = []; // {file, view, fault}, in the order in which they were taken
const dropping = [...form.querySelectorAll("input[name=drop]")]; // of photos that an examination has
const keptViews = [...form.querySelectorAll("select[name=kept_views]")];
const choices = [product, ...keptViews, ...form.querySelectorAll("select[name=prior]")];
const before = choices.map((select) => select.value);

const kept = () => dropping.filter((box) => !box.checked).length;

function say(words) {
  errorBox.textContent = words;
  errorBox.hidden = !words;
  if (words) errorBox.focus();
}

function add(files) {
  say("");
  const heavy = files.filter((file) => file.size > maxBytes);
  const fitting = files.filter((file) => file.size <= maxBytes);
  const room = Math.max(0, max - kept() - photos.length);
  if (heavy.length) {
    const limit = Math.round(maxBytes / 1048576);
    say(said("too_heavy", { name: heavy[0].name, limit }));
  } else if (fitting.length > room) {
    say(said("too_many", { most: max }));
  }
  photos.push(...fitting.slice(0, room).map((file) => ({ file, view: "", fault: "" })));
  show();
}

function views() {
  return JSON.parse(product.selectedOptions[0].dataset.views);
}

function showKeptViews() {
  for (const select of keptViews) {
    viewOptions(select, select.value);
    select.closest("label").hidden = !views().length;
  }
}

// What stands for a view that no one said: the recognised one, as long as the photos are judged as the same product.
function unsaid({ judged, recognised }) {
  return recognised && ["", judged].includes(product.value) ? said("recognised", { view: recognised }) : said("not_said");
}

function viewOptions(select, chosen) {
  select.replaceChildren(new Option(unsaid(select.dataset), ""));
  for (const { id, title } of views()) select.add(new Option(title, id, id === chosen, id === chosen));
}

function mark(item, fault) {
  item.classList.add("refused");
  item.tabIndex = -1;
  const words = document.createElement("p");
  words.className = "preview-fault";
  words.textContent = fault;
  item.querySelector(".preview-words strong").after(words);
}

function unmark() {
  for (const photo of photos) photo.fault = "";
  for (const item of form.querySelectorAll(".refused")) {
    item.classList.remove("refused");
    item.removeAttribute("id");
    item.querySelector(".preview-fault").remove();
  }
}

function card(photo, index) {
  const item = document.getElementById("preview").content.firstElementChild.cloneNode(true);
  const picture = item.querySelector("img");
  const address = URL.createObjectURL(photo.file);
  picture.addEventListener("load", () => URL.revokeObjectURL(address));
  picture.addEventListener("error", () => picture.classList.add("unseen-photo")); // HEIC, which most browsers can't show
  picture.src = address;
  const name = said(dropping.length ? "new_photo" : "photo", { number: index + 1 });
  picture.alt = name;
  item.querySelector(".preview-name").textContent = name;
  const remove = item.querySelector("button");
  remove.setAttribute("aria-label", said("remove", { number: index + 1 }));
  remove.addEventListener("click", () => {
    photos.splice(index, 1);
    say("");
    show();
    document.getElementById("count").focus();
  });
  if (photo.fault) {
    mark(item, photo.fault);
  }
  const label = item.querySelector(".preview-view");
  const select = item.querySelector("select");
  label.hidden = !views().length;
  viewOptions(select, photo.view);
  select.addEventListener("change", () => {
    photo.view = select.value;
  });
  return item;
}

function show() {
  previews.replaceChildren(...photos.map(card));
  previews.hidden = !photos.length;
  const count = kept() + photos.length;
  send.disabled = !count;
  for (const id of ["camera", "files"]) {
    document.getElementById(id).disabled = count >= max;
  }
  document.getElementById("count").textContent = counted(count);
  offer();
}

// While a change is not judged yet, the bar of the page offers to judge it, and nothing that would lose it.
function offer() {
  const again = document.getElementById("again");
  if (!again) {
    return;
  }
  const isChosen = choices.some((select, index) => select.value !== before[index]);
  const isChanged = isChosen || photos.length > 0 || dropping.some((box) => box.checked);
  for (const each of again.parentElement.children) {
    each.hidden = (each === again) !== isChanged;
  }
  again.disabled = send.disabled;
}

function counted(count) {
  if (!count) {
    return said(dropping.length ? "none_left" : "none_yet");
  }
  const left = max - count;
  const full = said(dropping.length ? "full_kept" : "full");
  const rest = left > 0 ? said("room", { count: left }) : left ? said("leave_out", { count: -left }) : full;
  const fresh = dropping.length ? said("new", { count: photos.length }) : "";
  return together(said("chosen", { count, most: max }), fresh, rest);
}

function busy(yes) {
  form.classList.toggle("busy", yes);
  send.hidden = yes;
  document.getElementById("sending").hidden = !yes;
  form.querySelectorAll("fieldset").forEach((set) => {
    set.disabled = yes;
  });
}

const linkTo = (href, textContent) => Object.assign(document.createElement("a"), { href, textContent });

function askToSignIn() {
  say(`${said("not_signed_in")} `);
  const link = linkTo("/sign-in?next=/account", said("sign_in"));
  link.target = "_blank";
  link.rel = "noopener";
  errorBox.append(link, ` ${said("then_again", { button: send.textContent })}`);
}

function problemIn(request) {
  try {
    return JSON.parse(request.responseText);
  } catch {
    return { detail: said("odd_answer") };
  }
}

// Marks each photo that a problem is about on its card, and says so; the other photos stay as they are.
function refuse(problem) {
  const lines = (problem.photos || []).map(({ index, sent, detail }) => {
    const name = said(sent && dropping.length ? "new_photo" : "photo", { number: index + 1 });
    return `${name}${sent ? ` (${photos[index]?.file.name})` : ""}: ${detail}`;
  });
  say(lines.length > 1 ? lines.join("\n") : problem.detail || problem.title);
  const refused = (problem.photos || []).filter(({ index, sent }) => (sent ? photos : dropping)[index]);
  if (!refused.length) {
    return;
  }
  for (const { index, detail } of refused.filter((each) => each.sent)) {
    photos[index].fault = said("refused", { reason: detail });
  }
  show();
  for (const { index, detail } of refused.filter((each) => !each.sent)) {
    mark(dropping[index].closest("li"), said("refused", { reason: detail }));
    dropping[index].closest("details").open = true;
  }
  form.querySelector(".refused").id = "refused";
  const count = refused.length;
  errorBox.append(` ${said("marked", { count })} `, linkTo("#refused", said("go_to", { count })));
}

function finished(request) {
  if (request.status >= 200 && request.status < 300) {
    window.location.assign(request.responseURL);
    return;
  }
  busy(false);
  if (request.status === 401 && !request.responseText.includes("another-person")) {
    askToSignIn();
  } else {
    refuse(problemIn(request));
  }
}

function submit(event) {
  event.preventDefault();
  if (form.classList.contains("busy") || send.disabled) {
    return;
  }
  unmark();
  const body = new FormData(form);
  body.delete("photos");
  for (const photo of photos) {
    body.append("photos", photo.file);
    body.append("views", photo.view);
  }
  const request = new XMLHttpRequest();
  const progress = document.getElementById("progress");
  const phase = document.getElementById("phase");
  phase.textContent = said("sending");
  progress.value = 0;
  request.upload.addEventListener("progress", (sent) => {
    progress.value = sent.lengthComputable ? sent.loaded / sent.total : 0;
  });
  request.upload.addEventListener("load", () => {
    progress.removeAttribute("value");
    phase.textContent = said("examining");
  });
  request.addEventListener("load", () => finished(request));
  request.addEventListener("error", () => {
    busy(false);
    say(said("lost"));
  });
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "application/problem+json");
  say("");
  busy(true);
  request.send(body);
}

for (const id of ["camera", "files"]) {
  document.getElementById(id).addEventListener("change", (event) => {
    add([...event.target.files]);
    event.target.value = ""; // so that the same photo can be picked again after removing it
  });
}
product.addEventListener("change", () => {
  for (const photo of photos) photo.view = "";
  showKeptViews();
  show();
});
for (const box of dropping) box.addEventListener("change", show);
form.addEventListener("change", offer);
form.addEventListener("submit", submit);
window.addEventListener("pageshow", () => busy(false)); // back from the verdict
show();
