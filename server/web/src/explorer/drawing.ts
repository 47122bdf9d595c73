// The drawing of some things and links by Cytoscape: where they are, how one moves about.

import type { Core, ElementDefinition, EventObject, NodeSingular, Position } from "cytoscape";

import { nameAll, naming } from "../shared/naming";
import { draw, look, zoom } from "../shared/network";
import { language } from "../shared/page";
import { colourOf, onTheme } from "../shared/theme";
import { type Drawn, drawnNode, fontOf } from "./drawn";
import type { Graph, Link, Thing } from "./model";
import { arrangement, NARROW } from "./arrangement";
import { nearest } from "./overview";
import type { Listeners, Picture } from "./stage";
import type { Layout } from "./state";

const MANY = 450;

const CALM = matchMedia("(prefers-reduced-motion: reduce)");

const CLOSEST = 1.2; // to which few things are enlarged to fill the canvas

export class Drawing implements Picture {
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
      animate: !CALM.matches,
      animationDuration: 350,
      fit: true,
      padding: this.padding(),
    };
    const how = arrangement(this.core, this.graph, layout, keep);
    const run = this.core.layout({ ...motion, ...how } as never);
    run.one("layoutstop", this.capped());
    run.run();
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
    const places = new Map(nodes.map((node) => [node.id(), node.position()]));
    const things = nodes.map((node) => ({ id: node.id() }));
    return nearest(things, places, id, places.get(id)!, dx, dy);
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
    const free = this.capped();
    this.core.fit(undefined, this.padding());
    free();
  }

  /** Lets nothing be enlarged beyond its size in a page until what it returns is called. */
  private capped(): () => void {
    const most = 4;
    this.core.maxZoom(CLOSEST);
    return () => void this.core.maxZoom(most);
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
        return drawnNode(thing, this.colour(thing), { x, y }, node.hasClass("on-path"));
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
    return {
      group: "nodes",
      position,
      data: {
        id: thing.id,
        label: thing[language],
        colour: this.colour(thing),
        size: thing.size,
        font: fontOf(thing),
      },
    };
  }

  private edge(link: Link): ElementDefinition {
    const name = this.graph.relation(link.relation);
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
