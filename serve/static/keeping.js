// Keeps the product sheet of this page on the device, so that it can be read without a connection.
"use strict";
{
  const { owner, product } = document.currentScript.dataset;
  addEventListener("load", async () => {
    const vaults = await openVaults(owner);
    if (!vaults) return;
    const sheets = new Sheets(vaults.sheets);
    await sheets.load();
    await sheets.read(product);
    await sheets.kept;
    await sheets.renew();
  });
}
