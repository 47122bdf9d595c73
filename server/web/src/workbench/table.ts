// Results as a table: sorted by its headers, filtered as one types, whole on demand.

import { button, h } from "../shared/dom";
import type { Names } from "../shared/names";
import type { Language } from "../shared/page";
import { moment, number, type Row, type Term } from "../shared/terms";
import type { Vocabulary } from "../shared/vocabulary";
import { measured, type Reading, stem, unitOf } from "./reading";
import { say } from "./strings";

const FIRST = 200;
const AT_ONCE = 2000; // rows that are added at once

export interface Shown {
  names: Names;
  language: Language;
  labels: boolean;
  vocabulary: Vocabulary | null;
  /** What the columns of the answer to a saved question are called; null for other queries. */
  words: Readonly<Record<string, string>> | null;
  /** English label of a unit -> its plural. */
  plurals: Readonly<Record<string, string>>;
  /** Texts in the other language -> what the reader calls the same. */
  translated: ReadonlyMap<string, string>;
}

/** What a cell reads: the label of an IRI where asked for, else the short form. */
export function cellText(term: Term | undefined, shown: Shown): string {
  if (!term) return "";
  if (term.type === "bnode") return `_:${term.value}`;
  if (term.type !== "uri")
    return (
      (term.lang && term.lang !== shown.language && shown.translated.get(term.value)) || term.value
    );
  const short = shown.names.short(term.value);
  // A sentence is known by its number.
  if (shown.labels && isPassage(term, shown.names)) return short.replace(/^r:/, "");
  const label = shown.labels ? shown.vocabulary?.label(term.value, shown.language) : null;
  return label ?? short;
}

/** Whether a term is a sentence of a report. */
export function isPassage(term: Term, names: Names): boolean {
  return term.type === "uri" && /^r(-[\w-]+)?:[\d.]+-s\d+$/.test(names.short(term.value));
}

/** What stands above a column: its word where the answer is that of a saved question. */
export function headText(name: string, shown: Shown): string {
  return (shown.labels && shown.words?.[stem(name)]) || `?${name}`;
}

/** The rows by a column: numbers and dates as such, text as the language sorts it, blanks last. */
export function ordered(rows: Row[], name: string, down: boolean, shown: Shown): Row[] {
  const { compare } = new Intl.Collator(shown.language, { numeric: true });
  const keyed = rows.map((row) => {
    const term = row[name];
    return { row, term, size: number(term) ?? moment(term), text: cellText(term, shown) };
  });
  keyed.sort((a, b) => {
    if (!a.term || !b.term) return a.term ? -1 : b.term ? 1 : 0;
    const sizes = a.size !== null && b.size !== null;
    return (sizes ? a.size! - b.size! : compare(a.text, b.text)) * (down ? -1 : 1);
  });
  return keyed.map(({ row }) => row);
}

/** The table, with its filter above it, and the sentences below where they are told once. */
export function tableView(table: Reading, shown: Shown): HTMLElement {
  let limit = FIRST;
  let sorted: { name: string; down: boolean } | null = null;
  const numeric = new Set(
    table.names.filter(
      (name) =>
        table.rows.some((row) => row[name]) &&
        table.rows.every((row) => !row[name] || number(row[name]) !== null),
    ),
  );
  const filter = h("input", {
    type: "search",
    "aria-label": say.filter,
    placeholder: say.filter,
    oninput: () => draw(),
  });
  const note = h("p", { class: "table-note", role: "status" });
  const body = h("tbody");
  const heads = table.names.map((name) => {
    const text = headText(name, shown);
    const sorter = h("button", { type: "button", title: say.sortBy(text) }, text);
    const head = h("th", { scope: "col", class: numeric.has(name) && "number" }, sorter);
    sorter.addEventListener("click", () => {
      sorted = { name, down: sorted?.name === name && !sorted.down };
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", sorted.down ? "descending" : "ascending");
      draw();
    });
    return head;
  });

  function rows(): Row[] {
    const wanted = filter.value.trim().toLowerCase();
    const kept = table.rows.filter(
      (row) =>
        !wanted ||
        table.names.some((name) => {
          const term = row[name];
          return term && `${cellText(term, shown)} ${term.value}`.toLowerCase().includes(wanted);
        }),
    );
    if (!sorted) return kept;
    return ordered(kept, sorted.name, sorted.down, shown);
  }

  function draw(): void {
    const found = rows();
    const some = found.slice(0, limit);
    body.replaceChildren(
      ...some.map((row) =>
        h(
          "tr",
          {},
          ...table.names.map((name) =>
            h("td", { class: numeric.has(name) && "number" }, ...cells(row, name, table, shown)),
          ),
        ),
      ),
    );
    note.replaceChildren();
    if (found.length > some.length) {
      const rest = found.length - some.length;
      const more = button(rest > AT_ONCE ? say.showMore(AT_ONCE) : say.showAll, () => {
        limit += AT_ONCE;
        draw();
      });
      note.append(say.shown(some.length, found.length), " ", more);
    } else if (found.length < table.rows.length) {
      note.append(say.rows(found.length));
    }
  }

  draw();
  return h(
    "div",
    { class: "table-view" },
    table.rows.length > 8 && filter,
    h(
      "div",
      { class: "scroll", tabindex: "0", role: "region", "aria-label": say.result },
      h("table", {}, h("thead", {}, h("tr", {}, ...heads)), body),
    ),
    note,
    table.below.length > 0 &&
      h(
        "dl",
        { class: "cited" },
        ...table.below.map(([passage, gist]) =>
          h("div", {}, h("dt", {}, cell(passage, shown)), h("dd", {}, cell(gist, shown))),
        ),
      ),
  );
}

/** What a row has in a column: its sentences, an amount in words, a name that leads to its thing. */
export function cells(row: Row, name: string, table: Reading, shown: Shown): (Node | string)[] {
  const cited = table.cited.get(row)?.[name];
  if (cited) return cited.flatMap((term, n) => [n ? " " : "", cell(term, shown)]);
  const thing = row[stem(name)];
  const named = shown.words && name !== stem(name) && thing?.type === "uri";
  const value = number(row[name]);
  if (shown.words && value !== null) {
    const named = (term: Term) => cellText(term, shown);
    const text = measured(value, unitOf(row, name), shown.language, named, shown.plurals);
    return [h("data", { value: row[name]!.value, title: row[name]!.value }, text)];
  }
  return [named ? link(thing, cellText(row[name], shown), shown) : cell(row[name], shown)];
}

function link(term: Term, text: string, shown: Shown): Node {
  const page = shown.names.page(term.value);
  const plain = text === shown.names.short(term.value);
  return h(
    "a",
    {
      href: /^https?:|^\//.test(page) ? page : null,
      title: term.value,
      class: isPassage(term, shown.names) ? "number" : plain && "short",
      rel: page === term.value && "noreferrer",
    },
    text,
  );
}

function cell(term: Term | undefined, shown: Shown): Node | string {
  if (!term) return "";
  const text = cellText(term, shown);
  if (term.type === "uri") return link(term, text, shown);
  const value = number(term);
  if (value !== null) return h("data", { value: term.value }, grouped(term.value));
  return term.lang && text === term.value ? h("span", { lang: term.lang }, text) : text;
}

/** A number as it is written, with its thousands apart. */
export function grouped(text: string): string {
  const found = /^([+-]?)(\d+)(\.\d+)?$/.exec(text);
  if (!found) return text;
  return `${found[1]}${found[2]!.replace(/\B(?=(\d{3})+$)/g, ",")}${found[3] ?? ""}`;
}
