// What the reader sees when there is no answer: what happened, where, and what to do.

import { button, h } from "../shared/dom";
import type { Problem } from "../shared/endpoint";
import { say } from "./strings";

export interface Ways {
  retry: () => void;
  goTo: (line: number, column: number) => void;
}

/** The problem in words, with the ways on from it. */
export function problemView(problem: Problem, ways: Ways): HTMLElement {
  const gone = problem.status === 0;
  const title = gone ? say.gone : problem.title || say.refused;
  const { line, column } = problem;
  return h(
    "div",
    { class: "state problem", role: "alert" },
    h("h2", {}, title, problem.status > 0 && h("small", {}, ` ${problem.status}`)),
    h("p", {}, gone ? say.goneHint : problem.message),
    problem.retryAfter !== null && !problem.title && h("p", {}, say.wait(problem.retryAfter)),
    h(
      "p",
      { class: "controls" },
      line !== null && button(say.at(line, column ?? 1), () => ways.goTo(line, column ?? 1)),
      (gone || problem.status >= 429) && button(say.retry, ways.retry),
    ),
  );
}
