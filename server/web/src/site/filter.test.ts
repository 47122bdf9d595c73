import { expect, it } from "vitest";

import { filtering } from "./filter";

it("hides the sections and links without the words, and says where none is left", () => {
  document.body.innerHTML = `<main><section id="a">Project 项目</section><section id="b">Place</section>
    <nav data-filter="Filter" data-none="None"><ul><li><a href="#a">Project</a></li><li><a href="#b">Place</a></li></ul></nav></main>`;
  const contents = document.querySelector("nav")!;
  filtering(contents);
  const input = contents.querySelector("input")!;
  const shown = () => [...document.querySelectorAll("section:not([hidden])")].map(({ id }) => id);
  const write = (text: string) => {
    input.value = text;
    input.dispatchEvent(new Event("input"));
  };
  write("项目 proj");
  expect(shown()).toEqual(["a"]);
  expect([...contents.querySelectorAll("li:not([hidden])")].map((one) => one.textContent)).toEqual([
    "Project",
  ]);
  write("nothing");
  expect(shown()).toEqual([]);
  expect(contents.querySelector("[role=status]")!.textContent).toBe("None");
  write("");
  expect(shown()).toEqual(["a", "b"]);
});
