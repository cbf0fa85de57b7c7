// Keeps the page of a sitting's host, and the projector, as the sitting stands.
"use strict";
{
  const PAUSE = 2000; // milliseconds before a stream that failed is opened again
  const now = document.getElementById("now");
  const cut = document.getElementById("cut");
  let last = Number(now.dataset.lastEvent);
  let stream = null;
  let isOver = "over" in now.dataset;
  let isAsking = false;
  let isCut = false;
  let isOld = false;
  let shown = null; // as it was sent: a comparison keeps how it is enlarged until something else is shown

  // Shows how the sitting stands; what happens meanwhile is shown by one more look.
  async function renew() {
    isOld = true;
    if (isAsking) return;
    isAsking = true;
    while (isOld) {
      isOld = false;
      try {
        const answer = await fetch(now.dataset.now, { headers: { Accept: "text/html" } });
        if (answer.ok) show(await answer.text());
      } catch {
        break; // the stream says when the connection is back
      }
    }
    isAsking = false;
  }

  function show(html) {
    if (html === shown) return;
    shown = html;
    const unfolded = [...now.querySelectorAll("details[open]")].map((one) => one.id);
    const focused = now.contains(document.activeElement) ? document.activeElement.textContent : null;
    now.innerHTML = html;
    for (const one of now.querySelectorAll(".comparison")) compare(one);
    for (const id of unfolded) document.getElementById(id)?.setAttribute("open", "");
    if (focused) [...now.querySelectorAll("button, a, summary")].find((one) => one.textContent === focused)?.focus();
  }

  function told(event) {
    if (event.type !== "changed") last = Math.max(last, Number(event.lastEventId));
    renew();
    if (event.type === "closed") end();
  }

  // Nothing follows: the connection ends, and no one waits for another.
  function end() {
    isOver = true;
    stream?.close();
    if (cut) cut.hidden = true;
  }

  function open() {
    stream?.close();
    if (isOver) return;
    stream = new EventSource(`${now.dataset.events}?after=${last}`);
    stream.onopen = () => {
      if (isCut) renew(); // meanwhile something may have been withdrawn, of which a new stream tells nothing
      isCut = false;
      if (cut) cut.hidden = true;
    };
    stream.onerror = () => {
      isCut = true;
      if (cut) cut.hidden = false;
      if (stream.readyState === EventSource.CLOSED) setTimeout(open, PAUSE);
    };
    for (const kind of ["opened", "step", "assist", "demo", "reveal", "closed", "seat_joined", "answered", "changed"]) {
      stream.addEventListener(kind, told);
    }
  }

  // Phones and laptops that slept drop a connection without a word.
  function wake() {
    if (document.hidden) return;
    open();
    renew();
  }

  addEventListener("pageshow", (event) => event.persisted && wake());
  document.addEventListener("visibilitychange", wake);
  open();
}
