// Completion from this graph: prefixes, classes, properties and things, by label or name.

import {
  type Completion,
  type CompletionContext,
  type CompletionResult,
  pickedCompletion,
} from "@codemirror/autocomplete";
import type { EditorView } from "@codemirror/view";

import type { Names } from "../shared/names";
import type { Language } from "../shared/page";
import type { Entry, Role, Vocabulary } from "../shared/vocabulary";
import { declaredPrefixes, masked, position, prefixLine, variables } from "./text";

const KEYWORDS =
  "SELECT DISTINCT WHERE FILTER OPTIONAL UNION MINUS GRAPH VALUES BIND ORDER BY GROUP BY HAVING LIMIT OFFSET CONSTRUCT DESCRIBE ASK PREFIX AS IN NOT EXISTS COUNT SUM AVG MIN MAX SAMPLE GROUP_CONCAT LANG STR REGEX CONTAINS STRSTARTS COALESCE IF BOUND YEAR DESC ASC".split(
    " ",
  );
const LIMIT = 60;

export interface Source {
  names: Names;
  prefixes: Record<string, string>;
  language: Language;
  /** The names of the graph; null where they cannot be had. */
  vocabulary: () => Promise<Vocabulary | null>;
}

/** A completion source over the graph's names. */
export function completions(source: Source) {
  return async (context: CompletionContext): Promise<CompletionResult | null> => {
    const token = context.matchBefore(/[?$]?[\p{L}\p{N}_·\-.]*(?::[\p{L}\p{N}_·\-.\\]*)?/u);
    if (!token || (!token.text && !context.explicit)) return null;
    const text = context.state.doc.toString();
    const before = text.slice(0, token.from);
    if (inComment(text, token.from)) return null;
    const result = (options: Completion[]) =>
      options.length ? { from: token.from, options, filter: false } : null;
    if (/^[?$]/.test(token.text)) return result(ofVariables(text, token));
    const place = position(before);
    if (place === "prefix") return result(ofPrefixes(token.text, source.prefixes));
    const vocabulary = await source.vocabulary();
    if (vocabulary && !token.text.includes(":"))
      for (const from of phrases(text.slice(0, context.pos))) {
        const phrase = text.slice(from, context.pos);
        const wanted = roles(position(text.slice(0, from)));
        const options = ofNames(vocabulary, source, phrase, wanted);
        if (options.length) return { from, options, filter: false };
      }
    const named = vocabulary ? ofNames(vocabulary, source, token.text, roles(place)) : [];
    const words = place === "class" ? [] : ofKeywords(token.text);
    const first = place === "other" || place === "subject";
    return result(first ? [...words, ...named] : [...named, ...words]);
  };
}

const WORDS = 5;

/** Where a name of several words may begin that ends with the text, the longest first. */
export function phrases(text: string): number[] {
  const line = text.slice(text.lastIndexOf("\n") + 1);
  // A prefixed name, a variable or the like is no part of it.
  const run = /(?<![\p{L}\p{N}'’&?$:@<"#-])(?:[\p{L}\p{N}'’&-]+ )+[\p{L}\p{N}'’&-]+$/u.exec(
    line,
  )?.[0];
  if (!run) return [];
  const from = text.length - run.length;
  const starts = [from, ...[...run.matchAll(/ /g)].map(({ index }) => from + index + 1)];
  return starts.slice(0, -1).slice(-WORDS);
}

/** Which kinds of names a place wants, the likeliest first. */
function roles(place: ReturnType<typeof position>): Role[] {
  if (place === "class") return ["class"];
  if (place === "predicate") return ["property"];
  return ["thing", "class", "code", "property"];
}

function ofNames(
  vocabulary: Vocabulary,
  { names, prefixes, language }: Source,
  typed: string,
  wanted: Role[],
): Completion[] {
  const colon = typed.indexOf(":");
  let found: Entry[];
  if (colon >= 0) {
    const head = typed.slice(0, colon + 1);
    const rest = typed.slice(colon + 1);
    const all = vocabulary.search(rest, [...wanted, "property", "class", "statement"], 4000);
    found = all.filter((entry) => entry.short.startsWith(head)).slice(0, LIMIT);
  } else {
    if (!typed && wanted.length > 2) return [];
    found = vocabulary.search(typed, wanted, LIMIT);
  }
  return found.map((entry) => {
    const written = names.inQuery(entry.iri);
    const other = language === "zh" ? entry.en : entry.zh;
    return {
      label: entry.short,
      displayLabel: entry[language],
      detail: `${entry.short}  ${other === entry[language] ? "" : other}`.trim(),
      type: entry.role === "property" ? "property" : entry.role === "class" ? "class" : "constant",
      apply: (view: EditorView, completion: Completion, from: number, to: number) =>
        insert(view, completion, from, to, written, prefixes),
    };
  });
}

/** Puts a name in, and declares its prefix where the query does not. */
function insert(
  view: EditorView,
  completion: Completion,
  from: number,
  to: number,
  name: string,
  prefixes: Record<string, string>,
): void {
  const text = view.state.doc.toString();
  const prefix = /^([\w-]*):/.exec(name)?.[1];
  const changes = [{ from, to, insert: name }];
  if (prefix !== undefined && !(prefix in declaredPrefixes(text)) && prefixes[prefix]) {
    const line = prefixLine(text, prefix, prefixes[prefix]);
    changes.unshift({ from: line.at, to: line.at, insert: line.insert });
  }
  const added = changes.slice(0, -1).reduce((sum, change) => sum + change.insert.length, 0);
  view.dispatch({
    changes,
    selection: { anchor: from + added + name.length },
    annotations: pickedCompletion.of(completion),
    userEvent: "input.complete",
  });
}

function ofVariables(text: string, token: { from: number; text: string }): Completion[] {
  const rest = text.slice(0, token.from) + text.slice(token.from + token.text.length);
  return variables(rest)
    .filter((name) => name.startsWith(token.text.slice(1)))
    .map((name) => ({ label: `?${name}`, type: "variable" }));
}

function ofPrefixes(typed: string, prefixes: Record<string, string>): Completion[] {
  const wanted = typed.replace(/:.*$/, "").toLowerCase();
  return Object.entries(prefixes)
    .filter(([prefix]) => prefix.startsWith(wanted))
    .map(([prefix, namespace]) => ({
      label: `${prefix}:`,
      detail: namespace,
      apply: `${prefix}: <${namespace}>`,
      type: "namespace",
    }));
}

function ofKeywords(typed: string): Completion[] {
  const wanted = typed.toUpperCase();
  if (!wanted) return [];
  return KEYWORDS.filter((word) => word.startsWith(wanted) && word !== wanted).map((word) => ({
    label: word,
    type: "keyword",
    boost: -1,
  }));
}

function inComment(text: string, at: number): boolean {
  const line = text.slice(text.lastIndexOf("\n", at - 1) + 1, at);
  const plain = masked(text).slice(at - line.length, at);
  return line.includes("#") && /#/.test(line) && plain.trim() === "" && line.trim() !== "";
}
