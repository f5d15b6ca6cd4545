// Short notices in a corner; refusals stay longer and are announced at once.

import { h } from "./dom.js";
import { icon } from "./icons.js";

const STAY = { good: 5000, bad: 9000 };

/** Put away the complaints about earlier acts, because a new one was begun. */
export function clearComplaints() {
  for (const note of document.querySelectorAll(".toast.bad")) note.remove();
}

/** Put away the good news, because a form wants the eyes now. */
export function clearNews() {
  for (const note of document.querySelectorAll(".toast.good")) note.remove();
}

/** Show one notice; the same words already on screen are not shown twice. */
export function toast(text, { kind = "good" } = {}) {
  const root = document.getElementById("toasts");
  for (const old of [...root.children]) if (old.dataset.text === text) old.remove();
  // One piece of good news at a time; complaints stay until they are read.
  if (kind === "good") clearNews();
  const note = h("div", { class: `toast ${kind}`, role: kind === "bad" ? "alert" : "status", "data-text": text },
    h("span", { class: "toast-text" }, text),
    h("button", { type: "button", class: "icon-button", "aria-label": "Dismiss notice", onclick: () => note.remove() }, icon("close", 16)));
  root.append(note);
  while (root.children.length > 3) root.firstElementChild.remove();
  setTimeout(() => note.remove(), STAY[kind]);
}
