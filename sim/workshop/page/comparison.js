// The charts of a comparison: which measures, what their titles say, and what it all costs.
import { chart, dotChart, lineChart } from "./charts.js";
import { FACTS } from "./data.js";
import { byId, make, numbers, wideTable } from "./dom.js";
import { change, futures, inFutures, level } from "./estimates.js";
import { capital, count, counted, interval, pounds, size, span, unitOf, value, yearName } from "./words.js";

const LEADERS = [
  ["leader_lost_rate", "fewer lose a leader in a year", "more lose a leader in a year"],
  ["acting_head_share", "fewer have an acting head", "more have an acting head"],
  ["head_readvertised_share", "fewer posts are advertised again", "more posts are advertised again"],
  ["head_leading_hours", "schools get fewer hours of leadership", "schools get more hours of leadership"],
  ["weak_teacher_exposure", "fewer pupils have a weak teacher", "more pupils have a weak teacher"],
  ["partnership_depth_mean", "schools work less closely together", "schools work more closely together"],
];
const SIZES = ["leader_lost_rate", "ks2_progress_mean"];
const COSTS = [["small", "For each pupil of a small school"], ["all", "For each pupil of any school"]];
const PAYERS = [
  ["schools_net_per_pupil", "Schools, net of grants"],
  ["exchequer_per_pupil", "Exchequer, grants to schools included"],
  ["grants_per_pupil", "of which grants to schools"],
  ["public_cost_per_pupil", "Public cost: schools and exchequer together"],
];
const YEARS = Array.from({ length: FACTS.years }, (_, year) => year);
const last = FACTS.last_years === 1 ? "last year" : `last ${FACTS.last_years} years`;

/** What a measure of some schools is called. */
const titleOf = (measure, schools) => capital(FACTS.measures[measure].label.replace("{schools}", schools));

/** A title that says what the last years show: less, more, or no clear change. */
function finding(difference, less, more, label) {
  if (difference.few || !Number.isFinite(difference.mean)) return label;
  return difference.certain ? capital(difference.mean < 0 ? less : more) : `${label}: no clear change`;
}

/** In which years the change is certain and goes the other way than in the last ones. */
function otherWay(difference, byYear) {
  const years = difference.certain ? YEARS.filter((year) => byYear[year].certain && byYear[year].mean * difference.mean < 0) : [];
  if (!years.length) return "";
  if (years.length === 1) return `; the other way in ${yearName(years[0])}`;
  const unbroken = years.at(-1) - years[0] === years.length - 1;
  return `; the other way in ${unbroken ? `${yearName(years[0])} to ${yearName(years.at(-1))}` : `${years.length} of the years`}`;
}

/** The unit and, of two different points, the change in the last years. */
function unitAndChange(measure, group, { a, b, same }) {
  const unit = unitOf(measure), difference = change(a, b, measure, group);
  if (same || !Number.isFinite(difference.mean)) return [unit.words];
  const byYear = YEARS.map((year) => change(a, b, measure, group, year));
  const range = difference.few ? [`, ${inFutures(a, b).toLowerCase()}`] : interval(difference, unit, true);
  return [`${unit.words}; change in the ${last} ${value(difference.mean, unit, true)}`, ...range, otherWay(difference, byYear)];
}

/** A measure over the years on both sides, with the numbers of both. */
function overTime(width, [measure, less, more], now) {
  const { meaning } = FACTS.measures[measure], label = titleOf(measure, "small schools");
  const unit = unitOf(measure), sides = now.same ? ["a"] : ["a", "b"];
  const lines = sides.map((side) => ({
    class: side,
    label: now[side].short,
    futures: futures(now[side], measure, "small").map((years) => years.map((v) => v * unit.scale)),
    mean: YEARS.map((year) => level(now[side], measure, "small", year).mean * unit.scale),
  }));
  const ends = sides.map((side) => `${now[side].short} ${value(level(now[side], measure, "small").mean, unit)}`);
  const alt = `Lines over ${counted(FACTS.years, "year")}, one for each future, ${unit.words}. Mean of the ${last}: ${ends.join("; ")}.`;
  const rows = YEARS.map((year) => [capital(yearName(year)), ...["a", "b"].map((side) => {
    const estimate = level(now[side], measure, "small", year), range = span(estimate, unit);
    return value(estimate.mean, unit) + (range && ` (${range})`);
  })]);
  const caption = `${meaning} Mean with 90% interval, ${unit.words}`;
  const title = now.same ? label : finding(change(now.a, now.b, measure, "small"), less, more, label);
  return chart(title, unitAndChange(measure, "small", now), lineChart(width, lines, alt), numbers(caption, ["year", now.a.short, now.b.short], rows));
}

const inWords = (band) => band.replace("<", "under ").replace("-", "–").replace("+", " or more");

