// An answer as its reader reads it: columns in one language, what answers once in one row, amounts
// in words. `kg ask` and the pages of questions do the same, so that an answer reads alike.

import type { Language } from "../shared/page";
import { number, type Row, type Table, type Term } from "../shared/terms";

const SUFFIX: Record<Language, string> = { zh: "Zh", en: "En" };
const GIST = "gist";
const UNIT = "unit";
/** The columns of numbers whose unit column `unit` holds. */
const MEASURED = ["value", "lowest", "highest", "outcome", "target"];

export interface Reading {
  names: string[];
  /** One for each answer. */
  rows: Row[];
  /** The sentences of an answer in a column, where there are several rows of it. */
  cited: Map<Row, Record<string, Term[]>>;
  /** Each sentence and what it says, where the table would repeat it; in order. */
  below: [Term, Term | undefined][];
}

/** A table as it came. */
export function asWritten(table: Table): Reading {
  return { names: table.names, rows: table.rows, cited: new Map(), below: [] };
}

/** What a column is of: `?thing` for `?thingZh`. */
export function stem(name: string): string {
  return name.replace(/(Zh|En)$/, "");
}

/** The columns, without those that another says in the reader's language. */
export function shownColumns(names: string[], language: Language): string[] {
  const mine = SUFFIX[language];
  const other = SUFFIX[language === "zh" ? "en" : "zh"];
  return names.filter((name) => {
    if (!name.endsWith(other)) return !names.includes(name + mine);
    return !names.includes(stem(name) + mine) && !names.includes(stem(name));
  });
}

/** The answers in a table: rows that differ in their sentences only are one. */
export function reading(
  table: Table,
  language: Language,
  isPassage: (term: Term) => boolean,
): Reading {
  const sentences = table.names.filter((name) => {
    const terms = table.rows.map((row) => row[name]).filter((term) => term?.type === "uri");
    return terms.length > 0 && terms.every((term) => isPassage(term!));
  });
  const gists = table.names.filter((name) => stem(name) === GIST);
  let names = shownColumns(table.names, language);
  let gist = "";
  if (gists.length && sentences.length === 1) {
    const cited = table.rows.map((row) => row[sentences[0]!]?.value);
    if (new Set(cited).size < cited.length) {
      gist = names.find((name) => gists.includes(name)) ?? gists[0]!;
      names = names.filter((name) => !gists.includes(name));
    }
  }
  if (names.some((name) => MEASURED.includes(name))) names = names.filter((name) => name !== UNIT);
  const own = table.names.filter((name) => !sentences.includes(name) && !gists.includes(name));
  const alone = !own.length || (gists.length > 0 && !gist);
  const groups = new Map<string, Row[]>();
  table.rows.forEach((row, index) => {
    const key = alone ? String(index) : JSON.stringify(own.map((name) => row[name] ?? null));
    groups.set(key, [...(groups.get(key) ?? []), row]);
  });
  const cited: Reading["cited"] = new Map();
  const rows = [...groups.values()].map((group) => {
    const all = sentences.map((name) => [name, distinct(group, name)] as const);
    cited.set(group[0]!, Object.fromEntries(all));
    return group[0]!;
  });
  const said = new Map<string, [Term, Term | undefined]>();
  for (const row of gist ? table.rows : [])
    if (row[sentences[0]!]) said.set(row[sentences[0]!]!.value, [row[sentences[0]!]!, row[gist]]);
  const { compare } = new Intl.Collator("en", { numeric: true });
  const below = [...said.values()].sort(([a], [b]) => compare(a.value, b.value));
  return { names, rows, cited, below };
}

function distinct(rows: Row[], name: string): Term[] {
  const terms = rows.map((row) => row[name]).filter((term) => term !== undefined);
  return [...new Map(terms.map((term) => [term.value, term])).values()];
}

/** The unit of the number in a column of a row, as its label; nothing where it has none. */
export function unitOf(row: Row, name: string): Term | undefined {
  return MEASURED.includes(name) ? row[UNIT] : undefined;
}

/** Whether the numbers of a column are in several units, and so in no one chart. */
export function mixed(table: Table, name: string): boolean {
  const units = table.rows.filter((row) => number(row[name]) !== null);
  return new Set(units.map((row) => unitOf(row, name)?.value)).size > 1;
}

const SCALES: Record<Language, [number, string][]> = {
  zh: [
    [1e12, "万亿"],
    [1e8, "亿"],
    [1e4, "万"],
  ],
  en: [
    [1e12, " trillion"],
    [1e9, " billion"],
    [1e6, " million"],
  ],
};

/** A number in words: 1900亿, 190 billion; 6.5. */
export function worded(value: number, language: Language): string {
  const scale = SCALES[language].find(([size]) => Math.abs(value) >= size);
  const [size, word] = scale ?? [1, ""];
  const useGrouping = language === "en" || size === 1;
  const text = (value / size).toLocaleString("en", { maximumFractionDigits: 4, useGrouping });
  return text + word;
}

/** A number with its unit: 1900亿元, 190 billion yuan, 6.5%. `plurals` are those of English units. */
export function measured(
  value: number,
  unit: Term | undefined,
  language: Language,
  named: (term: Term) => string,
  plurals: Record<string, string>,
): string {
  if (!unit) return worded(value, language);
  const label = named(unit);
  if (label === "%" || label === "percent")
    return `${value.toLocaleString("en", { maximumFractionDigits: 4 })}%`;
  if (language === "zh") return worded(value, language) + label;
  return `${worded(value, language)} ${value === 1 ? label : (plurals[label] ?? label)}`;
}
