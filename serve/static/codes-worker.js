// Reads codes beside the page, so that the live picture does not stop. Its own policy lets it run WebAssembly.
"use strict";

importScripts("/static/vendor/zxing-reader.js");
ZXingWASM.prepareZXingModule({ overrides: { locateFile: (name) => `/static/vendor/${name}` } });
const HOW = { formats: ["AllRetail", "Code128", "DataMatrix", "QRCode", "ITF14"], tryHarder: true, maxNumberOfSymbols: 1 };

self.addEventListener("message", async ({ data }) => {
  const [found] = await ZXingWASM.readBarcodes(data, HOW);
  self.postMessage(found?.isValid ? found.text : null);
});
