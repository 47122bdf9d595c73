// What is drawn: nodes and edges with labels, classes, colours and places, of which files are made.

import { language } from "../shared/page";
import { type Thing, weight } from "./model";

export interface Position {
  x: number;
  y: number;
}

export interface DrawnNode {
  id: string;
  label: string;
  zh: string;
  en: string;
  cls: string;
  kind: string;
  colour: string;
  x: number;
  y: number;
  size: number;
  /** The size of its name. */
  font: number;
  onPath: boolean;
}

export interface DrawnEdge {
  id: string;
  source: string;
  target: string;
  relation: string;
  label: string;
  passages: string;
  /** Where its line begins, bends and ends. */
  line: Position[];
  /** It comes from a statement, and is drawn dashed. */
  statement: boolean;
  onPath: boolean;
}

export interface Drawn {
  nodes: DrawnNode[];
  edges: DrawnEdge[];
}

/** A thing as it is drawn at a place. */
export function drawnNode(thing: Thing, colour: string, at: Position, onPath: boolean): DrawnNode {
  const { iri, zh, en, cls, kind, size } = thing;
  return {
    ...{ id: iri, label: thing[language], zh, en, cls, kind, colour, ...at },
    ...{ size, font: fontOf(thing), onPath },
  };
}

/** The size of a thing's name. */
export function fontOf(thing: Thing): number {
  return 12 + 0.4 * Math.sqrt(weight(thing));
}
