// Asks whether the product sheets that this device keeps are still there, so that one that was withdrawn goes. `top.js`
// loads it on each page, at most each 15 seconds, and where an address is not there.
"use strict";
{
  const NEEDED = ["vendor/idb-keyval.js", "person.js", "vault.js", "views.js", "sheets.js"];
  const load = (name) => new Promise((done, fail) => {
    document.head.append(Object.assign(document.createElement("script"), { src: `/static/${name}`, onload: done, onerror: fail }));
  });
  const check = async () => {
    for (const name of NEEDED) if (name !== "person.js" || typeof asPerson === "undefined") await load(name);
    const before = person;
    const vaults = await openVaults(""); // the person whose key is here: a call for another one is refused
    if (!vaults) return;
    const sheets = new Sheets(vaults.sheets);
    await sheets.renew();
    person = before;
  };
  if (typeof Sheets === "undefined") check().catch(() => {}); // without a connection: the next page asks
}
