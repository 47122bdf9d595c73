// Chinese and English are equals: the same entries, none empty, each in its own script.

import { describe, expect, it } from "vitest";

import { LAYOUTS } from "../explorer/state";
import { tables as explorer } from "../explorer/strings";
import { CHARTS } from "../workbench/columns";
import { tables as workbench } from "../workbench/strings";
import { TABS } from "../workbench/views";

const SOURCES = Object.entries(
  import.meta.glob("../**/*.ts", { query: "?raw", import: "default", eager: true }) as Record<
    string,
    string
  >,
)
  .filter(([name]) => !/strings|\.test\./.test(name))
  .map(([, text]) => text)
  .join("\n");
// These are reached by a computed name: say[tab], say[layout].
const COMPUTED = new Set<string>([...TABS, ...CHARTS, ...LAYOUTS]);
const HAN = /\p{Script=Han}/u;

describe.each([
  ["workbench", workbench],
  ["explorer", explorer],
])("%s", (_, { zh, en }) => {
  const spoken = (value: unknown): string =>
    typeof value === "function" ? String(value(3, 5)) : String(value);
  it("has the same entries in both languages", () => {
    expect(Object.keys(zh)).toEqual(Object.keys(en));
    for (const [name, value] of Object.entries(zh))
      expect(typeof value).toBe(typeof en[name as keyof typeof en]);
  });
  it("holds nothing that no page says", () => {
    const unused = Object.keys(zh).filter((name) => !SOURCES.includes(`say.${name}`));
    expect(unused.filter((name) => !COMPUTED.has(name))).toEqual([]);
  });
  it("leaves none empty, and speaks each in its own script", () => {
    for (const [name, value] of Object.entries(en)) {
      expect(spoken(value).trim(), name).not.toBe("");
      expect(spoken(value), name).not.toMatch(HAN);
    }
    for (const [name, value] of Object.entries(zh)) expect(spoken(value), name).toMatch(HAN);
  });
});
