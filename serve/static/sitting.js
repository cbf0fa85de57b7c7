// Keeps the page of a sitting's host, and the projector, as the sitting stands.
"use strict";
{
  const PAUSE = 2000; // milliseconds before a stream that failed is opened again
  const LONGEST = 10000; // milliseconds in which the service answers what the host does
  const now = document.getElementById("now");
  const cut = document.getElementById("cut");
  let last = Number(now.dataset.lastEvent);
  let stream = null;
  let isOver = "over" in now.dataset;
  let isAsking = false;
  let isCut = false;
  let isOld = false;
  let isSending = false;
  let unsent = null; // what the host did while the service could not be reached: it is sent once that is back
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
    const folds = [...now.querySelectorAll("details")].map((one) => [one.id, one.open]);
    const focused = now.contains(document.activeElement) ? document.activeElement.textContent : null;
    const before = standing();
    now.replaceChildren(drawn(html));
    for (const one of now.querySelectorAll(".comparison")) compare(one);
    for (const [id, isUnfolded] of folds) {
      if (isUnfolded || standing() === before) document.getElementById(id)?.toggleAttribute("open", isUnfolded);
    }
    mark();
    if (focused) [...now.querySelectorAll("button, a, summary")].find((one) => one.textContent === focused)?.focus();
  }

  // The part that changes; a photo that is shown still is not asked for again.
  function drawn(html) {
    const fresh = document.createElement("template");
    fresh.innerHTML = html;
    const loaded = [...now.querySelectorAll("img")].filter((one) => one.naturalWidth && !one.closest(".comparison"));
    for (const image of fresh.content.querySelectorAll("img")) {
      const old = loaded.find((one) => one.getAttribute("src") === image.getAttribute("src"));
      if (old && !image.closest(".comparison")) image.replaceWith(old);
    }
    return fresh.content;
  }

  // The step that is shown, and its phase.
  const standing = () => now.querySelector("[data-standing]")?.dataset.standing;

  // While the connection is cut, nothing leads to a page that can't be had.
  function mark() {
    for (const one of now.querySelectorAll("form .button, a[href^='/']")) {
      if (isCut) one.setAttribute("aria-disabled", "true");
      else one.removeAttribute("aria-disabled");
    }
  }

  function lose() {
    isCut = true;
    if (cut) cut.hidden = false;
    mark();
  }

  function submitted(event) {
    event.preventDefault();
    if (isCut || isSending) return;
    const form = event.target;
    send({ form, action: form.action, body: new URLSearchParams(new FormData(form)), standing: standing() });
  }

  // Does what the host chose. What fails is done once the service is back, unless something else is shown by then.
  async function send(act) {
    isSending = true;
    unsent = act;
    let reply = null;
    try {
      reply = await fetch(act.action, {
        method: "POST", body: act.body, headers: { Accept: "text/html" }, signal: AbortSignal.timeout(LONGEST),
      });
    } catch {
      // as if the service had answered that it can't
    }
    isSending = false;
    if (reply === null || reply.status >= 500) {
      lose();
      setTimeout(open, PAUSE);
      return;
    }
    unsent = null;
    if (!reply.ok || new URL(reply.url).pathname !== location.pathname) {
      document.body.append(act.form); // it may have left the page meanwhile
      act.form.submit(); // the page that says why
      return;
    }
    if (!act.form.closest("details")) scrollTo(0, 0);
    await renew();
  }

  // Shows how the sitting stands after the connection was cut: something may have been withdrawn meanwhile.
  async function resume() {
    const act = unsent;
    unsent = null;
    await renew();
    if (act?.standing === standing()) send(act);
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
      const wasCut = isCut;
      isCut = false;
      if (cut) cut.hidden = true;
      mark();
      if (wasCut) resume(); // of what happened meanwhile a new stream tells nothing
    };
    stream.onerror = () => {
      lose();
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

  now.addEventListener("submit", submitted);
  now.addEventListener("click", (event) => {
    if (event.target.closest("[aria-disabled]")) event.preventDefault();
  });
  addEventListener("pageshow", (event) => event.persisted && wake());
  document.addEventListener("visibilitychange", wake);
  open();
}
