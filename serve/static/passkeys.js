// Asks the browser for a passkey (WebAuthn): for a new one on the page of one's account, for one to sign in with elsewhere.
// The service makes the challenge and checks the answer; this only carries them, as Base64 for addresses.
"use strict";
{
  const bytesOf = (text) =>
    Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
  const textOf = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replaceAll("+", "-")
      .replaceAll("/", "_")
      .replaceAll("=", "");

  // What the service refuses is said in its words.
  class RefusedError extends Error {}

  async function post(path, body) {
    const answer = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify(body),
    });
    const said = await answer.json();
    if (!answer.ok) throw new RefusedError(said.detail);
    return said;
  }

  const described = (known) => (known ?? []).map((each) => ({ ...each, id: bytesOf(each.id) }));

  async function made(options) {
    const publicKey = {
      ...options,
      challenge: bytesOf(options.challenge),
      user: { ...options.user, id: bytesOf(options.user.id) },
      excludeCredentials: described(options.excludeCredentials),
    };
    const credential = await navigator.credentials.create({ publicKey });
    const { clientDataJSON, attestationObject } = credential.response;
    const response = { clientDataJSON: textOf(clientDataJSON), attestationObject: textOf(attestationObject) };
    return { id: credential.id, rawId: credential.id, type: credential.type, response };
  }

  async function found(options) {
    const publicKey = {
      ...options,
      challenge: bytesOf(options.challenge),
      allowCredentials: described(options.allowCredentials),
    };
    const credential = await navigator.credentials.get({ publicKey });
    const { clientDataJSON, authenticatorData, signature, userHandle } = credential.response;
    const response = {
      clientDataJSON: textOf(clientDataJSON),
      authenticatorData: textOf(authenticatorData),
      signature: textOf(signature),
      userHandle: userHandle && textOf(userHandle),
    };
    return { id: credential.id, rawId: credential.id, type: credential.type, response };
  }

  async function run(place) {
    const path = place.dataset.passkey;
    const name = place.querySelector("[name=name]");
    const options = await post(`${path}/options`, {});
    if (name) return post(path, { name: name.value, credential: await made(options) });
    const next = encodeURIComponent(document.querySelector("main [name=next]")?.value ?? "/");
    return post(`${path}?next=${next}`, { credential: await found(options) });
  }

  for (const place of document.querySelectorAll("[data-passkey]")) {
    if (!window.PublicKeyCredential) continue;
    const button = place.querySelector("button");
    const alert = place.querySelector("[role=alert]");
    place.hidden = false;
    button.addEventListener("click", async () => {
      const name = place.querySelector("[name=name]");
      if (name && !name.value.trim()) return name.focus();
      alert.hidden = true;
      button.disabled = true;
      try {
        location.assign((await run(place)).location);
      } catch (fault) {
        alert.textContent = fault instanceof RefusedError ? fault.message : alert.dataset.otherwise;
        alert.hidden = false;
        button.disabled = false;
      }
    });
  }
}
