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
const { "own head": OWN_HEAD, "head elsewhere": HEAD_ELSEWHERE, "head of school": HEAD_OF_SCHOOL, "leads others": LEADS_OTHERS } = FACTS.leadership;

/** A school's year as an object of its parts. */
function yearOf(record, year, s) {
  const found = { base: other(record, "base", year, s), partner: other(record, "partner", year, s) };
  for (const name of Object.keys(PARTS)) found[name] = part(record, name, year, s);
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
function alike(record, name, year, s) {
  const wanted = other(record, name, year, s), rows = [];
  if (wanted === FACTS.no_partner) return rows;
  for (let row = 0; row < FACTS.schools; row++)
    if (row !== s && other(record, name, year, row) === wanted && !part(record, "closed", year, row)) rows.push(row);
  return rows;
}

/** Who leads the school, as it stands in a year. */
function ledBy(record, year, s, now) {
  if (now.leadership === HEAD_ELSEWHERE) return `It shares the head of ${school(now.base)}.`;
  if (now.leadership === HEAD_OF_SCHOOL) return `It has a head of school, under the executive head of ${school(now.base)}.`;
  if (now.leadership === LEADS_OTHERS) return `Its head also leads ${schoolsIn(alike(record, "base", year, s))}.`;
  return now.acting_head ? "An acting head minds it." : "It has a head of its own.";
}

function leadership(record, year, s, now, before) {
  const said = [];
  const under = before.leadership === HEAD_ELSEWHERE || before.leadership === HEAD_OF_SCHOOL;
  if (now.head_displaced) said.push("Its own headship ends.");
  else if (now.head_left && before.leadership === HEAD_ELSEWHERE) said.push("The head it shares leaves, or the sharing ends.");
  else if (now.head_left) said.push(`Its ${under ? "head of school" : "head"} ${now.head_moved ? "leaves to lead more pupils" : "retires or leaves"}.`);
  else if (now.head_moved) said.push("Its acting head goes on to lead more pupils.");
  if (under && now.base === before.base && now.leadership !== HEAD_ELSEWHERE && part(record, "head_left", year, now.base))
    said.push(`The executive head, of ${school(now.base)}, leaves.`);
  if (now.readvertised) said.push("The post is advertised more than once.");
  if (now.head_from) {
    const post = now.leadership === HEAD_OF_SCHOOL ? "head of school" : now.leadership === LEADS_OTHERS && before.leadership === LEADS_OTHERS ? "head of its schools" : "head";
    said.push(`${capital(ORIGINS[now.head_from])} becomes ${post}.`);
  }
  if (now.acting_head && !before.acting_head) said.push("Nobody suitable is found: there is an acting head.");
  else if (now.acting_head && before.acting_head && !now.head_from) said.push("There is still only an acting head.");
  if (now.leadership !== before.leadership || (now.base !== before.base && now.leadership !== OWN_HEAD)) said.push(ledBy(record, year, s, now));
  return said;
}

function partners(record, year, s, now, before) {
  const said = [];
  if (now.left_partners) said.push("It leaves its partners.");
  if (!before.depth && now.depth) {
    const rows = alike(record, "partner", year, s);
    said.push(`It joins ${rows.length ? schoolsIn(rows) : "others"}, ${DEPTHS[now.depth]}.`);
  } else if (now.one_body && !before.one_body) said.push("The partners come under one governing body.");
  else if (now.depth > before.depth) said.push(`The partners go further: they are now ${DEPTHS[now.depth]}.`);
  else if (now.depth && now.depth < before.depth) said.push(`The partnership loosens: it is now ${DEPTHS[now.depth]}.`);
  else if (before.depth && !now.depth) said.push("It is on its own again.");
  return said;
}

function teaching(now, before) {
  const said = [];
  if (now.teacher_improved) said.push("The teacher who was given support now teaches well enough.");
  if (now.teacher_gone) said.push("The teacher who was given support no longer teaches here.");
  if (now.weakness_noticed) said.push("Weak teaching is noticed, and the teacher gets support.");
  else if (now.weak_teacher && !before.weak_teacher) said.push("Some teaching is weak, and nobody has noticed yet.");
  if (now.grade !== before.grade) said.push(`Inspectors now judge it ${GRADES[now.grade]}.`);
  return said;
}

const capital = (text) => text[0].toUpperCase() + text.slice(1);

/** The years of a school: [{years, said}]; years in which nothing happens stand together. */
function story(record, s) {
  const told = [];
  let before = yearOf(record, 0, s);
  const start = [ledBy(record, 0, s, before), `It is ${DEPTHS[before.depth]}.`];
  if (before.depth) start[1] = `With ${schoolsIn(alike(record, "partner", 0, s)) || "others"} it is ${DEPTHS[before.depth]}.`;
  start.push(`Inspectors judge it ${GRADES[before.grade]}.`);
  told.push({ from: 1, to: 1, said: [...start, ...teaching(before, { ...before, weak_teacher: 0 })] });
  for (let year = 1; year < FACTS.years; year++) {
    const now = yearOf(record, year, s);
    if (now.closed) {
      if (!before.closed) told.push({ from: year + 1, to: year + 1, said: ["The school closes. Its pupils go to a school nearby."] });
    } else {
      const said = [...leadership(record, year, s, now, before), ...partners(record, year, s, now, before), ...teaching(now, before)];
      if (!said.length && !told.at(-1).said.length) told.at(-1).to = year + 1;
      else told.push({ from: year + 1, to: year + 1, said });
    }
    before = now;
  }
  return told;
}

/** The story as a list under the name of its future. */
function storyList(record, s, title, side) {
  const items = story(record, s).map(({ from, to, said }) => {
    const years = from === to ? `Year ${from}` : `Years ${from}–${to}`;
    return make("li", { class: said.length ? "" : "still" }, make("span", {}, years), make("span", {}, said.join(" ") || "Nothing of note."));
  });
  return make("div", { class: side }, make("h3", { class: "who" }, title), make("ol", {}, ...items));
}
