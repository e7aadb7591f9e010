// The page: what is shown of the two points that are chosen, and how each part hears of a change.
import { answer } from "./answer.js";
import { addChoice, chosenPoint, showChoosers } from "./choose.js";
import { drawCharts } from "./comparison.js";
import { FACTS } from "./data.js";
import { byId, fill, make } from "./dom.js";
import { showLive } from "./live.js";
import { resizeMaps, showMaps, startMaps } from "./maps.js";
import { chooseSchool, showStory, startStory } from "./school.js";
import { count, counted } from "./words.js";

let turn = 0;
let now = null; // the points a and b, and whether they are the same

/** Show everything that depends on the two points; a later change overtakes an earlier one. */
async function update() {
  const mine = ++turn;
  const [a, b] = await Promise.all(["a", "b"].map(chosenPoint));
  if (mine !== turn) return;
  now = { a, b, same: a.number === b.number };
  byId("question").textContent = `What if ${b.whatIf}?`;
  byId("sentences").replaceChildren(...(now.same
    ? [make("p", {}, "Both sides are the same. Choose another scenario on one of them to compare.")]
    : answer(a, b)));
  fill("a", a.short);
  fill("b", b.short);
  showMaps(now);
  showStory(now);
  drawCharts(now);
}

/** What is the same whatever is chosen. */
function showFacts() {
  const once = FACTS.replicates === 1, { again } = FACTS;
  fill("futures", once ? "the one simulated future" : `one of ${count(FACTS.replicates)} simulated futures`);
  fill("last", FACTS.last_years === 1 ? "year" : `${FACTS.last_years} years`);
  byId("again").append(
    make("p", {}, make("code", {}, again.command)),
    make("p", {}, `${counted(FACTS.schools, "school")} (${FACTS.world}, ${again.world_digest}), ${counted(FACTS.years, "year")} after ${again.warm_up} of warm-up, ` +
      `futures: ${FACTS.replicates}, seed ${again.seed}, small-schools ${again.versions["small-schools"]}, NumPy ${again.versions.numpy}. Digest of the measures: `,
      make("code", {}, again.digest), "."));
}

/** Draw to the new size; a phone's bars that come and go change only the height. */
function followSize() {
  let width = window.innerWidth;
  window.addEventListener("resize", () => {
    resizeMaps();
    if (window.innerWidth !== width && now) drawCharts(now);
    width = window.innerWidth;
  });
}

showFacts();
showChoosers(update);
byId("choose").addEventListener("submit", (event) => event.preventDefault());
startMaps(chooseSchool);
startStory();
followSize();
await update();
if (FACTS.live)
  showLive(FACTS.live, (choice) => {
    addChoice(choice);
    showChoosers(update);
    update();
  });
document.documentElement.dataset.ready = "yes";
