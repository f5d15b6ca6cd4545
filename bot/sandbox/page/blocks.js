// Blocks to nodes, as Slack would draw them.

import { fill, h, keyed, stampOf, uid } from "./dom.js";
import { element } from "./elements.js";
import { icon } from "./icons.js";
import { markdown } from "./markdown.js";
import { label, mrkdwn, words } from "./mrkdwn.js";
import { richText, table } from "./richtext.js";
import { store } from "./store.js";

/** Bring `box` up to date with blocks; a block is drawn again only when its JSON changed. */
export function drawBlocks(box, ctx, blocks, { errors = {}, depends = "" } = {}) {
  keyed(box, (blocks ?? []).map((block, at) => ({ block, at })), {
    key: ({ block, at }) => block.block_id ?? `at-${at}`,
    stamp: ({ block }) => stampOf(block, errors[block.block_id] ?? "", depends),
    make: ({ block }) => drawBlock(ctx, block, errors[block.block_id] ?? ""),
  });
}

function drawBlock(ctx, block, error) {
  const draw = DRAW[block.type] ?? unknown;
  const node = draw(ctx, block, error);
  node.classList.add("block", `block-${block.type}`);
  return node;
}

/** Draw a text object. */
export function text(one) {
  if (!one) return "";
  if (one.type === "mrkdwn") return mrkdwn(one.text);
  return label(one.text);
}

function section(ctx, block) {
  const name = words(block.text?.text ?? "").slice(0, 120);
  const main = h("div", { class: "section-main" },
    block.text && h("div", { class: "section-text" }, text(block.text)),
    block.fields && h("div", { class: "fields" }, block.fields.map((field) => h("div", { class: "field-cell" }, text(field)))));
  if (!block.accessory) return h("div", {}, main);
  const side = block.accessory.type === "image" ? picture(block.accessory) : element(ctx, block, block.accessory, { label: name });
  const wide = ["radio_buttons", "checkboxes"].includes(block.accessory.type);
  return h("div", { class: wide ? "with-list" : "with-side" }, main, h("div", { class: "side" }, side));
}

function header(_ctx, block) {
  return h("h3", {}, text(block.text));
}

function context(_ctx, block) {
  const parts = (block.elements ?? []).map((one) => (one.type === "image" ? picture(one) : h("span", { class: "context-text" }, text(one))));
  return h("div", {}, parts);
}

function actions(ctx, block) {
  return h("div", { role: "group", "aria-label": "Actions" }, (block.elements ?? []).map((one) => element(ctx, block, one)));
}

function divider() {
  return h("hr");
}

function picture(one) {
  const address = one.image_url ?? one.slack_file?.url ?? "";
  const words = () => h("span", { class: "missing-image" }, one.alt_text || "Picture");
  // The page loads nothing from outside, so a far picture is shown by its description.
  const isNear = address.startsWith("data:image/") || new URL(address, location.href).origin === location.origin;
  if (!address || !isNear) return words();
  const node = h("img", { src: address, alt: one.alt_text ?? "" });
  node.addEventListener("error", () => node.replaceWith(words()));
  return node;
}

function image(_ctx, block) {
  return h("figure", {}, block.title && h("figcaption", {}, text(block.title)), picture(block));
}

function input(ctx, block, error) {
  const ids = { label: uid("label"), hint: uid("hint"), error: uid("error") };
  const described = [block.hint && ids.hint, error && ids.error].filter(Boolean).join(" ") || null;
  const control = element(ctx, block, block.element, { labelledBy: ids.label, describedBy: described });
  if (error) control.setAttribute("aria-invalid", "true");
  return h("div", { class: error ? "input bad" : "input", "data-block": block.block_id },
    h("div", { class: "label", id: ids.label, onclick: () => focusInside(control) }, text(block.label),
      block.optional && h("span", { class: "optional" }, " (optional)")),
    control,
    error && h("p", { class: "field-error", id: ids.error }, icon("warn", 16), h("span", {}, error)),
    block.hint && h("p", { class: "hint", id: ids.hint }, text(block.hint)));
}

function focusInside(control) {
  if (control.matches("input, select, textarea, button")) control.focus();
  else control.querySelector("input")?.focus();
}

function unknown(_ctx, block) {
  return h("div", { class: "unknown" }, `The sandbox cannot draw a “${block.type}” block yet.`);
}

const DRAW = {
  section, header, context, actions, divider, image, input,
  rich_text: (_ctx, block) => richText(block),
  markdown: (_ctx, block) => h("div", {}, markdown(block.text ?? "")),
  table: (_ctx, block) => table(block),
};

/** Return a message's own text, or the words of its blocks, for announcing it. */
export function wordsOf(message) {
  if (message.text) return words(message.text);
  return (message.blocks ?? []).map((block) => words(block.text?.text ?? "")).filter(Boolean).join(" ");
}

/** Draw an avatar: initials on the person's colour. */
export function avatar(one, size = "") {
  const node = h("span", { class: `avatar ${size}`.trim(), "--tint": one.color, "aria-hidden": "true" });
  return fill(node, one.initials);
}

/** Name what drawn blocks depend on besides their own JSON, so that they follow it. */
export function surroundings() {
  const { people, channels } = store.state;
  return `${store.me}|${Object.keys(people).length}|${Object.keys(channels).length}`;
}
