// Levels and changes with their 90 % intervals, as Python computed them (sim/workshop/estimates.py).
// Nothing is estimated here, and whether a change is certain is read, not decided.
import { FACTS } from "./data.js";

const LINES = FACTS.lines.length;
const QUANTITIES = FACTS.years * LINES + FACTS.recent.length;
const PARTS = 4; // of an estimate: mean, low, high, and whether the interval excludes zero

/** Where a measure of a group stands among those listed. */
function placeIn(list, measure, group) {
  const at = list.findIndex(([m, g]) => m === measure && g === group);
  if (at < 0) throw new Error(`this page has no ${measure} of ${group}`);
  return at;
}

/** Where a quantity stands: of a year (from 0), or of the last years where none is given. */
const quantity = (measure, group, year) =>
  year === undefined ? FACTS.years * LINES + placeIn(FACTS.recent, measure, group) : year * LINES + placeIn(FACTS.lines, measure, group);

/** How many futures a point has. */
const count = (point) => point.futures.length / (FACTS.years * LINES);

/** In how many futures something was simulated, for the beginning of a sentence. */
export function inFutures(from, to) {
  const both = Math.min(count(from), count(to));
  return both === 1 ? "In one simulated future" : `In the mean of ${both} simulated futures`;
}

/** An estimate; `few` where futures are too few for an interval. */
function estimate(point, row, at) {
  const [mean, low, high, excludesZero] = [0, 1, 2, 3].map((p) => point.estimates[(row * PARTS + p) * QUANTITIES + at]);
  return { mean, low, high, certain: excludesZero === 1, few: Number.isFinite(mean) && !Number.isFinite(low) };
}

/** The level of a measure and group at a point. */
export const level = (point, measure, group, year) => estimate(point, point.number, quantity(measure, group, year));

/** The change from one point to another, in the futures that both have. */
export function change(from, to, measure, group, year) {
  const at = quantity(measure, group, year);
  if (from.number < to.number) return estimate(to, from.number, at);
  if (from.number === to.number) return { mean: 0, low: 0, high: 0, certain: false, few: false };
  const back = estimate(from, to.number, at);
  return { ...back, mean: -back.mean, low: -back.high, high: -back.low };
}

/** Mean levels before and after a change, of the same futures as the change. */
export function levels(from, to, measure, group) {
  const before = level(from, measure, group).mean, after = level(to, measure, group).mean;
  const { mean } = change(from, to, measure, group);
  if (count(from) > count(to)) return [after - mean, after];
  return count(from) < count(to) ? [before, before + mean] : [before, after];
}

/** A measure and group in each future: for each a list of years. */
export function futures(point, measure, group) {
  const line = placeIn(FACTS.lines, measure, group);
  return Array.from({ length: count(point) }, (_, future) =>
    Array.from({ length: FACTS.years }, (_, year) => point.futures[(future * FACTS.years + year) * LINES + line]));
}
