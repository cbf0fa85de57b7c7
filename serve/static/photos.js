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
let photos = []; // {file, view, fault}, in the order in which they were taken
const dropping = [...form.querySelectorAll("input[name=drop]")]; // of photos that an examination has
const keptViews = [...form.querySelectorAll("select[name=kept_views]")];

function kept() {
  return dropping.filter((box) => !box.checked).length;
}

function say(words) {
  errorBox.textContent = words;
  errorBox.hidden = !words;
  if (words) {
    errorBox.focus();
  }
}

function add(files) {
  say("");
  const heavy = files.filter((file) => file.size > maxBytes);
  const fitting = files.filter((file) => file.size <= maxBytes);
  const room = Math.max(0, max - kept() - photos.length);
  if (heavy.length) {
    const limit = Math.round(maxBytes / 1048576);
    say(`${heavy[0].name} is larger than ${limit} MB. Choose a smaller picture size in the camera's settings.`);
  } else if (fitting.length > room) {
    say(`At most ${max} photos. The first ones that fit were taken; leave one out to add another.`);
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
  return recognised && ["", judged].includes(product.value) ? `${recognised} (recognised)` : "Not said";
}

function viewOptions(select, chosen) {
  select.replaceChildren(new Option(unsaid(select.dataset), ""));
  for (const view of views()) {
    select.add(new Option(view.title, view.id, view.id === chosen, view.id === chosen));
  }
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
  for (const photo of photos) {
    photo.fault = "";
  }
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
  picture.addEventListener("error", () => picture.classList.add("unseen")); // HEIC, which most browsers can't show
  picture.src = address;
  const name = dropping.length ? `New photo ${index + 1}` : `Photo ${index + 1}`;
  picture.alt = name;
  item.querySelector(".preview-name").textContent = name;
  const remove = item.querySelector("button");
  remove.setAttribute("aria-label", `Remove ${name.toLowerCase()}`);
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
}

function counted(count) {
  if (!count) {
    return dropping.length ? "No photo is left." : "No photo yet. The front and the back are a good start.";
  }
  const left = max - count;
  const full = dropping.length ? "Leave one out to add another." : "That is all that fit.";
  const rest = left > 0 ? `You can add ${left} more.` : left ? `Leave ${-left} out.` : full;
  return `${count} of ${max} photos${dropping.length ? `, ${photos.length} of them new` : ""}. ${rest}`;
}

function busy(yes) {
  form.classList.toggle("busy", yes);
  send.hidden = yes;
  document.getElementById("sending").hidden = !yes;
  form.querySelectorAll("fieldset").forEach((set) => {
    set.disabled = yes;
  });
}

function askToSignIn() {
  say("You are no longer signed in; nothing was sent. Your photos stay on this page. ");
  const link = document.createElement("a");
  link.href = "/sign-in?next=/account";
  link.target = "_blank";
  link.rel = "noopener";
  link.textContent = "Sign in, in a new tab";
  errorBox.append(link, ` Then come back to this tab, and press ${send.textContent} again.`);
}

function problemIn(request) {
  try {
    return JSON.parse(request.responseText);
  } catch {
    return { detail: "The server gave an answer that this page does not understand. Try again." };
  }
}

// Marks each photo that a problem is about on its card, and says so; the other photos stay as they are.
function refuse(problem) {
  say(problem.detail || problem.title);
  const refused = (problem.photos || []).filter(({ index, sent }) => (sent ? photos : dropping)[index]);
  if (!refused.length) {
    return;
  }
  for (const { index, detail } of refused.filter((each) => each.sent)) {
    photos[index].fault = `Refused: ${detail}`;
  }
  show();
  for (const { index, detail } of refused.filter((each) => !each.sent)) {
    mark(dropping[index].closest("li"), `Refused: ${detail}`);
    dropping[index].closest("details").open = true;
  }
  form.querySelector(".refused").id = "refused";
  const link = document.createElement("a");
  link.href = "#refused";
  link.textContent = refused.length > 1 ? "Go to the first of them" : "Go to the photo";
  const words = refused.length > 1
    ? " They are marked; the other photos stay chosen. Remove them or take them again, then send them. "
    : " It is marked; the other photos stay chosen. Remove it or take it again, then send them. ";
  errorBox.append(words, link);
}

function finished(request) {
  if (request.status >= 200 && request.status < 300) {
    window.location.assign(request.responseURL);
    return;
  }
  busy(false);
  if (request.status === 401) {
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
  phase.textContent = "Sending the photos …";
  progress.value = 0;
  request.upload.addEventListener("progress", (sent) => {
    progress.value = sent.lengthComputable ? sent.loaded / sent.total : 0;
  });
  request.upload.addEventListener("load", () => {
    progress.removeAttribute("value");
    phase.textContent = "Examining …";
  });
  request.addEventListener("load", () => finished(request));
  request.addEventListener("error", () => {
    busy(false);
    say("The connection was lost. Your photos are still here; try again when the network is back.");
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
  for (const photo of photos) {
    photo.view = "";
  }
  showKeptViews();
  show();
});
for (const box of dropping) {
  box.addEventListener("change", show);
}
form.addEventListener("submit", submit);
window.addEventListener("pageshow", () => busy(false)); // back from the verdict
show();
