// The drawing: which things and links Cytoscape holds, where they are, how one moves about.

import type { Core, ElementDefinition, EventObject, NodeSingular, Position } from "cytoscape";

import { nameAll, naming } from "../shared/naming";
import { colourOf, draw, look, onTheme, zoom } from "../shared/network";
import { language } from "../shared/page";
import type { Drawn } from "./drawn";
import type { Graph, Link, Thing } from "./model";
import { arrangement, FEW, NARROW } from "./arrangement";
import type { Layout } from "./state";

const MANY = 450;

const CALM = matchMedia("(prefers-reduced-motion: reduce)");

export interface Listeners {
  chosen: (id: string) => void;
  opened: (id: string) => void;
}

export class Drawing {
  private readonly core: Core;
  private readonly colours: Map<string, string>;
  private readonly name: () => void;

  constructor(
    host: HTMLElement,
    private readonly graph: Graph,
    listeners: Listeners,
  ) {
    this.colours = new Map(graph.data.kinds.map(([name, , , colour]) => [name, colour]));
    this.core = draw({ container: host, style: look(), elements: [], selectionType: "single" });
    this.core.on("tap", (event: EventObject) =>
      listeners.chosen(event.target === this.core ? "" : String(event.target.id())),
    );
    this.core.on("dbltap", "node", (event: EventObject) => listeners.opened(event.target.id()));
    this.name = naming(this.core);
    onTheme(() => this.core.style(look()));
    new ResizeObserver(() => this.core.resize()).observe(host);
  }

  /** Draws these things and links; true where other things than before were placed for it. */
  show(things: Thing[], links: Link[], layout: Layout, near: string): boolean {
    const wanted = new Set([...things.map((one) => one.id), ...links.map((one) => one.id)]);
    const gone = this.core.elements().filter((one) => !wanted.has(one.id()));
    const fresh = things.filter((one) => this.core.getElementById(one.id).empty());
    const origin = this.core.getElementById(near);
    const centre = origin.nonempty() ? (origin as NodeSingular).position() : null;
    const changed = gone.nodes().nonempty() || fresh.length > 0;
    this.core.batch(() => {
      gone.remove();
      this.core.add([
        ...fresh.map((thing, index) => this.node(thing, centre, index)),
        ...links
          .filter((link) => this.core.getElementById(link.id).empty())
          .map((link) => this.edge(link)),
      ]);
      this.core.edges().toggleClass("many", links.length > MANY);
    });
    if (changed) this.arrange(layout, fresh.length < things.length && centre !== null);
    return changed;
  }

  /** Places everything anew; `keep` lets what is there move as little as need be. */
  arrange(layout: Layout, keep = false): void {
    const motion = {
      animate: this.core.nodes().length <= FEW && !CALM.matches,
      animationDuration: 350,
      fit: true,
      padding: this.padding(),
    };
    const how = arrangement(this.core, this.graph, layout, keep);
    this.core.layout({ ...motion, ...how } as never).run();
  }

  /** Marks the chosen thing or link, and lets what is not beside it fade; none for "". */
  choose(id: string): void {
    const chosen = this.core.getElementById(id);
    this.core.batch(() => {
      this.core.elements().unselect().removeClass("faded");
      if (chosen.empty()) return;
      chosen.select();
      const edge = this.core.edges().filter((one) => one.id() === id);
      const beside = edge.nonempty()
        ? edge.union(edge.connectedNodes())
        : chosen.closedNeighborhood();
      this.core.elements().difference(beside).addClass("faded");
    });
    this.name();
  }

  /** Marks a path by its things; null takes the mark away. */
  mark(path: string[] | null): void {
    this.core.batch(() => {
      this.core.elements().removeClass("on-path");
      if (!path) return;
      path.forEach((id, index) => {
        const here = this.core.getElementById(id);
        here.addClass("on-path");
        const next = this.core.getElementById(path[index + 1] ?? "");
        if (next.nonempty()) here.edgesWith(next).addClass("on-path");
      });
    });
    this.name();
  }

