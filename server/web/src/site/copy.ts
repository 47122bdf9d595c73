// A button that copies a text of the page.

import { button, copy, h } from "../shared/dom";
import { pick } from "../shared/page";

/** Puts the button below the text. */
export function copyable(text: HTMLElement): void {
  const said = h("span", { role: "status", class: "soft" });
  const act = async () => {
    const done = await copy(text.innerText);
    said.textContent = done
      ? pick("已复制", "Copied")
      : pick(
          "浏览器不允许复制，请手动选取。",
          "The browser does not allow copying; please select the text.",
        );
  };
  text.after(h("p", {}, button(pick("复制", "Copy"), act), " ", said));
}