/** Changes by number of pupils, with their intervals. */
function bySize(width, measure, { a, b }) {
  const { meaning } = FACTS.measures[measure], title = titleOf(measure, "schools");
  const unit = unitOf(measure);
  const differences = FACTS.bands.map((band) => change(a, b, measure, band));
  const dots = differences.map(({ mean, low, high }, i) =>
    ({ label: inWords(FACTS.bands[i]), mean: mean * unit.scale, low: low * unit.scale, high: high * unit.scale }));
  const alt = dots.map(({ label }, i) => `${label} pupils: ${value(differences[i].mean, unit, true)} ${unit.words}`).join("; ");
  const rows = FACTS.bands.map((band, i) => [`${inWords(band)} pupils`,
    ...[a, b].map((side) => value(level(side, measure, band).mean, unit)),
    value(differences[i].mean, unit, true), span(differences[i], unit, true) || "–"]);
  const caption = `${meaning} By number of pupils, ${unit.words}`;
  return chart(title, [`change, ${unit.words}`], dotChart(width, dots, alt), numbers(caption, ["school", a.short, b.short, "change", "90% interval"], rows));
}

/** The change in spending over the years, a line for each future. */
function spending(width, [group, title], { a, b }) {
  const measure = "cost_per_pupil", unit = unitOf(measure);
  const before = futures(a, measure, group), after = futures(b, measure, group);
  const both = Math.min(before.length, after.length);
  const changes = after.slice(0, both).map((years, future) => years.map((v, year) => v - before[future][year]));
  const differences = YEARS.map((year) => change(a, b, measure, group, year));
  const alt = `Change in spending over ${counted(FACTS.years, "year")}, one line for each future. In the last year ${value(differences.at(-1).mean, unit, true)} pounds a pupil.`;
  const rows = differences.map((one, year) => [capital(yearName(year)), value(one.mean, unit, true), span(one, unit, true) || "–"]);
  const table = numbers(`${title}: change in what schools spend a year, £`, ["year", "change", "90% interval"], rows);
  const lines = [{ class: "b", label: b.short, futures: changes, mean: differences.map((one) => one.mean) }];
  return chart(title, [`change in what schools spend, £ a pupil a year, in prices of ${FACTS.prices_of}`], lineChart(width, lines, alt), table);
}

/** What becomes of the public cost: schools' spending and the exchequer's, grants between them counted once. */
function costSentence({ a, b }) {
  const difference = change(a, b, "public_cost_per_pupil", FACTS.total), one = size(difference);
  if (!Number.isFinite(difference.mean)) return ["There are too few years to say."];
  const schools = FACTS.world === "england" ? "England’s schools" : FACTS.schools === 1 ? "the one school" : `the ${count(FACTS.schools)} schools`;
  const cost = `the public cost of ${schools} and of policies for them`;
  if (difference.few) return [`${inFutures(a, b)} ${cost} is ${pounds(one.mean)} a year ${difference.mean < 0 ? "lower" : "higher"}.`];
  const ends = difference.certain ? [one.low, one.high].map((end) => pounds(end)) : [difference.low, difference.high].map((end) => pounds(end, true));
  const range = (after = "") => make("span", { class: "interval" }, `(90% interval ${ends.join(" to ")}${after})`);
  if (!difference.certain) return [`No clear change in ${cost} `, range(" a year"), "."];
  return [`${capital(cost)} ${difference.mean < 0 ? "falls" : "rises"} by ${pounds(one.mean)} a year `, range(), "."];
}

/** Who pays for the change in public cost: schools and the exchequer, which add up. */
function costTable({ a, b }) {
  const rows = PAYERS.map(([measure, who]) => {
    const { mean, low, high } = change(a, b, measure, FACTS.total);
    return [who, pounds(mean, true), Number.isFinite(low) ? `${pounds(low, true)} to ${pounds(high, true)}` : "–"];
  });
  return wideTable(`Change in cost a year, mean of the ${last}, in prices of ${FACTS.prices_of}`, ["who pays", "change", "90% interval"], rows);
}

/** Draw charts into their place, as wide as its columns; numbers that were shown stay shown. */
function draw(id, charts) {
  const place = byId(id), style = getComputedStyle(place);
  const columns = style.gridTemplateColumns.split(" ").length, gap = parseFloat(style.columnGap) || 0;
  const width = Math.max(240, Math.floor((place.clientWidth - gap * (columns - 1)) / columns));
  const open = [...place.querySelectorAll("details")].map((details) => details.open);
  place.replaceChildren(...charts(width));
  place.querySelectorAll("details").forEach((details, i) => { details.open = open[i] ?? false; });
}

/** All charts of two points, each of which has its name in `short`; `same` where they are one. */
export function drawCharts(now) {
  draw("leaders", (width) => LEADERS.map((one) => overTime(width, one, now)));
  draw("size", (width) => SIZES.map((one) => bySize(width, one, now)));
  draw("cost", (width) => COSTS.map((one) => spending(width, one, now)));
  byId("cost-words").replaceChildren(...(now.same ? [] : [make("p", {}, ...costSentence(now)), costTable(now)]));
}
