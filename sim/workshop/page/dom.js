// Elements of the page, made of texts and never of markup.

export const byId = (id) => document.getElementById(id);

/** An element with attributes (on… are listeners) and children. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "class") element.className = value;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== false && value != null) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

/** An element of a drawing. */
export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** A table that scrolls sideways in its own frame; the first cell of each row is its heading. */
export function wideTable(caption, heads, rows, cells = "") {
  const table = make("table", {}, make("caption", {}, caption),
    make("thead", {}, make("tr", {}, ...heads.map((head) => make("th", { scope: "col" }, head)))),
    make("tbody", {}, ...rows.map(([first, ...rest]) =>
      make("tr", {}, make("th", { scope: "row" }, first), ...rest.map((cell) => make("td", { class: cells }, cell))))));
  return make("div", { class: "wide", tabindex: 0, role: "region", "aria-label": caption }, table);
}

/** A table behind "Show numbers". */
export const numbers = (caption, heads, rows) =>
  make("details", {}, make("summary", {}, "Show numbers"), wideTable(caption, heads, rows));

/** Put a text wherever the page asks for it by name. */
export function fill(name, text) {
  for (const element of document.querySelectorAll(`[data-fact="${name}"]`)) element.textContent = text;
}
