// What the page holds as data: facts, the places of schools, and a few chunks for each point.
// A point is one scenario with its settings. Live runs add points to those of the page.

export const FACTS = JSON.parse(document.getElementById("facts").textContent);

/** The bytes of a chunk: text that holds compressed bytes. */
async function unpack(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
}

/** Where schools are (km, x to the east, y to the north) and their pupils. */
async function readPlaces() {
  const all = new Uint16Array(await unpack(document.getElementById("places").textContent));
  const n = FACTS.schools;
  const km = (part) => Float32Array.from(all.subarray(part * n, (part + 1) * n), (v) => v / 100);
  return { x: km(0), y: km(1), pupils: all.subarray(2 * n, 3 * n) };
}

export const places = await readPlaces();

/** A record from its planes: each may differ from the first point's ("b"), and by year ("y"). */
async function readRecord(text, base) {
  const years = FACTS.years, size = FACTS.schools * years, planes = text.split(" ");
  const record = new Uint8Array(size * planes.length);
  await Promise.all(planes.map(async (plane, p) => {
    const [ways, packed] = plane.split(":");
    const bytes = record.subarray(p * size, (p + 1) * size);
    bytes.set(new Uint8Array(await unpack(packed)));
    if (ways.includes("y")) for (let at = 0; at < size; at++) if (at % years) bytes[at] ^= bytes[at - 1];
    if (ways.includes("b")) for (let at = 0; at < size; at++) bytes[at] ^= base[p * size + at];
  }));
  return record;
}

const loaded = new Map(); // number of a point -> promise of what it holds
const live = new Map(); // number of a live run's point -> its chunks

/** A point's futures and estimates, and the record of its first future. */
export function load(number) {
  if (!loaded.has(number)) loaded.set(number, read(number));
  return loaded.get(number);
}

async function read(number) {
  const text = (name) => live.get(number)?.[name] ?? document.getElementById(`${name}-${number}`).textContent;
  const base = number === 0 ? null : (await load(0)).record;
  const [futures, estimates, record] = await Promise.all([unpack(text("futures")), unpack(text("estimates")), readRecord(text("record"), base)]);
  return { number, futures: new Float32Array(futures), estimates: new Float32Array(estimates), record };
}

export const addChunks = (number, chunks) => live.set(number, chunks);

// How each named part of a school's year is stored: plane, bits to the right, and mask.
const PARTS = {};
Object.values(FACTS.bit_planes).forEach((bits, plane) => {
  let shift = 0;
  for (const [name, width] of bits) {
    PARTS[name] = { plane, shift, mask: (1 << width) - 1 };
    shift += width;
  }
});

/** One part of the record of a school in a year (from 0). */
export function part(record, name, year, school) {
  const { plane, shift, mask } = PARTS[name];
  return (record[(plane * FACTS.schools + school) * FACTS.years + year] >> shift) & mask;
}

/** The row of another school that the record names: "base" or "partner". */
export function other(record, name, year, school) {
  const plane = Object.keys(FACTS.bit_planes).length + 2 * FACTS.row_planes.indexOf(name);
  const at = (p) => record[(p * FACTS.schools + school) * FACTS.years + year];
  return at(plane) + 256 * at(plane + 1);
}

/** All parts of a school's year, by name. */
export function yearOf(record, year, school) {
  const parts = { base: other(record, "base", year, school), partner: other(record, "partner", year, school) };
  for (const name of Object.keys(PARTS)) parts[name] = part(record, name, year, school);
  return parts;
}
