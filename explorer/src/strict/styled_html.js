// HTML with style attributes, which the CSP refuses, set by way of the DOM, which it allows.
//
// Monaco writes the lines of an editor as HTML, each with its position in a style attribute, and
// with every `<` of their text escaped; build.js makes it call these.

const STYLE = /(<[^<>]*?) style="/g;

function withoutStyles(html) {
  return String(html).replace(STYLE, '$1 data-style="');
}

function style(container) {
  for (const element of container.querySelectorAll("[data-style]")) {
    element.style.cssText = element.dataset.style;
    element.removeAttribute("data-style");
  }
}

export function setHTML(element, html) {
  element.innerHTML = withoutStyles(html);
  style(element);
}

export function insertHTMLAfter(element, html) {
  element.insertAdjacentHTML("afterend", withoutStyles(html));
  style(element.parentElement);
}
