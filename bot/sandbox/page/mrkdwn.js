// Slack's own markup, drawn as nodes.

import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { anchor } from "./links.js";
import { channelName, go, person, store } from "./store.js";

const FENCE = /```\n?([\s\S]*?)\n?```/g;
const QUOTE = /^(?:>|&gt;) ?/;
const WORD = "[\\p{L}\\p{N}]";
const TOKEN = new RegExp([
  "`(?<code>[^`\\n]+)`",
  "<(?<angle>[^<>\\n]+)>",
  ":(?<emoji>[a-z0-9_+'-]+(?:::skin-tone-\\d)?):",
  "(?<bare>https?://[^\\s<>|]+[^\\s<>|.,;:!?)\\]'\"])",
  `(?<!${WORD}|\\*)\\*(?=\\S)(?<bold>[^*\\n]*[^*\\s])\\*(?!${WORD}|\\*)`,
  `(?<!${WORD}|_)_(?=\\S)(?<italic>[^\\n]*?[^_\\s])_(?!${WORD}|_)`,
  `(?<!${WORD}|~)~(?=\\S)(?<strike>[^~\\n]*[^~\\s])~(?!${WORD}|~)`,
].join("|"), "gu");

/** Undo the three escapes of Slack's texts. */
export function plain(text) {
  const letters = { lt: "<", gt: ">", amp: "&" };
  return text.replace(/&(lt|gt|amp);/g, (_, name) => letters[name]);
}

/** Draw a mrkdwn text: fences, quotes, lists as typed, and everything inside a line. */
export function mrkdwn(text) {
  const out = document.createDocumentFragment();
  let from = 0;
  for (const match of text.matchAll(FENCE)) {
    lines(text.slice(from, match.index).replace(/\n$/, ""), out);
    out.append(h("pre", {}, plain(match[1])));
    from = match.index + match[0].length;
  }
  lines(text.slice(from).replace(from ? /^\n/ : /^$/, ""), out);
  return out;
}

function lines(text, out) {
  if (!text) return;
  const rows = text.split("\n");
  for (let i = 0; i < rows.length; i += 1) {
    if (!QUOTE.test(rows[i])) {
      out.append(line(rows[i]));
      continue;
    }
    const quote = h("blockquote");
    const all = /^(?:>>>|(?:&gt;){3})/.test(rows[i]);
    while (i < rows.length && (all || QUOTE.test(rows[i]))) {
      quote.append(line(rows[i].replace(all ? /^(?:>>>|(?:&gt;){3}) ?/ : QUOTE, "")));
      i += 1;
    }
    i -= 1;
    out.append(quote);
  }
}

function line(text) {
  const item = /^\s*(?:[•◦▪-]|\d+[.)])\s/.test(text);
  const node = h("span", { class: item ? "line item" : "line" });
  if (!text.trim()) node.classList.add("blank");
  return inline(text, node);
}

/** Draw the marks inside one line of text into `out`. */
export function inline(text, out) {
  let from = 0;
  for (const match of text.matchAll(TOKEN)) {
    out.append(plain(text.slice(from, match.index)));
    out.append(token(match.groups, match[0]));
    from = match.index + match[0].length;
  }
  out.append(plain(text.slice(from)));
  return out;
}

function token(groups, whole) {
  if (groups.code) return h("code", {}, plain(groups.code));
  if (groups.angle) return angle(groups.angle);
  if (groups.emoji) return emojiNode(groups.emoji);
  if (groups.bare) return link(plain(groups.bare), plain(groups.bare));
  if (groups.bold) return inline(groups.bold, h("strong"));
  if (groups.italic) return inline(groups.italic, h("em"));
  if (groups.strike) return inline(groups.strike, h("s"));
  return whole;
}

/** Draw an emoji by its short name; unknown ones keep their colons. */
export function emojiNode(name) {
  const char = emoji(name);
  if (!char) return `:${name}:`;
  return h("span", { class: "emoji", role: "img", "aria-label": name.replaceAll("_", " "), title: `:${name}:` }, char);
}

