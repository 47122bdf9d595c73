// The drawing of many things on a plain canvas: Cytoscape would hold the page up for seconds.

import { type Placed, readable } from "../shared/crowd";
import { h } from "../shared/dom";
import { measured } from "../shared/measured";
import { language } from "../shared/page";
import { colourOf, onTheme } from "../shared/theme";
import { type Drawn, drawnNode, type Position } from "./drawn";
import type { Graph, Link, Thing } from "./model";
import { circle, grid, levels, type Places, rings, tree } from "./places";
import type { Listeners, Picture } from "./stage";
import type { Layout } from "./state";

const MARGIN = 24; // pixels round all that is drawn
const CLOSEST = 4; // pixels of the screen to one of the layout
const FARTHEST = 0.03;
const TAP = 6; // pixels that a finger may slip, and by which a link may be missed
const FAR = 400; // between things whose link is drawn more faintly
const NAMES = 160; // that are tried from near by
const LEAST = 30; // that are tried from afar: those with most links
const LANDMARKS = 12; // names that may lie over other things
const LONGEST = 14; // ems of a name
const FONT = 12;
const CLUSTER_FONT = 15;
const CLUSTER_ROOM = 30; // pixels of radius from which on a cluster is named

interface View {
  /** The place in the middle of the canvas. */
  x: number;
  y: number;
  zoom: number;
}

interface Sheet {
  context: CanvasRenderingContext2D;
  width: number;
  height: number;
  view: View;
}

interface Written extends Placed {
  text: string;
  font: string;
}

export class Overview implements Picture {
  readonly element = h("canvas", { class: "overview" });
  private things: Thing[] = [];
  private links: Link[] = [];
  private byDegree: Thing[] = [];
  private places: Places = new Map();
  private layout: Layout = "map";
  private view: View = { x: 0, y: 0, zoom: 1 };
  private chosen = "";
  private path: string[] = [];
  private asked = 0;
  private colours: Record<"ink" | "surface" | "edge" | "accent", string> = colours();
  private readonly kinds: Map<string, string>;
  private readonly font = getComputedStyle(document.body).fontFamily;

  constructor(
    private readonly graph: Graph,
    private readonly listeners: Listeners,
  ) {
    this.kinds = new Map(graph.data.kinds.map(([name, , , colour]) => [name, colour]));
    onTheme(() => {
      this.colours = colours();
      this.repaint();
    });
    new ResizeObserver(() => this.repaint()).observe(this.element);
    this.listen();
  }

  show(things: Thing[], links: Link[], layout: Layout): boolean {
    const before = new Set(this.things);
    const changed = things.length !== before.size || things.some((one) => !before.has(one));
    this.things = things;
    this.links = links;
    this.byDegree = [...things].sort((a, b) => b.degree - a.degree);
    if (changed) this.arrange(layout);
    this.repaint();
    return changed;
  }

  arrange(layout: Layout): void {
    this.layout = layout;
    const ids = (order: (a: Thing, b: Thing) => number) =>
      [...this.things].sort(order).map((one) => one.id);
    const byDegree = () => this.byDegree.map((one) => one.id);
    const ties = () => this.links.map(({ source, target }): [string, string] => [source, target]);
    const makers: Record<Layout, () => Places> = {
      // Forces over so many take seconds: the build has let them work.
      force: () => this.graph.things,
      map: () => this.graph.things,
      tree: () => tree(levels(byDegree(), ties())),
      rings: () => rings(byDegree()),
      circle: () => circle(ids((a, b) => a.kind.localeCompare(b.kind))),
      grid: () => grid(byDegree()),
    };
    this.places = makers[layout]();
    this.fit();
  }

  choose(id: string): void {
    this.chosen = id;
    this.repaint();
  }

  mark(path: string[] | null): void {
    this.path = path ?? [];
    this.repaint();
  }

  beside(id: string, dx: number, dy: number): string {
    const at = this.graph.things.has(id) && this.places.get(id);
    if (!at) return this.byDegree[0]?.id ?? "";
    return nearest(this.things, this.places, id, at, dx, dy);
  }

