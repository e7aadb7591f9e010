// The answer in sentences: what changed, by how much, and how certain it is.
import { FACTS } from "./data.js";
import { make } from "./dom.js";
import { change, inFutures, level, levels } from "./estimates.js";
import { by, interval, size, unitOf, value } from "./words.js";

// For each sentence: what is clear, in one of two words, where the interval excludes zero, what has
// no clear change where it does not, and the two levels where futures are too few for an interval.
const SENTENCES = [
  {
    measure: "leader_lost_rate",
    words: ["fewer", "more"],
    clear: (change, word, before, after) => [`Of 100 small schools, ${after} lose a leader in a year instead of ${before}: `, change, ` ${word}`],
    unclear: "No clear change in how many of 100 small schools lose a leader in a year",
    few: (before, after, where) => `${where}, ${after} of 100 small schools lose a leader in a year instead of ${before}`,
  },
  {
    measure: "ks2_progress_mean",
    words: ["falls", "rises"],
    clear: (change, word) => [`Their pupils’ progress by age 11 ${word} by `, change, " points"],
    unclear: "No clear change in their pupils’ progress by age 11",
    after: " points",
    few: (before, after) => `Their pupils’ progress by age 11 is ${after} points instead of ${before}`,
  },
  {
    measure: "cost_per_pupil",
    words: ["less", "more"],
    clear: (change, word) => ["They spend ", change, ` ${word} on each pupil a year`],
    unclear: "No clear change in what they spend on each pupil a year",
    few: (before, after) => `They spend ${after} on each pupil a year instead of ${before}`,
  },
];

function sentence({ measure, words, clear, unclear, few, after = "" }, from, to) {
  const unit = unitOf(measure), difference = change(from, to, measure, "small");
  if (!Number.isFinite(difference.mean)) return make("p", {}, "There are too few years to say.");
  const means = levels(from, to, measure, "small").map((mean) => value(mean, unit, false, unit.front));
  if (difference.few) return make("p", {}, `${few(...means, inFutures(from, to))}.`);
  const shownBy = make("b", {}, by(size(difference).mean, unit));
  const told = difference.certain ? clear(shownBy, words[difference.mean < 0 ? 0 : 1], ...means) : [unclear];
  const shown = difference.certain ? size(difference) : difference;
  return make("p", {}, ...told, ...interval(shown, unit, !difference.certain, unit.front, after), ".");
}

/** What the sentences are of, and how large an ordinary difference is. */
function note(from, to) {
  const sd = value(level(from, "ks2_progress_sd", "small").mean, unitOf("ks2_progress_sd"));
  const last = FACTS.last_years === 1 ? "of the last year" : `the mean of the last ${FACTS.last_years} years`;
  const few = change(from, to, "cost_per_pupil", "small").few
    ? " So few futures have no interval: they cannot show whether the scenario makes the difference." : "";
  return make("p", { class: "quiet" }, `Small schools have fewer than ${FACTS.small} pupils; these numbers are ${last}, rounded after differences were taken. ` +
    `For comparison: the standard deviation of progress between small schools is ${sd} points.${few}`);
}

/** The answer for two different points. */
export const answer = (from, to) => [...SENTENCES.map((one) => sentence(one, from, to)), note(from, to)];
