// What is drawn as an SVG that stands on its own: lines, names and colours as on the screen.

import type { Drawn, DrawnEdge, DrawnNode, Position } from "./drawn";

export interface Look {
  ink: string;
  paper: string;
  line: string;
  soft: string;
  accent: string;
}

const MARGIN = 20;
const WIDTH = 140; // of a name, before it is broken
const LINE = 1.25;
const EDGE_FONT = 9.5;

/** Text that XML may hold. */
function xml(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** The width of a text in ems, near enough: Chinese is square, Latin letters about half as wide. */
export function ems(text: string): number {
  return [...text].reduce((sum, letter) => sum + (letter > "\u2e80" ? 1 : 0.55), 0);
}

/** A name broken into lines of so many ems: at blanks, or, where it has none, anywhere. */
export function lines(text: string, most: number): string[] {
  const blanks = text.includes(" ");
  const found = [""];
  for (const part of blanks ? text.split(" ") : [...text]) {
    const last = found.at(-1)!;
    const longer = last && blanks ? `${last} ${part}` : last + part;
    if (last && ems(longer) > most) found.push(part);
    else found[found.length - 1] = longer;
  }
  return found;
}

/** The drawing as SVG; `edgeLabels`: with the names of relations, where they fit their lines. */
export function svgFile({ nodes, edges }: Drawn, look: Look, edgeLabels: boolean): string {
  const names = nodes.map((node) => lines(node.label, WIDTH / node.font));
  const half = nodes.map((node, index) =>
    Math.max(node.size / 2, ...names[index]!.map((line) => (ems(line) * node.font) / 2)),
  );
  const bottom = nodes.map(
    (node, index) => node.y + node.size / 2 + 4 + names[index]!.length * node.font * LINE,
  );
  const left = Math.min(...nodes.map((node, index) => node.x - half[index]!)) - MARGIN;
  const right = Math.max(...nodes.map((node, index) => node.x + half[index]!)) + MARGIN;
  const top = Math.min(...nodes.map((node) => node.y - node.size / 2)) - MARGIN;
  const low = Math.max(...bottom) + MARGIN;
  const box = [left, top, right - left, low - top].map(round);
  const at = new Map(nodes.map((node) => [node.id, node]));
  const { ink, paper, line, soft, accent } = look;
  const arrow = (id: string, colour: string) =>
    `<marker id="${id}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto" markerUnits="userSpaceOnUse"><path d="M0 0L8 4L0 8z" style="fill:${colour};stroke:none"/></marker>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box.join(" ")}" width="${box[2]}" height="${box[3]}" font-family="sans-serif" text-anchor="middle">
<style>path{stroke:${line};stroke-width:1.3;fill:none}.stated{stroke-dasharray:5 3}.path{stroke:${accent};stroke-width:3}text{fill:${ink};paint-order:stroke;stroke:${paper};stroke-width:3px}.edge{fill:${soft};font-size:${EDGE_FONT}px}circle{stroke:${paper};stroke-width:1.5}circle.path{stroke:${accent};stroke-width:4}</style>
<defs>${arrow("arrow", line)}${arrow("arrow-path", accent)}</defs>
<rect x="${box[0]}" y="${box[1]}" width="${box[2]}" height="${box[3]}" fill="${paper}"/>
<g>${edges.map((edge) => ofEdge(edge, at, edgeLabels)).join("\n")}</g>
<g>${nodes.map((node, index) => ofNode(node, names[index]!)).join("\n")}</g>
</svg>
`;
}

function ofEdge(edge: DrawnEdge, at: Map<string, DrawnNode>, labels: boolean): string {
  const [from, to] = [edge.line[0], edge.line.at(-1)];
  const [a, b] = [at.get(edge.source), at.get(edge.target)];
  if (!from || !to || !a || !b) return "";
  const bends = edge.line.slice(1, -1);
  const style = [edge.statement && "stated", edge.onPath && "path"].filter(Boolean).join(" ");
  const title = `<title>${xml(`${a.label} – ${edge.label} – ${b.label}`)}</title>`;
  const drawn = `<path d="${curve(from, bends, to)}"${style && ` class="${style}"`} marker-end="url(#arrow${
    edge.onPath ? "-path" : ""
  })">${title}</path>`;
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  if (!labels || ems(edge.label) * EDGE_FONT > length) return drawn;
  const { x, y } = middle(from, bends, to);
  const slope = (Math.atan2(to.y - from.y, to.x - from.x) * 180) / Math.PI;
  const turn = slope > 90 ? slope - 180 : slope < -90 ? slope + 180 : slope;
  const place = `translate(${round(x)} ${round(y)}) rotate(${round(turn)})`;
  return `${drawn}<text transform="${place}" dy=".35em" class="edge">${xml(edge.label)}</text>`;
}

function ofNode(node: DrawnNode, name: string[]): string {
  const style = node.onPath ? ' class="path"' : "";
  const [x, y] = [round(node.x), round(node.y)];
  const circle = `<circle cx="${x}" cy="${y}" r="${round(node.size / 2)}" fill="${node.colour}"${style}><title>${xml(`${node.zh} ${node.en}`)}</title></circle>`;
  const first = node.y + node.size / 2 + 4 + node.font;
  const written = name.map((line, index) =>
    index
      ? `<tspan x="${x}" dy="${round(node.font * LINE)}">${xml(line)}</tspan>`
      : `<tspan>${xml(line)}</tspan>`,
  );
  return `${circle}<text x="${x}" y="${round(first)}" font-size="${round(node.font)}">${written.join("")}</text>`;
}

/** A line through its bends, smooth where there is more than one. */
function curve(from: Position, bends: Position[], to: Position): string {
  const ends = bends.map((bend, index) => {
    const next = bends[index + 1];
    return next ? { x: (bend.x + next.x) / 2, y: (bend.y + next.y) / 2 } : to;
  });
  const steps = bends.map((bend, index) => `Q${point(bend)} ${point(ends[index]!)}`);
  return `M${point(from)}${steps.length ? steps.join("") : `L${point(to)}`}`;
}

function middle(from: Position, bends: Position[], to: Position): Position {
  const [bend] = bends;
  if (!bend || bends.length > 1) return bend ?? { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
  return { x: (from.x + 2 * bend.x + to.x) / 4, y: (from.y + 2 * bend.y + to.y) / 4 };
}

function point({ x, y }: Position): string {
  return `${round(x)} ${round(y)}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
