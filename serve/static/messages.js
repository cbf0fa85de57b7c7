// Renders the messages that a page has for its scripts, in the page's language.
"use strict";

const messages = JSON.parse(document.getElementById("messages")?.textContent ?? "{}");
const language = document.documentElement.lang;
const plural = new Intl.PluralRules(language);
const numbers = new Intl.NumberFormat(language, { numberingSystem: "latn" });

// A message by its name, with these values in it; `count` chooses its form.
function said(name, values = {}) {
  const forms = messages[name];
  const text = forms[plural.select(values.count ?? 1)] ?? forms.other;
  return text.replace(/\{(\w+)\}/g, (whole, key) => {
    const value = values[key];
    return typeof value === "number" ? numbers.format(value) : value ?? whole;
  });
}

// Sentences one after the other.
function together(...sentences) {
  const isSpaced = !["ja", "zh"].includes(language.split("-")[0]);
  return sentences.filter(Boolean).join(isSpaced ? " " : "");
}
