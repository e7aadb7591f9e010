// Charts as SVG, drawn to the width they have, each with its finding, a text and its numbers.

function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** Round values from low to high, about as many as asked. */
function ticks(low, high, wanted = 4) {
  const rough = (high - low) / wanted || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough);
  const found = [];
  for (let at = Math.ceil(low / step) * step; at <= high + step * 1e-6; at += step) found.push(at);
  return { values: found, places: Math.max(0, -Math.floor(Math.log10(step) + 1e-9)) };
}

const shown = (value, places) => fixed(Math.abs(value) < 1e-9 ? 0 : value, places).replace("-", "−");

/** Low and high over all values, with zero in it where asked, and a little room. */
function range(values, zero) {
  const finite = values.filter(Number.isFinite);
  if (!finite.length) return [0, 1];
  const low = Math.min(...finite, ...(zero ? [0] : [])), high = Math.max(...finite, ...(zero ? [0] : []));
  const room = (high - low || Math.abs(high) || 1) * 0.06;
  return [low < 0 || !zero ? low - room : 0, high + room];
}

/** A chart's place: heading that states the finding, unit, drawing, numbers. */
function frame(title, unit, drawing, table) {
  return make("div", { class: "chart" }, make("h3", {}, title), make("p", { class: "unit" }, unit), drawing, table);
}

/** Futures over years of several lines: [{class, label, futures}]; width in pixels. */
function lineChart(width, lines, unit, alt, zero = true) {
  const height = 250, left = 46, right = Math.min(width * 0.34, 150), top = 12, bottom = 28;
  const years = FACTS.years;
  const [low, high] = range(lines.flatMap((line) => line.futures.flat()), zero);
  const x = (year) => left + (years === 1 ? 0 : (year / (years - 1)) * (width - left - right));
  const y = (value) => top + ((high - value) / (high - low)) * (height - top - bottom);
  const drawing = svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": alt, height });
  const marks = ticks(low, high);
  for (const value of marks.values)
    drawing.append(
      svg("line", { class: value === 0 ? "zero" : "axis", x1: left, x2: width - right, y1: y(value), y2: y(value) }),
      svg("text", { x: left - 8, y: y(value) + 5, "text-anchor": "end" }, shown(value, marks.places)));
  for (const year of new Set([0, ...ticks(1, years, 4).values.map((v) => Math.round(v) - 1), years - 1]))
    if (year === years - 1 || year === 0 || (years - 1 - year) / years > 0.12)
      drawing.append(svg("text", { x: x(year), y: height - 6, "text-anchor": year ? "middle" : "start" }, year ? year + 1 : "Year 1"));
  const path = (values) => {
    const points = values.map((v, year) => (Number.isFinite(v) ? `${x(year).toFixed(1)},${y(v).toFixed(1)}` : null)).filter(Boolean);
    return points.length > 1 ? `M${points.join("L")}` : points.length ? `M${points[0]}h3` : "";
  };
  const ends = [];
  for (const line of lines) {
    for (const values of line.futures) drawing.append(svg("path", { class: `future ${line.class}`, d: path(values) }));
    const middle = line.futures[0].map((_, year) => mean(line.futures.map((f) => f[year])));
    drawing.append(svg("path", { class: `mean ${line.class}`, d: path(middle) }));
    ends.push({ ...line, at: y(middle.findLast(Number.isFinite) ?? low) });
  }
  ends.sort((one, two) => one.at - two.at);
  let last = -Infinity;
  for (const end of ends) {
    const words = wrap(end.label, Math.floor((right - 12) / 8));
    const at = Math.max(end.at + 5 - (words.length - 1) * 8, last + 18);
    words.forEach((word, row) => drawing.append(svg("text", { class: end.class, x: width - right + 8, y: at + row * 16 }, word)));
    last = at + (words.length - 1) * 16;
  }
  return drawing;
}

