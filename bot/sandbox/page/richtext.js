// The rich_text and table blocks.

import { h } from "./dom.js";
import { channelPill, emojiNode, link, mention } from "./mrkdwn.js";

/** Draw a rich_text block. */
export function richText(block) {
  return h("div", { class: "rich" }, (block.elements ?? []).map(part));
}

function part(element) {
  const drawn = (element.elements ?? []).map((one) => (element.type === "rich_text_list" ? h("li", {}, (one.elements ?? []).map(leaf)) : leaf(one)));
  if (element.type === "rich_text_quote") return h("blockquote", {}, drawn);
  if (element.type === "rich_text_preformatted") return h("pre", {}, (element.elements ?? []).map((one) => one.text ?? one.url ?? ""));
  if (element.type === "rich_text_list") return list(element, drawn);
  return h("div", { class: "rich-section" }, drawn);
}

function list(element, items) {
  const ordered = element.style === "ordered";
  const node = h(ordered ? "ol" : "ul", { class: "rich-list", "data-indent": element.indent ?? 0, "--indent": element.indent ?? 0 }, items);
  if (ordered && element.offset) node.start = element.offset + 1;
  return node;
}

function leaf(one) {
  const node = bareLeaf(one);
  const style = one.style ?? {};
  let out = node;
  if (style.code) out = h("code", {}, out);
  if (style.strike) out = h("s", {}, out);
  if (style.italic) out = h("em", {}, out);
  if (style.bold) out = h("strong", {}, out);
  if (style.underline) out = h("u", {}, out);
  return out;
}

function bareLeaf(one) {
  switch (one.type) {
    case "text": return h("span", { class: "as-typed" }, one.text);
    case "link": return link(one.url, one.text || one.url);
    case "user": return mention(one.user_id);
    case "channel": return channelPill(one.channel_id);
    case "broadcast": return h("span", { class: "pill loud" }, `@${one.range}`);
    case "usergroup": return h("span", { class: "pill" }, "@group");
    case "emoji": return emojiNode(one.name);
    case "date": return document.createTextNode(one.fallback ?? new Date(one.timestamp * 1000).toISOString().slice(0, 10));
    case "color": return h("code", {}, one.value);
    default: return document.createTextNode(one.text ?? "");
  }
}

/** Draw a table block; its first row names the columns. */
export function table(block) {
  const [head = [], ...rows] = block.rows ?? [];
  const settings = block.column_settings ?? [];
  const cell = (tag) => (one, i) => h(tag, {
    class: `${settings[i]?.align ?? "left"}${settings[i]?.is_wrapped ? " wrapped" : ""}`, scope: tag === "th" ? "col" : null,
  }, one.type === "rich_text" ? richText(one) : one.text ?? "");
  return h("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": "Table" },
    h("table", {}, h("thead", {}, h("tr", {}, head.map(cell("th")))), h("tbody", {}, rows.map((row) => h("tr", {}, row.map(cell("td")))))));
}
