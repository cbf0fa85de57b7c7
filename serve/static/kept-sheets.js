// Product sheets that were opened in the product guide, on the page without a connection.
"use strict";

// Whether it is the one at whose address this page was opened.
const isWanted = ({ product }) => decodeURIComponent(location.pathname) === `/guide/products/${product}`;

class KeptSheets {
  constructor(sheets) {
    this.sheets = sheets;
    this.addresses = []; // of pictures that are shown
  }

  // Those that are still good; each goes from the page when it is not any more.
  async show() {
    await this.sheets.load();
    for (const address of this.addresses.splice(0)) URL.revokeObjectURL(address);
    const guides = [...this.sheets.guides].sort((a, b) => isWanted(b) - isWanted(a));
    if (guides.length && isWanted(guides[0])) part("able").before(part("kept-sheets")); // it was asked for, and not the camera
    part("kept-sheets").hidden = !guides.length;
    replaceLines(part("kept-list"), guides.map((sheet) => this.entry(sheet)));
    clearTimeout(this.timer);
    const ends = Math.min(...guides.map(({ good_until: until }) => Date.parse(until)));
    if (guides.length) this.timer = setTimeout(() => this.show(), Math.max(1000, ends - Date.now() + 1000));
  }

  entry(sheet) {
    const entry = part("kept-sheet").content.firstElementChild.cloneNode(true);
    entry.querySelector("summary").textContent = sheet.called;
    const isFilled = () => entry.querySelector("[data-kept=points]").children.length > 0;
    entry.addEventListener("toggle", () => entry.open && !isFilled() && this.fill(entry, sheet));
    entry.open = isWanted(sheet);
    return entry;
  }

  fill(entry, { views, guide, good_until: until }) {
    const find = (name) => entry.querySelector(`[data-kept=${name}]`);
    const serial = guide.serial?.join(" · ") || guide.serial_pattern; // a sheet kept by an earlier version has no words
    const facts = { holder: guide.right_holder, category: guide.category, gtin: guide.gtin.join(", "), serial };
    for (const [name, words] of Object.entries({ ...facts, version: guide.version, until: moments.format(Date.parse(until)) })) {
      find(name).textContent = words ?? "";
      find(name).closest("div").hidden = !words;
    }
    find("views").replaceChildren(...views.map(({ title }) => element("li", title)));
    find("points").replaceChildren(...guide.points.map((point) => this.point(point)));
  }

  point(point) {
    const line = part("kept-point").content.firstElementChild.cloneNode(true);
    const find = (name) => line.querySelector(`[data-kept=${name}]`);
    for (const name of ["title", "view", "genuine", "counterfeit"]) {
      find(name).textContent = point[name].text;
      find(name).lang = point[name].language;
    }
    find("pair").hidden = !point.closeUp && !point.whole;
    for (const [name, alt] of [["closeUp", "kept_genuine"], ["whole", "kept_whole"]]) {
      const address = addressOf(point[name]);
      if (address) this.addresses.push(address);
      find(name).alt = said(alt, { title: point.title.text });
      showPicture(find(name), address);
    }
    return line;
  }
}

async function showKeptSheets() {
  const vaults = await openVaults("");
  if (vaults) await new KeptSheets(new Sheets(vaults.sheets)).show();
}

if (window.isSecureContext) showKeptSheets();
