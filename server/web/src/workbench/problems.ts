// What the reader sees when there is no answer: what happened, where, and what to do.

import { button, h } from "../shared/dom";
import type { Problem } from "../shared/endpoint";
import { escapeDots } from "../shared/names";
import { say } from "./strings";
import { dottedNames } from "./text";

/** By kind: a title, and words in which figures stand in braces. */
export type Reasons = Readonly<Record<string, readonly [title: string, text: string]>>;

export interface Ways {
  retry: () => void;
  goTo: (line: number, column: number) => void;
  replace: (text: string) => void;
}

/** The problem in words, with the ways on from it. */
export function problemView(
  problem: Problem,
  query: string,
  ways: Ways,
  reasons: Reasons = {},
): HTMLElement {
  const gone = problem.status === 0;
  const reason = reasons[problem.kind];
  const title = gone ? say.gone : (reason?.[0] ?? say.refused);
  const { line, column } = problem;
  const dotted = dottedNames(query);
  return h(
    "div",
    { class: "state problem", role: "alert" },
    h("h2", {}, title, problem.status > 0 && h("small", {}, ` ${problem.status}`)),
    gone && h("p", {}, say.goneHint),
    reason && h("p", {}, filled(reason[1], problem)),
    !gone &&
      h("p", { class: "soft quiet" }, say.ownWords, h("span", { lang: "en" }, problem.message)),
    problem.retryAfter !== null &&
      !reason?.[1].includes("{retryAfter}") &&
      h("p", {}, say.wait(problem.retryAfter)),
    h(
      "p",
      { class: "controls" },
      line !== null && button(say.at(line, column ?? 1), () => ways.goTo(line, column ?? 1)),
      dotted.length > 0 &&
        button(`${say.dotsFix}: ${dotted[0]!.text}`, () => ways.replace(fixed(query))),
      (gone || problem.status >= 429) && button(say.retry, ways.retry),
    ),
  );
}

/** The words with the problem's figures; the place has a button of its own. */
function filled(text: string, { members }: Problem): string {
  const known: Record<string, unknown> = { ...members, where_zh: "", where_en: "" };
  const limit = members["limit"];
  if (typeof limit === "number") {
    known["megabytes"] = Math.floor(limit / 2 ** 20);
    known["kilobytes"] = Math.floor(limit / 2 ** 10);
  }
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(known[name] ?? "…"));
}

/** The query with the dots of every misread name escaped. */
export function fixed(query: string): string {
  return dottedNames(query)
    .reverse()
    .reduce(
      (text, name) => text.slice(0, name.from) + escapeDots(name.text) + text.slice(name.to),
      query,
    );
}
