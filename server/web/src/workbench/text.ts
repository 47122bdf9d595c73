// What can be read from a query's text without its grammar: prefixes, names, the view it asks for.

/** The text with comments, strings and IRIs blanked out, every other character in its place. */
export function masked(text: string): string {
  const blank = (found: string) => found.replace(/[^\n]/g, " ");
  return text.replace(
    /#[^\n]*|<[^<>"{}|^`\\\s]*>|"""(?:[^\\]|\\.)*?"""|'''(?:[^\\]|\\.)*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/gs,
    blank,
  );
}

export interface Name {
  from: number;
  to: number;
  text: string;
  prefix: string;
}

/** The prefixed names of a query, in order; its PREFIX lines are not among them. */
export function prefixedNames(text: string): Name[] {
  const found: Name[] = [];
  const pattern = /(?<![\w?$\\-])([A-Za-z][\w-]*|):((?:[\w:.-]|\\.|[\u00b7-\uffff])*)/g;
  const plain = masked(text).replace(/\bPREFIX\s+[\w-]*:/gi, (m) => " ".repeat(m.length));
  for (const match of plain.matchAll(pattern)) {
    const name = match[0].replace(/\.+$/, "");
    const from = match.index;
    found.push({ from, to: from + name.length, text: name, prefix: match[1] ?? "" });
  }
  return found;
}

/** Prefix -> namespace, as the query declares them. */
export function declaredPrefixes(text: string): Record<string, string> {
  const plain = text.replace(/^\s*#[^\n]*/gm, "");
  const found = plain.matchAll(/\bPREFIX\s+([\w-]*):\s*<([^>]*)>/gi);
  return Object.fromEntries([...found].map((match) => [match[1], match[2]]));
}

/** Known prefixes that the query uses and does not declare. */
export function missingPrefixes(text: string, known: Record<string, string>): string[] {
  const declared = declaredPrefixes(text);
  const used = new Set(prefixedNames(text).map((name) => name.prefix));
  return [...used].filter((prefix) => !(prefix in declared) && prefix in known).sort();
}

/** Where a PREFIX line goes, and the line: after the last one, else before the query's form. */
export function prefixLine(
  text: string,
  prefix: string,
  namespace: string,
): { at: number; insert: string } {
  const line = `PREFIX ${prefix}: <${namespace}>\n`;
  const last = [...text.matchAll(/^[ \t]*PREFIX\s[^\n]*(?:\n|$)/gim)].at(-1);
  if (last) {
    const at = last.index + last[0].length;
    return { at, insert: text[at - 1] === "\n" ? line : `\n${line}` };
  }
  const head = /^(?:[ \t]*(?:#[^\n]*)?\n)*/.exec(text)?.[0].length ?? 0;
  return { at: head, insert: line };
}

/** The query with every missing known prefix declared. */
export function withPrefixes(text: string, known: Record<string, string>): string {
  for (const prefix of missingPrefixes(text, known)) {
    const { at, insert } = prefixLine(text, prefix, known[prefix]!);
    text = text.slice(0, at) + insert + text.slice(at);
  }
  return text;
}

/** The variables of a query, without the question mark, in the order in which they come. */
export function variables(text: string): string[] {
  return [...new Set([...masked(text).matchAll(/[?$](\w+)/g)].map((match) => match[1]!))];
}

/** What a query answers with. */
export function queryForm(text: string): "rows" | "boolean" | "graph" {
  const form = /(?<![\w?$:-])(SELECT|ASK|CONSTRUCT|DESCRIBE)\b(?!\s*:)/i.exec(masked(text))?.[1];
  const name = form?.toUpperCase() ?? "SELECT";
  return name === "SELECT" ? "rows" : name === "ASK" ? "boolean" : "graph";
}

export interface View {
  name: string;
  options: Record<string, unknown>;
}

/** The view that a `#defaultView:Name{…}` comment asks for. Options that are no JSON are none. */
export function defaultView(text: string): View | null {
  const found = /^[ \t]*#[ \t]*defaultView:[ \t]*(\w+)[ \t]*(\{[^\n]*\})?/m.exec(text);
  if (!found) return null;
  let options: Record<string, unknown> = {};
  try {
    options = found[2] ? (JSON.parse(found[2]) as Record<string, unknown>) : {};
  } catch {
    // A slip in the options does not take the view away.
  }
  return { name: found[1]!, options };
}

/** The query with its `#defaultView` comment set, or without one. */
export function withDefaultView(text: string, view: string | null): string {
  const rest = text.replace(/^[ \t]*#[ \t]*defaultView:[^\n]*\n?/gm, "");
  return view ? `#defaultView:${view}\n${rest}` : rest;
}

/** The query without the header that describes it in the catalogue. */
export function withoutHeader(text: string): string {
  return text.replace(/^(#\+[^\n]*\n)+/, "");
}

/** What the VALUES block of a parameter holds: its text, or null where there is no such block. */
export function boundValue(text: string, name: string): string | null {
  const found = new RegExp(`VALUES\\s+\\?${name}\\s*\\{([^{}]*)\\}`).exec(text);
  return found ? found[1]!.trim() : null;
}

/** The query with a term in the VALUES block of a parameter. */
export function bound(text: string, name: string, term: string): string {
  const block = new RegExp(`(VALUES\\s+\\?${name}\\s*\\{)[^{}]*\\}`);
  return text.replace(block, (_, head: string) => `${head} ${term} }`);
}

/** The offset of a line and column that count from one, kept inside the text. */
export function offset(text: string, line: number, column: number): number {
  const lines = text.split("\n");
  const before = lines.slice(0, Math.max(0, line - 1)).reduce((sum, l) => sum + l.length + 1, 0);
  return Math.min(text.length, before + Math.max(0, column - 1));
}

export type Position = "subject" | "predicate" | "class" | "object" | "prefix" | "other";

/** Which part of a triple would be written at the end of this text. */
export function position(before: string): Position {
  const text = masked(before);
  if (/\bPREFIX\s+[\w-]*$/i.test(text)) return "prefix";
  const depth = (text.match(/\{/g)?.length ?? 0) - (text.match(/\}/g)?.length ?? 0);
  if (depth < 1) return "other";
  // IRIs, strings and numbers are blanked out, but a triple's parts must be counted.
  const counted = before.replace(/<[^<>\s]*>|"(?:[^"\\\n]|\\.)*"(?:@[\w-]+|\^\^\S+)?/g, "x ");
  const start = Math.max(...["{", "}", ". ", ".\n", ";", ","].map((mark) => end(counted, mark)));
  const mark = counted.slice(0, start).trimEnd().slice(-1);
  const typed = counted.slice(start);
  const words = typed.trim() ? typed.trim().split(/\s+/) : [];
  const complete = /\s$/.test(typed) || !typed ? words.length : words.length - 1;
  const head = words[0]?.toUpperCase();
  if (
    head &&
    /^(FILTER|BIND|VALUES|OPTIONAL|UNION|MINUS|SELECT|LIMIT|ORDER|GROUP|HAVING)/.test(head)
  ) {
    return head.startsWith("VALUES") ? "object" : "other";
  }
  const skipped = head === "GRAPH" ? 0 : complete;
  const place = skipped + (mark === ";" ? 1 : mark === "," ? 2 : 0);
  if (place === 0) return "subject";
  if (place === 1) return "predicate";
  const verb = mark === ";" ? words[0] : words[1];
  if (mark !== "," && (verb === "a" || verb === "rdf:type")) return "class";
  return "object";
}

function end(text: string, mark: string): number {
  const at = text.lastIndexOf(mark);
  return at < 0 ? 0 : at + mark.length;
}
