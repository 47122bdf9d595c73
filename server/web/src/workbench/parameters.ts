// A question's parameters as a form, and what is typed there as terms of a query.

import { h } from "../shared/dom";
import type { Names } from "../shared/names";
import type { Language } from "../shared/page";
import type { Vocabulary } from "../shared/vocabulary";
import { say } from "./strings";
import { bound, boundValue, withoutHeader } from "./text";

export interface Parameter {
  name: string;
  type: "iri" | "report" | "string" | "lang" | "integer" | "decimal" | "date";
  label: Record<Language, string>;
  default: string | null;
}

export interface Question {
  name: string;
  title: Record<Language, string>;
  description: Record<Language, string>;
  tags: string[];
  parameters: Parameter[];
  query: string;
}

/** The query with what its parameters bind left out, so that two can be compared without it. */
function unbound(question: Question, text: string): string {
  return question.parameters.reduce(
    (query, { name }) => bound(query, name, ""),
    withoutHeader(text),
  );
}

/**
 * What an address says of a query that is a question's, but for its parameters: those that differ
 * from its own, as `term` reads them. Null for any other query.
 */
export function given(
  question: Question,
  text: string,
  names: Names,
): Record<string, string> | null {
  if (unbound(question, text) !== unbound(question, question.query)) return null;
  const found: Record<string, string> = {};
  for (const { name } of question.parameters) {
    const written = boundValue(text, name);
    if (written !== null && written !== boundValue(question.query, name))
      found[name] = readable(written, names, null, "en") || "all";
  }
  return found;
}

/** The question's query with what an address says of its parameters. Throws as `term` does. */
export function withGiven(
  question: Question,
  given: URLSearchParams,
  names: Names,
  vocabulary: Vocabulary | null,
): string {
  let text = withoutHeader(question.query);
  for (const parameter of question.parameters) {
    const typed = given.get(parameter.name);
    if (typed) text = bound(text, parameter.name, term(parameter, typed, names, vocabulary));
  }
  return text;
}

const XSD = "http://www.w3.org/2001/XMLSchema#";
const LITERALS: Record<string, [RegExp, () => string]> = {
  integer: [/^[+-]?\d+$/, () => say.integer],
  decimal: [/^[+-]?\d+(\.\d+)?$/, () => say.decimal],
  date: [/^\d{4}-\d\d-\d\d$/, () => say.date],
};

/** The term that the text stands for. Throws Error, saying what to write. */
export function term(
  parameter: Pick<Parameter, "type">,
  text: string,
  names: Names,
  vocabulary: Vocabulary | null,
): string {
  const typed = text.trim();
  if (!typed) return "UNDEF";
  if (parameter.type === "report" && typed === "all") return "UNDEF";
  if (parameter.type === "report" && /^[a-z][a-z-]*-\d{4}(-\d\d)?$/.test(typed))
    return `<${names.report(typed)}>`;
  if (parameter.type === "iri" || parameter.type === "report") return iri(typed, names, vocabulary);
  if (parameter.type === "lang" && !["zh", "en"].includes(typed))
    throw new Error(say.wrong("zh / en"));
  const kind = LITERALS[parameter.type];
  if (!kind) return quoted(typed);
  if (!kind[0].test(typed)) throw new Error(say.wrong(kind[1]()));
  return `"${typed}"^^<${XSD}${parameter.type}>`;
}

function iri(typed: string, names: Names, vocabulary: Vocabulary | null): string {
  if (/^(<[^<>\s]+>|https?:\/\/[^<>\s"{}|\\^`]+)$/.test(typed))
    return `<${typed.replace(/[<>]/g, "")}>`;
  const expanded = /^[\w-]+:[^\s<>"{}|^`]*$/.test(typed) ? names.expand(typed) : null;
  if (expanded) return `<${expanded}>`;
  const found = vocabulary?.exact(typed) ?? [];
  if (found.length === 1) return `<${found[0]}>`;
  throw new Error(
    found.length
      ? say.several(found.map((one) => names.short(one)).join(", "))
      : say.unknown(typed),
  );
}

function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /\\u([0-9a-f]{4})/g,
    (_, code: string) => `\\u${code.toUpperCase()}`,
  );
}

/** What a term reads in the form: the label of an IRI, the text of a literal. */
export function readable(
  written: string | null,
  names: Names,
  vocabulary: Vocabulary | null,
  language: Language,
): string {
  if (!written || written === "UNDEF") return "";
  const whole =
    /^<(.*)>$/.exec(written)?.[1] ?? names.expand(written.startsWith('"') ? "" : written);
  if (whole) {
    const label = vocabulary?.label(whole, language);
    // A label that several bear would not lead back to this IRI.
    if (label && vocabulary!.exact(label).length === 1) return label;
    return names.reportName(whole) ?? names.short(whole);
  }
  const literal = /^"((?:[^"\\]|\\.)*)"/.exec(written)?.[1];
  return literal !== undefined ? (JSON.parse(`"${literal}"`) as string) : written;
}

export interface Form {
  element: HTMLFormElement;
  /** Shows what the text binds; a parameter that it no longer has cannot be set. */
  show(text: string, vocabulary: Vocabulary | null): void;
}

/** The form for a question; `apply` gets the query with the terms filled in. */
export function parameterForm(
  question: Question,
  names: Names,
  language: Language,
  vocabulary: () => Promise<Vocabulary | null>,
  text: () => string,
  apply: (text: string) => void,
): Form {
  const fields = question.parameters.map((parameter) => {
    const id = `parameter-${parameter.name}`;
    const list = h("datalist", { id: `${id}-list` });
    const error = h("p", { class: "field-error", id: `${id}-error` });
    const input = h("input", {
      id,
      name: parameter.name,
      autocomplete: "off",
      "aria-describedby": error.id,
      list: parameter.type === "iri" && list.id,
      oninput: async () => {
        error.textContent = "";
        input.removeAttribute("aria-invalid");
        if (parameter.type !== "iri") return;
        const known = await vocabulary();
        const found = known?.search(input.value, ["thing", "class", "code"], 12) ?? [];
        list.replaceChildren(
          ...found.map((entry) =>
            h(
              "option",
              { value: known!.exact(entry[language]).length === 1 ? entry[language] : entry.short },
              entry.short,
            ),
          ),
        );
      },
    });
    const field = h(
      "div",
      { class: "field" },
      h("label", { for: id }, parameter.label[language]),
      input,
      list,
      error,
    );
    return { parameter, input, error, field };
  });

  const element = h(
    "form",
    {
      class: "parameters",
      onsubmit: async (event: Event) => {
        event.preventDefault();
        const known = await vocabulary();
        let query = text();
        let wrong: HTMLInputElement | null = null;
        for (const { parameter, input, error } of fields) {
          if (input.disabled) continue;
          try {
            query = bound(query, parameter.name, term(parameter, input.value, names, known));
          } catch (problem) {
            error.textContent = (problem as Error).message;
            input.setAttribute("aria-invalid", "true");
            wrong ??= input;
          }
        }
        if (wrong) wrong.focus();
        else apply(query);
      },
    },
    ...fields.map(({ field }) => field),
    h("button", { class: "quiet" }, say.apply),
  );
  return {
    element,
    show(query, known) {
      for (const { parameter, input } of fields) {
        const written = boundValue(query, parameter.name);
        input.disabled = written === null;
        if (document.activeElement !== input && input.getRootNode() === document)
          input.value = readable(written, names, known, language);
        else if (!input.isConnected) input.value = readable(written, names, known, language);
      }
    },
  };
}