  /** The thing nearest to another in a direction, for the arrow keys. */
  beside(id: string, dx: number, dy: number): string {
    const from = this.core.getElementById(id);
    const nodes = this.core.nodes().toArray() as NodeSingular[];
    if (from.empty() || !from.isNode()) return nodes[0]?.id() ?? "";
    const at = (from as NodeSingular).position();
    let best = "";
    let least = Infinity;
    for (const node of nodes) {
      const { x, y } = node.position();
      const along = (x - at.x) * dx + (y - at.y) * dy;
      const across = Math.abs((x - at.x) * dy) + Math.abs((y - at.y) * dx);
      if (node.id() === id || along <= 1 || across > along * 1.6) continue;
      const cost = along + across * 1.5;
      if (cost < least) [best, least] = [node.id(), cost];
    }
    return best || id;
  }

  /** Brings a thing into view where it is not. */
  reveal(id: string): void {
    const node = this.core.getElementById(id);
    if (node.empty()) return;
    const box = node.renderedBoundingBox({});
    const inside =
      box.x1 > 0 && box.y1 > 0 && box.x2 < this.core.width() && box.y2 < this.core.height();
    if (!inside) this.core.center(node);
  }

  zoom(factor: number): void {
    zoom(this.core, factor);
  }

  fit(): void {
    this.core.fit(undefined, this.padding());
  }

  /** A picture of all that is drawn, as a data address; what is chosen is not set apart. */
  png(): string {
    const chosen = this.core.$(":selected").map((one) => one.id());
    this.choose("");
    nameAll(this.core);
    const bg = colourOf("--surface");
    const picture = this.core.png({ full: true, scale: 2, maxWidth: 6000, maxHeight: 6000, bg });
    this.choose(chosen[0] ?? "");
    return picture;
  }

  /** What is drawn, with its places, for files. */
  drawn(): Drawn {
    return {
      nodes: (this.core.nodes().toArray() as NodeSingular[]).map((node) => {
        const thing = this.graph.things.get(node.id())!;
        const { x, y } = node.position();
        const { iri, zh, en, cls, kind } = thing;
        return {
          id: iri,
          label: thing[language],
          zh,
          en,
          cls,
          kind,
          colour: this.colour(thing),
          x,
          y,
          size: Number(node.data("size")),
          font: Number(node.data("font")),
          onPath: node.hasClass("on-path"),
        };
      }),
      edges: this.core.edges().map((edge) => {
        const link = this.graph.links.get(edge.id())!;
        return {
          id: link.id,
          source: this.graph.things.get(link.source)!.iri,
          target: this.graph.things.get(link.target)!.iri,
          relation: link.relation,
          label: String(edge.data("name")),
          passages: link.passages.join("; "),
          line: [
            edge.sourceEndpoint(),
            ...((edge.controlPoints() as Position[] | undefined) ?? []),
            edge.targetEndpoint(),
          ],
          statement: !!link.statement,
          onPath: edge.hasClass("on-path"),
        };
      }),
    };
  }

  /** The margin round all that is drawn. */
  private padding(): number {
    return this.core.width() > NARROW ? 40 : 12;
  }

  private colour(thing: Thing): string {
    return this.colours.get(thing.kind) ?? "#808080";
  }

  private node(
    thing: Thing,
    centre: { x: number; y: number } | null,
    index: number,
  ): ElementDefinition {
    const turn = index * 2.4;
    const reach = 70 + 6 * index;
    const position = centre
      ? { x: centre.x + reach * Math.cos(turn), y: centre.y + reach * Math.sin(turn) }
      : { x: thing.x, y: thing.y };
    const root = Math.sqrt(Math.min(thing.degree, 150));
    return {
      group: "nodes",
      position,
      data: {
        id: thing.id,
        label: thing[language],
        colour: this.colour(thing),
        size: 15 + 4 * root,
        font: 12 + 0.4 * root,
      },
    };
  }

  private edge(link: Link): ElementDefinition {
    const [zh, en] = this.graph.data.relations[link.relation] ?? [link.relation, link.relation];
    const name = language === "zh" ? zh : en;
    return {
      group: "edges",
      data: {
        id: link.id,
        source: link.source,
        target: link.target,
        name,
        label: name,
        statement: !!link.statement,
      },
    };
  }
}
