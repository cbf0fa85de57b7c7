// Keeps the comparison of a sitting alike on all screens of its host: what a person does with the pictures on one of them
// goes to the service, and from there to the others. `follow()` shows what the service has.
"use strict";
{
  const OFTEN = 200; // milliseconds between two states that are sent
  const OWN = 1500; // milliseconds after which what others do is shown, too
  const now = document.getElementById("now");
  const sitting = `/v1/sittings/${now.dataset.events.split("/")[3]}`;
  let unsent = null; // the comparison that a person has changed
  let touched = -OWN;
  let isSending = false;
  let isFollowing = false;
  let isOld = false;

  const shown = () => now.querySelector(".comparison");
  const pause = (milliseconds) => new Promise((done) => { setTimeout(done, milliseconds); });

  async function send() {
    if (isSending) return;
    isSending = true;
    while (unsent) {
      const body = JSON.stringify(comparisonOf(unsent).view);
      unsent = null;
      try {
        await fetch(`${sitting}/comparison`, {
          method: "POST", body, headers: { "Content-Type": "application/json", Accept: "application/json" },
        });
      } catch {
        // the screens stay as they are until something is done again
      }
      await pause(OFTEN);
    }
    isSending = false;
  }

  // Shows what the service has, once a person moves nothing here; what changes meanwhile is shown by one more look.
  async function follow() {
    isOld = true;
    if (isFollowing) return;
    isFollowing = true;
    while (isOld && shown()) {
      await pause(Math.max(0, touched + OWN - performance.now()));
      isOld = false;
      try {
        const answer = await fetch(sitting, { headers: { Accept: "application/json" } });
        if (answer.ok) take((await answer.json()).comparison);
      } catch {
        break; // the stream says when the connection is back
      }
    }
    isFollowing = false;
  }

  function take(comparison) {
    const isOwn = performance.now() < touched + OWN;
    if (isOwn || !shown()) return;
    comparisonOf(shown()).take(comparison);
  }

  // A picture has no shape before it is there.
  now.addEventListener("load", (event) => event.target.closest(".comparison") && follow(), { capture: true });
  now.addEventListener("compared", (event) => {
    touched = performance.now();
    unsent = event.target;
    send();
  });
  window.follow = follow;
  follow();
}
