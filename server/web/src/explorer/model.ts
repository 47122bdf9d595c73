// The whole graph in memory: neighbours, filters, search and shortest paths, without a page.

import type { Names } from "../shared/names";
import { language } from "../shared/page";
import { normal } from "../shared/vocabulary";

type Pair = [zh: string, en: string];

/** What the server sends: columns, which compress well. */
export interface GraphData {
  kinds: [name: string, zh: string, en: string, colour: string][];
  classes: Record<string, Pair>;
  relations: Record<string, Pair>;
  nodes: Record<"path" | "zh" | "en" | "class" | "kind", string[]> & Record<"x" | "y", number[]>;
  edges: Record<"source" | "target", number[]> &
    Record<"relation" | "passages" | "statement", string[]>;
  clusters: [leaders: number[], count: number, x: number, y: number, radius: number][];
}

export interface Thing {
  id: string;
  iri: string;
  zh: string;
  en: string;
  cls: string;
  kind: string;
  x: number;
  y: number;
  degree: number;
  /** The width of its disc. */
  size: number;
}

/** Things with more links among them than to others, in a circle of the layout. */
export interface Cluster {
  /** The one or two with most of these links. */
  leaders: Thing[];
  count: number;
  x: number;
  y: number;
  radius: number;
}

export interface Link {
  id: string;
  source: string;
  target: string;
  relation: string;
  /** Numbers of the sentences that state it. */
  passages: string[];
  /** The IRI of the statement it comes from, if it comes from one. */
  statement: string;
}

/** What the reader does not want to see. */
export interface Filter {
  kinds: ReadonlySet<string>;
  relations: ReadonlySet<string>;
}

const HUB = 150;

export class Graph {
  readonly things = new Map<string, Thing>();
  readonly links = new Map<string, Link>();
  readonly clusters: Cluster[];
  private readonly at = new Map<string, Link[]>();

  constructor(
    readonly data: GraphData,
    base: string,
    names: Names,
  ) {
    const { nodes, edges } = data;
    const ids = nodes.path.map((path, index) => {
      const iri = base + path;
      const id = names.short(iri);
      this.things.set(id, {
        id,
        iri,
        zh: nodes.zh[index]!,
        en: nodes.en[index]!,
        cls: nodes.class[index]!,
        kind: nodes.kind[index]!,
        x: nodes.x[index]!,
        y: nodes.y[index]!,
        degree: 0,
        size: 0,
      });
      this.at.set(id, []);
      return id;
    });
    edges.relation.forEach((relation, index) => {
      const listed = edges.passages[index]!;
      const passages = listed ? listed.split("; ") : [];
      const stated = edges.statement[index]!;
      const link: Link = {
        id: `e${index}`,
        source: ids[edges.source[index]!]!,
        target: ids[edges.target[index]!]!,
        relation,
        passages,
        // One that begins as its sentence does comes without that beginning.
        statement: stated.startsWith("-")
          ? names.passage(passages[0]!).replace("/report/", "/statement/") + stated
          : stated && base + stated,
      };
      this.links.set(link.id, link);
      for (const end of new Set([link.source, link.target])) {
        this.at.get(end)!.push(link);
        this.things.get(end)!.degree++;
      }
    });
    for (const thing of this.things.values()) thing.size = 15 + 4 * Math.sqrt(weight(thing));
    this.clusters = data.clusters.map(([leaders, count, x, y, radius]) => ({
      leaders: leaders.map((index) => this.things.get(ids[index]!)!),
      count,
      x,
      y,
      radius,
    }));
  }

  /** The name of a relation in the reader's language. */
  relation(name: string): string {
    return this.data.relations[name]?.[language === "zh" ? 0 : 1] ?? name;
  }

  /** The links at a thing, those that the filter lets through. */
  linksOf(id: string, filter?: Filter): Link[] {
    const all = this.at.get(id) ?? [];
    return filter ? all.filter((link) => this.passes(link, filter)) : all;
  }

  /** The things next to a thing. */
  neighbours(id: string, filter?: Filter): string[] {
    return [...new Set(this.linksOf(id, filter).map((link) => other(link, id)))].filter(
      (one) => one !== id,
    );
  }

  /** The links whose two ends are both in the set. */
  between(shown: ReadonlySet<string>, filter?: Filter): Link[] {
    const found: Link[] = [];
    for (const link of this.links.values())
      if (
        shown.has(link.source) &&
        shown.has(link.target) &&
        (!filter || this.passes(link, filter))
      )
        found.push(link);
    return found;
  }

  /** What goes away when a thing is collapsed: neighbours that hang on nothing else shown. */
  leaves(id: string, shown: ReadonlySet<string>, filter?: Filter): string[] {
    return this.neighbours(id, filter).filter(
      (one) =>
        shown.has(one) &&
        this.neighbours(one, filter).every((next) => next === id || !shown.has(next)),
    );
  }

  /** Whether so much hangs on a thing that a path through it says little. */
  isHub(id: string): boolean {
    return (this.things.get(id)?.degree ?? 0) > HUB;
  }

  /**
   * A shortest path, whichever way the arrows point: the things on it, ends included; null
   * where there is none. With `avoid`, no hub lies between the ends.
   */
  path(from: string, to: string, avoid: boolean, filter?: Filter): string[] | null {
    if (!this.things.has(from) || !this.things.has(to)) return null;
    const before = new Map<string, string | null>([[from, null]]);
    let front = [from];
    while (front.length && !before.has(to)) {
      const next: string[] = [];
      for (const id of front) {
        if (avoid && id !== from && this.isHub(id)) continue;
        for (const one of this.neighbours(id, filter)) {
          if (before.has(one)) continue;
          before.set(one, id);
          next.push(one);
        }
      }
      front = next;
    }
    if (!before.has(to)) return null;
    const found: string[] = [];
    for (let id: string | null = to; id !== null; id = before.get(id)!) found.unshift(id);
    return found;
  }

  /** The things whose names hold the text, the nearest first. */
  search(text: string, limit: number): Thing[] {
    const wanted = normal(text);
    if (!wanted) return [];
    const found: [number, Thing][] = [];
    for (const thing of this.things.values()) {
      const places = [thing.zh, thing.en, thing.id].map((name) => normal(name).indexOf(wanted));
      const hits = places.filter((at) => at >= 0);
      if (!hits.length) continue;
      const exact = [thing.zh, thing.en].some((name) => normal(name) === wanted);
      const score =
        (exact ? 4 : Math.min(...hits) === 0 ? 2 : 1) + Math.min(0.9, thing.degree / 100);
      found.push([score, thing]);
    }
    found.sort((a, b) => b[0] - a[0] || a[1].id.localeCompare(b[1].id));
    return found.slice(0, limit).map(([, thing]) => thing);
  }

  private passes(link: Link, { kinds, relations }: Filter): boolean {
    return (
      !relations.has(link.relation) &&
      !kinds.has(this.things.get(link.source)!.kind) &&
      !kinds.has(this.things.get(link.target)!.kind)
    );
  }
}

/** The links that count for the size of a thing: hubs would hide all else. */
export function weight({ degree }: Thing): number {
  return Math.min(degree, 150);
}

/** The other end of a link. */
export function other(link: Link, id: string): string {
  return link.source === id ? link.target : link.source;
}
