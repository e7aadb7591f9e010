// Ways to move both maps: drag, pinch, wheel once the map has the focus, and keys.

/** Pointers drag the map, two of them zoom it; one that hardly moved chooses a place. */
function withPointers({ canvas, view, kmPerPixel, redraw, look, place }) {
  const pointers = new Map();
  let moved = 0;
  const apart = () => { const [p, q] = [...pointers.values()]; return Math.hypot(p.x - q.x, p.y - q.y); };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, { x: event.offsetX, y: event.offsetY });
    moved = 0;
  });
  canvas.addEventListener("pointermove", (event) => {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    const was = pointers.size === 2 ? apart() : 0;
    const now = { x: event.offsetX, y: event.offsetY };
    pointers.set(event.pointerId, now);
    if (was) view.zoomBy(apart() / was);
    else view.move((before.x - now.x) * kmPerPixel(), (now.y - before.y) * kmPerPixel());
    moved += Math.abs(now.x - before.x) + Math.abs(now.y - before.y);
    redraw();
  });
  canvas.addEventListener("pointerup", (event) => {
    pointers.delete(event.pointerId);
    if (moved < 6) look(...place(event.offsetX, event.offsetY));
  });
  canvas.addEventListener("pointercancel", (event) => pointers.delete(event.pointerId));
}

function withKeys({ canvas, view, kmPerPixel, redraw, look }) {
  const step = (x, y) => () => view.move(x * 40 * kmPerPixel(), y * 40 * kmPerPixel());
  const closer = () => view.zoomBy(1.4);
  const keys = {
    ArrowLeft: step(-1, 0), ArrowRight: step(1, 0), ArrowUp: step(0, 1), ArrowDown: step(0, -1),
    "+": closer, "=": closer, "-": () => view.zoomBy(1 / 1.4), "0": () => view.showAll(),
    Enter: () => look(view.x, view.y),
  };
  canvas.addEventListener("keydown", (event) => {
    if (!keys[event.key] || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    keys[event.key]();
    redraw();
  });
}

/** Let people move a map; `redraw` draws both, `look` is called with the chosen place in km. */
export function moveable(map, redraw, look) {
  const { canvas, view } = map;
  const kmPerPixel = () => map.ratio / view.scale(map.width, map.height);
  const hands = { canvas, view, kmPerPixel, redraw, look, place: (x, y) => map.place(x, y) };
  withPointers(hands);
  withKeys(hands);
  canvas.addEventListener("wheel", (event) => {
    if (document.activeElement !== canvas) return; // else the page scrolls, as one expects
    event.preventDefault();
    view.zoomBy(Math.exp(-event.deltaY / 400));
    redraw();
  }, { passive: false });
  for (const event of ["focus", "blur"]) canvas.addEventListener(event, redraw);
}