/** Words in lines of at most so many letters. */
function wrap(text, letters) {
  const lines = [];
  for (const word of text.split(" ")) {
    const longer = lines.length ? `${lines.at(-1)} ${word}` : word;
    if (lines.length && longer.length <= letters) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** A chart of a measure over time in two points, with the numbers of both. */
function overTime(width, measure, group, title, a, b) {
  const { scale, unit } = unitOf(measure);
  const scaled = (data) => futures(data, measure, group).map((years) => years.map((v) => v * scale));
  const lines = [{ class: "a", label: a.short, futures: scaled(a.data) }];
  if (b.point !== a.point) lines.push({ class: "b", label: b.short, futures: scaled(b.data) });
  const change = interval(paired(lately(a.data, measure, group), lately(b.data, measure, group)));
  const ends = lines.map((line, i) => `${line.label} ${told(mean(lately([a, b][i].data, measure, group)), measure)}`);
  const alt = `Lines over ${FACTS.years} years, one for each future, ${unit}. Last ${FACTS.last_years} years: ${ends.join("; ")}.`;
  const rows = Array.from({ length: FACTS.years }, (_, year) => [`Year ${year + 1}`, ...[a, b].map(({ data }) => {
    const found = interval(futures(data, measure, group).map((years) => years[year]));
    return [told(found.mean, measure), span(found, measure)].filter(Boolean).join(" (") + (Number.isFinite(found.low) ? ")" : "");
  })]);
  const caption = `${FACTS.measures[measure].meaning} ${unit}, mean (90 % interval)`;
  const words = b.point === a.point || !Number.isFinite(change.mean) ? unit
    : `${unit}; last ${FACTS.last_years} years ${told(change.mean, measure, true)}${span(change, measure) ? ` (${span(change, measure, true)})` : ""}${otherWay(measure, group, change, a, b)}`;
  const table = numbers(caption, ["year", a.short, b.short], rows);
  return frame(title(change), words, lineChart(width, lines, unit, alt), table);
}

/** In which years a change goes clearly the other way than in the last ones. */
function otherWay(measure, group, change, a, b) {
  const before = futures(a.data, measure, group), after = futures(b.data, measure, group);
  const years = [];
  for (let year = 0; year < FACTS.years; year++) {
    const found = interval(paired(before.map((one) => one[year]), after.map((one) => one[year])));
    if (Number.isFinite(found.low) && certain(found) && found.mean * change.mean < 0) years.push(year + 1);
  }
  if (!years.length || !certain(change)) return "";
  const unbroken = years.at(-1) - years[0] === years.length - 1;
  if (years.length === 1) return `; the other way in year ${years[0]}`;
  return unbroken ? `; the other way in years ${years[0]} to ${years.at(-1)}` : `; the other way in ${years.length} of the years`;
}

/** Changes by band of roll with their intervals. */
function bySize(width, measure, title, a, b) {
  const { scale, change: unit } = unitOf(measure);
  const found = FACTS.bands.map((band) => interval(paired(lately(a.data, measure, band), lately(b.data, measure, band))));
  const row = 34, top = 8, left = 96, right = 16, bottom = 26, height = top + row * found.length + bottom;
  const [low, high] = range(found.flatMap((f) => [f.low, f.high, f.mean]).map((v) => v * scale), true);
  const x = (value) => left + ((value - low) / (high - low)) * (width - left - right);
  const alt = FACTS.bands.map((band, i) => `${band} pupils: ${told(found[i].mean, measure, true)} ${unit}`).join("; ");
  const drawing = svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": alt, height });
  const marks = ticks(low, high, width < 420 ? 3 : 5);
  for (const value of marks.values)
    drawing.append(
      svg("line", { class: Math.abs(value) < 1e-9 ? "zero" : "axis", x1: x(value), x2: x(value), y1: top, y2: height - bottom }),
      svg("text", { x: x(value), y: height - 6, "text-anchor": "middle" }, shown(value, marks.places)));
  found.forEach((f, i) => {
    const y = top + row * (i + 0.5);
    drawing.append(svg("text", { x: left - 10, y: y + 5, "text-anchor": "end" }, FACTS.bands[i].replace("<", "under ").replace("-", "–").replace("+", " or more")));
    if (Number.isFinite(f.low)) drawing.append(svg("line", { class: "whisker", x1: x(f.low * scale), x2: x(f.high * scale), y1: y, y2: y }));
    if (Number.isFinite(f.mean)) drawing.append(svg("circle", { class: "dot", cx: x(f.mean * scale), cy: y, r: 6 }));
  });
  const rows = FACTS.bands.map((band, i) => [`${band} pupils`,
    ...[a, b].map(({ data }) => told(mean(lately(data, measure, band)), measure)),
    told(found[i].mean, measure, true), span(found[i], measure, true) || "–"]);
  const caption = `By roll: ${FACTS.measures[measure].meaning} ${unit}`;
  return frame(title, `change, ${unit}`, drawing, numbers(caption, ["roll", a.short, b.short, "change", "90 % interval"], rows));
}
