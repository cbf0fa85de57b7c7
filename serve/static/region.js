// Rectangles on a picture, drawn with mouse, finger or keyboard. Their values are in number fields, in per cent of the
// picture, which also work without this file. x runs to the right and y down in every language.
"use strict";
{
  const STEP = 1; // per cent that an arrow key moves or resizes by
  const LEAST = 1; // per cent, of a side
  const WHOLE = 100;
  const EDGE = 100.1; // rounded numbers may reach this far
  const MIDDLE = { x: 40, y: 40, width: 20, height: 20 };
  const PARTS = ["x", "y", "width", "height"];
  const CORNERS = ["top left", "top right", "bottom left", "bottom right"];
  const ARROWS = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };

  const rounded = (number) => Math.round(100 * number) / 100;
  const between = (least, number, most) => Math.min(Math.max(number, least), most);

  // The rectangle between two points, at least LEAST wide and high, within the picture.
  function spanned(from, to) {
    const width = Math.max(Math.abs(to.x - from.x), LEAST), height = Math.max(Math.abs(to.y - from.y), LEAST);
    return {
      x: between(0, Math.min(from.x, to.x), WHOLE - width), y: between(0, Math.min(from.y, to.y), WHOLE - height),
      width, height,
    };
  }

  function moved(place, x, y) {
    return {
      ...place, x: between(0, place.x + x, WHOLE - place.width), y: between(0, place.y + y, WHOLE - place.height),
    };
  }

  function resized(place, x, y) {
    return {
      ...place,
      width: between(LEAST, place.width + x, WHOLE - place.x), height: between(LEAST, place.height + y, WHOLE - place.y),
    };
  }

  // One rectangle: its number fields, and its frame on the picture.
  class Mark {
    constructor(fields, editor) {
      this.editor = editor;
      this.name = fields.querySelector("[data-region=name]").textContent;
      this.inputs = PARTS.map((part) => fields.querySelector(`[data-region=${part}]`));
      this.frame = this.#frame(fields.querySelector(".step")?.textContent);
      this.button = fields.querySelector("[data-region=draw]");
      this.button.addEventListener("click", () => this.#begin());
      fields.querySelector("[data-region=remove]").addEventListener("click", () => this.remove());
      fields.querySelector("[data-region=buttons]").hidden = false;
      for (const input of this.inputs) {
        input.addEventListener("input", () => this.show());
      }
    }

    #frame(number) {
      const frame = document.createElement("div");
      frame.className = "region-frame";
      frame.tabIndex = 0;
      frame.setAttribute("role", "application"); // so that a screen reader leaves the arrow keys to it
      frame.setAttribute("aria-describedby", this.editor.help);
      if (number) {
        const step = document.createElement("span");
        step.className = "step";
        step.textContent = number;
        frame.append(step);
      }
      frame.append(...CORNERS.map((corner) => {
        const handle = document.createElement("i");
        handle.className = `region-corner ${corner}`;
        handle.addEventListener("pointerdown", (event) => this.#resize(event, corner));
        return handle;
      }));
      frame.addEventListener("pointerdown", (event) => this.#move(event));
      frame.addEventListener("keydown", (event) => this.#key(event));
      return frame;
    }

    // The place that the fields hold; null if they hold none on the picture.
    get place() {
      const [x, y, width, height] = this.inputs.map((input) => input.valueAsNumber);
      const isInside = x >= 0 && y >= 0 && width > 0 && height > 0 && x + width <= EDGE && y + height <= EDGE;
      return isInside ? { x, y, width, height } : null;
    }

    set place(place) {
      PARTS.forEach((part, index) => {
        this.inputs[index].value = place ? rounded(place[part]) : "";
      });
      this.show();
    }

    show() {
      const place = this.place;
      this.frame.hidden = !place;
      if (place) {
        const { x, y, width, height } = place;
        Object.assign(this.frame.style, { left: `${x}%`, top: `${y}%`, width: `${width}%`, height: `${height}%` });
        this.frame.setAttribute("aria-label", this.editor.told(this));
      }
    }

    // After a change that is complete: say it, and let others know.
    done() {
      this.editor.say(this);
      this.inputs[0].dispatchEvent(new Event("change", { bubbles: true }));
    }

    remove() {
      this.place = null;
      this.editor.arm(this);
      this.done();
    }

    #begin() {
      this.place = this.place ?? MIDDLE;
      this.editor.arm(this);
      this.frame.scrollIntoView({ block: "center" });
      this.frame.focus();
      this.done();
    }

    #move(event) {
      const start = this.editor.point(event), place = this.place;
      this.follow(event, (point) => moved(place, point.x - start.x, point.y - start.y));
    }

    #resize(event, corner) {
      event.stopPropagation();
      const place = this.place;
      const opposite = {
        x: corner.endsWith("left") ? place.x + place.width : place.x,
        y: corner.startsWith("top") ? place.y + place.height : place.y,
      };
      this.follow(event, (point) => spanned(opposite, point));
    }

    // Let the place follow a pointer until it is lifted; if the browser takes it away, all is as before.
    follow(event, placed) {
      if (event.button !== 0 || !event.isPrimary) {
        return;
      }
      event.preventDefault();
      const before = this.place, target = event.currentTarget, listening = new AbortController();
      const on = (name, listener) => target.addEventListener(name, listener, { signal: listening.signal });
      target.setPointerCapture(event.pointerId);
      on("pointermove", (moving) => {
        this.place = placed(this.editor.point(moving));
      });
      on("pointerup", () => {
        listening.abort();
        this.editor.arm(this.place ? null : this);
        this.frame.focus({ preventScroll: true });
        this.done();
      });
      on("pointercancel", () => {
        listening.abort();
        this.place = before;
      });
    }

    #key(event) {
      const change = event.shiftKey ? resized : moved;
      if (event.key in ARROWS) {
        this.place = change(this.place, ...ARROWS[event.key]);
      } else if (event.key === "Delete" || event.key === "Backspace") {
        event.preventDefault();
        this.remove();
        this.button.focus();
        return;
      } else {
        return;
      }
      event.preventDefault();
      this.done();
    }
  }

  // A picture with its rectangles.
  class Editor {
    constructor(element) {
      this.element = element;
      this.picture = element.querySelector(".region-picture");
      const help = element.querySelector("[data-region=help]");
      help.hidden = false;
      this.help = help.id;
      this.status = element.querySelector("[role=status]");
      this.marks = [...element.querySelectorAll("[data-region=fields]")].map((fields) => new Mark(fields, this));
      element.querySelector("svg")?.remove(); // shows the places where this file is not loaded
      this.picture.append(...this.marks.map((mark) => mark.frame));
      this.picture.addEventListener("pointerdown", (event) => this.#draw(event));
      this.marks.forEach((mark) => mark.show());
      const only = this.marks.length === 1 ? this.marks[0] : null;
      this.arm(only && !only.place ? only : null);
    }

    // The next drag on the picture draws this mark; with null, none: then a finger scrolls the page.
    arm(mark) {
      this.armed = mark;
      this.picture.classList.toggle("region-armed", mark !== null);
    }

    // Where a pointer is, in per cent of the picture.
    point(event) {
      const box = this.picture.getBoundingClientRect();
      return {
        x: between(0, (WHOLE * (event.clientX - box.left)) / box.width, WHOLE),
        y: between(0, (WHOLE * (event.clientY - box.top)) / box.height, WHOLE),
      };
    }

    #draw(event) {
      if (this.armed && !event.target.closest(".region-frame")) {
        const from = this.point(event);
        this.armed.follow(event, (point) => spanned(from, point));
      }
    }

    told(mark) {
      const place = mark.place, words = place ? this.element.dataset.told : this.element.dataset.removed;
      return words.replace(/\{(\w+)\}/g, (whole, name) => (name === "name" ? mark.name : place?.[name] ?? whole));
    }

    say(mark) {
      this.status.textContent = this.told(mark);
    }
  }

  for (const element of document.querySelectorAll(".regions")) {
    new Editor(element);
  }
}
