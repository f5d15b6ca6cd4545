// The drawer: what came in from Slack, what went out to it, word for word.

import { fill, h, keyed, stampOf } from "./dom.js";
import { icon } from "./icons.js";
import { toggleDrawer } from "./stage.js";
import { changed, store } from "./store.js";

const WAYS = { all: "All", in: "Events in", out: "Calls out" };
const opened = new Set();
let parts = null;
let way = "all";
let needle = "";

/** Draw the drawer, newest first. */
export function drawDrawer(drawer) {
  drawer.hidden = !store.drawer;
  if (!store.drawer) return;
  parts ??= build(drawer);
  for (const button of parts.ways.children) button.setAttribute("aria-pressed", String(button.dataset.way === way));
  const log = (store.state.log ?? []).filter((entry) => wanted(entry)).reverse();
  parts.empty.hidden = log.length > 0;
  keyed(parts.list, log, { key: (entry) => String(entry.id), stamp: (entry) => stampOf(entry.id, entry.status, entry.note), make: drawEntry });
}

function wanted(entry) {
  return (way === "all" || entry.way === way) && `${entry.title} ${entry.note}`.toLowerCase().includes(needle);
}

function build(drawer) {
  const list = h("ol", { class: "log" });
  const empty = h("p", { class: "quiet log-empty" }, "Nothing yet. Each event to Afterglow and each call it makes will appear here.");
  const ways = h("div", { class: "segments", role: "group", "aria-label": "Which traffic" }, Object.entries(WAYS).map(([name, text]) => h("button", {
    type: "button", "data-way": name, onclick: () => {
      way = name;
      changed();
    },
  }, text)));
  const filter = h("input", { type: "search", class: "field", placeholder: "Filter by name", "aria-label": "Filter by name", oninput: (event) => {
    needle = event.target.value.trim().toLowerCase();
    changed();
  } });
  const close = h("button", { type: "button", class: "icon-button", "aria-label": "Close traffic", onclick: toggleDrawer }, icon("close"));
  drawer.append(h("header", {}, h("h2", {}, "Traffic"), ways, filter, close), h("div", { class: "log-scroll", tabindex: "-1" }, empty, list));
  return { list, empty, ways };
}

function drawEntry(entry) {
  const isIn = entry.way === "in";
  const id = String(entry.id);
  const details = h("details", { open: opened.has(id), ontoggle: () => toggled() }, h("summary", { "data-focus": `log-${id}` },
    h("span", { class: `way ${entry.way}`, title: isIn ? "Event to Afterglow" : "Call by Afterglow" }, isIn ? "in" : "out"),
    h("span", { class: "log-title" }, entry.title),
    h("span", { class: good(entry) ? "status good" : "status bad" }, entry.status ?? "–"),
    h("span", { class: "log-note" }, entry.note ?? ""),
    h("time", {}, clock(entry.at))));
  const toggled = () => {
    if (!details.open) {
      opened.delete(id);
      return;
    }
    opened.add(id);
    if (!details.querySelector("pre")) details.append(h("pre", { tabindex: "0" }, json(entry.body)));
  };
  if (opened.has(id)) toggled();
  return h("li", {}, details);
}

function good(entry) {
  return Number(entry.status) < 400 && (entry.note ?? "ok") === "ok";
}

function clock(at) {
  const match = /T(\d\d:\d\d:\d\d)/.exec(String(at));
  return match ? `${match[1]} UTC` : String(at ?? "");
}

const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?/g;

/** Draw JSON with quiet colours. */
function json(value) {
  const source = JSON.stringify(value, null, 2) ?? "";
  const out = document.createDocumentFragment();
  let from = 0;
  for (const match of source.matchAll(TOKEN)) {
    const kind = match[2] ? "key" : match[1] ? "string" : "atom";
    out.append(source.slice(from, match.index), h("span", { class: `json-${kind}` }, match[1] ?? match[0]), match[2] ?? "");
    from = match.index + match[0].length;
  }
  out.append(source.slice(from));
  return fill(h("code"), out);
}
