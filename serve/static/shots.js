// The list of what is to be photographed and what was: a line for each view without a photo, and for each photo.
"use strict";

class ShotList {
  constructor(capturing) {
    this.capturing = capturing;
  }

  show() {
    const { photos, views } = this.capturing;
    const ofViews = views.flatMap((view) => this.lines(view, photos.filter((photo) => photo.view === view.id)));
    const free = photos.filter(({ view }) => !view).map((photo) => this.line(null, photo));
    replaceLines(part("shots"), [...ofViews, ...free]);
  }

  lines(view, photos) {
    return (photos.length ? photos : [null]).map((photo) => this.line(view, photo));
  }

  line(view, photo) {
    const line = part("shot").content.firstElementChild.cloneNode(true);
    const [choose, remove] = line.querySelectorAll("button");
    const number = this.capturing.photos.indexOf(photo) + 1;
    const state = photo ? "capture_asked" : view && this.stateOf(view);
    choose.querySelector(".shot-words").textContent = view ? said(state, { view: view.title }) : said("photo", { number });
    choose.toggleAttribute("aria-current", Boolean(view) && view === this.capturing.current);
    choose.disabled = !view;
    choose.dataset.act = `choose-${view?.id ?? photo.id}`;
    remove.dataset.act = `remove-${photo?.id}`;
    choose.addEventListener("click", () => this.capturing.turnTo(view));
    line.classList.toggle("missing", !photo);
    remove.hidden = !photo;
    if (photo) {
      choose.querySelector(".shot-picture").append(Object.assign(new Image(), { src: photo.url, alt: "" }));
      remove.setAttribute("aria-label", said("remove", { number }));
      remove.addEventListener("click", () => this.capturing.remove(photo));
      this.say(line, photo);
    }
    return line;
  }

  // Why there is no photo of a view.
  stateOf(view) {
    if (!this.capturing.isWanted(view)) return "capture_optional";
    return this.capturing.photos.some((photo) => !photo.view) ? "capture_unassigned" : "capture_missing";
  }

  // What the photo shows, which the person can correct, and what is doubted of it.
  say(line, photo) {
    const label = line.querySelector(".shot-shows");
    const select = label.querySelector("select");
    label.hidden = !this.capturing.views.length;
    select.append(new Option(said("not_said"), ""), ...this.capturing.views.map(({ id, title }) => new Option(title, id)));
    select.value = photo.view;
    select.dataset.act = `shows-${photo.id}`;
    select.addEventListener("change", () => this.capturing.correct(photo, select.value));
    const shown = this.capturing.views.find(({ id }) => id === photo.other)?.title;
    const doubt = photo.isDoubtful ? said("capture_doubtful") : shown ? said("other_view", { view: shown }) : "";
    line.querySelector(".shot-doubt").textContent = doubt;
    line.querySelector(".shot-doubt").hidden = !doubt;
  }
}
