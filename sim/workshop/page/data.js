// What the page holds: facts, and for each point its futures and one recorded history.

const FACTS = JSON.parse(document.getElementById("facts").textContent);
const MEASURES = Object.keys(FACTS.measures);
const SMALL = 150; // pupils: schools with fewer are called small

/** The bytes of a chunk: text that holds compressed bytes. */
async function unpack(text) {
  const letters = atob(text);
  const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
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

/** A record from its planes: each may differ from the first point's ("b"), and by year ("y"). */
async function readRecord(text, base) {
  const years = FACTS.years, size = FACTS.schools * years, planes = text.split(" ");
  const record = new Uint8Array(size * planes.length);
  await Promise.all(planes.map(async (plane, p) => {
    const [ways, packed] = plane.split(":");
    const part = record.subarray(p * size, (p + 1) * size);
    part.set(new Uint8Array(await unpack(packed)));
    if (ways.includes("y")) for (let at = 0; at < size; at++) if (at % years) part[at] ^= part[at - 1];
    if (ways.includes("b")) for (let at = 0; at < size; at++) part[at] ^= base[p * size + at];
  }));
  return record;
}

const loaded = new Map(); // point -> promise of what it holds
const added = new Map(); // live runs: point -> its chunks

/** A point's futures (series, bands) and the recorded history of its first one (record). */
function point(number) {
  if (!loaded.has(number)) loaded.set(number, load(number));
  return loaded.get(number);
}

async function load(number) {
  const live = added.get(number);
  const text = (name) => (live ? live[name] : document.getElementById(`${name}-${number}`).textContent);
  const base = number === 0 ? null : (await point(0)).record;
  const [series, bands, record] = await Promise.all([unpack(text("series")), unpack(text("bands")), readRecord(text("record"), base)]);
  return { series: new Float32Array(series), bands: new Float32Array(bands), record };
}

// How each named part of a school's year is stored: plane, bits to the right, and mask.
const PARTS = {};
Object.values(FACTS.bit_planes).forEach((bits, plane) => {
  let at = 0;
  for (const [name, width] of bits) {
    PARTS[name] = { plane, shift: at, mask: (1 << width) - 1 };
    at += width;
  }
});

/** One part of the record of a school in a year (from 0). */
function part(record, name, year, school) {
  const { plane, shift, mask } = PARTS[name];
  return (record[(plane * FACTS.schools + school) * FACTS.years + year] >> shift) & mask;
}

/** The row of another school that the record names: "base" or "partner". */
function other(record, name, year, school) {
  const plane = Object.keys(FACTS.bit_planes).length + 2 * FACTS.row_planes.indexOf(name);
  const at = (p) => record[(p * FACTS.schools + school) * FACTS.years + year];
  return at(plane) + 256 * at(plane + 1);
}

/** A measure in each future: a list of years for each. */
function futures(data, measure, group) {
  const m = MEASURES.indexOf(measure), g = FACTS.by_year.indexOf(group);
  const groups = FACTS.by_year.length, count = data.series.length / (FACTS.years * groups * MEASURES.length);
  return Array.from({ length: count }, (_, r) =>
    Array.from({ length: FACTS.years }, (_, y) => data.series[((r * FACTS.years + y) * groups + g) * MEASURES.length + m]));
}

/** The mean of a measure's last years in each future, for a group or a band of roll. */
function lately(data, measure, group) {
  const band = FACTS.bands.indexOf(group);
  if (band < 0) return futures(data, measure, group).map((years) => mean(years.slice(-FACTS.last_years)));
  const m = MEASURES.indexOf(measure), bands = FACTS.bands.length;
  const count = data.bands.length / (bands * MEASURES.length);
  return Array.from({ length: count }, (_, r) => data.bands[(r * bands + band) * MEASURES.length + m]);
}

const mean = (values) => values.reduce((sum, v) => sum + v, 0) / values.length;

/** Mean with its 90 % interval, as Python has it (FACTS.reach); no interval of one future. */
function interval(values) {
  const n = values.length, middle = mean(values);
  if (n < 2) return { mean: middle, low: NaN, high: NaN };
  const variance = values.reduce((sum, v) => sum + (v - middle) ** 2, 0) / (n - 1);
  const half = FACTS.reach[n] * Math.sqrt(variance);
  return { mean: middle, low: middle - half, high: middle + half };
}

/** The change from a to b in each future that both have: they share their luck. */
const paired = (a, b) => b.slice(0, a.length).map((value, r) => value - a[r]);
