import { expect, it, vi } from "vitest";

import { Problem } from "../shared/endpoint";
import { problemView } from "./problems";
import { say } from "./strings";

const ways = { retry: vi.fn(), goTo: vi.fn() };
const buttons = (view: HTMLElement) => [...view.querySelectorAll("button")];

it("a syntax error leads to its place", () => {
  const view = problemView(new Problem(400, "syntax", "", "expected .", 3, 7), ways);
  buttons(view)[0]!.click();
  expect(ways.goTo).toHaveBeenCalledWith(3, 7);
  expect(view.textContent).toContain("expected .");
});

it("shows the title and the words of the server", () => {
  const problem = new Problem(507, "memory", "内存超限", "查询需要的内存超过4096 MB。");
  const view = problemView(problem, ways);
  expect(view.querySelector("h2")!.textContent).toContain("内存超限");
  expect(view.querySelector("p")!.textContent).toBe("查询需要的内存超过4096 MB。");
});

it("says when to come back where the server's words do not", () => {
  const busy = problemView(new Problem(503, "", "", "busy", null, null, 3), ways);
  expect(busy.textContent).toContain(say.wait(3));
  const told = problemView(new Problem(503, "waiting", "Busy", "in 3 s", null, null, 3), ways);
  expect(told.textContent).not.toContain(say.wait(3));
});

it("a server that is gone, busy or too slow can be asked again", () => {
  for (const status of [0, 429, 503, 504]) {
    const view = problemView(new Problem(status, "", "", ""), ways);
    expect(buttons(view).map((button) => button.textContent)).toContain(say.retry);
  }
  expect(buttons(problemView(new Problem(403, "service", "", "no"), ways))).toEqual([]);
});
