import { expect, it } from "vitest";

import { fromJson, fromNTriples, moment, number, written } from "./terms";

it("reads rows with languages, types and blanks", () => {
  const result = fromJson(
    JSON.stringify({
      head: { vars: ["a", "b"] },
      results: { bindings: [{ a: { type: "literal", value: "武", "xml:lang": "zh" } }] },
    }),
  );
  expect(result).toEqual({
    form: "rows",
    table: { names: ["a", "b"], rows: [{ a: { type: "literal", value: "武", lang: "zh" } }] },
  });
});

it("reads a truth", () => {
  expect(fromJson('{"head":{},"boolean":false}')).toEqual({ form: "boolean", value: false });
});

it("reads N-Triples with escapes, languages and types, and writes them again", () => {
  const lines = [
    '<http://a> <http://p> "say \\"hi\\"\\n\\u6b66"@zh .',
    '<http://a> <http://p> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .',
    "_:b0 <http://p> <http://c> .",
  ];
  const result = fromNTriples(`${lines.join("\n")}\n`);
  if (result.form !== "graph") throw new Error("no graph");
  const [one, two, three] = result.table.rows;
  expect(one!["object"]).toEqual({ type: "literal", value: 'say "hi"\n武', lang: "zh" });
  expect(written(one!["object"]!)).toBe('"say \\"hi\\"\\n武"@zh');
  expect(number(two!["object"])).toBe(1);
  expect(three!["subject"]).toEqual({ type: "bnode", value: "b0" });
});

it("takes only what is typed so for numbers and moments", () => {
  expect(number({ type: "literal", value: "12" })).toBeNull();
  const date = {
    type: "literal" as const,
    value: "2024-06-30",
    datatype: "http://www.w3.org/2001/XMLSchema#date",
  };
  expect(moment(date)).toBe(Date.UTC(2024, 5, 30));
  expect(moment({ ...date, value: "soon" })).toBeNull();
});
