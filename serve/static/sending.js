// Sends what waits of the person on a page without a camera, and then leaves sending to other pages. It is the last file
// of a bundle whose names stay its own, as pages have some of the same scripts.
"use strict";

class PassingSender extends Sender {
  left = new Set(); // ids of items that the service refuses: the page with the camera says so, in words

  refuse({ id }) {
    this.left.add(id);
    return this.queue.load();
  }

  due() {
    return super.due().filter(({ id }) => !this.left.has(id));
  }

  isEarlyDue() {
    return false; // no one sees a preliminary verdict here
  }

  begin() {
    const lock = { ifAvailable: true }; // otherwise another page is sending
    navigator.locks.request(`shingan-sending-${this.queue.vault.owner}`, lock, (got) => got && this.run(false));
  }
}

// The messages of the page on which photos are taken that are said here, too.
async function messagesLoaded() {
  try {
    const answer = await called("/examine/messages");
    if (answer.ok) return Object.assign(messages, await answer.json());
  } catch (error) {
    if (error instanceof SignedOutError) throw error;
  }
  await new Promise((done) => setTimeout(done, LOADED_AGAIN)); // without a connection nothing can be sent either
  return messagesLoaded();
}

async function sendOn() {
  const { owner } = document.body.dataset;
  const [vaults] = await Promise.all([openVaults(owner), messagesLoaded()]);
  if (!vaults || vaults.queue.owner !== owner) return;
  const queue = new Queue(vaults.queue);
  const sender = new PassingSender(queue);
  const line = new SendingLine(queue, sender);
  await queue.load();
  for (const event of ["online", "pageshow", "focus"]) addEventListener(event, () => sender.begin());
  sender.begin();
}

if (window.isSecureContext) sendOn().catch(() => {}); // signed out meanwhile
