// Asks whether the product sheets that this device keeps are still there, so that one that was withdrawn goes. `top.js`
// loads it on each page, at most each 15 seconds, and where an address is not there. It is the last file of a bundle whose
// names stay its own, as pages have some of the same scripts, and may get them later.
"use strict";

async function renewSheets() {
  const before = person;
  const vaults = await openVaults(""); // the person whose key is here: a call for another one is refused
  if (vaults) await new Sheets(vaults.sheets).renew();
  person = before;
}

renewSheets().catch(() => {}); // without a connection: the next page asks
