// One school's story: what its record says, in plain words, year by year.

const DEPTHS = [
  "on its own",
  "working together now and then",
  "bound by a written agreement",
  "following a shared improvement plan",
  "sharing subject leaders and staff",
  "under one governing body",
];
const GRADES = ["outstanding", "good", "as requiring improvement", "inadequate"];
const ORIGINS = ["", "a teacher of the school", "somebody from a partner school", "somebody from elsewhere"];
const ALONE = 0, FROM_ELSEWHERE = 1, HEAD_OF_SCHOOL = 2, LEADS_OTHERS = 3;

/** A school's year as an object of its parts. */
function yearOf(seen, year, s) {
  const found = { base: other(seen, "base", year, s), partner: other(seen, "partner", year, s) };
  for (const name of Object.keys(PARTS)) found[name] = part(seen, name, year, s);
  return found;
}

const school = (row) => `school ${count(row + 1)}`;

/** Rows of schools as "schools 3, 17 and 40", the first few. */
function schoolsIn(rows) {
  if (rows.length === 1) return school(rows[0]);
  const few = rows.slice(0, 5).map((row) => count(row + 1));
  if (rows.length > 5) return `schools ${few.join(", ")} and ${rows.length - 5} more`;
  return `schools ${few.slice(0, -1).join(", ")} and ${few.at(-1)}`;
}

/** The other schools of which the record names the same one. */
function alike(seen, name, year, s) {
  const wanted = other(seen, name, year, s), rows = [];
  if (wanted === FACTS.no_partner) return rows;
  for (let row = 0; row < FACTS.schools; row++)
    if (row !== s && other(seen, name, year, row) === wanted && !part(seen, "closed", year, row)) rows.push(row);
  return rows;
}

/** Who leads the school, as it stands in a year. */
function ledBy(seen, year, s, now) {
  if (now.led === FROM_ELSEWHERE) return `It shares the head of ${school(now.base)}.`;
  if (now.led === HEAD_OF_SCHOOL) return `It has a head of school, under the executive head of ${school(now.base)}.`;
  if (now.led === LEADS_OTHERS) return `Its head also leads ${schoolsIn(alike(seen, "base", year, s))}.`;
  return now.acting ? "An acting head minds it." : "It has a head of its own.";
}

function leadership(seen, year, s, now, before) {
  const said = [];
  const under = before.led === FROM_ELSEWHERE || before.led === HEAD_OF_SCHOOL;
  if (now.displaced) said.push("Its own headship ends.");
  else if (now.left && before.led === FROM_ELSEWHERE) said.push("The head it shares leaves, or the sharing ends.");
  else if (now.left) said.push(`Its ${under ? "head of school" : "head"} ${now.moved_larger ? "leaves to lead more pupils" : "retires or leaves"}.`);
  else if (now.moved_larger) said.push("Its acting head goes on to lead more pupils.");
  if (under && now.base === before.base && now.led !== FROM_ELSEWHERE && part(seen, "left", year, now.base))
    said.push(`The executive head, of ${school(now.base)}, leaves.`);
  if (now.readvertised) said.push("The post is advertised more than once.");
  if (now.came_from) {
    const post = now.led === HEAD_OF_SCHOOL ? "head of school" : now.led === LEADS_OTHERS && before.led === LEADS_OTHERS ? "head of its schools" : "head";
    said.push(`${capital(ORIGINS[now.came_from])} becomes ${post}.`);
  }
  if (now.acting && !before.acting) said.push("Nobody suitable is found: there is an acting head.");
  else if (now.acting && before.acting && !now.came_from) said.push("There is still only an acting head.");
  if (now.led !== before.led || (now.base !== before.base && now.led !== ALONE)) said.push(ledBy(seen, year, s, now));
  return said;
}

function partners(seen, year, s, now, before) {
  const said = [];
  if (now.left_partners) said.push("It leaves its partners.");
  if (!before.depth && now.depth) {
    const rows = alike(seen, "partner", year, s);
    said.push(`It joins ${rows.length ? schoolsIn(rows) : "others"}, ${DEPTHS[now.depth]}.`);
  } else if (now.one_body && !before.one_body) said.push("The partners come under one governing body.");
  else if (now.depth > before.depth) said.push(`The partners go further: they are now ${DEPTHS[now.depth]}.`);
  else if (now.depth && now.depth < before.depth) said.push(`The partnership loosens: it is now ${DEPTHS[now.depth]}.`);
  else if (before.depth && !now.depth) said.push("It is on its own again.");
  return said;
}

function teaching(now, before) {
  const said = [];
  if (now.improved) said.push("The teacher who was given support now teaches well enough.");
  if (now.ended) said.push("The teacher who was given support no longer teaches here.");
  if (now.found) said.push("Weak teaching is noticed, and the teacher gets support.");
  else if (now.weak && !before.weak) said.push("Some teaching is weak, and nobody has noticed yet.");
  if (now.grade !== before.grade) said.push(`Inspectors now judge it ${GRADES[now.grade]}.`);
  return said;
}

const capital = (text) => text[0].toUpperCase() + text.slice(1);

/** The years of a school: [{years, said}]; years in which nothing happens stand together. */
function story(seen, s) {
  const told = [];
  let before = yearOf(seen, 0, s);
  const start = [ledBy(seen, 0, s, before), `It is ${DEPTHS[before.depth]}.`];
  if (before.depth) start[1] = `With ${schoolsIn(alike(seen, "partner", 0, s)) || "others"} it is ${DEPTHS[before.depth]}.`;
  start.push(`Inspectors judge it ${GRADES[before.grade]}.`);
  told.push({ from: 1, to: 1, said: [...start, ...teaching(before, { ...before, weak: 0 })] });
  for (let year = 1; year < FACTS.years; year++) {
    const now = yearOf(seen, year, s);
    if (now.closed) {
      if (!before.closed) told.push({ from: year + 1, to: year + 1, said: ["The school closes. Its pupils go to a school nearby."] });
    } else {
      const said = [...leadership(seen, year, s, now, before), ...partners(seen, year, s, now, before), ...teaching(now, before)];
      if (!said.length && !told.at(-1).said.length) told.at(-1).to = year + 1;
      else told.push({ from: year + 1, to: year + 1, said });
    }
    before = now;
  }
  return told;
}

/** The story as a list under the name of its future. */
function storyList(seen, s, title, side) {
  const items = story(seen, s).map(({ from, to, said }) => {
    const years = from === to ? `Year ${from}` : `Years ${from}–${to}`;
    return make("li", { class: said.length ? "" : "still" }, make("span", {}, years), make("span", {}, said.join(" ") || "Nothing of note."));
  });
  return make("div", { class: side }, make("h3", { class: "who" }, title), make("ol", {}, ...items));
}
