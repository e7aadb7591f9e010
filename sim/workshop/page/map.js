// England on two canvases that move together: every school is a dot, written into an image's pixels.
import { FACTS, other, part, places } from "./data.js";

// Each way to colour has at most four colours: name, colour, and such schools after their number. The first is
// the quiet one, drawn below the others.
const QUIET = "#c6cdd3", BLUE = "#12436d", TURQUOISE = "#28a197", ORANGE = "#f46a25", PINK = "#801650";
export const MODES = {
  leaders: {
    name: "who leads each school",
    key: [
      ["a head of its own", QUIET, "with a head of their own"],
      ["a head shared with other schools", BLUE, "with a head shared with other schools"],
      ["an acting head, or no head", ORANGE, "with an acting head, or no head"],
      ["closed", TURQUOISE, "closed"],
    ],
    kind: (record, year, s) => (part(record, "closed", year, s) ? 3 : part(record, "acting_head", year, s) ? 2 : part(record, "leadership", year, s) ? 1 : 0),
    to: "base",
  },
  together: {
    name: "how closely schools work together",
    key: [
      ["on its own", QUIET, "on their own"],
      ["together from time to time", TURQUOISE, "together with others from time to time"],
      ["a written agreement or a shared plan", BLUE, "with a written agreement or a shared plan"],
      ["shared staff, or one governing body", ORANGE, "with shared staff, or one governing body"],
    ],
    kind: (record, year, s) => [0, 1, 2, 2, 3, 3][part(record, "depth", year, s)],
    to: "partner",
  },
  teaching: {
    name: "weak teaching",
    key: [
      ["no weak teacher", QUIET, "without a weak teacher"],
      ["a weak teacher", ORANGE, "with a weak teacher, and none noticed this year"],
      ["weakness noticed this year", BLUE, "where a weakness was noticed this year"],
    ],
    kind: (record, year, s) => (part(record, "weakness_noticed", year, s) ? 2 : part(record, "weak_teacher", year, s) ? 1 : 0),
  },
  inspection: {
    name: "the last inspection",
    key: [
      ["good", QUIET, "good"],
      ["outstanding", TURQUOISE, "outstanding"],
      ["requires improvement", ORANGE, "requiring improvement"],
      ["inadequate", PINK, "inadequate"],
    ],
    kind: (record, year, s) => [1, 0, 2, 3][part(record, "grade", year, s)],
  },
};

/** A colour as the canvas stores it: bytes in the order A B G R. */
function pixel(colour) {
  const value = parseInt(colour.slice(1), 16);
  return (0xff000000 | ((value & 0xff) << 16) | (value & 0xff00) | (value >> 16)) >>> 0;
}

/** The view both maps share: a middle in km, and pixels a km. */
export class View {
  constructor() {
    const right = places.x.reduce((most, v) => Math.max(most, v), 1), upper = places.y.reduce((most, v) => Math.max(most, v), 1);
    this.whole = { x: right / 2, y: upper / 2, width: right * 1.06 + 1, height: upper * 1.06 + 1 };
    this.showAll();
  }
  showAll() { Object.assign(this, { x: this.whole.x, y: this.whole.y, zoom: 1 }); }
  /** Pixels a km on a canvas of this size. */
  scale(width, height) { return this.zoom * Math.min(width / this.whole.width, height / this.whole.height); }
  move(x, y) {
    this.x = Math.min(Math.max(this.x + x, 0), 2 * this.whole.x);
    this.y = Math.min(Math.max(this.y + y, 0), 2 * this.whole.y);
  }
  zoomBy(factor) { this.zoom = Math.min(Math.max(this.zoom * factor, 1), 60); }
}

export class SchoolMap {
  constructor(canvas, view) {
    this.canvas = canvas;
    this.view = view;
    this.order = new Uint32Array(FACTS.schools);
    this.kinds = new Uint8Array(FACTS.schools);
    this.chosen = -1;
    this.resize();
  }

  /** As many pixels as the screen has. */
  resize() {
    const ratio = Math.min(window.devicePixelRatio || 1, 2);
    this.width = this.canvas.width = Math.max(1, Math.round(this.canvas.clientWidth * ratio));
    this.height = this.canvas.height = Math.max(1, Math.round(this.canvas.clientHeight * ratio));
    this.ratio = ratio;
    this.pen = this.canvas.getContext("2d", { alpha: false });
    this.image = this.pen.createImageData(this.width, this.height);
    this.pixels = new Uint32Array(this.image.data.buffer);
  }

