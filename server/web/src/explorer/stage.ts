// What the graph is drawn on: by Cytoscape where there are few things, else on a plain canvas.

import { h } from "../shared/dom";
import type { Drawing } from "./drawing";
import type { Drawn } from "./drawn";
import type { Graph, Link, Thing } from "./model";
import { Overview } from "./overview";
import type { Layout } from "./state";

const MOST = 250; // things, and as many links for each of four, that Cytoscape is let draw
const LINKS = 4 * MOST;

export interface Listeners {
  chosen: (id: string) => void;
  opened: (id: string) => void;
}

export interface Picture {
  /** Draws these things and links; true where other things than before were placed for it. */
  show(things: Thing[], links: Link[], layout: Layout, near: string): boolean;
  /** Places everything anew. */
  arrange(layout: Layout): void;
  /** Marks the chosen thing or link, and lets what is not beside it fade; none for "". */
  choose(id: string): void;
  /** Marks a path by its things; null takes the mark away. */
  mark(path: string[] | null): void;
  /** The thing nearest to another in a direction, for the arrow keys. */
  beside(id: string, dx: number, dy: number): string;
  /** Brings a thing into view where it is not. */
  reveal(id: string): void;
  zoom(factor: number): void;
  fit(): void;
  /** A picture of all that is drawn, as a data address; what is chosen is not set apart. */
  png(): string;
  /** What is drawn, with its places, for files. */
  drawn(): Drawn;
}

export class Stage implements Picture {
  private readonly few: Picture;
  private readonly many: Overview;
  private readonly host = h("div", { class: "few" });
  private now: Picture;

  constructor(element: HTMLElement, graph: Graph, listeners: Listeners, few: typeof Drawing) {
    this.many = new Overview(graph, listeners);
    element.append(this.host, this.many.element);
    this.few = new few(this.host, graph, listeners);
    this.now = this.few;
  }

  show(things: Thing[], links: Link[], layout: Layout, near: string): boolean {
    const crowd = things.length > MOST || links.length > LINKS;
    const next = crowd ? this.many : this.few;
    this.host.hidden = crowd;
    this.many.element.hidden = !crowd;
    if (next !== this.now) this.now.show([], [], layout, "");
    this.now = next;
    return next.show(things, links, layout, near);
  }

  arrange(layout: Layout): void {
    this.now.arrange(layout);
  }

  choose(id: string): void {
    this.now.choose(id);
  }

  mark(path: string[] | null): void {
    this.now.mark(path);
  }

  beside(id: string, dx: number, dy: number): string {
    return this.now.beside(id, dx, dy);
  }

  reveal(id: string): void {
    this.now.reveal(id);
  }

  zoom(factor: number): void {
    this.now.zoom(factor);
  }

  fit(): void {
    this.now.fit();
  }

  png(): string {
    return this.now.png();
  }

  drawn(): Drawn {
    return this.now.drawn();
  }
}
