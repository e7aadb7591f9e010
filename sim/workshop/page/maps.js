// Where it happens: both maps, what they show, their year, and the schools near a place.
import { FACTS, part, places, yearOf } from "./data.js";
import { byId, make, numbers, wideTable } from "./dom.js";
import { MODES, SchoolMap, View } from "./map.js";
import { moveable } from "./move.js";
import { ledBy } from "./story.js";
import { capital, count, counted, yearName } from "./words.js";

const view = new View();
const maps = { a: new SchoolMap(byId("map-a"), view), b: new SchoolMap(byId("map-b"), view) };
const shown = { mode: "leaders", year: FACTS.years - 1, now: null };

let waiting = false;
/** Draw both maps with the screen's next picture. */
function redraw() {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    const began = performance.now();
    for (const map of Object.values(maps)) if (map.record) map.draw();
    performance.clearMeasures("maps");
    performance.measure("maps", { start: began, end: performance.now() });
  });
}

/** Colour a map; under it in words, and returned, how many schools there are of each colour. */
function colourMap(side) {
  const { now, year, mode } = shown;
  const counts = maps[side].colour(now[side].record, year, mode);
  const phrases = MODES[mode].key.map(([, , phrase], kind) => `${count(counts[kind])} ${phrase}`);
  const others = phrases.filter((_, kind) => kind > 0 && counts[kind] > 0);
  byId(`map-${side}-title`).textContent = capital(now[side].short);
  byId(`map-${side}-words`).textContent =
    `${capital(yearName(year))}: of ${counted(FACTS.schools, "school")}, ${(others.length ? others : phrases.slice(0, 1)).join("; ")}.`;
  return [capital(now[side].short), ...counts.map(count)];
}

function colourMaps() {
  const { key } = MODES[shown.mode];
  const rows = ["b", "a"].map(colourMap);
  byId("legend").replaceChildren(...key.map(([name, colour]) => {
    const dot = make("i");
    dot.style.background = colour;
    return make("li", {}, dot, name);
  }));
  byId("year").value = shown.year + 1;
  byId("year-now").textContent = yearName(shown.year).replace("year ", "");
  const table = numbers(`Schools in ${yearName(shown.year)}`, ["scenario", ...key.map(([name]) => name)], rows);
  byId("map-numbers").replaceChildren(...table.childNodes);
  redraw();
}

/** Show two points on the maps. */
export function showMaps(now) {
  shown.now = now;
  colourMaps();
}

function setYear(year) {
  shown.year = year;
  colourMaps();
}

let playing = null;
function play(start) {
  const last = FACTS.years - 1;
  clearInterval(playing);
  playing = null;
  if (start) {
    if (shown.year === last) setYear(0);
    playing = setInterval(() => (shown.year < last ? setYear(shown.year + 1) : play(false)), 900);
  }
  byId("play").textContent = start ? "Pause" : "Play the years";
  byId("play").setAttribute("aria-pressed", String(start));
}

/** Put a ring around a school on both maps. */
export function ring(school) {
  for (const map of Object.values(maps)) map.chosen = school;
  redraw();
}

/** The schools nearest to a place, nearest first. */
function nearest(x, y, wanted) {
  const far = (s) => (places.x[s] - x) ** 2 + (places.y[s] - y) ** 2;
  return Array.from(places.x.keys()).sort((one, two) => far(one) - far(two)).slice(0, wanted);
}

/** Who leads a school on one side, as the cell of a table. */
function leaderCell(side, s) {
  const { record } = shown.now[side];
  if (part(record, "closed", shown.year, s)) return "closed";
  const sentence = ledBy(record, shown.year, s, yearOf(record, shown.year, s));
  return sentence.replace(/^It has /, "").replace(/^It (?=shares|is)/, "").replace(/^Its/, "its").replace(/\.$/, "");
}

/** The schools near a place, with a button to each one's story. */
function showNear(x, y, choose) {
  const schools = nearest(x, y, 8), { a, b } = shown.now;
  choose(schools[0], false);
  const rows = schools.map((s) => [
    make("button", { type: "button", onclick: () => choose(s, true), "aria-label": `Read the story of school ${s + 1}` }, count(s + 1)),
    count(places.pupils[s]), ...["b", "a"].map((side) => leaderCell(side, s))]);
  const caption = `The schools nearest to the place, in ${yearName(shown.year)}`;
  byId("near").replaceChildren(wideTable(caption, ["school", "pupils at the start", b.short, a.short], rows, "words"));
}

/** As many pixels as the screen has. */
export function resizeMaps() {
  for (const map of Object.values(maps)) map.resize();
  redraw();
}

/** Let people use the maps; `choose` is called with the school they choose, and whether to go there. */
export function startMaps(choose) {
  byId("year").max = FACTS.years;
  byId("map-mode").replaceChildren(...Object.entries(MODES).map(([key, { name }]) => make("option", { value: key }, name)));
  byId("map-mode").addEventListener("change", (event) => { shown.mode = event.target.value; colourMaps(); });
  byId("year").addEventListener("input", (event) => { play(false); setYear(Number(event.target.value) - 1); });
  byId("play").addEventListener("click", () => play(playing === null));
  byId("zoom-in").addEventListener("click", () => { view.zoomBy(1.6); redraw(); });
  byId("zoom-out").addEventListener("click", () => { view.zoomBy(1 / 1.6); redraw(); });
  byId("zoom-all").addEventListener("click", () => { view.showAll(); redraw(); });
  for (const map of Object.values(maps)) moveable(map, redraw, (x, y) => showNear(x, y, choose));
}
