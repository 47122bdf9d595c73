// The dialogs of the workbench: share a query, and look back at those that were run.

import { button, copy, h } from "../shared/dom";
import { language } from "../shared/page";
import { type Past, past } from "./memory";
import { type Form, FORMS, shared } from "./share";
import { say } from "./strings";

function dialog(title: string, ...children: Node[]): HTMLDialogElement {
  const box: HTMLDialogElement = h(
    "dialog",
    { "aria-label": title, onclose: () => box.remove() },
    h(
      "header",
      {},
      h("h2", {}, title),
      button(say.close, () => box.close(), { class: "quiet" }),
    ),
    ...children,
  );
  document.body.append(box);
  box.showModal();
  return box;
}

/** Shows the query as a link and in the words of other programs. */
export function openShare(title: string, query: string, link: string, endpoint: string): void {
  const area = h("textarea", {
    readonly: true,
    rows: 12,
    "aria-label": title,
    spellcheck: "false",
  });
  const said = h("span", { role: "status" });
  const write = (form: Form) => {
    area.value = shared(form, query, link, endpoint);
    said.textContent = "";
  };
  const choices = FORMS.map(([form, name], index) =>
    h(
      "label",
      {},
      h("input", {
        type: "radio",
        name: "share-form",
        value: form,
        checked: index === 0,
        onchange: () => write(form),
      }),
      name || say.link,
    ),
  );
  write("link");
  dialog(
    title,
    h("div", { class: "forms", role: "radiogroup", "aria-label": title }, ...choices),
    area,
    h(
      "p",
      { class: "controls" },
      button(say.copy, async () => {
        const done = await copy(area.value);
        said.textContent = done ? say.copied : say.copyFailed;
        if (!done) area.select();
      }),
      said,
    ),
  );
}

/** Lists the queries that were run in this browser; one can be taken back. */
export function openHistory(title: string, restore: (text: string) => void): void {
  const list = h("ol", { class: "past" });
  const all = past.all();
  const time = new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en", {
    dateStyle: "medium",
    timeStyle: "short",
  });
  list.append(
    ...all.map((one) =>
      h(
        "li",
        {},
        h(
          "button",
          {
            type: "button",
            title: say.restore,
            onclick: () => {
              box.close();
              restore(one.text);
            },
          },
          h("code", {}, summary(one)),
          h("small", {}, time.format(one.when), one.rows !== null && ` · ${say.rows(one.rows)}`),
        ),
      ),
    ),
  );
  const forget = () => {
    past.clear();
    box.close();
  };
  const clear = button(say.clearHistory, forget, { class: "quiet" });
  const box = all.length
    ? dialog(title, h("p", {}, say.historyKept), list, h("p", { class: "controls" }, clear))
    : dialog(title, h("p", {}, say.noHistory));
}

/** The part of a query by which one knows it again. */
export function summary({ text, title }: Pick<Past, "text" | "title">): string {
  const lines = text.split("\n").filter((line) => line.trim() && !/^\s*(#|PREFIX\b)/i.test(line));
  const rest = lines.join(" ").replace(/\s+/g, " ").slice(0, 160);
  return title ? `${title} – ${rest}` : rest;
}
