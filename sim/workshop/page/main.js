// What is chosen, and what is drawn for it.

const state = { a: { choice: 0, value: 0 }, b: { choice: 1, value: 0 }, mode: "leaders", year: 0, school: 0 };
const $ = (id) => document.getElementById(id);
const choices = FACTS.choices;
for (const side of ["a", "b"]) state[side].value = startOf(choices[state[side].choice]);

function startOf(choice) {
  return choice.slider ? Math.max(choice.slider.values.indexOf(choice.slider.start), 0) : 0;
}

/** A slider's value in words: pounds where the unit is money. */
function valued(slider, value) {
  return slider.unit.startsWith("£") ? `£${count(value)}` : count(value);
}

/** The point a side stands at, with its words and data. */
async function chosen(side) {
  const { choice, value } = state[side];
  const { slider, points, what_if, short } = choices[choice];
  const words = (text) => (slider ? text.replace("{value}", valued(slider, slider.values[value])) : text);
  return { point: points[value], data: await point(points[value]), short: words(short), what_if: words(what_if) };
}

/** A select of what-ifs and, where there is one, its slider over computed points. */
function chooser(side) {
  const holder = $(`choose-${side}`);
  const options = choices.map((choice, i) => make("option", { value: i, selected: i === state[side].choice }, capital(choice.name)));
  const legend = side === "b" ? "What if" : "Compared with";
  const select = make("select", { "aria-label": legend, onchange: () => {
    const choice = Number(select.value);
    Object.assign(state[side], { choice, value: startOf(choices[choice]) });
    extra();
    update();
  } }, ...options);
  const place = make("div");
  const extra = () => place.replaceChildren(...(choices[state[side].choice].slider ? [sliderOf(side)] : []),
    ...(choices[state[side].choice].slider ? [] : [make("p", { class: "quiet" }, `${choices[state[side].choice].description}.`)]));
  holder.replaceChildren(select, place);
  extra();
}

function sliderOf(side) {
  const { slider } = choices[state[side].choice];
  const id = `value-${side}`, output = make("output", { for: id });
  const say = () => {
    const text = valued(slider, slider.values[state[side].value]);
    output.textContent = text;
    input.setAttribute("aria-valuetext", text);
  };
  const input = make("input", { type: "range", id, min: 0, max: slider.values.length - 1, step: 1, value: state[side].value, oninput: () => {
    state[side].value = Number(input.value);
    say();
    update();
  } });
  say();
  const ticks = make("ul", { class: "ticks", "aria-hidden": "true" }, ...slider.values.map((v) => make("li", {}, valued(slider, v))));
  return make("div", { class: "slider" }, output, make("label", { for: id }, slider.label), input, ticks,
    make("p", { class: "quiet" }, `${capital(slider.meaning)}. The slider stops only at values that were computed.`));
}

/** Everything that depends on the two scenarios; a later change overtakes an earlier one. */
let turn = 0;
let now = null;
async function update() {
  const mine = ++turn;
  const [a, b] = await Promise.all(["a", "b"].map(chosen));
  if (mine !== turn) return;
  now = { a, b };
  $("question").textContent = `What if ${b.what_if}?`;
  const same = a.point === b.point;
  $("sentences").replaceChildren(...(same
    ? [make("p", {}, "Both sides are the same. Choose something else on one of them to compare.")]
    : answer(a.data, b.data)));
  fact("a", a.short);
  fact("b", b.short);
  for (const side of ["a", "b"]) $(`map-${side}-title`).textContent = capital(now[side].short);
  colourMaps();
  tellStory();
  drawCharts();
}

function fact(name, text) {
  for (const element of document.querySelectorAll(`[data-fact="${name}"]`)) element.textContent = text;
}

// Charts

const PIPELINE = [
  ["head_leaver_rate", "fewer lose their head in a year", "more lose their head in a year", "Schools that lose their head in a year"],
  ["acting_head_share", "fewer have an acting head", "more have an acting head", "Schools with an acting head"],
  ["head_readvertised_share", "fewer posts are advertised again", "more posts are advertised again", "Posts advertised more than once"],
  ["head_leading_hours", "schools get less time of leading", "schools get more time of leading", "Time that heads have to lead"],
  ["weak_teacher_exposure", "fewer pupils have a weak teacher", "more pupils have a weak teacher", "Pupils taught by a weak teacher"],
  ["partnership_depth_mean", "schools work less closely together", "schools work more closely together", "How closely schools work together"],
];
const SIZES = [
  ["head_leaver_rate", "Schools that lose their head in a year"],
  ["ks2_progress_mean", "Progress of pupils by age 11 (KS2)"],
];
const COSTS = [["small", "A pupil of a small school"], ["all", "A pupil of any school"]];

/** A title that says what the last years show: less, more, or no clear change. */
const finding = (less, more, plain) => (change) =>
  !certain(change) || !Number.isFinite(change.mean) || change.mean === 0 ? `${plain}: no clear change` : capital(change.mean < 0 ? less : more);