/** Draw a plain text: only emoji names mean more than they say. */
export function label(text) {
  const out = h("span", { class: "plain" });
  const parts = plain(text ?? "").split(/(:[a-z0-9_+'-]+:)/);
  parts.forEach((part, at) => out.append(at % 2 ? emojiNode(part.slice(1, -1)) : part));
  return out;
}

function angle(body) {
  const [target, label] = split(body);
  if (target.startsWith("@")) return mention(target.slice(1));
  if (target.startsWith("#")) return channelPill(target.slice(1), label);
  if (target.startsWith("!")) return special(target.slice(1), label);
  const address = plain(target);
  if (!/^[a-z][a-z0-9+.-]*:/i.test(address)) return document.createTextNode(plain(`<${body}>`));
  return link(address, label ? null : address.replace(/^mailto:/, ""), label);
}

function split(body) {
  const bar = body.indexOf("|");
  return bar < 0 ? [body, ""] : [body.slice(0, bar), body.slice(bar + 1)];
}

function special(target, label) {
  const [kind] = target.split("^");
  if (["here", "channel", "everyone"].includes(kind)) return h("span", { class: "pill loud" }, `@${kind}`);
  if (kind === "date") return h("time", { title: plain(label) }, moment(target));
  if (kind === "subteam") return h("span", { class: "pill" }, plain(label || "@group"));
  return document.createTextNode(plain(label || target));
}

/** Say a moment in the time zone of whoever reads it. */
function moment(target) {
  const [, seconds, format] = target.split("^");
  const at = new Date(Number(seconds) * 1000);
  const shown = (parts) => new Intl.DateTimeFormat("en-GB", { timeZone: store.state?.zone, ...parts }).format(at);
  return plain(format)
    .replace(/\{date[a-z_]*\}/g, () => shown({ weekday: "short", day: "numeric", month: "short" }))
    .replace(/\{time\}/g, () => shown({ hour: "2-digit", minute: "2-digit" }));
}

/** Draw the pill of a person. */
export function mention(id) {
  const mine = id === store.me;
  return h("span", { class: mine ? "pill me" : "pill" }, `@${person(id).name}`);
}

/** Draw the pill of a channel; one that this persona can see leads there. */
export function channelPill(id, label = "") {
  const name = `#${label || channelName(id)}`;
  const reachable = store.state?.places.some((place) => place.id === id);
  if (!reachable) return h("span", { class: "pill" }, name);
  return h("button", { type: "button", class: "pill", onclick: () => go({ place: id }) }, name);
}

/** Draw a link; an address that is neither web nor mail stays text. */
export function link(address, text, marked = "") {
  const safe = /^(https?:|mailto:|tel:)/i.test(address);
  const children = marked ? [...inline(marked, h("span")).childNodes] : text || address;
  return safe ? anchor(address, {}, { children }) : h("span", { title: "The sandbox opens only web and mail addresses" }, children);
}

/** Return the words of a mrkdwn text without its marks, for labels and announcements. */
export function words(text) {
  return plain(text
    .replace(/<@([A-Z0-9]+)[^>]*>/g, (_, id) => `@${person(id).name}`)
    .replace(/<#([A-Z0-9]+)[^>]*>/g, (_, id) => `#${channelName(id)}`)
    .replace(/<!(date[^|>]*)[^>]*>/g, (_, target) => moment(target))
    .replace(/<!(\w+)[^>]*>/g, "@$1")
    .replace(/<[^<>|]+\|([^<>]+)>/g, "$1")
    .replace(/<([^<>]+)>/g, "$1")
    .replace(/(?<![\p{L}\p{N}])[*_~`]+(?=\S)|(?<=\S)[*_~`]+(?![\p{L}\p{N}])/gu, ""));
}
