// Whose page this is. Every call that sends something of theirs says so, and the service refuses it when someone else has
// signed in meanwhile; the page then goes, with all that it shows.
"use strict";

const PERSON = "Shingan-Person";
const PERSONS = new BroadcastChannel("shingan-person"); // who is signed in, as pages are opened; empty after signing out
let person = document.querySelector("[data-owner]")?.dataset.owner ?? "";

const asPerson = () => (person ? { [PERSON]: person } : {});

function isOthers(body) {
  try {
    return JSON.parse(body).type === "/problems/another-person";
  } catch {
    return false;
  }
}

// Nothing of the person stays in sight; the address then shows what it has for the one who is signed in.
function leavePage() {
  document.body.replaceChildren();
  location.reload();
}

// Asks the service who is signed in; one who has signed out, or whose session is over, stays on the page.
async function checkPerson() {
  if (!person) return;
  try {
    const answer = await fetch("/v1/me", { headers: { Accept: "application/json", ...asPerson() }, cache: "no-store" });
    if (answer.status === 401 && isOthers(await answer.text())) leavePage();
  } catch {
    // without a connection: when it is back, calls say it
  }
}

for (const event of ["focus", "pageshow"]) addEventListener(event, checkPerson);
PERSONS.addEventListener("message", ({ data }) => {
  if (person && !data) leavePage(); // deliberately, in another tab
  else if (person !== data) checkPerson();
});
if (person) PERSONS.postMessage(person);