  reveal(id: string): void {
    const place = this.places.get(id);
    if (!place) return;
    const { width, height } = this.size();
    const { x, y } = toScreen(place, this.view, width, height);
    if (x < 0 || y < 0 || x > width || y > height) this.view = { ...this.view, ...flat(place) };
    this.repaint();
  }

  zoom(factor: number): void {
    const { width, height } = this.size();
    this.zoomAt(factor, width / 2, height / 2);
  }

  fit(): void {
    const { width, height } = this.size();
    this.view = this.whole(width, height);
    this.repaint();
  }

  png(): string {
    const box = this.box();
    const zoom = Math.min(1, 6000 / Math.max(box.width, box.height));
    const canvas = h("canvas");
    canvas.width = Math.ceil(box.width * zoom) + 2 * MARGIN;
    canvas.height = Math.ceil(box.height * zoom) + 2 * MARGIN;
    const [width, height] = [canvas.width, canvas.height];
    const chosen = this.chosen;
    this.chosen = "";
    const context = canvas.getContext("2d")!;
    this.paint({ context, width, height, view: this.whole(width, height) });
    this.chosen = chosen;
    return canvas.toDataURL("image/png");
  }

  drawn(): Drawn {
    const onPath = new Set(this.path);
    const iri = (id: string) => this.graph.things.get(id)!.iri;
    return {
      nodes: this.things.map((one) =>
        drawnNode(one, this.colour(one), flat(this.places.get(one.id)!), onPath.has(one.id)),
      ),
      edges: this.links.map((link) => ({
        id: link.id,
        source: iri(link.source),
        target: iri(link.target),
        relation: link.relation,
        label: this.graph.relation(link.relation),
        passages: link.passages.join("; "),
        line: [flat(this.places.get(link.source)!), flat(this.places.get(link.target)!)],
        statement: !!link.statement,
        onPath: this.isOnPath(link),
      })),
    };
  }

  private colour(thing: Thing): string {
    return this.kinds.get(thing.kind) ?? "#808080";
  }

  private size(): { width: number; height: number } {
    // Before the canvas is laid out it has the size that a canvas has without attributes.
    return { width: this.element.clientWidth || 300, height: this.element.clientHeight || 150 };
  }

  private box(): { x: number; y: number; width: number; height: number } {
    let [left, right, top, low] = [Infinity, -Infinity, Infinity, -Infinity];
    for (const one of this.things) {
      const { x, y } = this.places.get(one.id)!;
      [left, right] = [Math.min(left, x), Math.max(right, x)];
      [top, low] = [Math.min(top, y), Math.max(low, y)];
    }
    return {
      x: (left + right) / 2,
      y: (top + low) / 2,
      width: right - left + 80,
      height: low - top + 80,
    };
  }

  private whole(width: number, height: number): View {
    const box = this.box();
    const zoom = Math.min((width - 2 * MARGIN) / box.width, (height - 2 * MARGIN) / box.height);
    return { x: box.x, y: box.y, zoom: Math.max(FARTHEST, Math.min(1, zoom)) };
  }

  private zoomAt(factor: number, x: number, y: number): void {
    const { width, height } = this.size();
    const { view } = this;
    const zoom = Math.max(FARTHEST, Math.min(CLOSEST, view.zoom * factor));
    // What lies under the pointer stays there.
    const kept = 1 / view.zoom - 1 / zoom;
    this.view = {
      x: view.x + (x - width / 2) * kept,
      y: view.y + (y - height / 2) * kept,
      zoom,
    };
    this.repaint();
  }

  // ---- The pointer -----------------------------------------------------------------------------

