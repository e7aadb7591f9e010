// One school's story: what its record says, in plain words, year by year.
import { FACTS, other, part, yearOf } from "./data.js";
import { make } from "./dom.js";
import { capital, count, yearName } from "./words.js";

const TOGETHER = [
  "on its own",
  "from time to time",
  "with a written agreement",
  "with a shared improvement plan",
  "sharing subject leaders and staff",
  "under one governing body",
];
const ONE_BODY = TOGETHER.length - 1;
const together = ({ depth, one_body }) => TOGETHER[one_body ? ONE_BODY : depth];
const GRADES = ["outstanding", "good", "as requiring improvement", "inadequate"];
const ORIGINS = ["", "a teacher at the school", "someone from a partner school", "someone from elsewhere"];
const {
  "own head": OWN_HEAD, "head elsewhere": HEAD_ELSEWHERE, "head of school": HEAD_OF_SCHOOL, "leads others": LEADS_OTHERS,
} = FACTS.leadership;

const school = (row) => `school ${count(row + 1)}`;

/** Rows of schools as "schools 3, 17 and 40", the first few. */
function schoolsIn(rows) {
  if (!rows.length) return "other schools";
  if (rows.length === 1) return school(rows[0]);
  const few = rows.slice(0, rows.length > 6 ? 5 : 6).map((row) => count(row + 1));
  if (rows.length > 6) return `schools ${few.join(", ")} and ${rows.length - 5} more`;
  return `schools ${few.slice(0, -1).join(", ")} and ${few.at(-1)}`;
}

/** The other open schools for which the record names the same base or partner. */
function alike(record, name, year, s) {
  const wanted = other(record, name, year, s), rows = [];
  if (wanted === FACTS.no_partner) return rows;
  for (let row = 0; row < FACTS.schools; row++)
    if (row !== s && other(record, name, year, row) === wanted && !part(record, "closed", year, row)) rows.push(row);
  return rows;
}

/** Whether a school is led by the head of another, or has a head of school under an executive head. */
const isUnder = ({ leadership }) => leadership === HEAD_ELSEWHERE || leadership === HEAD_OF_SCHOOL;

/** Who leads the school at the end of a year. */
export function ledBy(record, year, s, now) {
  const { acting_head: acting, leadership } = now;
  if (leadership === HEAD_ELSEWHERE)
    return acting ? `It is led from ${school(now.base)}, and has no permanent head.` : `It shares the head of ${school(now.base)}.`;
  if (leadership === HEAD_OF_SCHOOL) {
    const head = acting ? "an acting head of school" : "a head of school";
    return now.base === s ? `It has ${head}, beside the executive head, who sits here.` : `It has ${head}, under the executive head of ${school(now.base)}.`;
  }
  if (leadership === LEADS_OTHERS) return `Its ${acting ? "acting head" : "head"} also leads ${schoolsIn(alike(record, "base", year, s))}.`;
  return acting ? "It has no permanent head." : "It has a head of its own.";
}

/** Who leaves, of those who lead the school. */
function leaving(now, before) {
  const sentences = [], head = isUnder(before) ? "head of school" : "head";
  // A school that takes in the pupils of one that closes is recorded with the headship lost there.
  if (now.head_displaced && isUnder(now) && !isUnder(before))
    sentences.push(now.head_left ? "Its own headship ends, and its head no longer leads it." : "Its own headship ends.");
  else if (now.head_left && before.leadership === HEAD_ELSEWHERE) sentences.push("The head it shares leaves, or no longer leads it.");
  else if (now.head_left) sentences.push(`Its ${head} ${now.head_moved ? "leaves for a post with more pupils" : "retires or leaves"}.`);
  else if (now.head_moved && before.acting_head) sentences.push("A head who came this year leaves again, for a post with more pupils.");
  else if (now.head_moved) sentences.push(`Its ${head} takes a post with more pupils, and still leads this school.`);
  if (now.executive_left) sentences.push("The executive head leaves.");
  return sentences;
}

/** Who comes to lead the school, and how it is led from now on. */
function appointing(record, year, s, now, before) {
  const sentences = [];
  const ledAnew = now.leadership !== before.leadership || (now.base !== before.base && now.leadership !== OWN_HEAD);
  if (now.readvertised) sentences.push("The post is advertised more than once.");
  if (now.head_from) {
    const leadsOn = now.leadership === LEADS_OTHERS && before.leadership === LEADS_OTHERS;
    const post = now.leadership === HEAD_OF_SCHOOL ? "head of school" : leadsOn ? "head of its schools" : "head";
    sentences.push(`${capital(ORIGINS[now.head_from])} becomes ${post}.`);
  }
  if (ledAnew) sentences.push(ledBy(record, year, s, now));
  else if (now.acting_head) sentences.push(before.acting_head && !now.head_from ? "It still has no permanent head." : "No suitable candidate is found: it has no permanent head.");
  else if (before.acting_head && !now.head_from) sentences.push("It has a permanent head again.");
  return sentences;
}

