// Keeps the page of a seat as the sitting stands, and sends its answers until they are acknowledged.
// Without this file the page shows where the sitting stands when it is opened, and its form sends the answer.
"use strict";
{
  const PAUSE = 1000; // milliseconds before something is tried again
  const AFTERWARDS = 4000; // milliseconds after which what a right holder withdrew meanwhile is known everywhere
  const MOST_TAPS = 5;
  const now = document.getElementById("now");
  const cut = document.getElementById("cut");
  const refused = document.getElementById("refused");
  const seat = `/s/${now.dataset.sitting}`;
  const kept = `answer ${now.dataset.sitting}`; // how names of answers begin that are not acknowledged yet
  const answered = new Map(); // what this phone chose, in words, and where it tapped, by step, once the service has it
  let last = Number(now.dataset.lastEvent);
  let step = Number(now.dataset.step);
  let stream = null;
  let wasOpen = false;
  let isOver = "over" in now.dataset;
  let taps = [];
  let chosen = null; // where what is chosen and not sent is kept: it stays when the page is loaded again, as in another language

  function show(html) {
    now.innerHTML = html;
    taps = [];
    const own = now.querySelector("[data-own]");
    if (own && answered.has(step)) {
      own.hidden = false;
      own.querySelector("strong").textContent = answered.get(step).words;
      answered.get(step).taps.forEach(mark);
    }
    const heading = now.querySelector("h1");
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
    scrollTo(0, 0);
    prepare();
  }

  // Asks how the sitting stands for this seat.
  async function renew() {
    try {
      const answer = await fetch(`${seat}/now`, { headers: { Accept: "text/html" } });
      if (answer.ok) show(await answer.text());
      else location.reload(); // the page says why
    } catch {
      setTimeout(renew, PAUSE);
    }
  }

  // After the connection was cut: what a person chose stays, unless a photo may no longer be shown.
  async function check() {
    try {
      const answer = await fetch(`${seat}/now`, { headers: { Accept: "text/html" } });
      const html = answer.ok ? await answer.text() : "";
      const isChosen = now.querySelector("form[data-answer]") && photosIn(html) === photosIn(now.innerHTML);
      if (html && !isChosen) show(html);
    } catch {
      // the stream says when the connection is back
    }
  }

  const photosIn = (html) => (html.match(/steps\/\d+\/photos\/\d+/g) ?? []).join(" ");

  function told(event) {
    const { number, step: shown, html } = JSON.parse(event.data);
    if (number <= last) return;
    last = number;
    const isKnown = shown <= step && event.type === "step";
    step = shown;
    const isUnknown = event.type === "reveal" && !answered.has(step); // whether this phone answered, the service knows
    if (html === null || isKnown || isUnknown) renew();
    else show(html);
    if (event.type === "closed") end();
  }

  // Nothing follows: the connection ends, and no one waits for another.
  function end() {
    isOver = true;
    stream?.close();
    cut.hidden = true;
  }

  function open() {
    stream?.close();
    if (isOver) return;
    stream = new EventSource(`${seat}/events?after=${last}`);
    stream.onopen = () => {
      if (wasOpen) check();
      if (wasOpen) setTimeout(check, AFTERWARDS); // no event tells of what was withdrawn while no one listened
      wasOpen = true;
      cut.hidden = true;
    };
    stream.onerror = () => {
      cut.hidden = false;
      if (stream.readyState === EventSource.CLOSED) setTimeout(open, PAUSE);
    };
    for (const kind of ["opened", "step", "assist", "demo", "reveal", "closed"]) stream.addEventListener(kind, told);
    stream.addEventListener("changed", renew); // something may no longer be shown
  }

  // Sends an answer until the service says that it is kept, or that it can't be. Until then it is shown as none.
  async function send(answer, own) {
    const name = `${kept} ${answer.step} ${answer.round}`; // another question may be asked before this is settled
    sessionStorage.setItem(name, JSON.stringify(answer));
    let reply = null;
    for (;;) {
      try {
        reply = await fetch(`${seat}/answers`, {
          method: "POST",
          headers: { "Content-Type": "application/json", Accept: "application/json" },
          body: JSON.stringify(answer),
        });
        if (reply.status < 500) break;
      } catch {
        cut.hidden = false;
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
    sessionStorage.removeItem(name);
    if (reply.ok && own) answered.set(answer.step, own);
    refused.hidden = reply.ok;
    await renew();
  }

  function submitted(event) {
    event.preventDefault();
    const form = event.target;
    const fields = new FormData(form);
    const words = form.querySelector("input[name=choice]:checked").parentElement.textContent.trim();
    form.querySelector("button").disabled = true;
    sessionStorage.removeItem(chosen);
    refused.hidden = true;
    const answer = {
      step: Number(fields.get("step")), round: fields.get("round"), choice: fields.get("choice"),
      sureness: fields.get("sureness"), taps: taps.map(({ photo, x, y }) => ({ photo, x, y })),
    };
    send(answer, { words, taps });
  }

  // A tap marks a place by which the person judges; one on a mark takes it away.
  function tapped(event) {
    const figure = event.currentTarget;
    const old = event.target.closest(".tap");
    if (old) {
      taps = taps.filter((tap) => tap.mark !== old);
      old.remove();
      keep();
      return;
    }
    if (taps.length >= MOST_TAPS) return;
    const place = figure.querySelector("img").getBoundingClientRect();
    const x = (event.clientX - place.left) / place.width, y = (event.clientY - place.top) / place.height;
    if (x < 0 || x > 1 || y < 0 || y > 1) return;
    const tap = { photo: Number(figure.dataset.photo), x, y };
    taps.push({ ...tap, mark: mark(tap) });
    keep();
  }

  function keep() {
    const fields = new FormData(now.querySelector("form[data-answer]"));
    const places = taps.map(({ photo, x, y }) => ({ photo, x, y }));
    sessionStorage.setItem(chosen, JSON.stringify({ choice: fields.get("choice"), sureness: fields.get("sureness"), taps: places }));
  }

  // Puts back what was chosen for this question; a place in a photo that is not shown any more is left out.
  function restore(form) {
    const { taps: places = [], ...fields } = JSON.parse(sessionStorage.getItem(chosen) ?? "{}");
    for (const [name, value] of Object.entries(fields)) {
      const box = value && form.querySelector(`input[name=${name}][value="${value}"]`);
      if (!box) continue;
      box.checked = true;
      box.dispatchEvent(new Event("change", { bubbles: true }));
    }
    taps = places.map((tap) => ({ ...tap, mark: mark(tap) })).filter((tap) => tap.mark.isConnected);
  }

  function mark({ photo, x, y }) {
    const dot = document.createElement("i");
    dot.className = "tap";
    dot.style.left = `${100 * x}%`;
    dot.style.top = `${100 * y}%`;
    now.querySelector(`.tapped[data-photo="${photo}"]`)?.append(dot);
    return dot;
  }

  function prepare() {
    const form = now.querySelector("form[data-answer]");
    if (!form) return;
    const { step: asked, round } = Object.fromEntries(new FormData(form));
    chosen = `chosen ${now.dataset.sitting} ${asked} ${round}`;
    restore(form);
    form.addEventListener("change", keep);
    form.addEventListener("submit", submitted);
    for (const figure of now.querySelectorAll(".tapped")) figure.addEventListener("click", tapped);
  }

  // Phones that slept drop a connection without a word.
  function wake() {
    if (document.hidden) return;
    open();
  }

  addEventListener("pageshow", (event) => event.persisted && wake());
  document.addEventListener("visibilitychange", wake);
  prepare();
  open();
  const unsent = Object.keys(sessionStorage).filter((name) => name.startsWith(`${kept} `));
  for (const name of unsent) send(JSON.parse(sessionStorage.getItem(name)));
}
