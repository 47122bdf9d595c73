// The words of a sentence and what they state light each other up, by pointer and by keyboard.
// Both lead to the same pages, so their links tell which belong together.

/** The words and the facts within `frame` that belong to the mark or the fact `at`, and itself. */
export function counterparts(frame: Element, at: Element): Element[] {
  const wanted = new Set(addresses(at));
  const others = at.matches("mark") ? ".states > li" : "mark";
  return [
    at,
    ...[...frame.querySelectorAll(others)].filter((one) =>
      addresses(one).some((address) => wanted.has(address)),
    ),
  ];
}

function addresses(element: Element): string[] {
  return [...element.querySelectorAll("a")].map((link) => link.getAttribute("href") ?? "");
}

/** Makes a sentence with its facts do so. */
export function light(frame: Element): void {
  const show = (target: EventTarget | null) => {
    for (const one of frame.querySelectorAll(".lit")) one.classList.remove("lit");
    const at = (target as Element | null)?.closest?.("mark, .states > li");
    if (at && frame.contains(at) && addresses(at).length)
      for (const one of counterparts(frame, at)) one.classList.add("lit");
  };
  frame.addEventListener("pointerover", (event) => show(event.target));
  frame.addEventListener("pointerleave", () => show(null));
  frame.addEventListener("focusin", (event) => show(event.target));
  frame.addEventListener("focusout", () => show(null));
}
