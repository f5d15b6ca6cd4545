// The markdown block: standard Markdown, as far as a message uses it.

import { h } from "./dom.js";
import { emojiNode, link } from "./mrkdwn.js";

const TOKEN = new RegExp([
  "`(?<code>[^`]+)`",
  "\\[(?<label>[^\\]]+)\\]\\((?<url>[^)\\s]+)\\)",
  "\\*\\*(?=\\S)(?<bold>.+?\\S?)\\*\\*",
  "~~(?<strike>.+?)~~",
  "(?<![\\p{L}\\p{N}*])\\*(?=\\S)(?<star>[^*]*[^*\\s])\\*(?!\\*)",
  "(?<![\\p{L}\\p{N}_])_(?=\\S)(?<under>[^_]*[^_\\s])_(?![\\p{L}\\p{N}_])",
  ":(?<emoji>[a-z0-9_+-]+):",
  "(?<bare>https?://[^\\s<>)]+[^\\s<>).,;:!?])",
].join("|"), "gu");

/** Draw a Markdown text. */
export function markdown(text) {
  const rows = text.split("\n");
  const out = h("div", { class: "markdown" });
  let i = 0;
  while (i < rows.length) {
    const taken = KINDS.reduce((found, kind) => found || kind(rows, i, out), 0);
    i += taken || paragraph(rows, i, out);
  }
  return out;
}

const LIST = /^(\s*)(?:([-*+])|(\d+)[.)])\s+(.*)$/;
const KINDS = [blank, fence, heading, rule, quote, table, list];

function blank(rows, i) {
  return rows[i].trim() ? 0 : 1;
}

function fence(rows, i, out) {
  if (!rows[i].startsWith("```")) return 0;
  const rest = rows.slice(i + 1);
  const length = rest.findIndex((row) => row.startsWith("```"));
  const body = length < 0 ? rest : rest.slice(0, length);
  out.append(h("pre", {}, body.join("\n")));
  return body.length + 2;
}

function heading(rows, i, out) {
  const match = /^(#{1,6})\s+(.*)$/.exec(rows[i]);
  if (!match) return 0;
  const level = Math.min(6, match[1].length + 2);
  out.append(inline(match[2], h(`h${level}`)));
  return 1;
}

function rule(rows, i, out) {
  if (!/^(?:-{3,}|\*{3,}|_{3,})\s*$/.test(rows[i])) return 0;
  out.append(h("hr"));
  return 1;
}

function quote(rows, i, out) {
  const body = takeWhile(rows, i, (row) => row.startsWith(">"));
  if (!body.length) return 0;
  out.append(h("blockquote", {}, [...markdown(body.map((row) => row.replace(/^> ?/, "")).join("\n")).childNodes]));
  return body.length;
}

function table(rows, i, out) {
  const body = takeWhile(rows, i, (row) => row.includes("|"));
  if (body.length < 2 || !/^[\s|:-]+$/.test(body[1])) return 0;
  const cells = (row) => row.trim().replace(/^\||\|$/g, "").split("|").map((one) => one.trim());
  const line = (tag) => (row) => h("tr", {}, cells(row).map((one) => inline(one, h(tag))));
  out.append(h("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": "Table" },
    h("table", {}, h("thead", {}, line("th")(body[0])), h("tbody", {}, body.slice(2).map(line("td"))))));
  return body.length;
}

function list(rows, i, out) {
  const body = takeWhile(rows, i, (row) => LIST.test(row));
  if (!body.length) return 0;
  const first = LIST.exec(body[0]);
  const node = h(first[2] ? "ul" : "ol");
  if (first[3]) node.start = Number(first[3]);
  for (const row of body) {
    const [, indent, , , text] = LIST.exec(row);
    node.append(listItem(text, indent.length));
  }
  out.append(node);
  return body.length;
}

function listItem(text, indent) {
  const task = /^\[([ xX])\]\s+(.*)$/.exec(text);
  const node = h("li", { "--indent": Math.floor(indent / 2) });
  if (!task) return inline(text, node);
  node.append(h("span", { class: "task", role: "img", "aria-label": task[1] === " " ? "open" : "done" }, task[1] === " " ? "☐ " : "☑ "));
  return inline(task[2], node);
}

function paragraph(rows, i, out) {
  const body = takeWhile(rows, i, (row, at) => row.trim() && (at === 0 || !/^(#{1,6}\s|>|```|\s*[-*+]\s|\s*\d+[.)]\s)/.test(row)));
  const node = h("p");
  body.forEach((row, at) => {
    if (at) node.append(h("br"));
    inline(row, node);
  });
  out.append(node);
  return body.length;
}

function takeWhile(rows, from, wanted) {
  let to = from;
  while (to < rows.length && wanted(rows[to], to - from)) to += 1;
  return rows.slice(from, to);
}

function inline(text, out) {
  let from = 0;
  for (const match of text.matchAll(TOKEN)) {
    out.append(text.slice(from, match.index), mark(match.groups, match[0]));
    from = match.index + match[0].length;
  }
  out.append(text.slice(from));
  return out;
}

function mark(groups, whole) {
  if (groups.code) return h("code", {}, groups.code);
  if (groups.label) return link(groups.url, groups.label);
  if (groups.bold) return inline(groups.bold, h("strong"));
  if (groups.strike) return inline(groups.strike, h("s"));
  if (groups.star || groups.under) return inline(groups.star ?? groups.under, h("em"));
  if (groups.emoji) return emojiNode(groups.emoji);
  if (groups.bare) return link(groups.bare, groups.bare);
  return whole;
}
