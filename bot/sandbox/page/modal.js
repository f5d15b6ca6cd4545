// Modals: the top view of the stack, its form, its errors.

import { post } from "./api.js";
import { drawBlocks, surroundings } from "./blocks.js";
import { fill, h, stampOf, uid } from "./dom.js";
import { collect, faults, forget } from "./forms.js";
import { icon, sunset } from "./icons.js";
import { layerOpen } from "./layer.js";
import { store } from "./store.js";
import { clearNews } from "./toast.js";

let parts = null;
let local = {};
let touched = new Set();
let returnTo = null;

/** Draw the top modal, or none; the page behind it can then not be reached. */
export function drawModals(root, app) {
  const stack = store.state.modals ?? [];
  const view = stack.at(-1);
  app.inert = Boolean(view);
  if (!view) {
    shut(root);
    return;
  }
  const key = `${store.me}/${view.id}`;
  if (parts?.key !== key) show(root, view, key);
  drawFrame(view, stack.length);
  drawBlocks(parts.blocks, context(view), view.blocks, { errors: shownErrors(), depends: surroundings() });
  drawGeneral();
  if (!parts.node.contains(document.activeElement) && !layerOpen()) focusFirst();
}

function shut(root) {
  if (!parts) return;
  parts = null;
  local = {};
  root.replaceChildren();
  const heir = returnTo && document.querySelector(`[data-focus="${CSS.escape(returnTo)}"]`);
  heir?.focus();
  returnTo = null;
}

function show(root, view, key) {
  clearNews();
  if (!parts) returnTo = document.activeElement?.dataset?.focus ?? "composer";
  local = {};
  touched = new Set();
  parts = build(key);
  fill(root, h("div", { class: "veil" }), parts.node);
}

function build(key) {
  const title = h("h2", { id: uid("title") });
  const blocks = h("div", { class: "blocks" });
  const general = h("p", { class: "field-error general", role: "alert", hidden: true });
  const foot = h("footer", {});
  const back = h("button", { type: "button", class: "icon-button", "aria-label": "Back", hidden: true, onclick: () => void close() }, icon("back"));
  const shutButton = h("button", { type: "button", class: "icon-button", "aria-label": "Close", "data-focus": "modal-close", onclick: () => void close() }, icon("close"));
  const body = h("div", { class: "modal-body", tabindex: "-1" }, general, blocks);
  const node = h("form", { class: "modal", role: "dialog", "aria-modal": "true", "aria-labelledby": title.id, novalidate: true, onsubmit: submit, onkeydown: keys },
    h("header", {}, back, h("span", { class: "modal-mark" }, sunset(18)), title, shutButton), body, foot);
  return { key, node, title, blocks, general, foot, back, body };
}

function drawFrame(view, depth) {
  parts.title.textContent = view.title?.text ?? "";
  parts.back.hidden = depth < 2;
  const stamp = stampOf(view.submit, view.close);
  if (parts.foot.dataset.stamp === stamp) return;
  parts.foot.dataset.stamp = stamp;
  fill(parts.foot, h("button", { type: "button", class: "button", onclick: () => void close() }, view.close?.text ?? "Close"),
    view.submit && h("button", { type: "submit", class: "button primary submit" }, view.submit.text));
}

function context(view) {
  return {
    key: `view-${view.id}`,
    container: { type: "view", view_id: view.id },
    blocks: () => store.state.modals.find((one) => one.id === view.id)?.blocks ?? [],
    touched(blockId) {
      // A mended field loses its complaint at once, without being drawn again under the cursor.
      touched.add(blockId);
      delete local[blockId];
      const box = parts?.node.querySelector(`[data-block="${CSS.escape(blockId)}"]`);
      box?.classList.remove("bad");
      box?.querySelector(".field-error")?.remove();
      box?.querySelector("[aria-invalid]")?.removeAttribute("aria-invalid");
    },
  };
}

function allErrors() {
  return { ...(store.state.errors ?? {}), ...local };
}

function shownErrors() {
  return Object.fromEntries(Object.entries(allErrors()).filter(([blockId]) => !touched.has(blockId)));
}

function drawGeneral() {
  const view = store.state.modals.at(-1);
  const known = new Set(view.blocks.map((block) => block.block_id));
  const loose = Object.entries(allErrors()).filter(([blockId]) => !known.has(blockId)).map(([, words]) => words);
  parts.general.textContent = loose.join(" ");
  parts.general.hidden = !loose.length;
}

function redraw() {
  const view = store.state.modals.at(-1);
  if (!view || !parts) return;
  drawBlocks(parts.blocks, context(view), view.blocks, { errors: shownErrors(), depends: surroundings() });
  drawGeneral();
}

async function submit(event) {
  event.preventDefault();
  const view = store.state.modals.at(-1);
  const send = parts?.node.querySelector(".submit");
  if (!view || !send || send.disabled) return;
  const { key } = context(view);
  touched = new Set();
  local = faults(key, view.blocks);
  if (Object.keys(local).length) {
    redraw();
    focusWrong();
    return;
  }
  send.disabled = true;
  send.setAttribute("aria-busy", "true");
  const answer = await post("submit", { view_id: view.id, values: collect(key, view.blocks) });
  send.disabled = false;
  send.removeAttribute("aria-busy");
  const isOpen = store.state.modals.some((one) => one.id === view.id);
  if (!isOpen) forget(key);
  // The same complaint as before changes nothing in the state: draw it again all the same.
  if (isOpen) redraw();
  if (answer.errors && isOpen) focusWrong();
}

async function close() {
  const view = store.state.modals.at(-1);
  if (!view) return;
  const answer = await post("close", { view_id: view.id });
  if (answer.ok) forget(`view-${view.id}`);
}

function focusWrong() {
  const wrong = parts?.node.querySelector(".input.bad");
  wrong?.scrollIntoView({ block: "center" });
  wrong?.querySelector("input, textarea, select, button")?.focus();
}

function focusFirst() {
  const first = parts.blocks.querySelector(".input input, .input textarea, .input select, .input .multi");
  (first ?? parts.node.querySelector(".submit") ?? parts.body).focus();
}

function keys(event) {
  if (event.key === "Escape" && !event.defaultPrevented) {
    event.preventDefault();
    void close();
  }
  if (event.key === "Tab") wrap(event);
}

function wrap(event) {
  const all = [...parts.node.querySelectorAll("a[href], button, input, select, textarea")].filter((one) => !one.disabled && one.offsetParent);
  const edge = event.shiftKey ? all[0] : all.at(-1);
  if (document.activeElement !== edge) return;
  event.preventDefault();
  (event.shiftKey ? all.at(-1) : all[0]).focus();
}
