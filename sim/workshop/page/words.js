// Numbers in words.
import { FACTS } from "./data.js";
import { make } from "./dom.js";

export const count = (value) => Math.round(value).toLocaleString("en-GB");
/** A number of things. */
export const counted = (number, noun) => `${count(number)} ${noun}${number === 1 ? "" : "s"}`;
/** A year by name: "year 1" for the first, or "2026/27" where there is a calendar. */
export const yearName = (year) => FACTS.year_names[year];

export const capital = (text) => text[0].toUpperCase() + text.slice(1);

/** A number with so many decimal places, and a true minus sign. */
export const fixed = (value, places) =>
  value.toLocaleString("en-GB", { minimumFractionDigits: places, maximumFractionDigits: places }).replace("-", "−");

// How values are shown: multiplied by, decimal places, a sign in front, and the unit in words.
const UNITS = {
  share: { scale: 100, places: 1, front: "", words: "in 100" },
  "£ a pupil": { scale: 1, places: 0, front: "£", words: "£ a pupil" },
  points: { scale: 1, places: 2, front: "", words: "points" },
  "0-5": { scale: 1, places: 1, front: "", words: "on a scale from 0 to 5" },
};

/** How a measure is shown. */
export function unitOf(measure) {
  const { unit } = FACTS.measures[measure];
  return UNITS[unit] ?? { scale: 1, places: 1, front: "", words: unit };
}

/** A value as people read it, signed where it is a change; "front" is left out in tables. */
export function value(number, unit, signed = false, front = "") {
  if (!Number.isFinite(number)) return "–";
  const text = fixed(Math.abs(number * unit.scale), unit.places);
  const sign = /[1-9]/.test(text) ? (number < 0 ? "−" : signed ? "+" : "") : "";
  return sign + front + text;
}

/** An amount of £ million as people read it: "£12 million", "£1.2 million" or "£96,000". */
export function pounds(millions, signed = false) {
  const thousands = Math.abs(millions) < 0.9995;
  const text = value(thousands ? millions * 1000 : millions, { scale: 1, places: !thousands && Math.abs(millions) < 9.95 ? 1 : 0 }, signed, "£");
  return text + (Number.isFinite(millions) ? (!thousands ? " million" : /[1-9]/.test(text) ? ",000" : "") : "");
}

/** A change as in "rises by 0.2": one that is too small to be shown is "less than 0.1". */
export function by(number, unit) {
  const text = value(number, unit, false, unit.front);
  return /[1-9]/.test(text) || !number ? text : `less than ${unit.front}${fixed(10 ** -unit.places, unit.places)}`;
}

/** "7.2 to 8.4"; empty where there is no interval. */
export function span(estimate, unit, signed = false, front = "") {
  if (!Number.isFinite(estimate.low)) return "";
  return `${value(estimate.low, unit, signed, front)} to ${value(estimate.high, unit, signed, front)}`;
}

/** " (90% interval 7.2 to 8.4)" for the end of a sentence; empty where there is no interval. */
export function interval(estimate, unit, signed = false, front = "", after = "") {
  const range = span(estimate, unit, signed, front);
  return range ? [" ", make("span", { class: "interval" }, `(90% interval ${range}${after})`)] : [];
}

/** A change without its sign, as one says "3 to 5 fewer". */
export function size(estimate) {
  if (estimate.mean >= 0) return estimate;
  return { ...estimate, mean: -estimate.mean, low: -estimate.high, high: -estimate.low };
}