  private listen(): void {
    const { element } = this;
    const down = new Map<number, Position>();
    let moved = 0;
    const spread = () => {
      const [a, b] = [...down.values()];
      return a && b ? Math.hypot(a.x - b.x, a.y - b.y) : 0;
    };
    element.addEventListener("pointerdown", (event) => {
      if (!down.size) moved = 0;
      down.set(event.pointerId, { x: event.offsetX, y: event.offsetY });
      element.setPointerCapture(event.pointerId);
    });
    element.addEventListener("pointermove", (event) => {
      const before = down.get(event.pointerId);
      if (!before) return;
      const wide = spread();
      down.set(event.pointerId, { x: event.offsetX, y: event.offsetY });
      const [dx, dy] = [event.offsetX - before.x, event.offsetY - before.y];
      moved += Math.hypot(dx, dy);
      this.view.x -= dx / down.size / this.view.zoom;
      this.view.y -= dy / down.size / this.view.zoom;
      if (wide) this.zoomAt(spread() / wide, event.offsetX, event.offsetY);
      this.repaint();
    });
    element.addEventListener("pointerup", (event) => {
      if (moved < TAP && down.size === 1)
        this.listeners.chosen(this.under(event.offsetX, event.offsetY));
      down.delete(event.pointerId);
    });
    element.addEventListener("pointercancel", (event) => down.delete(event.pointerId));
    element.addEventListener("dblclick", (event) => {
      const id = this.under(event.offsetX, event.offsetY);
      if (this.graph.things.has(id)) this.listeners.opened(id);
    });
    element.addEventListener(
      "wheel",
      (event) => {
        event.preventDefault();
        this.zoomAt(2 ** (-event.deltaY / 300), event.offsetX, event.offsetY);
      },
      { passive: false },
    );
  }

  /** The thing, else the link, at a point of the canvas; "" where there is neither. */
  private under(x: number, y: number): string {
    const { width, height } = this.size();
    const at = (id: string) => toScreen(this.places.get(id)!, this.view, width, height);
    let best = "";
    let least = TAP;
    for (const one of this.things) {
      const place = at(one.id);
      const miss = Math.hypot(place.x - x, place.y - y) - (one.size / 2) * this.view.zoom;
      if (miss < least) [best, least] = [one.id, miss];
    }
    if (best) return best;
    for (const link of this.links) {
      const miss = fromLine({ x, y }, at(link.source), at(link.target));
      if (miss < least) [best, least] = [link.id, miss];
    }
    return best;
  }

  // ---- Painting --------------------------------------------------------------------------------

  private repaint(): void {
    cancelAnimationFrame(this.asked);
    this.asked = requestAnimationFrame(() => {
      const { width, height } = this.size();
      const scale = devicePixelRatio;
      if (!this.things.length || !this.element.clientWidth) return;
      const sized = [Math.round(width * scale), Math.round(height * scale)] as const;
      if (this.element.width !== sized[0] || this.element.height !== sized[1])
        [this.element.width, this.element.height] = sized;
      const context = this.element.getContext("2d")!;
      context.setTransform(scale, 0, 0, scale, 0, 0);
      this.paint({ context, width, height, view: this.view });
    });
  }