const counted = (rows, one, several) => (rows.length === 1 ? `One school ${one}` : `${count(rows.length)} schools ${several}`);

/** Who comes and goes among the partners of a school that was not alone, and is not. */
function changedPartners(record, year, s, now) {
  const [before, after] = [year - 1, year].map((at) => alike(record, "partner", at, s));
  const came = after.filter((row) => !before.includes(row)), went = before.filter((row) => !after.includes(row));
  if (came.length && went.length === before.length) return [`It now works with ${schoolsIn(after)}, ${together(now)}.`];
  return [...(came.length ? [`${counted(came, "joins", "join")} its partnership.`] : []), ...(went.length ? [`${counted(went, "leaves it", "leave it")}.`] : [])];
}

function partners(record, year, s, now, before) {
  const sentences = now.left_partners ? ["It leaves its partners."] : [];
  if (!now.depth) return before.depth && !now.left_partners ? ["It is on its own again."] : sentences;
  if (!before.depth || now.left_partners) return [...sentences, `It joins ${schoolsIn(alike(record, "partner", year, s))}, ${together(now)}.`];
  sentences.push(...changedPartners(record, year, s, now));
  if (now.one_body > before.one_body) sentences.push("The partners come under one governing body.");
  else if (now.one_body < before.one_body) sentences.push("The partners no longer have one governing body.");
  if (now.depth > before.depth && (now.depth < ONE_BODY || now.one_body === before.one_body)) sentences.push(`The partnership grows closer, now ${TOGETHER[now.depth]}.`);
  else if (now.depth < before.depth) sentences.push(`The partnership loosens, now ${TOGETHER[now.depth]}.`);
  return sentences;
}

function teaching(now, before) {
  const sentences = [];
  if (now.teacher_improved) sentences.push("A teacher who was given support now teaches well enough.");
  if (now.teacher_gone) sentences.push("A teacher who was given support no longer teaches here.");
  if (now.weakness_noticed) sentences.push("Weak teaching is noticed, and the teacher gets support.");
  else if (now.weak_teacher && !before.weak_teacher) sentences.push("Some teaching is weak, and nobody has noticed yet.");
  else if (before.weak_teacher && !now.weak_teacher && !now.teacher_improved && !now.teacher_gone) sentences.push("Its teaching is no longer weak.");
  if (now.grade !== before.grade) sentences.push(`Inspectors now judge it ${GRADES[now.grade]}.`);
  return sentences;
}

const CLOSES = "The school closes. Its pupils go to a school nearby.";

/** How the school stands at the end of the first year. */
function beginning(record, s, now) {
  if (now.closed) return [CLOSES];
  const partners = schoolsIn(alike(record, "partner", 0, s));
  const alone = "It has no partner schools.";
  return [ledBy(record, 0, s, now), now.depth ? `It works with ${partners}, ${together(now)}.` : alone, `Inspectors judge it ${GRADES[now.grade]}.`, ...teaching(now, { ...now, weak_teacher: 0 })];
}

/** The years of a school: [{from, to, sentences}]; years without a change stand together. */
function story(record, s) {
  let before = yearOf(record, 0, s);
  const years = [{ from: 1, to: 1, sentences: beginning(record, s, before) }];
  for (let year = 1; year < FACTS.years; year++) {
    const now = yearOf(record, year, s);
    if (now.closed && before.closed) break;
    const sentences = now.closed ? [CLOSES]
      : [...leaving(now, before), ...appointing(record, year, s, now, before), ...partners(record, year, s, now, before), ...teaching(now, before)];
    if (!sentences.length && !years.at(-1).sentences.length) years.at(-1).to = year + 1;
    else years.push({ from: year + 1, to: year + 1, sentences });
    before = now;
  }
  return years;
}

/** The story as a list under the name of its scenario. */
export function storyList(record, s, title, side) {
  const items = story(record, s).map(({ from, to, sentences }) => make("li", { class: sentences.length ? "" : "still" },
    make("span", {}, capital(from === to ? yearName(from - 1) : `${yearName(from - 1)} to ${yearName(to - 1)}`)), make("span", {}, sentences.join(" ") || "No change.")));
  return make("div", { class: side }, make("h3", { class: "who" }, title), make("ol", {}, ...items));
}