function drawCharts() {
  const { a, b } = now;
  const draw = (id, charts) => {
    const place = $(id);
    const columns = getComputedStyle(place).gridTemplateColumns.split(" ").length;
    const gap = parseFloat(getComputedStyle(place).columnGap) || 0;
    const width = Math.max(240, Math.floor((place.clientWidth - gap * (columns - 1)) / columns));
    const open = [...place.querySelectorAll("details")].map((details) => details.open);
    place.replaceChildren(...charts(width));
    place.querySelectorAll("details").forEach((details, i) => { details.open = open[i] ?? false; });
  };
  draw("pipeline", (width) => PIPELINE.map(([measure, less, more, plain]) =>
    overTime(width, measure, "small", a.point === b.point ? () => plain : finding(less, more, plain), a, b)));
  draw("size", (width) => SIZES.map(([measure, title]) => bySize(width, measure, title, a, b)));
  draw("cost", (width) => COSTS.map(([group, title]) => lineCost(width, group, title, a, b)));
  costWords(a, b);
}

/** The change in spending over time, a line for each future. */
function lineCost(width, group, title, a, b) {
  const measure = "cost_per_pupil";
  const before = futures(a.data, measure, group), after = futures(b.data, measure, group);
  const change = after.slice(0, before.length).map((years, r) => years.map((v, year) => v - before[r][year]));
  const found = Array.from({ length: FACTS.years }, (_, year) => interval(change.map((years) => years[year])));
  const last = found.at(-1);
  const alt = `Change in spending over ${FACTS.years} years, one line for each future. In the last year ${told(last.mean, measure, true)} pounds a pupil.`;
  const rows = found.map((f, year) => [`Year ${year + 1}`, told(f.mean, measure, true), span(f, measure, true) || "–"]);
  const table = numbers(`${title}: change in what schools spend, £, mean and 90 % interval`, ["year", "change", "90 % interval"], rows);
  const lines = [{ class: "b", label: b.short, futures: change }];
  return frame(title, `change in what schools spend, £ a pupil a year, in prices of ${FACTS.prices_of}`, lineChart(width, lines, "£", alt), table);
}

function costWords(a, b) {
  if (a.point === b.point) return $("cost-words").replaceChildren();
  const pupils = lately(b.data, "pupils", "all");
  const millions = (measure) => interval(paired(lately(a.data, measure, "all"), lately(b.data, measure, "all")).map((v, r) => (v * pupils[r]) / 1e6));
  const said = (found) => {
    const places = Math.abs(found.mean) < 10 ? 1 : 0, text = (v) => fixed(Math.abs(v), places);
    const range = Number.isFinite(found.low) ? ` (90 % interval ${fixed(found.low, places).replace("-", "−")} to ${fixed(found.high, places).replace("-", "−")})` : "";
    return [`£${text(found.mean)} million`, range];
  };
  const schools = millions("cost_per_pupil"), state = millions("exchequer_per_pupil");
  const [size, range] = said(schools), [paid, paidRange] = said(state);
  const where = FACTS.world === "england" ? "England’s schools" : `These ${count(FACTS.schools)} schools`;
  $("cost-words").replaceChildren(make("p", {}, !certain(schools) ? `${where} spend neither clearly more nor clearly less in all${range}. `
    : `${where} spend about ${size} ${schools.mean < 0 ? "less" : "more"} a year in all${range}. `,
    Math.abs(state.mean) < 0.05 ? "Nothing is paid from outside their budgets." : `Government pays ${paid} a year for it${paidRange}, part of which schools spend.`));
}

// Maps and years

const places = await readPlaces();
const view = new View(places);
const maps = { a: new SchoolMap($("map-a"), view), b: new SchoolMap($("map-b"), view) };
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

function colourMaps() {
  const mode = MODES[state.mode], rows = [];
  for (const side of ["b", "a"]) {
    const counts = maps[side].colour(now[side].data.record, state.year, state.mode);
    rows.push([capital(now[side].short), ...counts.map(count)]);
    const words = mode.key.map(([name], kind) => [counts[kind], name]).filter(([n], kind) => kind > 0 && n > 0);
    $(`map-${side}-words`).textContent = `Year ${state.year + 1}: ` +
      (words.map(([n, name]) => `${name} ${count(n)}`).join("; ") || mode.key[0][0]) + ` (of ${count(FACTS.schools)} schools).`;
  }
  $("legend").replaceChildren(...mode.key.map(([name, colour]) => {
    const dot = make("i");
    dot.style.background = colour;
    return make("li", {}, dot, name);
  }));
  $("year-now").textContent = state.year + 1;
  $("year").value = state.year + 1;
  const open = $("map-numbers").open;
  const table = numbers(`Schools in year ${state.year + 1}`, ["future", ...mode.key.map(([name]) => name)], rows);
  $("map-numbers").replaceChildren(...table.childNodes);
  $("map-numbers").open = open;
  redraw();
}

let playing = null;
function play(start) {
  clearInterval(playing);
  playing = null;
  if (start) {
    if (state.year === FACTS.years - 1) setYear(0);
    playing = setInterval(() => (state.year < FACTS.years - 1 ? setYear(state.year + 1) : play(false)), 900);
  }
  $("play").textContent = start ? "Pause" : "Play the years";
  $("play").setAttribute("aria-pressed", String(start));
}

