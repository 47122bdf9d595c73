// IRIs and their short forms, as the server's table of prefixes has them.

import type { PageData } from "./page";

export class Names {
  private readonly prefixes: Map<string, string>;

  constructor(private readonly data: PageData) {
    this.prefixes = new Map(Object.entries(data.prefixes).map(([name, space]) => [space, name]));
  }

  /** The prefixed name of an IRI where one can be written, else the IRI. */
  short(iri: string): string {
    const end = Math.max(iri.lastIndexOf("/"), iri.lastIndexOf("#")) + 1;
    const prefix = this.prefixes.get(iri.slice(0, end));
    const local = iri.slice(end);
    return prefix && local && !local.includes("?") ? `${prefix}:${local}` : iri;
  }

  /** The prefixed name as a query may hold it: the engine takes no two plain dots in one. */
  inQuery(iri: string): string {
    const short = this.short(iri);
    if (short === iri) return `<${iri}>`;
    const local = short.slice(short.indexOf(":") + 1);
    if (/[^\w.\-\u00b7-\uffff]/.test(local) || local.endsWith(".")) return `<${iri}>`;
    return (local.match(/\./g)?.length ?? 0) > 1 ? escapeDots(short) : short;
  }

  /** The IRI of a prefixed name, or null where the prefix is unknown. */
  expand(name: string): string | null {
    const colon = name.indexOf(":");
    const namespace = this.data.prefixes[name.slice(0, colon)];
    return colon < 0 || namespace === undefined
      ? null
      : namespace + name.slice(colon + 1).replaceAll("\\", "");
  }

  /** The IRI of a sentence: of the default report by its number, of others as report/number. */
  passage(number: string): string {
    return number.includes("/")
      ? `${this.data.base}report/${number}`
      : `${this.data.prefixes["r"]}${number}`;
  }

  /** The IRI of a report. */
  report(name: string): string {
    return `${this.data.base}report/${name}`;
  }

  /** The name of a report, or null where the IRI is of none. */
  reportName(iri: string): string | null {
    const name = iri.slice(this.data.base.length + "report/".length);
    return name && this.report(name) === iri && !name.includes("/") ? name : null;
  }

  /** Where a link to the IRI leads: to our page about it, else to the IRI itself. */
  page(iri: string): string {
    return iri.startsWith(this.data.base)
      ? this.data.documents + iri.slice(this.data.base.length)
      : iri;
  }
}

/** `r:1.2.2-s03` with its dots escaped. */
export function escapeDots(name: string): string {
  return name.replace(/(?<!\\)\./g, "\\.");
}
