// The right pane: one thread and its composer.

import { composer } from "./composer.js";
import { walkMessages } from "./conversation.js";
import { h, keyed } from "./dom.js";
import { icon } from "./icons.js";
import { drawRow, isRoot, rowStamp, rows } from "./messages.js";
import { stickToEnd } from "./scroll.js";
import { currentPlace, go, messagesOf, store } from "./store.js";

let parts = null;
let shown = "";

/** Draw the thread pane, or hide it. */
export function drawThread(aside) {
  const place = currentPlace();
  const isOpen = Boolean(store.thread && place);
  aside.hidden = !isOpen;
  if (!isOpen) {
    shown = "";
    return;
  }
  parts ??= build(aside);
  const { thread } = store;
  const all = messagesOf(place.id).filter((one) => (one.ts === thread && isRoot(one)) || one.thread_ts === thread);
  const key = `${store.me}/${place.id}/${thread}`;
  const opened = key !== shown;
  const wasAtEnd = opened || parts.end.isAtEnd();
  parts.where.textContent = place.kind === "channel" ? `#${place.name}` : place.name;
  keyed(parts.list, [...gone(all, thread), ...rows(all, { thread: true })], {
    key: (row) => `${key}/${row.key}`, stamp: (row) => row.gone ?? rowStamp(row), make: (row) => row.gone ? h("li", { class: "intro quiet" }, row.gone) : drawRow(row),
  });
  parts.write.update();
  if (wasAtEnd) parts.end.toEnd();
  if (opened && shown === "") parts.write.field.focus({ preventScroll: true });
  shown = key;
}

function gone(all, thread) {
  return all.some((one) => one.ts === thread) ? [] : [{ key: "gone", gone: "The first message of this thread was deleted." }];
}

function build(aside) {
  const where = h("span", { class: "quiet" });
  const close = h("button", { type: "button", class: "icon-button", "aria-label": "Close thread", title: "Close thread", onclick: () => closeThread() }, icon("close"));
  const list = h("ol", { class: "messages", "aria-label": "Thread messages" });
  const scroll = h("div", { class: "scroll", tabindex: "-1" }, list);
  const write = composer(() => ({ channel: currentPlace().id, thread_ts: store.thread, name: "thread" }), { thread: true });
  aside.append(h("header", { class: "place-top" }, h("div", { class: "place-title" }, h("h2", {}, "Thread"), where), close), scroll, write.node);
  aside.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) closeThread();
  });
  walkMessages(list);
  return { where, list, end: stickToEnd(scroll, list), write };
}

function closeThread() {
  const { thread } = store;
  go({ thread: null });
  document.querySelector(`[data-focus="t-${thread}"]`)?.focus();
}
