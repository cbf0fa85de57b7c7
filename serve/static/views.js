// What is to be photographed of a product, as the service says it.
"use strict";

const calls = () => ({ headers: { Accept: "application/json", ...asPerson() } });

function captureAddress(product, withGuide = false) {
  const asked = { language: document.documentElement.lang, ...(withGuide ? { guide: "true" } : {}) };
  return `/v1/catalogue/products/${encodeURIComponent(product)}/capture?${new URLSearchParams(asked)}`;
}

// The views of a product with the addresses of outlines and genuine pictures; null where they can't be had now.
async function viewsOf(product) {
  try {
    const answer = await fetch(captureAddress(product), calls());
    return answer.ok ? (await answer.json()).views : null;
  } catch {
    return null;
  }
}
