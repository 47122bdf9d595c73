import { expect, it } from "vitest";

import { light } from "./lit";

document.body.innerHTML = `<div data-lit>
  <p><mark id="w"><a href="/a">数创云谷</a></mark> <mark id="x"><a href="/b">徐东大街</a></mark> <mark id="y">无</mark></p>
  <ul class="states"><li id="s"><a href="/a">A</a> <a href="/c">C</a></li><li id="t"><a href="/b">B</a></li></ul>
</div>`;
const frame = document.querySelector("[data-lit]")!;
light(frame);
const lit = () => [...frame.querySelectorAll(".lit")].map((one) => one.id);
const fire = (id: string, name: string) =>
  document.querySelector(`#${id} a, #${id}`)!.dispatchEvent(new Event(name, { bubbles: true }));

it("words light what they state", () => {
  fire("w", "pointerover");
  expect(lit()).toEqual(["w", "s"]);
});

it("a fact lights its words, by the keyboard too", () => {
  fire("t", "focusin");
  expect(lit()).toEqual(["x", "t"]);
  fire("t", "focusout");
  expect(lit()).toEqual([]);
});

it("words that state nothing light nothing", () => {
  fire("w", "pointerover");
  fire("y", "pointerover");
  expect(lit()).toEqual([]);
});