  /** Colour the schools for a year of a record; returns how many there are of each kind. */
  colour(record, year, mode) {
    Object.assign(this, { record, year, mode: MODES[mode] });
    const kinds = this.mode.key.length, counts = new Array(kinds).fill(0);
    for (let s = 0; s < this.kinds.length; s++) counts[(this.kinds[s] = this.mode.kind(record, year, s))]++;
    const next = counts.map((_, kind) => counts.slice(0, kind).reduce((sum, c) => sum + c, 0));
    for (let s = 0; s < this.kinds.length; s++) this.order[next[this.kinds[s]]++] = s; // quiet ones first
    this.colours = Uint32Array.from(this.mode.key, ([, colour]) => pixel(colour));
    return counts;
  }

  draw() {
    const { view, width, height, pixels, kinds, order, colours } = this;
    const { x, y } = places, scale = view.scale(width, height);
    const left = width / 2 - view.x * scale, top = height / 2 + view.y * scale;
    const crowd = Math.max(1, 65 / Math.sqrt(kinds.length)); // where schools are few, dots are larger
    const radius = Math.min(7, 1.15 * Math.sqrt(view.zoom) * crowd) * this.ratio;
    const disc = spans(radius);
    pixels.fill(0xfff7f5f3);
    if (this.mode.to && scale > 4) this.lines(left, top, scale);
    for (let i = 0; i < order.length; i++) {
      const s = order[i], cx = Math.round(left + x[s] * scale), cy = Math.round(top - y[s] * scale);
      if (cx < -8 || cy < -8 || cx > width + 8 || cy > height + 8) continue;
      const colour = colours[kinds[s]];
      for (let row = 0; row < disc.length; row++) {
        const py = cy + row - (disc.length >> 1);
        if (py < 0 || py >= height) continue;
        const from = Math.max(cx - disc[row], 0), to = Math.min(cx + disc[row], width - 1);
        if (from <= to) pixels.fill(colour, py * width + from, py * width + to + 1);
      }
    }
    this.pen.putImageData(this.image, 0, 0);
    this.marks(left, top, scale);
  }

  /** From each school to the one that leads it, or to the first of its partners. */
  lines(left, top, scale) {
    const { x, y } = places, { width, height, pixels } = this;
    for (let s = 0; s < x.length; s++) {
      const to = other(this.record, this.mode.to, this.year, s);
      if (to === s || to === FACTS.no_partner) continue;
      const ax = left + x[s] * scale, ay = top - y[s] * scale, bx = left + x[to] * scale, by = top - y[to] * scale;
      if (Math.max(ax, bx) < 0 || Math.max(ay, by) < 0 || Math.min(ax, bx) > width || Math.min(ay, by) > height) continue;
      const steps = Math.ceil(Math.max(Math.abs(bx - ax), Math.abs(by - ay)));
      for (let i = 0; i <= steps; i++) {
        const px = Math.round(ax + ((bx - ax) * i) / steps), py = Math.round(ay + ((by - ay) * i) / steps);
        if (px >= 0 && py >= 0 && px < width && py < height) pixels[py * width + px] = 0xff9a8b7d;
      }
    }
  }

  /** A ring around the chosen school; a cross in the middle while the keyboard moves the map. */
  marks(left, top, scale) {
    const { pen, ratio, width, height } = this;
    pen.strokeStyle = "#1a1a1a";
    if (this.chosen >= 0) {
      pen.lineWidth = 2.5 * ratio;
      pen.beginPath();
      pen.arc(left + places.x[this.chosen] * scale, top - places.y[this.chosen] * scale, 9 * ratio, 0, 7);
      pen.stroke();
    }
    if (this.canvas.matches(":focus-visible")) {
      pen.lineWidth = 1.5 * ratio;
      pen.beginPath();
      for (const [dx, dy] of [[12, 0], [0, 12]]) {
        pen.moveTo(width / 2 - dx * ratio, height / 2 - dy * ratio);
        pen.lineTo(width / 2 + dx * ratio, height / 2 + dy * ratio);
      }
      pen.stroke();
    }
  }

  /** The place in km under a point of the canvas, in CSS pixels. */
  place(px, py) {
    const scale = this.view.scale(this.width, this.height) / this.ratio;
    return [this.view.x + (px - this.canvas.clientWidth / 2) / scale, this.view.y - (py - this.canvas.clientHeight / 2) / scale];
  }
}

/** Half-widths of the rows of a disc. */
function spans(radius) {
  const reach = Math.floor(radius);
  return Int32Array.from({ length: 2 * reach + 1 }, (_, row) => Math.floor(Math.sqrt(Math.max(radius * radius - (row - reach) ** 2, 0))));
}
