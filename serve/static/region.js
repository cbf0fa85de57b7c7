// Rectangles on a picture, drawn with mouse, finger or keyboard. Their values are in number fields, in per cent of the
// picture, which also work without this file. x runs to the right and y down in every language. A point may have several
// rectangles: its fields then name the box by which it is ticked, and one of them is empty, for another rectangle.
"use strict";
{
  const STEP = 1; // per cent that an arrow key moves or resizes by
  const LEAST = 1; // per cent, of a side
  const WHOLE = 100;
  const EDGE = 100.1; // rounded numbers may reach this far
  const MIDDLE = { x: 40, y: 40, width: 20, height: 20 };
  const BESIDE = 5; // per cent between a rectangle of a point in the middle and the one before
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

  function reaches(from, to) {
    return Math.max(Math.abs(to.x - from.x), Math.abs(to.y - from.y)) >= LEAST;
  }

  // One rectangle: its number fields, and its frame on the picture.
  class Mark {
    constructor(fields, point, editor) {
      this.editor = editor;
      this.point = point;
      this.fields = fields;
      this.name = fields.querySelector("[data-region=name]").textContent;
      this.inputs = PARTS.map((part) => fields.querySelector(`[data-region=${part}]`));
      this.step = fields.querySelector(".step");
      this.frame = this.#frame();
      this.button = fields.querySelector("[data-region=draw]");
      this.button.addEventListener("click", () => this.#begin());
      fields.querySelector("[data-region=remove]").addEventListener("click", () => this.remove());
      fields.querySelector("[data-region=buttons]").hidden = false;
      for (const input of this.inputs) {
        input.addEventListener("input", () => this.show());
      }
      fields.addEventListener("change", () => this.editor.refresh());
    }

    #frame() {
      const frame = document.createElement("div");
      frame.className = "region-frame";
      frame.tabIndex = 0;
      frame.setAttribute("role", "application"); // so that a screen reader leaves the arrow keys to it
      frame.setAttribute("aria-describedby", this.editor.help);
      if (this.step) {
        frame.append(this.step.cloneNode(true));
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

    get texts() {
      return this.inputs.map((input) => input.value);
    }

    set texts(texts) {
      this.inputs.forEach((input, index) => {
        input.value = texts[index] ?? "";
      });
      this.show();
    }

    get called() {
      return this.step ? `${this.step.textContent} ${this.name}` : this.name;
    }

    get isBlank() {
      return this.texts.every((text) => text === "");
    }

    // The number in the fields and on the frame.
    set number(number) {
      for (const step of [this.step, this.frame.querySelector(".step")]) {
        if (step) {
          step.textContent = number;
        }
      }
    }

    show() {
      const place = this.place;
      this.frame.hidden = !place;
      if (place) {
        this.point.deviates();
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
      this.editor.arm(this.point.isOfMany ? null : this);
      this.done();
      this.point.blank.button.focus();
    }

    #begin() {
      const beside = BESIDE * this.point.marks.filter((mark) => mark.place).length;
      this.place = this.place ?? moved(MIDDLE, beside, beside);
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
        if (this.place) {
          this.editor.drawn(event.pointerType);
          this.frame.focus({ preventScroll: true });
          this.done();
        }
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
        return;
      } else {
        return;
      }
      event.preventDefault();
      this.done();
    }
  }

  // What is marked: one place or, of a point with a box to tick, any number of places.
  class Point {
    constructor(fields, editor) {
      this.editor = editor;
      this.key = fields.dataset.point;
      this.isOfMany = this.key !== undefined;
      this.marks = [];
      this.tick = this.isOfMany ? [...fields.form.elements].find((each) => each.name === this.key) : undefined;
      this.tick?.addEventListener("change", () => this.#ticked());
    }

    add(fields) {
      const mark = new Mark(fields, this, this.editor);
      this.marks.push(mark);
      this.editor.picture.append(mark.frame);
      return mark;
    }

    get name() {
      return this.marks[0].name;
    }

    get isPlaced() {
      return this.marks.some((mark) => mark.place);
    }

    // The fields for a place that is not marked yet; undefined if there are none.
    get blank() {
      return this.marks.findLast((mark) => mark.isBlank);
    }

    deviates() {
      if (this.tick) {
        this.tick.checked = true;
      }
    }

    // With its tick a point loses its places, and gets them again.
    #ticked() {
      if (this.tick.checked) {
        this.taken?.forEach(([mark, texts]) => {
          mark.texts = texts;
        });
        this.editor.choose(this);
      } else {
        this.taken = this.marks.filter((mark) => !mark.isBlank).map((mark) => [mark, mark.texts]);
        this.marks.forEach((mark) => {
          mark.texts = [];
        });
        this.editor.choose(null);
      }
      this.editor.refresh();
    }

    // Shows the fields of each place and, of a point with many, those of one more.
    refresh() {
      if (this.isOfMany) {
        const blank = this.blank ?? this.#another();
        for (const mark of this.marks) {
          mark.fields.hidden = mark.isBlank && mark !== blank;
          mark.fields.classList.toggle("region-blank", mark.isBlank);
        }
      }
    }

    #another() {
      const last = this.marks.at(-1).fields, fields = last.cloneNode(true);
      fields.querySelector(".field-error")?.remove();
      for (const input of fields.querySelectorAll("input")) {
        input.name = `${this.key}+${this.marks.length + 1}_${input.dataset.region}`;
        input.value = "";
        input.removeAttribute("aria-invalid");
        input.removeAttribute("aria-describedby");
      }
      last.after(fields);
      const mark = this.add(fields);
      mark.show();
      return mark;
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
      element.querySelector("svg")?.remove(); // shows the places where this file is not loaded
      this.points = [];
      for (const fields of element.querySelectorAll("[data-region=fields]")) {
        this.#pointOf(fields).add(fields);
      }
      this.picture.addEventListener("pointerdown", (event) => this.#draw(event));
      this.#offer();
      this.choose(this.#first());
      this.points.flatMap((point) => point.marks).forEach((mark) => mark.show());
      this.refresh();
    }

    #pointOf(fields) {
      const last = this.points.at(-1);
      if (!last?.isOfMany || last.key !== fields.dataset.point) {
        this.points.push(new Point(fields, this));
      }
      return this.points.at(-1);
    }

    // Lets a point be chosen beside the picture.
    #offer() {
      const offer = this.element.querySelector("[data-region=choice]");
      offer.hidden = this.points.length === 1 && !this.points[0].isOfMany;
      this.choice = offer.querySelector("select");
      this.choice.append(...this.points.map((point, index) => new Option(point.name, index)));
      this.choice.addEventListener("change", () => this.choose(this.points[this.choice.value] ?? null));
    }

    // The point that is chosen at first: the only one, or the only one that is ticked. Where it has a place already, a
    // finger on the picture rather scrolls the page.
    #first() {
      const ticked = this.points.filter((point) => point.tick?.checked);
      const only = this.points.length === 1 ? this.points[0] : ticked.length === 1 ? ticked[0] : null;
      return only?.isPlaced && matchMedia("(pointer: coarse)").matches ? null : only;
    }

    // Numbers the places, and shows what can be marked.
    refresh() {
      this.points.forEach((point) => point.refresh());
      const marks = this.points.flatMap((point) => point.marks);
      marks.filter((mark) => !mark.isBlank || !mark.point.isOfMany).forEach((mark, index) => {
        mark.number = index + 1;
        mark.show();
      });
      this.#show();
    }

    #show() {
      this.choice.value = this.chosen ? this.points.indexOf(this.chosen) : "";
      this.element.querySelector("[data-region=first]").hidden = this.chosen !== null;
      this.picture.classList.toggle("region-armed", Boolean(this.next));
    }

    // The next drags on the picture draw places of this point; with null, none: then a finger scrolls the page.
    choose(point) {
      this.chosen = point;
      this.arm(null);
    }

    // The next drag on the picture draws this mark; with null, a new place of the chosen point.
    arm(mark) {
      this.armed = mark;
      this.chosen = mark?.point ?? this.chosen;
      this.#show();
    }

    // After a place was drawn, a finger scrolls the page again.
    drawn(pointer) {
      this.choose(pointer === "touch" ? null : this.chosen);
    }

    get next() {
      return this.armed ?? this.chosen?.blank;
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
      if (event.target.closest(".region-frame")) {
        return;
      }
      const mark = this.next, from = this.point(event);
      if (mark) {
        const before = mark.place;
        mark.follow(event, (point) => (reaches(from, point) ? spanned(from, point) : before));
      } else if (!this.chosen && event.pointerType === "mouse") {
        event.preventDefault();
        this.choice.focus();
      }
    }

    told(mark) {
      const place = mark.place, words = place ? this.element.dataset.told : this.element.dataset.removed;
      return words.replace(/\{(\w+)\}/g, (whole, name) => (name === "name" ? mark.called : place?.[name] ?? whole));
    }

    say(mark) {
      this.status.textContent = this.told(mark);
    }
  }

  for (const element of document.querySelectorAll(".regions")) {
    new Editor(element);
  }
}
