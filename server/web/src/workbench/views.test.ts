import { expect, it } from "vitest";

import { CHARTS } from "./columns";
import { hidden, TABS, viewName, wished } from "./views";
import { defaultView } from "./text";

it("every tab and chart can be kept in a query and is found there again", () => {
  for (const tab of TABS) {
    for (const chart of CHARTS) {
      const wish = wished(defaultView(`#defaultView:${viewName(tab, chart)}`));
      expect(wish?.tab).toBe(tab);
      if (tab === "chart") expect(wish?.chart).toBe(chart);
    }
  }
});

it("an unknown view is none", () => {
  expect(wished(defaultView("#defaultView:Hologram"))).toBeNull();
  expect(wished(null)).toBeNull();
});

it.each([
  ['#defaultView:Table{"hide":["?a","b"]}', ["a", "b"]],
  ['#defaultView:Map{"hide":"?coordinate"}', ["coordinate"]],
  ["#defaultView:BarChart{slip}", []],
  ["#defaultView:Graph", []],
])("%s hides %j", (text, names) => {
  expect([...hidden(defaultView(text))]).toEqual(names);
});

it("bubbles are told by their sizes, so they become a tree map", () => {
  expect(wished(defaultView("#defaultView:BubbleChart"))?.chart).toBe("treemap");
});