  private paint(sheet: Sheet): void {
    const { context, width, height, view } = sheet;
    const { edge, accent, surface } = this.colours;
    context.fillStyle = surface;
    context.fillRect(0, 0, width, height);
    const at = new Map(
      this.things.map((one) => [one.id, toScreen(this.places.get(one.id)!, view, width, height)]),
    );
    const near = this.near();
    const lit = (link: Link) =>
      !near ||
      link.id === this.chosen ||
      link.source === this.chosen ||
      link.target === this.chosen;
    const [short, long, bright, faded]: Link[][] = [[], [], [], []];
    for (const link of this.links) {
      const [a, b] = [at.get(link.source)!, at.get(link.target)!];
      if (Math.max(a.x, b.x) < 0 || Math.min(a.x, b.x) > width) continue;
      if (Math.max(a.y, b.y) < 0 || Math.min(a.y, b.y) > height) continue;
      const far = Math.hypot(a.x - b.x, a.y - b.y) > FAR * view.zoom;
      if (this.isOnPath(link) || (near && lit(link))) bright!.push(link);
      else (near ? faded! : far ? long! : short!).push(link);
    }
    // One pixel wide and no more: engines draw such lines many times quicker.
    const stroke = (links: Link[], colour: string, alpha: number, wide = 1) => {
      context.globalAlpha = alpha;
      context.strokeStyle = colour;
      context.lineWidth = wide;
      context.beginPath();
      for (const { source, target } of links) {
        const [a, b] = [at.get(source)!, at.get(target)!];
        context.moveTo(a.x, a.y);
        context.lineTo(b.x, b.y);
      }
      context.stroke();
    };
    stroke(faded!, edge, 0.06);
    stroke(long!, edge, 0.16);
    stroke(short!, edge, 0.6);
    stroke(bright!, accent, 0.7, this.path.length ? 2.5 : 1);

    const inView = this.byDegree.filter((one) => {
      const { x, y } = at.get(one.id)!;
      return x > -20 && y > -20 && x < width + 20 && y < height + 20;
    });
    const groups = new Map<string, Thing[]>();
    for (const one of inView) {
      const shade = near && !near.has(one.id) ? "faded" : "";
      const key = `${shade} ${this.colour(one)}`;
      const group = groups.get(key);
      if (group) group.push(one);
      else groups.set(key, [one]);
    }
    for (const [key, some] of groups) {
      const [shade, colour] = key.split(" ");
      context.globalAlpha = shade ? 0.2 : 1;
      context.fillStyle = colour!;
      context.beginPath();
      for (const one of some) {
        const { x, y } = at.get(one.id)!;
        const radius = radiusOf(one, view);
        context.moveTo(x + radius, y);
        context.arc(x, y, radius, 0, 2 * Math.PI);
      }
      context.fill();
    }
    context.globalAlpha = 1;
    context.strokeStyle = accent;
    context.lineWidth = 3;
    for (const id of new Set([this.chosen, ...this.path])) {
      const place = at.get(id);
      if (!place) continue;
      context.beginPath();
      context.arc(place.x, place.y, radiusOf(this.graph.things.get(id)!, view) + 1.5, 0, 7);
      context.stroke();
    }
    this.write(sheet, inView, at, near);
  }

  /** Names: what is chosen and on the path, the clusters, then the things with most links. */
  private write(
    { context, width, height, view }: Sheet,
    inView: Thing[],
    at: ReadonlyMap<string, Position>,
    near: ReadonlySet<string> | null,
  ): void {
    const first = new Set([this.chosen, ...this.path]);
    const rank = (one: Thing) => Number(first.has(one.id));
    const clusters = near || !["force", "map"].includes(this.layout) ? [] : this.clusters(view);
    const named = new Set(clusters.flatMap(({ leaders }) => (leaders.length > 1 ? [] : leaders)));
    const things = inView
      .filter((one) => (!near || near.has(one.id)) && !named.has(one.id))
      .slice(0, Math.max(LEAST, Math.min(NAMES, NAMES * view.zoom)))
      .sort((a, b) => rank(b) - rank(a));
    const names: Written[] = [
      ...clusters.map(({ text, x, y }) => {
        const place = toScreen({ x, y }, view, width, height);
        const name = this.named(text, text, place.x, place.y - 22, CLUSTER_FONT, "bold ");
        const inside = Math.max(0, -name.x1) - Math.max(0, name.x2 - width);
        return { ...name, x1: name.x1 + inside, x2: name.x2 + inside };
      }),
      ...things.map((one) => {
        const { x, y } = at.get(one.id)!;
        const bold = one.id === this.chosen ? "bold " : "";
        const below = y + radiusOf(one, view) + 3;
        return this.named(one.id, one[language], x, below, FONT, bold);
      }),
    ];
    if (first.size > 1 || this.chosen)
      names.sort((a, b) => Number(first.has(b.id)) - Number(first.has(a.id)));
    const discs = inView.map((one) => {
      const { x, y } = at.get(one.id)!;
      const radius = radiusOf(one, view) * 0.7;
      return { id: one.id, x1: x - radius, y1: y - radius, x2: x + radius, y2: y + radius };
    });
    const written = readable(names, discs, clusters.length + Math.min(LANDMARKS, width / 60));
    context.textAlign = "center";
    context.textBaseline = "top";
    context.lineJoin = "round";
    context.lineWidth = 3;
    context.strokeStyle = this.colours.surface;
    context.fillStyle = this.colours.ink;
    for (const name of names) {
      if (!written.has(name.id)) continue;
      context.font = name.font;
      const x = (name.x1 + name.x2) / 2;
      context.strokeText(name.text, x, name.y1);
      context.fillText(name.text, x, name.y1);
    }
  }

