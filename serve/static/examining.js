// Sends the photos that were taken as the form does, in one piece.
"use strict";
{
  // The item whose photos are taken.
  const item = {
    key: crypto.randomUUID?.(),
    changed() {},
    added() {},
    removed() {},
    send(capturing) {
      const body = new FormData();
      for (const { file, view } of capturing.photos) {
        body.append("photos", file);
        body.append("views", view);
      }
      body.append("product", part("product").value);
      body.append("prior", part("prior").value);
      const request = new XMLHttpRequest();
      request.upload.addEventListener("progress", (sent) => {
        part("progress").value = sent.lengthComputable ? sent.loaded / sent.total : 0;
      });
      request.upload.addEventListener("load", () => {
        part("phase").textContent = said("capture_examining");
      });
      request.addEventListener("load", () => finished(request));
      request.addEventListener("error", () => end(said("lost")));
      request.open("POST", "/v1/examinations");
      request.setRequestHeader("Accept", "application/json");
      request.setRequestHeader("Idempotency-Key", this.key);
      tell("");
      begin();
      request.send(body);
    },
  };

  function begin() {
    part("send").hidden = true;
    part("sending").hidden = false;
    part("phase").textContent = said("capture_sending");
  }

  function end(words) {
    part("send").hidden = false;
    part("sending").hidden = true;
    item.key = crypto.randomUUID();
    tell(words);
  }

  function finished(request) {
    const place = request.getResponseHeader("Location");
    if (request.status === 201 && place) {
      window.location.assign(place.replace("/v1", ""));
      return;
    }
    try {
      const problem = JSON.parse(request.responseText);
      end(problem.detail || problem.title);
    } catch {
      end(said("odd_answer"));
    }
  }

  if (window.isSecureContext) new Capturing(item, document.documentElement.lang).begin();
}
