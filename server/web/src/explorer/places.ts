// Places for drawings of many things, where Cytoscape's own layouts would make them specks.

import type { Position } from "./drawn";

export type Places = ReadonlyMap<string, Position>;

const APART = 90; // between things
const BAND = 120; // between the levels of a tree
const NEAR = 9; // along a circle, where discs touch

/** Rings round the first thing, each as full as it can be. */
export function rings(ids: string[]): Places {
  const found = new Map<string, Position>();
  let ring = 0;
  let room = 1;
  let taken = 0;
  for (const id of ids) {
    if (taken === room) {
      ring++;
      room = Math.floor(2 * Math.PI * ring);
      taken = 0;
    }
    const turn = (taken / room) * 2 * Math.PI - Math.PI / 2;
    const reach = ring * APART;
    found.set(id, { x: reach * Math.cos(turn), y: reach * Math.sin(turn) });
    taken++;
  }
  return found;
}

/** Rows from the left, somewhat wider than high. */
export function grid(ids: string[]): Places {
  const wide = Math.ceil(Math.sqrt(ids.length * 1.3));
  return new Map(
    ids.map((id, index) => [
      id,
      { x: (index % wide) * APART, y: Math.floor(index / wide) * APART },
    ]),
  );
}

/** One circle, in the order given. */
export function circle(ids: string[]): Places {
  const reach = (ids.length * NEAR) / (2 * Math.PI);
  return new Map(
    ids.map((id, index) => {
      const turn = (index / ids.length) * 2 * Math.PI - Math.PI / 2;
      return [id, { x: reach * Math.cos(turn), y: reach * Math.sin(turn) }];
    }),
  );
}

/** Level below level; a level too wide for the drawing goes on in further rows. */
export function tree(levels: string[][]): Places {
  const count = levels.reduce((sum, level) => sum + level.length, 0);
  const most = Math.max(8, Math.ceil(Math.sqrt(count * 1.6)));
  const found = new Map<string, Position>();
  let y = 0;
  for (const level of levels) {
    const rows = Math.ceil(level.length / most);
    const wide = Math.ceil(level.length / rows);
    level.forEach((id, index) => {
      const row = Math.floor(index / wide);
      const inRow = Math.min(wide, level.length - row * wide);
      const x = ((index % wide) - (inRow - 1) / 2) * APART;
      found.set(id, { x, y: y + row * APART * 0.7 });
    });
    y += (rows - 1) * APART * 0.7 + BAND;
  }
  return found;
}

/** The things by their distance from the best linked one of their part; those alone come last. */
export function levels(ids: string[], links: [source: string, target: string][]): string[][] {
  const beside = new Map<string, Set<string>>(ids.map((id) => [id, new Set()]));
  for (const [source, target] of links) {
    if (source === target) continue;
    beside.get(source)?.add(target);
    beside.get(target)?.add(source);
  }
  const found: string[][] = [];
  const alone: string[] = [];
  const seen = new Set<string>();
  const first = [...ids].sort((a, b) => beside.get(b)!.size - beside.get(a)!.size);
  for (const root of first) {
    if (seen.has(root)) continue;
    seen.add(root);
    if (!beside.get(root)!.size) {
      alone.push(root);
      continue;
    }
    let front = [root];
    for (let level = 0; front.length; level++) {
      (found[level] ??= []).push(...front);
      const next: string[] = [];
      for (const id of front)
        for (const one of beside.get(id)!) {
          if (seen.has(one)) continue;
          seen.add(one);
          next.push(one);
        }
      front = next;
    }
  }
  return alone.length ? [...found, alone] : found;
}
