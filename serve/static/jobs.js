// Keeps the jobs on a page up to date while one of them is open.
"use strict";
{
  const PAUSE = 2000; // milliseconds

  // Shows the present state of each open job.
  async function renew(open) {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const job of open) {
      const now = page.getElementById(job.id);
      if (now && now.innerHTML !== job.innerHTML && !job.contains(document.activeElement)) job.replaceWith(now);
    }
  }

  async function follow() {
    const open = document.querySelectorAll(".job[data-open]");
    if (!open.length) return;
    if (!document.hidden) await renew(open).catch(() => undefined); // the connection may be back next time
    setTimeout(follow, PAUSE);
  }

  setTimeout(follow, PAUSE);
}
