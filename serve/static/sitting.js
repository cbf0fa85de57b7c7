// Keeps the page of a sitting's host, and the projector, as the sitting stands.
"use strict";
{
  const PAUSE = 2000; // milliseconds before a stream that failed is opened again
  const POINTED = 4000; // milliseconds for which tools are shown after the pointer has moved
  const LONGEST = 10000; // milliseconds in which the service answers what the host does
  const SMALL = 0.45; // of the height of a place that tells, that of its whole photo where there are several
  const AROUND = 0.3, LEAST = 0.25; // of a place's sides on either side of it, and of the photo's, that its enlargement shows
  const BESIDE = [0.12, 0.08, 0.03]; // of the photo's sides, at least, on either side of the place: what it is part of is seen
  const NARROWEST = 0.6, WIDEST = 1.8; // the shape of an enlargement
  const PRESSED = 1000; // milliseconds, at most, for which a press lasts
  const WORTH = 1.6; // times as large as on a photo alone: from here on, an enlargement is shown
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
  let pressing = 0; // the timer of a press: a button that is replaced before it is let go was not pressed
  let waiting = null; // what is shown once the press is over
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
    waiting = pressing ? html : null;
    if (pressing || html === shown) return;
    shown = html;
    const folds = [...now.querySelectorAll("details")].map((one) => [one.id, one.open]);
    const focused = now.contains(document.activeElement) ? document.activeElement.textContent : null;
    const before = standing();
    now.replaceChildren(drawn(html));
    for (const one of now.querySelectorAll(".comparison")) comparisonOf(one);
    follow();
    fit();
    for (const [id, isUnfolded] of folds) {
      if (isUnfolded || standing() === before) document.getElementById(id)?.toggleAttribute("open", isUnfolded);
    }
    mark();
    if (focused) [...now.querySelectorAll("button, a, summary")].find((one) => one.textContent === focused)?.focus();
  }

  function press() {
    clearTimeout(pressing);
    pressing = setTimeout(release, PRESSED);
  }

  function release() {
    clearTimeout(pressing);
    setTimeout(() => { // after the click
      pressing = 0;
      if (waiting !== null) show(waiting);
    });
  }

  // The part that changes; a photo that is shown still is not asked for again.
  function drawn(html) {
    const fresh = document.createElement("template");
    fresh.innerHTML = html;
    const compared = now.querySelector(".comparison"), again = fresh.content.querySelector(".comparison");
    const addresses = (one) => [...(one?.querySelectorAll("img") ?? [])].map((image) => image.getAttribute("src")).join(" ");
    if (compared && addresses(compared) === addresses(again)) again.replaceWith(compared); // as it is enlarged
    const loaded = [...now.querySelectorAll("img")].filter((one) => one.naturalWidth && !one.closest(".comparison"));
    for (const image of fresh.content.querySelectorAll("img")) {
      const old = loaded.find((one) => one.getAttribute("src") === image.getAttribute("src"));
      if (old && !image.closest(".comparison")) image.replaceWith(old);
    }
    return fresh.content;
  }

  // How high all photos of the projector can be. A place that tells stands beside its photo, enlarged, where that shows
  // it larger than the photos do alone; of several photos, the whole ones are then small.
  function fit() {
    for (const room of now.querySelectorAll(".projected-photos")) {
      const images = [...room.querySelectorAll("img")];
      if (!images.length || !images.every((image) => image.naturalWidth)) continue;
      const shapes = images.map((image) => image.naturalWidth / image.naturalHeight), gap = parseFloat(getComputedStyle(room).columnGap);
      const part = now.querySelectorAll(".projected-photos img").length > 1 ? SMALL : 1;
      const alone = highest(room, gap, shapes.map((wide) => ({ wide, gaps: 0 })));
      let places = [], beside = 0, isWorthIt = false;
      for (const margin of BESIDE) { // the widest with which the place is clearly larger
        places = images.map((image, index) => piece(image.closest(".projected-pair"), shapes[index], margin));
        beside = highest(room, gap, places.map((place, index) => place
          ? { wide: part * shapes[index] + place.shape, gaps: gap } : { wide: shapes[index], gaps: 0 }));
        isWorthIt = places.some(Boolean) && places.every((place) => !place || beside / place.high > WORTH * alone);
        if (isWorthIt) break;
      }
      room.style.setProperty("--fitted", `${Math.floor(isWorthIt ? beside : alone)}px`);
      room.style.setProperty("--small", isWorthIt ? part : 1);
      for (const place of places) {
        if (place) place.figure.hidden = !isWorthIt;
      }
    }
  }

  // How high what stands beside each other can be, in as many rows as make it largest.
  function highest(room, gap, all) {
    const heights = all.map((_, index) => {
      const rows = index + 1, each = Math.ceil(all.length / rows);
      const widest = Array.from({ length: rows }, (__, row) => all.slice(row * each, (row + 1) * each))
        .filter((row) => row.length)
        .map((row) => {
          const gaps = row.reduce((sum, one) => sum + one.gaps, (row.length - 1) * gap);
          return (room.clientWidth - gaps) / row.reduce((sum, one) => sum + one.wide, 0);
        });
      return Math.min((room.clientHeight - (rows - 1) * gap) / rows, ...widest);
    });
    return Math.max(...heights);
  }

  // The piece of a photo around its place that tells: how high it is in photos, and its shape. Null if there is none.
  function piece(pair, shape, margin) {
    if (!pair) return null;
    const figure = pair.querySelector(".projected-close"), [x, y, width, height] = figure.dataset.place.split(" ").map(Number);
    const around = (side) => Math.max(LEAST, side + 2 * Math.max(side * AROUND, margin));
    let wide = around(width), high = around(height);
    wide = Math.min(1, Math.max(wide, (high * NARROWEST) / shape));
    high = Math.min(1, Math.max(high, (wide * shape) / WIDEST));
    const start = (middle, length) => Math.min(1 - length, Math.max(0, middle - length / 2));
    const seen = [start(x + width / 2, wide), start(y + height / 2, high), wide, high];
    figure.querySelector("svg").setAttribute("viewBox", seen.join(" "));
    figure.style.setProperty("--shape", (wide * shape) / high);
    return { figure, high, shape: (wide * shape) / high };
  }

  // Tools lie over the projector's pictures while a pointer is moved there.
  let still = 0;
  function pointed() {
    document.body.classList.add("pointed");
    clearTimeout(still);
    still = setTimeout(() => document.body.classList.remove("pointed"), POINTED);
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
    if (!act.form.closest("details") || act.body.has("step")) scrollTo(0, 0); // where what is shown now stands
    await renew();
  }

  // Shows how the sitting stands after the connection was cut: something may have been withdrawn meanwhile.
  async function resume() {
    const act = unsent;
    unsent = null;
    await renew();
    if (act && act.standing === standing()) send(act);
  }

  function told(event) {
    if (event.type === "compared") {
      last = Math.max(last, Number(event.lastEventId));
      follow();
      return;
    }
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
    for (const kind of ["opened", "step", "assist", "demo", "compared", "reveal", "closed", "seat_joined", "answered", "changed"]) {
      stream.addEventListener(kind, told);
    }
  }

  // Phones and laptops that slept drop a connection without a word.
  function wake() {
    if (document.hidden) return;
    open();
    renew();
  }

  now.addEventListener("load", fit, { capture: true });
  addEventListener("resize", fit);
  if (document.body.classList.contains("projector")) addEventListener("pointermove", pointed);
  now.addEventListener("submit", submitted);
  now.addEventListener("pointerdown", press);
  addEventListener("pointerup", release);
  addEventListener("pointercancel", release);
  now.addEventListener("click", (event) => {
    if (event.target.closest("[aria-disabled]")) event.preventDefault();
  });
  addEventListener("pageshow", (event) => event.persisted && wake());
  document.addEventListener("visibilitychange", wake);
  fit();
  open();
}
