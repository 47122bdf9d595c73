// The names in the graph, for completion and for labels instead of IRIs.

import { ask } from "./endpoint";
import type { Names } from "./names";
import type { Language } from "./page";
import type { Term } from "./terms";

export type Role = "class" | "property" | "thing" | "code" | "statement" | "other";

export interface Entry {
  iri: string;
  short: string;
  zh: string;
  en: string;
  role: Role;
  aliases: string[];
}

const PREFIXES = `PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
`;
const LABEL = `?iri rdfs:label ?zh , ?en FILTER (LANG(?zh) = "zh" && LANG(?en) = "en")`;
// Labels of statements, verdicts, sentences and files are many, and generated: they are asked for where shown.
const LABELS = `${PREFIXES}SELECT ?iri ?zh ?en ?type {
  ${LABEL}
  FILTER (!REGEX(STR(?iri), "/(statement|verdict|report)/|/void#"))
  OPTIONAL { ?iri a ?type VALUES ?type { owl:Class owl:ObjectProperty owl:DatatypeProperty skos:Concept } }
}`;
const ALIASES = `${PREFIXES}SELECT ?iri ?alias { ?iri skos:altLabel ?alias }`;

/** The entries, loaded once from the endpoint; labels of further IRIs are added by `include`. */
export class Vocabulary {
  readonly byIri = new Map<string, Pick<Entry, Language>>();
  private readonly asked = new Set<string>();

  constructor(
    readonly entries: Entry[],
    private readonly endpoint = "",
  ) {
    for (const entry of entries) this.byIri.set(entry.iri, entry);
  }

  /** Asks the endpoint for all names. Throws Problem. */
  static async load(endpoint: string, names: Names): Promise<Vocabulary> {
    const [labels, aliases] = await Promise.all([ask(endpoint, LABELS), ask(endpoint, ALIASES)]);
    const entries = new Map<string, Entry>();
    if (labels.result.form === "rows") {
      for (const row of labels.result.table.rows) {
        const iri = row["iri"]!.value;
        const short = names.short(iri);
        entries.set(iri, {
          iri,
          short,
          zh: row["zh"]!.value,
          en: row["en"]!.value,
          role: role(iri, short, row["type"]),
          aliases: [],
        });
      }
    }
    if (aliases.result.form === "rows") {
      for (const row of aliases.result.table.rows) {
        entries.get(row["iri"]!.value)?.aliases.push(row["alias"]!.value);
      }
    }
    return new Vocabulary([...entries.values()], endpoint);
  }

  /** Those IRIs whose labels are not known, and were not asked for. */
  missing(iris: Iterable<string>): string[] {
    return [...new Set(iris)].filter((iri) => !this.byIri.has(iri) && !this.asked.has(iri));
  }

  /** Asks for the labels of these IRIs, 200 at a time. Throws Problem. */
  async include(missing: readonly string[]): Promise<void> {
    for (const iri of missing) this.asked.add(iri);
    for (let start = 0; start < missing.length; start += 200) {
      const part = missing.slice(start, start + 200);
      const values = part.map((iri) => `<${iri}>`).join(" ");
      const query = `${PREFIXES}SELECT ?iri ?zh ?en { VALUES ?iri { ${values} } ${LABEL} }`;
      const { result } = await ask(this.endpoint, query);
      if (result.form !== "rows") continue;
      for (const row of result.table.rows) {
        const label = { zh: row["zh"]!.value, en: row["en"]!.value };
        this.byIri.set(row["iri"]!.value, label);
      }
    }
  }

  /** The label of an IRI in a language, or null where it has none. */
  label(iri: string, language: Language): string | null {
    return this.byIri.get(iri)?.[language] ?? null;
  }

  /**
   * What the reader calls each of these labels of the other language. Where several things bear
   * one, those are meant that are of the family of the rest, such as codes of one list; where that
   * does not decide it, there is none.
   */
  translations(labels: Iterable<string>, language: Language): Map<string, string> {
    const other = language === "zh" ? "en" : "zh";
    const named = new Map<string, Entry[]>([...labels].map((label) => [label, []]));
    for (const entry of this.entries) named.get(entry[other])?.push(entry);
    const family = ({ iri }: Entry) => iri.slice(0, iri.lastIndexOf("/"));
    const families = [...named.values()]
      .filter((some) => some.length)
      .map((some) => some.map(family));
    const common = families.reduce(
      (all, some) => all.filter((one) => some.includes(one)),
      families[0] ?? [],
    );
    const found = new Map<string, string>();
    for (const [label, entries] of named) {
      const near = entries.filter((entry) => common.includes(family(entry)));
      const called = new Set((near.length ? near : entries).map((entry) => entry[language]));
      if (called.size === 1) found.set(label, [...called][0]!);
    }
    return found;
  }

  /** The entries whose names hold the text, the nearest first. */
  search(text: string, roles: readonly Role[], limit: number): Entry[] {
    const wanted = normal(text);
    const found: [number, Entry][] = [];
    for (const entry of this.entries) {
      if (!roles.includes(entry.role)) continue;
      const score = wanted ? nearness(entry, wanted) : 1;
      if (score > 0) found.push([score + (roles.length - roles.indexOf(entry.role)) / 100, entry]);
    }
    found.sort((a, b) => b[0] - a[0] || a[1].short.length - b[1].short.length);
    return found.slice(0, limit).map(([, entry]) => entry);
  }

  /** The IRIs of what bears exactly this label or alias. */
  exact(text: string): string[] {
    const wanted = normal(text);
    const named = (entry: Entry) => [entry.zh, entry.en].some((name) => normal(name) === wanted);
    const labelled = this.entries.filter((entry) => entry.role !== "statement" && named(entry));
    const found = labelled.length
      ? labelled
      : this.entries.filter((entry) => entry.aliases.some((alias) => normal(alias) === wanted));
    return found.map((entry) => entry.iri);
  }
}

function role(iri: string, short: string, type: Term | undefined): Role {
  const kind = type?.value.replace(/^.*[#/]/, "");
  if (kind === "Class") return "class";
  if (kind === "ObjectProperty" || kind === "DatatypeProperty") return "property";
  if (kind === "Concept") return "code";
  if (short.startsWith("st:")) return "statement";
  return iri.includes("/id/") ? "thing" : "other";
}

/** What names are compared by: width, case and blanks do not count. */
export function normal(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\s_-]+/g, "");
}

function nearness(entry: Entry, wanted: string): number {
  let best = 0;
  const local = entry.short.slice(entry.short.indexOf(":") + 1);
  const names = [entry.zh, entry.en, local, ...entry.aliases];
  names.forEach((name, index) => {
    const at = normal(name).indexOf(wanted);
    if (at < 0) return;
    const whole = normal(name).length === wanted.length;
    const share = wanted.length / normal(name).length;
    const score = (whole ? 4 : at === 0 ? 3 : 2) + share - (index > 2 ? 0.5 : 0);
    best = Math.max(best, score);
  });
  return best;
}
