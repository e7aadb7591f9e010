// The two scenarios that are compared, and the form to choose them.
import { FACTS, load } from "./data.js";
import { byId, make } from "./dom.js";
import { capital, count } from "./words.js";

const choices = [...FACTS.choices];
const startOf = (choice) => (choice.slider ? Math.max(choice.slider.values.indexOf(choice.slider.start), 0) : 0);
const chosen = Object.fromEntries(["a", "b"].map((side, choice) => [side, { choice, value: startOf(choices[choice]) }]));

/** A slider's value in words: pounds where the unit is money. */
const inWords = (slider, value) => (slider.unit.startsWith("£") ? "£" : "") + count(value);

/** The point that is chosen on a side, with its data and its words. */
export async function chosenPoint(side) {
  const { choice, value } = chosen[side];
  const { slider, points, what_if, short } = choices[choice];
  const words = (text) => (slider ? text.replace("{value}", inWords(slider, slider.values[value])) : text);
  return { ...(await load(points[value])), short: words(short), whatIf: words(what_if) };
}

function sliderOf(side, update) {
  const { slider } = choices[chosen[side].choice];
  const id = `value-${side}`, output = make("output", { for: id });
  const input = make("input", {
    type: "range", id, min: 0, max: slider.values.length - 1, step: 1, value: chosen[side].value,
    oninput: () => {
      chosen[side].value = Number(input.value);
      say();
      update();
    },
  });
  const say = () => {
    output.textContent = inWords(slider, slider.values[chosen[side].value]);
    input.setAttribute("aria-valuetext", output.textContent);
  };
  say();
  const ticks = slider.values.map((value) => make("li", {}, inWords(slider, value)));
  return make("div", { class: "slider" }, output, make("label", { for: id }, slider.label), input,
    make("ul", { class: "ticks", "aria-hidden": "true" }, ...ticks),
    make("p", { class: "quiet" }, `${capital(slider.meaning)}. The slider stops only at values that were simulated.`));
}

/** A list of what-ifs and, under it, the slider or the description of the one that is chosen. */
function showChooser(side, update) {
  const more = make("div");
  const showMore = () => {
    const { slider, description } = choices[chosen[side].choice];
    more.replaceChildren(slider ? sliderOf(side, update) : make("p", { class: "quiet" }, `${description}.`));
  };
  const options = choices.map((choice, i) => make("option", { value: i, selected: i === chosen[side].choice }, capital(choice.name)));
  const select = make("select", {
    "aria-label": side === "b" ? "What if" : "Compared with",
    onchange: () => {
      const choice = Number(select.value);
      chosen[side] = { choice, value: startOf(choices[choice]) };
      showMore();
      update();
    },
  }, ...options);
  byId(`choose-${side}`).replaceChildren(select, more);
  showMore();
}

/** Show the form; `update` is called after each change. */
export function showChoosers(update) {
  for (const side of ["b", "a"]) showChooser(side, update);
}

/** Put another what-if among the choices, and choose it. */
export function addChoice(choice) {
  choices.push(choice);
  chosen.b = { choice: choices.length - 1, value: 0 };
}
