// Answers of the endpoint as values: rows of terms, triples, a truth.

export interface Term {
  type: "uri" | "literal" | "bnode" | "triple";
  value: string;
  lang?: string;
  datatype?: string;
}

export type Row = Record<string, Term | undefined>;

export interface Table {
  names: string[];
  rows: Row[];
}

export type Result =
  | { form: "rows"; table: Table }
  | { form: "graph"; table: Table }
  | { form: "boolean"; value: boolean };

interface JsonResults {
  head: { vars?: string[] };
  boolean?: boolean;
  results?: { bindings: Record<string, RawTerm>[] };
}
interface RawTerm {
  type: string;
  value: unknown;
  "xml:lang"?: string;
  datatype?: string;
}

/** What SPARQL's JSON says. */
export function fromJson(text: string): Result {
  const json = JSON.parse(text) as JsonResults;
  if (json.boolean !== undefined) return { form: "boolean", value: json.boolean };
  const rows = (json.results?.bindings ?? []).map((binding) =>
    Object.fromEntries(Object.entries(binding).map(([name, raw]) => [name, term(raw)])),
  );
  return { form: "rows", table: { names: json.head.vars ?? [], rows } };
}

function term(raw: RawTerm): Term {
  if (raw.type === "triple") {
    const { subject, predicate, object } = raw.value as Record<string, RawTerm>;
    const text = [subject, predicate, object].map((part) => part && written(term(part))).join(" ");
    return { type: "triple", value: `<< ${text} >>` };
  }
  const made: Term = {
    type: raw.type === "typed-literal" ? "literal" : (raw.type as Term["type"]),
    value: String(raw.value),
  };
  if (raw["xml:lang"]) made.lang = raw["xml:lang"];
  if (raw.datatype) made.datatype = raw.datatype;
  return made;
}

const LINE =
  /^\s*(<[^>]*>|_:\S+)\s+(<[^>]*>)\s+(<[^>]*>|_:\S+|"(?:[^"\\]|\\.)*"(?:@[\w-]+|\^\^<[^>]*>)?)\s*\.\s*$/;

/** The triples of an N-Triples text as a table of three columns. */
export function fromNTriples(text: string): Result {
  const rows: Row[] = [];
  for (const line of text.split("\n")) {
    const found = LINE.exec(line);
    if (found) {
      const [subject, predicate, object] = found.slice(1).map((part) => read(part));
      rows.push({ subject, predicate, object });
    }
  }
  return { form: "graph", table: { names: ["subject", "predicate", "object"], rows } };
}

function read(text: string): Term {
  if (text.startsWith("<")) return { type: "uri", value: unescaped(text.slice(1, -1)) };
  if (text.startsWith("_:")) return { type: "bnode", value: text.slice(2) };
  const end = text.lastIndexOf('"');
  const made: Term = { type: "literal", value: unescaped(text.slice(1, end)) };
  const rest = text.slice(end + 1);
  if (rest.startsWith("@")) made.lang = rest.slice(1);
  else if (rest) made.datatype = rest.slice(3, -1);
  return made;
}

const ESCAPES: Record<string, string> = { t: "\t", n: "\n", r: "\r", b: "\b", f: "\f" };

function unescaped(text: string): string {
  return text.replace(
    /\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/g,
    (_, four?: string, eight?: string, one?: string) =>
      one !== undefined
        ? (ESCAPES[one] ?? one)
        : String.fromCodePoint(parseInt(four ?? eight ?? "0", 16)),
  );
}

/** A term as a query or N-Triples has it. */
export function written(term: Term): string {
  if (term.type === "uri") return `<${term.value}>`;
  if (term.type === "bnode") return `_:${term.value}`;
  if (term.type === "triple") return term.value;
  const text = `"${term.value.replace(/[\\"]/g, "\\$&").replaceAll("\n", "\\n").replaceAll("\r", "\\r")}"`;
  if (term.lang) return `${text}@${term.lang}`;
  return term.datatype ? `${text}^^<${term.datatype}>` : text;
}

const XSD = "http://www.w3.org/2001/XMLSchema#";
const NUMERIC = new Set(
  ["integer", "decimal", "double", "float", "int", "long", "nonNegativeInteger"].map(
    (n) => XSD + n,
  ),
);
const DATES = new Set(["date", "dateTime", "gYear", "gYearMonth"].map((n) => XSD + n));

/** The number that a term is, else null. */
export function number(term: Term | undefined): number | null {
  if (!term?.datatype || !NUMERIC.has(term.datatype)) return null;
  const value = Number(term.value);
  return Number.isFinite(value) ? value : null;
}

/** The moment that a term is, in milliseconds, else null. */
export function moment(term: Term | undefined): number | null {
  if (!term?.datatype || !DATES.has(term.datatype)) return null;
  const value = Date.parse(term.value);
  return Number.isNaN(value) ? null : value;
}