  private named(
    id: string,
    text: string,
    x: number,
    y: number,
    size: number,
    weight: string,
  ): Written {
    let shown = text;
    if (measured(text) > LONGEST) {
      const share = LONGEST / measured(text);
      shown = `${text.slice(0, Math.floor(text.length * share))}…`;
    }
    const half = (measured(shown) * size * (weight ? 1.06 : 1)) / 2 + 2;
    const font = `${weight}${size}px ${this.font}`;
    return { id, text: shown, font, x1: x - half, y1: y, x2: x + half, y2: y + size * 1.25 };
  }

  /** The clusters that are large enough in the view to be named, and the tops of their circles. */
  private clusters(view: View): { text: string; leaders: string[]; x: number; y: number }[] {
    const shown = new Set(this.things);
    return this.graph.clusters
      .filter(({ radius, leaders }) => radius * view.zoom > CLUSTER_ROOM && shown.has(leaders[0]!))
      .map(({ leaders, x, y, radius }) => ({
        text: named(leaders.map((one) => one[language])),
        leaders: leaders.map((one) => one.id),
        x,
        y: y - radius,
      }));
  }

  /** The chosen thing or link with what is beside it; null where nothing is chosen. */
  private near(): Set<string> | null {
    const link = this.graph.links.get(this.chosen);
    if (link) return new Set([link.source, link.target]);
    if (!this.graph.things.has(this.chosen) || !this.places.has(this.chosen)) return null;
    const found = new Set([this.chosen]);
    for (const { source, target } of this.links) {
      if (source === this.chosen) found.add(target);
      if (target === this.chosen) found.add(source);
    }
    return found;
  }

  private isOnPath({ source, target }: Link): boolean {
    return this.path.some(
      (id, index) =>
        (id === source && this.path[index + 1] === target) ||
        (id === target && this.path[index + 1] === source),
    );
  }
}

function colours(): Record<"ink" | "surface" | "edge" | "accent", string> {
  return {
    ink: colourOf("--ink"),
    surface: colourOf("--surface"),
    edge: colourOf("--edge"),
    accent: colourOf("--accent"),
  };
}

/** The names of a cluster's leaders, or the first where there is no room for both. */
function named(leaders: string[]): string {
  const both = leaders.join(" · ");
  return measured(both) > LONGEST ? leaders[0]! : both;
}

function flat({ x, y }: Position): Position {
  return { x, y };
}

function radiusOf(thing: Thing, view: View): number {
  return Math.max(1.5, (thing.size / 2) * view.zoom);
}

function toScreen(place: Position, view: View, width: number, height: number): Position {
  return {
    x: (place.x - view.x) * view.zoom + width / 2,
    y: (place.y - view.y) * view.zoom + height / 2,
  };
}

/** How far a point is from the line between two others. */
function fromLine(point: Position, a: Position, b: Position): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const share = ((point.x - a.x) * dx + (point.y - a.y) * dy) / (dx * dx + dy * dy || 1);
  const on = Math.max(0, Math.min(1, share));
  return Math.hypot(point.x - a.x - on * dx, point.y - a.y - on * dy);
}

/** The thing nearest to a place in a direction, itself where there is none. */
export function nearest(
  things: Iterable<{ id: string }>,
  places: Places,
  id: string,
  at: Position,
  dx: number,
  dy: number,
): string {
  let best = id;
  let least = Infinity;
  for (const one of things) {
    const { x, y } = places.get(one.id)!;
    const along = (x - at.x) * dx + (y - at.y) * dy;
    const across = Math.abs((x - at.x) * dy) + Math.abs((y - at.y) * dx);
    if (one.id === id || along <= 1 || across > along * 1.6) continue;
    const cost = along + across * 1.5;
    if (cost < least) [best, least] = [one.id, cost];
  }
  return best;
}
