// Where someone signs in: removes what scripts of the service stored in this browser, so that the next person finds none
// of it. What could not be sent yet stays: it is encrypted, and only the person who took it gets the key again. After a
// session that has run out, the addresses of unfinished uploads stay, too: they name no file and open to no one else.
"use strict";
{
  const QUEUE = "shingan-queue"; // the database of what waits to be sent
  const SHELL = "shingan-shell-"; // begins the names of caches that hold files of the pages, and nothing of a person
  const endedByItself = document.currentScript.hasAttribute("data-ended");
  const forgetCaches = async () => {
    const names = (await caches.keys()).filter((name) => !name.startsWith(SHELL));
    await Promise.all(names.map((name) => caches.delete(name)));
  };
  const forget = async () => {
    if (!endedByItself) {
      new BroadcastChannel("shingan-person").postMessage(""); // pages that are still open show nothing any more
      localStorage.clear();
      sessionStorage.clear();
    }
    if (window.caches) await forgetCaches();
    const databases = window.indexedDB?.databases ? await indexedDB.databases() : [];
    for (const { name } of databases) if (name !== QUEUE) indexedDB.deleteDatabase(name);
  };
  forget();
}
