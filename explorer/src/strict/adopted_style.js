// <style> elements without inline styles, so that the CSP need not allow any.
//
// Monaco and others make <style> elements and fill them in. What they get here instead looks like
// one, and puts its rules into a constructed stylesheet, which is not inline and always allowed.

class AdoptedStyle extends HTMLElement {
  sheet = new CSSStyleSheet();

  connectedCallback() {
    this.root = this.getRootNode();
    this.root.adoptedStyleSheets.push(this.sheet);
  }

  disconnectedCallback() {
    this.root.adoptedStyleSheets = this.root.adoptedStyleSheets.filter((it) => it !== this.sheet);
  }

  set textContent(rules) {
    this.sheet.replaceSync(rules);
  }

  set innerText(rules) {
    this.sheet.replaceSync(rules);
  }

  appendChild(text) {
    this.sheet.replaceSync(text.data);
    return text;
  }
}

customElements.define("adopted-style", AdoptedStyle);

const createElement = document.createElement.bind(document);
document.createElement = (name, options) =>
  createElement(name === "style" ? "adopted-style" : name, options);
