// Keeps the page of a seat as the sitting stands, and sends its answers until they are acknowledged.
// Without this file the page shows where the sitting stands when it is opened, and its form sends the answer.
"use strict";
{
  const PAUSE = 1000; // milliseconds before something is tried again
  const MOST_TAPS = 5;
  const now = document.getElementById("now");
  const cut = document.getElementById("cut");
  const seat = `/s/${now.dataset.sitting}`;
  const kept = `answer ${now.dataset.sitting}`; // an answer that is not acknowledged yet
  const answered = new Map(); // what this phone chose, in words, by step
  let last = Number(now.dataset.lastEvent);
  let step = Number(now.dataset.step);
  let stream = null;
  let isOver = "over" in now.dataset;
  let taps = [];

  function show(html) {
    now.innerHTML = html;
    taps = [];
    const own = now.querySelector("[data-own]");
    if (own && answered.has(step)) {
      own.hidden = false;
      own.querySelector("strong").textContent = answered.get(step);
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

  function told(event) {
    const { number, step: shown, html } = JSON.parse(event.data);
    if (number <= last) return;
    last = number;
    const isKnown = shown <= step && event.type === "step";
    step = shown;
    if (html === null || isKnown) renew();
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
      cut.hidden = true;
    };
    stream.onerror = () => {
      cut.hidden = false;
      if (stream.readyState === EventSource.CLOSED) setTimeout(open, PAUSE);
    };
    for (const kind of ["opened", "step", "assist", "reveal", "closed"]) stream.addEventListener(kind, told);
  }

  // Sends an answer until the service says that it is kept, or that it can't be.
  async function send(answer) {
    sessionStorage.setItem(kept, JSON.stringify(answer));
    for (;;) {
      try {
        const reply = await fetch(`${seat}/answers`, {
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
    sessionStorage.removeItem(kept);
    await renew();
  }

  function submitted(event) {
    event.preventDefault();
    const form = event.target;
    const fields = new FormData(form);
    const words = form.querySelector("input[name=choice]:checked").parentElement.textContent.trim();
    answered.set(Number(fields.get("step")), words);
    form.querySelector("button").disabled = true;
    send({
      step: Number(fields.get("step")), round: fields.get("round"), choice: fields.get("choice"),
      sureness: fields.get("sureness"), taps: taps.map(({ photo, x, y }) => ({ photo, x, y })),
    });
  }

  // A tap marks a place by which the person judges; one on a mark takes it away.
  function tapped(event) {
    const figure = event.currentTarget;
    const mark = event.target.closest(".tap");
    if (mark) {
      taps = taps.filter((tap) => tap.mark !== mark);
      mark.remove();
      return;
    }
    if (taps.length >= MOST_TAPS) return;
    const place = figure.querySelector("img").getBoundingClientRect();
    const x = (event.clientX - place.left) / place.width, y = (event.clientY - place.top) / place.height;
    if (x < 0 || x > 1 || y < 0 || y > 1) return;
    const dot = document.createElement("i");
    dot.className = "tap";
    dot.style.left = `${100 * x}%`;
    dot.style.top = `${100 * y}%`;
    figure.append(dot);
    taps.push({ photo: Number(figure.dataset.photo), x, y, mark: dot });
  }

  function prepare() {
    const form = now.querySelector("form[data-answer]");
    if (!form) return;
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
  const unsent = sessionStorage.getItem(kept);
  if (unsent) send(JSON.parse(unsent));
}
