// This file knows where things are in the graph, in numbers alone. An extent { x, y, width, height } is the rectangle that the graph fills, in
// the units of its drawing; a size { width, height } is that of the window, in pixels; a view { x, y, scale } is the point in
// the middle of the window, and its pixels for each unit.

const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
const fitScale = (extent, size) => Math.min(size.width / (extent.width + 24), size.height / (extent.height + 24), 1.4);
const clampScale = (scale, extent, size) => clamp(scale, Math.min(fitScale(extent, size) * 0.7, 0.5), 4);
const fittedView = (extent, size) => ({ x: extent.x + extent.width / 2, y: extent.y + extent.height / 2, scale: fitScale(extent, size) });

// This is the view nearest to the one asked for in which some of the graph is seen.
function clampView(view, extent, size) {
  const scale = clampScale(view.scale, extent, size);
  const beyondX = size.width / scale * 0.4, beyondY = size.height / scale * 0.4;
  return {
    scale,
    x: clamp(view.x, extent.x - beyondX, extent.x + extent.width + beyondX),
    y: clamp(view.y, extent.y - beyondY, extent.y + extent.height + beyondY)
  };
}

function viewBox({ x, y, scale }, size) {
  const width = size.width / scale, height = size.height / scale;
  return `${x - width / 2} ${y - height / 2} ${width} ${height}`;
}

// The view gets the scale `next`, and what is at (px, py) of the window stays there.
function zoomedView({ x, y, scale }, next, px, py, size) {
  const dx = px - size.width / 2, dy = py - size.height / 2;
  return { x: x + dx / scale - dx / next, y: y + dy / scale - dy / next, scale: next };
}

const pannedView = (view, dx, dy) => ({ ...view, x: view.x - dx / view.scale, y: view.y - dy / view.scale });

// The way from one view to another is fast at first and slow at the end; part goes from 0 to 1.
function viewBetween(from, to, part) {
  const eased = 1 - (1 - part) ** 3;
  const between = (key) => from[key] + (to[key] - from[key]) * eased;
  return { x: between('x'), y: between('y'), scale: between('scale') };
}

function isInView(node, { x, y, scale }, size) {
  return Math.abs(node.x - x) + node.width / 2 < size.width / scale / 2 && Math.abs(node.y - y) + node.height / 2 < size.height / scale / 2;
}

// In this view all of these nodes are seen. It is not nearer than the present view, or than is needed to read the names.
function viewOfAll(nodes, view, size) {
  const [left, right] = [Math.min(...nodes.map((node) => node.x - node.width)), Math.max(...nodes.map((node) => node.x + node.width))];
  const [top, bottom] = [Math.min(...nodes.map((node) => node.y - node.height * 2)), Math.max(...nodes.map((node) => node.y + node.height * 2))];
  const scale = Math.min(size.width / (right - left), size.height / (bottom - top), Math.max(view.scale, 0.85));
  return { x: (left + right) / 2, y: (top + bottom) / 2, scale };
}

// This is the nearest node in that direction, where a node straight ahead comes before one at the side; -1 where there is none.
function neighbourIn(nodes, index, [dx, dy]) {
  const from = nodes.get(index);
  let best = -1, least = Infinity;
  for (const [other, node] of nodes) {
    const ahead = (node.x - from.x) * dx + (node.y - from.y) * dy;
    const aside = Math.abs((node.x - from.x) * dy) + Math.abs((node.y - from.y) * dx);
    if (other !== index && ahead > 1 && ahead + 2 * aside < least) { best = other; least = ahead + 2 * aside; }
  }
  return best;
}

// These are the tables, in that order, whose names have room at their places: none covers one that comes before. A letter is as wide
// and a line as high as `letter` says.
function namesThatFit(nodes, names, order, letter) {
  const taken = [];
  return order.filter((index) => {
    const { x, y } = nodes.get(index), half = names.get(index).length * letter.width / 2;
    const box = { left: x - half, right: x + half, top: y - letter.height / 2, bottom: y + letter.height / 2 };
    if (taken.some((other) => box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom)) return false;
    taken.push(box);
    return true;
  });
}

// A turn of the wheel zooms by this factor. Browsers tell a turn in pixels, lines or pages, and pinching as a turn with Ctrl.
function wheelFactor({ deltaY, deltaMode, ctrlKey }) {
  const pixels = deltaY * [1, 20, 400][deltaMode];
  return Math.exp(-clamp(pixels, -240, 240) * (ctrlKey ? 0.008 : 0.0018));
}
