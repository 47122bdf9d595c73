// What the columns of a result can be drawn as.

import { moment, number, type Row, type Table, type Term } from "../shared/terms";
import { mixed } from "./reading";

export type Kind = "number" | "moment" | "iri" | "text";

export interface Column {
  name: string;
  kind: Kind;
  filled: number;
}

/** The columns with what all their values are. */
export function columns(table: Table): Column[] {
  return table.names.map((name) => {
    const terms = table.rows.map((row) => row[name]).filter((term): term is Term => !!term);
    const all = (test: (term: Term) => boolean) => terms.length > 0 && terms.every(test);
    let kind: Kind = "text";
    if (all((term) => number(term) !== null)) kind = "number";
    else if (all((term) => moment(term) !== null)) kind = "moment";
    else if (all((term) => term.type === "uri")) kind = "iri";
    return { name, kind, filled: terms.length };
  });
}

export type ChartKind = "bar" | "line" | "area" | "scatter" | "treemap";
export const CHARTS: ChartKind[] = ["bar", "line", "area", "scatter", "treemap"];

export interface ChartPlan {
  kind: ChartKind;
  category: string;
  value: string;
  series: string;
}

/**
 * The chart that suits the columns, or null where none holds numbers of one unit. A wish may name
 * a column of names without its language: `thing` for `thingZh`.
 */
export function plan(table: Table, language: string, wish: Partial<ChartPlan>): ChartPlan | null {
  const all = columns(table).filter((column) => column.filled > 0);
  const suffix = language === "zh" ? /Zh$/ : /En$/;
  const named = (name: string | undefined) =>
    (
      all.find((column) => column.name === name) ??
      all.find((column) => column.name.replace(suffix, "") === name)
    )?.name;
  const numbers = all.filter((column) => column.kind === "number" && !mixed(table, column.name));
  if (!numbers.length) return null;
  const others = all.filter((column) => column.kind !== "number");
  const category =
    named(wish.category) ??
    others.find((column) => column.kind === "moment")?.name ??
    others.find((column) => suffix.test(column.name))?.name ??
    others.find((column) => column.kind === "text")?.name ??
    (others[0] ?? numbers[0]!).name;
  const wished = named(wish.value);
  const value =
    numbers.find((column) => column.name === wished)?.name ??
    (numbers.find((column) => column.name !== category) ?? numbers[0]!).name;
  const time = all.find((column) => column.name === category)?.kind;
  const kind = wish.kind ?? (time === "moment" ? "line" : time === "number" ? "scatter" : "bar");
  return { kind, category, value, series: named(wish.series) ?? "" };
}

export interface Edge {
  source: string;
  target: string;
  label: string;
}
export interface Network {
  nodes: Map<string, { label: string | null; colour: string | null }>;
  edges: Edge[];
}

/**
 * The graph in a result. Triples are edges; in a row, the first IRI is joined to each that
 * follows, `?xLabel` names `?x`, `?edgeLabel` the edge, and `?rgb` colours the node before it.
 */
export function network(table: Table, triples: boolean): Network {
  const made: Network = { nodes: new Map(), edges: [] };
  for (const row of table.rows) {
    if (triples) ofTriple(made, row);
    else ofRow(made, row, table.names);
  }
  return made;
}

const LABEL = "http://www.w3.org/2000/01/rdf-schema#label";

function ofTriple(made: Network, row: Row): void {
  const { subject, predicate, object } = row;
  if (!subject || !predicate || !object) return;
  if (object.type === "literal") {
    if (predicate.value === LABEL) node(made, subject.value);
    return;
  }
  node(made, subject.value);
  node(made, object.value);
  made.edges.push({ source: subject.value, target: object.value, label: predicate.value });
}

function ofRow(made: Network, row: Row, names: string[]): void {
  let first: string | null = null;
  let last: string | null = null;
  for (const name of names) {
    const term = row[name];
    if (!term) continue;
    if (name === "rgb" && last) {
      made.nodes.get(last)!.colour = `#${term.value.replace("#", "")}`;
    } else if (term.type === "uri" && name !== "edge" && name !== "passage") {
      const label = row[`${name}Label`]?.value ?? null;
      const known = node(made, term.value);
      known.label ??= label;
      last = term.value;
      if (first === null) first = term.value;
      else if (first !== term.value)
        made.edges.push({
          source: first,
          target: term.value,
          label: row["edgeLabel"]?.value ?? row["edge"]?.value ?? name,
        });
    }
  }
}

function node(made: Network, iri: string): { label: string | null; colour: string | null } {
  let known = made.nodes.get(iri);
  if (!known) {
    known = { label: null, colour: null };
    made.nodes.set(iri, known);
  }
  return known;
}

export interface Place {
  label: string;
  iri: string | null;
  longitude: number;
  latitude: number;
}

const WKT = /^\s*(?:<[^>]*>\s*)?POINT\s*\(\s*(-?[\d.]+)\s+(-?[\d.]+)/i;
const LATITUDE = /^lat(itude)?$/i;
const LONGITUDE = /^(lon|long|lng|longitude)$/i;

/**
 * The points of a result: WKT, or columns named for latitude and longitude. They are named by
 * the first of the columns `shown` that holds a text, else an IRI.
 */
export function places(
  table: Table,
  text: (term: Term) => string,
  shown: string[] = table.names,
): Place[] {
  const latitude = table.names.find((name) => LATITUDE.test(name));
  const longitude = table.names.find((name) => LONGITUDE.test(name));
  const found: Place[] = [];
  for (const row of table.rows) {
    const wkt = Object.values(row).find((term) => term?.datatype?.endsWith("#wktLiteral"));
    const point = WKT.exec(wkt?.value ?? "");
    const x = point ? Number(point[1]) : number(longitude ? row[longitude] : undefined);
    const y = point ? Number(point[2]) : number(latitude ? row[latitude] : undefined);
    if (x === null || y === null || !(Math.abs(x) <= 180) || !(Math.abs(y) <= 90)) continue;
    const named = shown.map((name) => row[name]).filter((term): term is Term => !!term);
    const label = named.find((term) => term.lang) ?? named.find((term) => term.type === "uri");
    const iri = named.find((term) => term.type === "uri");
    found.push({
      label: label ? text(label) : `${y}, ${x}`,
      iri: iri?.value ?? null,
      longitude: x,
      latitude: y,
    });
  }
  return found;
}
