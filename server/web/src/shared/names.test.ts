import { expect, it } from "vitest";

import { escapeDots, Names } from "./names";

const names = new Names({
  base: "http://x/",
  sparql: "/sparql",
  documents: "/kg/doc/",
  prefixes: { wk: "http://x/ontology/", r: "http://x/report/2023/", x: "http://x/" },
});

it("shortens by the longest namespace, and not across a slash", () => {
  expect(names.short("http://x/report/2023/1.2.2-s03")).toBe("r:1.2.2-s03");
  expect(names.short("http://x/id/a")).toBe("http://x/id/a");
  expect(names.expand("wk:Project")).toBe("http://x/ontology/Project");
  expect(names.expand("no:Project")).toBeNull();
});

it("writes names so that the engine reads them", () => {
  expect(names.inQuery("http://x/report/2023/1.2.2-s03")).toBe("r:1\\.2\\.2-s03");
  expect(names.expand("r:1\\.2\\.2-s03")).toBe("http://x/report/2023/1.2.2-s03");
  expect(names.inQuery("http://x/report/2023/1.2")).toBe("r:1.2");
  expect(names.inQuery("http://x/ontology/a%20b")).toBe("<http://x/ontology/a%20b>");
  expect(escapeDots("a\\.b.c")).toBe("a\\.b\\.c");
});

it("knows the sentences of the default report by their numbers, others by report and number", () => {
  expect(names.passage("1.2.2-s03")).toBe("http://x/report/2023/1.2.2-s03");
  expect(names.passage("town-2025/1.2.2-s03")).toBe("http://x/report/town-2025/1.2.2-s03");
});

it("leads to our page about what is ours, and away for the rest", () => {
  expect(names.page("http://x/id/a")).toBe("/kg/doc/id/a");
  expect(names.page("http://www.wikidata.org/entity/Q1")).toBe("http://www.wikidata.org/entity/Q1");
});
