// Charts as SVG, drawn to the width they have. They draw what they are given and know no measure.
import { FACTS } from "./data.js";
import { make, svg } from "./dom.js";
import { capital, fixed, yearName } from "./words.js";

/** Round values from low to high, about as many as asked. */
function ticks(low, high, wanted = 4) {
  const rough = (high - low) / wanted || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough * 0.8);
  const values = [];
  for (let at = Math.ceil(low / step) * step; at <= high + step * 1e-6; at += step) values.push(Math.abs(at) < step / 2 ? 0 : at);
  return { values, places: Math.max(0, -Math.floor(Math.log10(step) + 1e-9)) };
}

/** Low and high over all values, with zero in it where asked, and a little room. */
function range(values, zero) {
  const finite = values.filter(Number.isFinite);
  if (!finite.length) return [0, 1];
  if (zero) finite.push(0);
  const low = Math.min(...finite), high = Math.max(...finite);
  const room = (high - low || Math.abs(high) || 1) * 0.06;
  return [low < 0 || !zero ? low - room : 0, high + room];
}

const picture = (width, height, alt) =>
  svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": alt, height });

/** A chart with its heading, which states the finding, a line on its unit, and its numbers. */
export const chart = (title, unit, drawing, table) =>
  make("div", { class: "chart" }, make("h3", {}, title), make("p", { class: "unit" }, ...unit), drawing, table);

/** Where years and values of a line chart come to lie, in pixels. */
function scales(width, lines, zero) {
  const edge = { left: 46, right: width - Math.min(width * 0.34, 150), top: 12, bottom: 222, height: 250, width };
  const [low, high] = range(lines.flatMap((line) => [...line.futures.flat(), ...line.mean]), zero);
  const last = FACTS.years - 1;
  return {
    ...edge, low, high,
    x: (year) => edge.left + (last ? (year / last) * (edge.right - edge.left) : 0),
    y: (value) => edge.top + ((high - value) / (high - low)) * (edge.bottom - edge.top),
  };
}

function valueAxis(drawing, { left, right, low, high, y }) {
  const { values, places } = ticks(low, high);
  for (const value of values)
    drawing.append(
      svg("line", { class: value === 0 ? "zero" : "axis", x1: left, x2: right, y1: y(value), y2: y(value) }),
      svg("text", { x: left - 8, y: y(value) + 5, "text-anchor": "end" }, fixed(value, places)));
}

/** Some years under the chart: the first, the last, and others that do not run into these. */
function yearAxis(drawing, { height, x }) {
  const last = FACTS.years - 1;
  const others = ticks(1, FACTS.years).values.map((year) => Math.round(year) - 1)
    .filter((year) => x(year) - x(0) > 56 && x(last) - x(year) > 24);
  for (const year of new Set([0, ...others, last]))
    drawing.append(svg("text", { x: x(year), y: height - 6, "text-anchor": year ? "middle" : "start" }, year ? yearName(year).replace("year ", "") : capital(yearName(0))));
}

/** A line through the values there are; one alone becomes a short dash. */
function path(values, { x, y }) {
  const points = values.map((v, year) => (Number.isFinite(v) ? `${x(year).toFixed(1)},${y(v).toFixed(1)}` : null)).filter(Boolean);
  return points.length > 1 ? `M${points.join("L")}` : points.length ? `M${points[0]}h3` : "";
}

/** Words in rows of at most so many letters. */
function wrap(text, letters) {
  const rows = [];
  for (const word of text.split(" ")) {
    const longer = rows.length ? `${rows.at(-1)} ${word}` : word;
    if (rows.length && longer.length <= letters) rows[rows.length - 1] = longer;
    else rows.push(word);
  }
  return rows;
}

/** The name of each line where it ends, moved down where two would meet. */
function endLabels(drawing, lines, { width, right, low, y }) {
  const ends = lines.map((line) => ({ ...line, at: y(line.mean.findLast(Number.isFinite) ?? low) }));
  let free = -Infinity;
  for (const end of ends.sort((one, two) => one.at - two.at)) {
    const rows = wrap(end.label, Math.floor((width - right - 12) / 8));
    const at = Math.max(end.at + 5 - (rows.length - 1) * 8, free);
    rows.forEach((words, row) => drawing.append(svg("text", { class: end.class, x: right + 8, y: at + row * 16 }, words)));
    free = at + (rows.length - 1) * 16 + 18;
  }
}

/** Lines over the years: [{class, label, futures, mean}], each future thin and their mean thick. */
export function lineChart(width, lines, alt, zero = true) {
  const scale = scales(width, lines, zero);
  const drawing = picture(width, scale.height, alt);
  valueAxis(drawing, scale);
  yearAxis(drawing, scale);
  for (const line of lines) {
    for (const values of line.futures) drawing.append(svg("path", { class: `future ${line.class}`, d: path(values, scale) }));
    drawing.append(svg("path", { class: `mean ${line.class}`, d: path(line.mean, scale) }));
  }
  endLabels(drawing, lines, scale);
  return drawing;
}

/** Rows of a dot each with its interval as a bar: [{label, mean, low, high}]. */
export function dotChart(width, rows, alt) {
  const row = 34, top = 8, left = 96, right = width - 16, bottom = top + row * rows.length, height = bottom + 26;
  const [low, high] = range(rows.flatMap((one) => [one.low, one.high, one.mean]), true);
  const x = (value) => left + ((value - low) / (high - low)) * (right - left);
  const drawing = picture(width, height, alt);
  const marks = ticks(low, high, width < 420 ? 4 : 5);
  for (const value of marks.values)
    drawing.append(
      svg("line", { class: value === 0 ? "zero" : "axis", x1: x(value), x2: x(value), y1: top, y2: bottom }),
      svg("text", { x: x(value), y: height - 6, "text-anchor": "middle" }, fixed(value, marks.places)));
  rows.forEach((one, i) => {
    const y = top + row * (i + 0.5);
    drawing.append(svg("text", { x: left - 10, y: y + 5, "text-anchor": "end" }, one.label));
    if (Number.isFinite(one.low)) drawing.append(svg("line", { class: "whisker", x1: x(one.low), x2: x(one.high), y1: y, y2: y }));
    if (Number.isFinite(one.mean)) drawing.append(svg("circle", { class: "dot", cx: x(one.mean), cy: y, r: 6 }));
  });
  return drawing;
}
