// One school's story on both sides, and the form to choose the school.
import { FACTS, places } from "./data.js";
import { byId } from "./dom.js";
import { ring } from "./maps.js";
import { storyList } from "./story.js";
import { count } from "./words.js";

const small = [...places.pupils.keys()].filter((s) => places.pupils[s] < FACTS.small);
const shown = { school: small.find((s) => places.pupils[s] < FACTS.small / 2) ?? 0, now: null };

/** Show the story of the chosen school at two points. */
export function showStory(now) {
  const s = shown.school;
  shown.now = now;
  byId("school").value = s + 1;
  const title = (side) => `School ${count(s + 1)}, ${count(places.pupils[s])} pupils: ${now[side].short}`;
  byId("story").replaceChildren(...["b", "a"].map((side) => storyList(now[side].record, s, title(side), side)));
}

/** Choose a school; `go` leads to its story. */
export function chooseSchool(school, go = false) {
  shown.school = school;
  ring(school);
  showStory(shown.now);
  if (!go) return;
  byId("story-title").scrollIntoView();
  byId("school").focus({ preventScroll: true });
}

/** Any small school, or any school where none is small. */
function another() {
  const among = small.length ? small : [...places.pupils.keys()];
  return among[Math.floor(Math.random() * among.length)];
}

/** Let people choose a school by its number, or another one. */
export function startStory() {
  ring(shown.school);
  byId("school").max = FACTS.schools;
  byId("another").addEventListener("click", () => chooseSchool(another()));
  byId("story-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const number = Number(byId("school").value);
    if (Number.isInteger(number) && number >= 1 && number <= FACTS.schools) chooseSchool(number - 1);
  });
}
