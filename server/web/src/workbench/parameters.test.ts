import { describe, expect, it } from "vitest";

import { Names } from "../shared/names";
import { type Entry, Vocabulary } from "../shared/vocabulary";
import { given, type Question, readable, term, withGiven } from "./parameters";

const base = "http://x/";
const names = new Names({
  base,
  sparql: "/sparql",
  documents: "/doc/",
  prefixes: { place: "http://x/id/place/", r: "http://x/report/" },
});
const entry = (iri: string, zh: string, en: string, aliases: string[] = []): Entry => ({
  iri,
  short: names.short(iri),
  zh,
  en,
  role: "thing",
  aliases,
});
const vocabulary = new Vocabulary([
  entry("http://x/id/place/a", "武昌区", "Wuchang District", ["武昌"]),
  entry("http://x/id/place/b", "东湖", "East Lake"),
  entry("http://x/id/place/c", "东湖", "East Lake scenic area"),
]);
const iri = { type: "iri" as const };

describe("an IRI", () => {
  it.each([
    ["武昌区", "<http://x/id/place/a>"],
    ["wuchang district", "<http://x/id/place/a>"],
    ["武昌", "<http://x/id/place/a>"],
    ["place:b", "<http://x/id/place/b>"],
    ["r:1.2.2-s03", "<http://x/report/1.2.2-s03>"],
    ["<http://y/z>", "<http://y/z>"],
    ["https://y/z", "<https://y/z>"],
  ])("may be written as %s", (text, expected) => {
    expect(term(iri, text, names, vocabulary)).toBe(expected);
  });
  it("that several bear is refused with their names", () => {
    expect(() => term(iri, "东湖", names, vocabulary)).toThrow(/place:b, place:c/);
  });
  it("that nothing bears is refused", () => {
    expect(() => term(iri, "长江", names, vocabulary)).toThrow(/长江/);
  });
  it("cannot end its brackets early", () => {
    expect(() => term(iri, "<http://y/> } DROP", names, vocabulary)).toThrow();
    expect(() => term(iri, "https://y/>} #", names, vocabulary)).toThrow();
  });
});

describe("a report", () => {
  const report = { type: "report" as const };
  it("is written as an IRI is, or as all", () => {
    expect(term(report, "武昌区", names, vocabulary)).toBe("<http://x/id/place/a>");
    expect(term(report, "all", names, vocabulary)).toBe("UNDEF");
  });
});

describe("a literal", () => {
  it("keeps quotes and lines inside its string", () => {
    expect(term({ type: "string" }, 'say "hi" \\ }', names, null)).toBe('"say \\"hi\\" \\\\ }"');
  });
  it.each([
    ["integer", "12", '"12"^^<http://www.w3.org/2001/XMLSchema#integer>'],
    ["decimal", "1.5", '"1.5"^^<http://www.w3.org/2001/XMLSchema#decimal>'],
    ["date", "2024-06-30", '"2024-06-30"^^<http://www.w3.org/2001/XMLSchema#date>'],
  ] as const)("of type %s is typed", (type, text, expected) => {
    expect(term({ type }, text, names, null)).toBe(expected);
  });
  it.each([
    ["integer", "1.5"],
    ["decimal", "many"],
    ["date", "30 June"],
    ["lang", "fr"],
  ] as const)("of type %s refuses %s", (type, text) => {
    expect(() => term({ type }, text, names, null)).toThrow();
  });
  it("that is empty binds nothing", () => {
    expect(term({ type: "integer" }, " ", names, null)).toBe("UNDEF");
  });
});

describe("a term in the form", () => {
  it("reads as its label, unless another thing bears it too", () => {
    expect(readable("<http://x/id/place/a>", names, vocabulary, "zh")).toBe("武昌区");
    expect(readable("place:b", names, vocabulary, "zh")).toBe("place:b");
    expect(readable("place:b", names, vocabulary, "en")).toBe("East Lake");
  });
  it("reads as the text of a literal", () => {
    expect(readable('"a \\"b\\""@zh', names, vocabulary, "zh")).toBe('a "b"');
    expect(readable("UNDEF", names, vocabulary, "zh")).toBe("");
  });
});

describe("a question's parameters in an address", () => {
  const question: Question = {
    name: "q",
    title: { zh: "", en: "" },
    description: { zh: "", en: "" },
    tags: [],
    parameters: [
      { name: "whole", type: "iri", label: { zh: "", en: "" }, default: "place:a" },
      { name: "report", type: "report", label: { zh: "", en: "" }, default: null },
    ],
    query:
      "#+ summary: x\nSELECT * { VALUES ?whole { place:a } VALUES ?report { <http://x/report/w-2023> } }",
  };
  const own = "SELECT * { VALUES ?whole { place:a } VALUES ?report { <http://x/report/w-2023> } }";
  it("are those that differ from its own, and lead back to the query", () => {
    const text = own.replace("place:a", "<http://x/id/place/b>").replace("w-2023", "y-2024");
    const said = given(question, text, names)!;
    expect(said).toEqual({ whole: "place:b", report: "y-2024" });
    expect(withGiven(question, new URLSearchParams(said), names, null)).toBe(text);
    expect(given(question, own, names)).toEqual({});
  });
  it("say that all reports are meant", () => {
    const text = own.replace("<http://x/report/w-2023>", "UNDEF");
    const said = given(question, text, names)!;
    expect(said).toEqual({ report: "all" });
    expect(withGiven(question, new URLSearchParams(said), names, null)).toBe(text);
  });
  it("are none of a query that was changed otherwise", () => {
    expect(given(question, own.replace("*", "?whole"), names)).toBeNull();
  });
});
