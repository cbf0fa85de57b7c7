// Chooses the product by a code that is held before the camera.
"use strict";

class CodeChoice {
  // `choose` is called when a product was chosen.
  constructor(live, choose) {
    this.choose = choose;
    this.codes = new CodeReading(live, (code) => this.found(code));
    part("scan").addEventListener("click", () => this.scan());
  }

  scan() {
    if (this.codes.isOn) {
      this.end();
      return;
    }
    this.codes.begin();
    part("scan").textContent = said("code_end");
    this.sayProduct(said("code_searching"));
  }

  end() {
    this.codes.end();
    part("scan").textContent = said("code_begin");
    this.sayProduct("");
  }

  async found(code) {
    this.end();
    try {
      const { products } = await productsOf(code);
      const options = [...part("product").options].filter(({ value }) => products.some(({ id }) => id === value));
      if (options.length === 1) {
        part("product").value = options[0].value;
        await this.choose();
        this.sayProduct(said("code_found", { product: calledIn(options[0]) }));
      } else {
        this.sayProduct(said(options.length ? "code_several" : "code_unknown", { code }));
      }
    } catch {
      this.sayProduct(said("code_no_connection"));
    }
  }

  sayProduct(words) {
    part("product-found").textContent = words;
    part("product-found").hidden = !words;
  }
}
