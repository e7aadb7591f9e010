// Numbers in words, and the answer in sentences computed from the futures.

/** An element with attributes and children; texts become text, never markup. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "class") element.className = value;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== false && value != null) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

const count = (value) => Math.round(value).toLocaleString("en-GB");
const fixed = (value, places) =>
  value.toLocaleString("en-GB", { minimumFractionDigits: places, maximumFractionDigits: places });

// How a unit of the ledger is shown: what a value is multiplied with, decimal places, words.
const UNITS = {
  share: { scale: 100, places: 1, unit: "in 100", change: "in 100" },
  "£ a pupil": { scale: 1, places: 0, unit: "£ a pupil", change: "£ a pupil" },
  points: { scale: 1, places: 2, unit: "points", change: "points" },
  "0-5": { scale: 1, places: 1, unit: "on a scale from 0 to 5", change: "on a scale from 0 to 5" },
  schools: { scale: 1, places: 1, unit: "schools", change: "schools" },
};
const unitOf = (measure) => {
  const unit = FACTS.measures[measure].unit;
  return UNITS[unit] ?? { scale: 1, places: 1, unit, change: unit };
};

/** A value as people read it, with its sign where it is a change. */
function told(value, measure, sign = false) {
  if (!Number.isFinite(value)) return "–";
  const { scale, places } = unitOf(measure);
  const text = fixed(Math.abs(value * scale), places);
  const nothing = Number(text.replaceAll(",", "")) === 0;
  return (value < 0 && !nothing ? "−" : sign && !nothing ? "+" : "") + text;
}

/** "7.2 to 8.4", the smaller size first whatever the sign; empty for one future. */
function span(found, measure, sign = false) {
  if (!Number.isFinite(found.low)) return "";
  const flip = !sign && found.mean < 0;
  const [from, to] = flip ? [-found.high, -found.low] : [found.low, found.high];
  return `${told(from, measure, sign)} to ${told(to, measure, sign)}`;
}

const certain = (found) => !Number.isFinite(found.low) || found.low > 0 || found.high < 0;

const pounds = (size) => {
  size.prepend("£");
  return size;
};

/** Sentences of the answer: what is asked, in words for less, more and no clear change. */
const ANSWERS = [
  {
    measure: "head_leaver_rate", group: "small",
    about: "Of 100 small schools, ",
    less: (n, a, b) => [`${b} lose their head in a year instead of ${a}: `, n, " fewer"],
    more: (n, a, b) => [`${b} lose their head in a year instead of ${a}: `, n, " more"],
    same: "No clear change in how many small schools lose their head in a year",
  },
  {
    measure: "ks2_progress_mean", group: "small",
    about: "Their pupils’ progress by age 11 ",
    less: (n) => ["falls by ", n, " points"], more: (n) => ["rises by ", n, " points"],
    same: "No clear change in their pupils’ progress by age 11",
  },
  {
    measure: "cost_per_pupil", group: "small",
    about: "They spend ",
    less: (n) => [pounds(n), " less on each pupil a year"], more: (n) => [pounds(n), " more on each pupil a year"],
    same: "No clear change in what they spend on each pupil",
  },
];

function sentence(answer, a, b) {
  const [before, after] = [a, b].map((data) => lately(data, answer.measure, answer.group));
  const found = interval(paired(before, after));
  const line = make("p");
  const range = span(found, answer.measure, !certain(found));
  if (!Number.isFinite(found.mean)) line.append("Too few years to say");
  else if (certain(found)) {
    const size = make("b", {}, told(Math.abs(found.mean), answer.measure));
    const levels = [before, after].map((values) => told(mean(values), answer.measure));
    line.append(answer.about, ...(found.mean < 0 ? answer.less : answer.more)(size, ...levels));
  } else line.append(answer.same);
  if (range) line.append(" ", make("span", { class: "interval" }, `(90 % interval ${range})`));
  line.append(".");
  return line;
}

/** The answer, for two different points. */
function answer(a, b) {
  const spread = told(mean(lately(a, "ks2_progress_sd", "small")), "ks2_progress_sd");
  const last = FACTS.last_years === 1 ? "the last year" : `the mean of the last ${FACTS.last_years} years`;
  const note = make("p", { class: "quiet" },
    `Small schools have fewer than ${SMALL} pupils; this is ${last}. To compare: small schools’ progress differs by ${spread} points from one school to the next (standard deviation).`);
  if (b.series.length === 0 || lately(b, "cost_per_pupil", "small").length < 2)
    note.append(" Only one future was simulated, so there is no interval.");
  return [...ANSWERS.map((one) => sentence(one, a, b)), note];
}

/** A table behind "Show numbers". */
function numbers(caption, heads, rows) {
  const table = make("table", {}, make("caption", {}, caption),
    make("thead", {}, make("tr", {}, ...heads.map((head) => make("th", { scope: "col" }, head)))),
    make("tbody", {}, ...rows.map(([first, ...rest]) =>
      make("tr", {}, make("th", { scope: "row" }, first), ...rest.map((cell) => make("td", {}, cell))))));
  return make("details", {}, make("summary", {}, "Show numbers"),
    make("div", { class: "wide", tabindex: 0, role: "region", "aria-label": caption }, table));
}
