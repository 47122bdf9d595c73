// Writes the names of a drawing where they can be read, and no others: the larger the view, the
// more. Cytoscape by itself would write all of them, small and over one another.

import type { Core, EdgeSingular, NodeSingular } from "cytoscape";

import { type Placed, readable, wrapped } from "./crowd";
import { debounced } from "./dom";
import { measured } from "./measured";

const FONT = 12; // pixels on the screen, at the least
const RELATION = 11;
const LINE = 1.25;
const GAP = 3; // between names
const MANY = 400; // things and links
const REST = 120; // milliseconds without a movement
const WIDTH = 150; // of a name; less on a narrow screen
const LANDMARKS = 14; // names that may lie over things; fewer on a narrow screen

/** Keeps the drawing's names readable. Returns what must be called when a choice has changed. */
export function naming(core: Core): () => void {
  let asked = 0;
  const soon = () => {
    cancelAnimationFrame(asked);
    asked = requestAnimationFrame(() => name(core));
  };
  // To choose names takes longer than a frame where there are many: they wait until all rests.
  const rested = debounced(REST, soon);
  const moved = () => (core.elements().length > MANY ? rested() : soon());
  core.on("viewport", moved);
  core.on("layoutstop add remove resize", soon);
  core.on("position", "node", soon);
  return soon;
}

/** Writes every name at its own size, as a file has room for it. */
export function nameAll(core: Core): void {
  core.batch(() => core.elements().removeClass("unnamed").removeStyle("font-size text-max-width"));
}

function name(core: Core): void {
  const zoom = core.zoom();
  // In steps, so that most turns of the wheel change no style.
  const step = 2 ** (Math.floor(Math.log2(zoom) * 4) / 4);
  const most = Math.max(140, Math.min(WIDTH, Math.max(90, core.width() / 6)) / step);
  const nodes = inView(core);
  const things = nodes.map((node) => disc(node, 0.7));
  const named = nodes
    .filter((node) => !node.hasClass("faded"))
    .sort((one, other) => rank(other) - rank(one));
  const fonts = new Map(
    named.map((node) => [node.id(), Math.max(Number(node.data("font")), FONT / step)]),
  );
  const names = named.map((node) => below(node, fonts.get(node.id())!, most));
  const links = edgesToName(core, new Set(nodes.map((node) => node.id())));
  const relation = Math.max(9.5, RELATION / step);
  const along = links.map((edge) => onEdge(edge, relation)).filter((one) => one !== null);
  const landmarks = Math.min(LANDMARKS, core.width() / 60);
  const written = readable([...names, ...along], things, landmarks);
  core.batch(() => {
    core.elements().forEach((one) => void one.toggleClass("unnamed", !written.has(one.id())));
    for (const node of named)
      if (written.has(node.id()))
        node.style({ "font-size": fonts.get(node.id()), "text-max-width": `${most}px` });
    for (const edge of links) if (written.has(edge.id())) edge.style({ "font-size": relation });
  });
}

/** What is chosen and what lies on a path come first, then the largest. */
function rank(node: NodeSingular): number {
  return Number(node.data("size")) + (node.selected() ? 1e6 : node.hasClass("on-path") ? 1e5 : 0);
}

function inView(core: Core): NodeSingular[] {
  const { x1, y1, x2, y2 } = core.extent();
  return (core.nodes().toArray() as NodeSingular[]).filter((node) => {
    const { x, y } = node.position();
    return x > x1 && x < x2 && y > y1 && y < y2;
  });
}

function disc(node: NodeSingular, share: number): Placed {
  const { x, y } = node.renderedPosition();
  const radius = (node.renderedWidth() / 2) * share;
  return { id: node.id(), x1: x - radius, y1: y - radius, x2: x + radius, y2: y + radius };
}

function below(node: NodeSingular, font: number, most: number): Placed {
  const zoom = node.cy().zoom();
  const size = font * zoom;
  const [width, height] = wrapped(
    measured(String(node.data("label"))) * size,
    most * zoom,
    size * LINE,
  );
  const { x, y } = node.renderedPosition();
  const top = y + node.renderedHeight() / 2 + 4 * zoom;
  const half = width / 2 + GAP;
  return { id: node.id(), x1: x - half, y1: top, x2: x + half, y2: top + height + GAP };
}

/** The links whose relation may be written: those between things in view, from near by. */
function edgesToName(core: Core, seen: Set<string>): EdgeSingular[] {
  if (core.zoom() < 0.75) return core.edges(".on-path, :selected").toArray() as EdgeSingular[];
  return (core.edges().toArray() as EdgeSingular[]).filter(
    (edge) =>
      !edge.hasClass("faded") &&
      !edge.hasClass("many") &&
      seen.has(edge.source().id()) &&
      seen.has(edge.target().id()),
  );
}

/** Where the relation would be written along its link; null where the link is too short. */
function onEdge(edge: EdgeSingular, font: number): Placed | null {
  const core = edge.cy();
  const [from, to] = [edge.source(), edge.target()];
  const [one, other] = [from.renderedPosition(), to.renderedPosition()];
  const [dx, dy] = [other.x - one.x, other.y - one.y];
  const length = Math.hypot(dx, dy);
  const size = font * core.zoom();
  const width = measured(String(edge.data("label"))) * size;
  const room = length - (from.renderedWidth() + to.renderedWidth()) / 2;
  if (!length || width > room) return null;
  const { x, y } = edge.renderedMidpoint();
  const [right, down] = [Math.abs(dx) / length, Math.abs(dy) / length];
  const half = [(width * right + size * LINE * down) / 2, (width * down + size * LINE * right) / 2];
  return {
    id: edge.id(),
    x1: x - half[0]!,
    y1: y - half[1]!,
    x2: x + half[0]!,
    y2: y + half[1]!,
  };
}
