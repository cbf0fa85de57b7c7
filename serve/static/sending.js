// Sends what waits of the person on a page without a camera, and then leaves sending to other pages. It is the last file
// of a bundle whose names stay its own, as pages have some of the same scripts.
"use strict";

const said = () => ""; // it shows nothing

class PassingSender extends Sender {
  left = new Set(); // ids of items that the service refuses: the page with the camera says so, in words

  refuse({ id }) {
    this.left.add(id);
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

async function sendOn() {
  const vaults = await openVaults(document.body.dataset.owner);
  if (!vaults || vaults.queue.owner !== document.body.dataset.owner) return;
  const queue = new Queue(vaults.queue);
  queue.addEventListener("change", () => dispatchEvent(new Event("sent")));
  const sender = new PassingSender(queue);
  for (const event of ["online", "pageshow", "focus"]) addEventListener(event, () => sender.begin());
  sender.begin();
}

if (window.isSecureContext) sendOn();