function setYear(year) {
  state.year = year;
  colourMaps();
}

/** The schools near a place, and a way to each one's story. */
function look(x, y) {
  const rows = nearest(places, x, y, 8);
  choose(rows[0], false);
  const cell = (side, s) => ledBy(now[side].data.record, state.year, s, yearOf(now[side].data.record, state.year, s))
    .replace(/^It has /, "").replace(/^It shares/, "shares").replace(/^Its head/, "its head").replace(/\.$/, "");
  const caption = `The schools nearest to the place, in year ${state.year + 1}`;
  const table = make("table", {}, make("caption", {}, caption),
    make("thead", {}, make("tr", {}, ...["school", "pupils at the start", now.b.short, now.a.short].map((head) => make("th", { scope: "col" }, head)))),
    make("tbody", {}, ...rows.map((s) => make("tr", {},
      make("th", { scope: "row" }, make("button", { type: "button", onclick: () => choose(s, true), "aria-label": `Read the story of school ${s + 1}` }, count(s + 1))),
      make("td", {}, count(places.pupils[s])),
      ...["b", "a"].map((side) => make("td", { class: "words" }, part(now[side].data.record, "closed", state.year, s) ? "closed" : cell(side, s)))))));
  $("near").replaceChildren(make("div", { class: "wide", tabindex: 0, role: "region", "aria-label": caption }, table));
}

// One school

function choose(s, go) {
  state.school = s;
  for (const map of Object.values(maps)) map.chosen = s;
  tellStory();
  redraw();
  if (go) {
    $("story-title").scrollIntoView();
    $("school").focus({ preventScroll: true });
  }
}

function tellStory() {
  const s = state.school;
  $("school").value = s + 1;
  const title = (side) => `School ${count(s + 1)}, ${count(places.pupils[s])} pupils: ${now[side].short}`;
  $("story").replaceChildren(...["b", "a"].map((side) => storyList(now[side].data.record, s, title(side), side)));
}

/** A small school by lot; any school where none is small. */
function anotherSmall() {
  const small = [];
  places.pupils.forEach((pupils, s) => pupils < SMALL && small.push(s));
  return (small.length ? small : [...places.pupils.keys()])[Math.floor(Math.random() * (small.length || places.pupils.length))];
}

// The rest of the page

function begin() {
  $("year").max = FACTS.years;
  $("school").max = FACTS.schools;
  state.year = FACTS.years - 1;
  state.school = Math.max(places.pupils.findIndex((pupils) => pupils < SMALL / 2), 0);
  for (const map of Object.values(maps)) map.chosen = state.school;
  const many = FACTS.replicates === 1 ? "the one future that was simulated" : `${count(FACTS.replicates)} possible futures`;
  fact("futures", many);
  fact("replicates", FACTS.replicates === 1 ? "once" : `${count(FACTS.replicates)} times`);
  fact("last", FACTS.last_years);
  $("map-mode").replaceChildren(...Object.entries(MODES).map(([key, mode]) => make("option", { value: key }, mode.name)));
  const { versions } = FACTS;
  $("again").append(
    make("p", {}, make("code", {}, FACTS.command)),
    make("p", {}, `${count(FACTS.schools)} schools (${FACTS.world}, ${FACTS.world_digest}), ${FACTS.years} years after ${FACTS.warm_up} of warm-up, ${FACTS.replicates} futures, seed ${FACTS.seed}, small-schools ${versions["small-schools"]}, NumPy ${versions.numpy}. The measures have the digest `,
      make("code", {}, FACTS.digest), "."));
  for (const side of ["b", "a"]) chooser(side);
}

function listen() {
  $("map-mode").addEventListener("change", (event) => { state.mode = event.target.value; colourMaps(); });
  $("year").addEventListener("input", (event) => { play(false); setYear(Number(event.target.value) - 1); });
  $("play").addEventListener("click", () => play(playing === null));
  $("zoom-in").addEventListener("click", () => { view.by(1.6); redraw(); });
  $("zoom-out").addEventListener("click", () => { view.by(1 / 1.6); redraw(); });
  $("zoom-all").addEventListener("click", () => { view.all(); redraw(); });
  $("another").addEventListener("click", () => choose(anotherSmall(), false));
  $("choose").addEventListener("submit", (event) => event.preventDefault());
  $("story-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const number = Number($("school").value);
    if (Number.isInteger(number) && number >= 1 && number <= FACTS.schools) choose(number - 1, false);
  });
  for (const map of Object.values(maps)) moveable(map, redraw, look);
  let width = window.innerWidth;
  window.addEventListener("resize", () => {
    for (const map of Object.values(maps)) map.resize();
    redraw();
    if (window.innerWidth !== width && now) drawCharts();
    width = window.innerWidth;
  });
}

begin();
listen();
await update();
if (FACTS.live) showLive(FACTS.live);
document.documentElement.dataset.ready = "yes";
