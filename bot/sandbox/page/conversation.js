// The middle: a channel's or the app's messages, and the app's Home tab.

import { composer } from "./composer.js";
import { fill, h, keyed, stampOf } from "./dom.js";
import { drawHome } from "./home.js";
import { icon, sunset } from "./icons.js";
import { announcement, drawRow, isRoot, rowStamp, rows } from "./messages.js";
import { stickToEnd } from "./scroll.js";
import { appPlace, currentPlace, go, messagesOf, store } from "./store.js";

const HEARD = 4000;
let parts = null;
let shown = "";
let heard = null;

/** Draw the middle pane. */
export function drawConversation(main) {
  const place = currentPlace();
  parts ??= build(main);
  if (!place) {
    parts.pane.hidden = true;
    return;
  }
  const isHome = place.kind === "app" && store.tab === "home";
  drawTop(place, isHome);
  parts.pane.hidden = isHome;
  parts.home.hidden = !isHome;
  if (isHome) drawHome(parts.home);
  else drawMessages(place);
  announce();
}

function build(main) {
  const top = h("header", { class: "place-top" });
  const list = h("ol", { class: "messages", "aria-label": "Messages" });
  const scroll = h("div", { class: "scroll", tabindex: "-1" }, h("div", { class: "spring" }), list);
  const jump = h("button", { type: "button", class: "jump", hidden: true, onclick: () => parts.end.toEnd() }, "New messages", icon("down", 15));
  const write = composer(() => ({ channel: currentPlace().id, name: nameOf(currentPlace()) }));
  const pane = h("div", { class: "pane" }, scroll, jump, write.node);
  const home = h("div", { class: "home", hidden: true, id: "panel-home", role: "tabpanel", "aria-label": "Home", tabindex: "-1" });
  main.append(top, pane, home);
  walkMessages(list);
  const end = stickToEnd(scroll, list, () => {
    jump.hidden = true;
  });
  return { top, list, end, jump, write, pane, home };
}

function nameOf(place) {
  return place.kind === "channel" ? `#${place.name}` : place.name;
}

function drawTop(place, isHome) {
  const stamp = stampOf(place.name, place.topic, place.members.length, place.private, isHome, store.me);
  if (parts.top.dataset.stamp === stamp) return;
  const focus = document.activeElement?.dataset?.focus;
  parts.top.dataset.stamp = stamp;
  const burger = h("button", { type: "button", class: "icon-button burger", "aria-label": "Show channels", onclick: openRail }, icon("menu"));
  const title = h("h1", {}, topMark(place), h("span", {}, place.name));
  const facts = place.kind === "channel" && h("div", { class: "place-facts" }, place.topic && h("span", { class: "topic" }, place.topic),
    h("span", { class: "count" }, place.members.length === 1 ? "1 member" : `${place.members.length} members`));
  fill(parts.top, burger, h("div", { class: "place-title" }, title, facts), place.kind === "app" && tabs(isHome));
  if (focus?.startsWith("tab-")) parts.top.querySelector(`[data-focus="${focus}"]`)?.focus();
}

function openRail() {
  go({ thread: store.thread, rail: true });
}

function topMark(place) {
  if (place.kind === "app") return sunset(22);
  return place.kind === "channel" ? icon(place.private ? "lock" : "hash", 20) : null;
}

function tabs(isHome) {
  const tab = (name, text, isOn) => h("button", {
    type: "button", role: "tab", class: "tab", "aria-selected": String(isOn), tabindex: isOn ? "0" : "-1", "data-focus": `tab-${name}`, onclick: () => go({ tab: name }),
  }, text);
  return h("div", { class: "tabs", role: "tablist", "aria-label": "Afterglow", onkeydown: (event) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    go({ tab: isHome ? "messages" : "home" });
    document.querySelector('.tab[aria-selected="true"]')?.focus();
  } }, tab("home", "Home", isHome), tab("messages", "Messages", !isHome));
}

function drawMessages(place) {
  const key = `${store.me}/${place.id}`;
  const moved = key !== shown;
  const wasAtEnd = moved || parts.end.isAtEnd();
  const count = parts.list.children.length;
  const roots = messagesOf(place.id).filter((message) => isRoot(message));
  keyed(parts.list, [...beginning(place, roots), ...rows(roots)], { key: (row) => `${key}/${row.key}`, stamp: (row) => row.intro ?? rowStamp(row), make: (row) => row.intro ? intro(row) : drawRow(row) });
  parts.write.update();
  shown = key;
  if (wasAtEnd) parts.end.toEnd();
  else if (parts.list.children.length > count) parts.jump.hidden = false;
}

function beginning(place, roots) {
  const words = place.kind === "app"
    ? "This is where Afterglow writes to you. Nobody else can read it."
    : place.kind === "channel" ? `This is the very beginning of #${place.name}.` : `Only you and ${place.name} can read this.`;
  const hint = roots.length ? "" : place.kind === "app" ? "Nothing here yet. What was promised comes as you move the clock above." : "Nothing here yet. Say something below.";
  return [{ key: "intro", intro: `${words}\n${hint}`, words, hint, place }];
}

function intro({ words, hint, place }) {
  return h("li", { class: "intro" }, h("p", { class: "intro-name" }, topMark(place), place.name), h("p", {}, words), hint && h("p", { class: "quiet" }, hint));
}

/** Let arrow keys walk from message to message once one is focused. */
export function walkMessages(list) {
  list.addEventListener("focusin", () => list.querySelectorAll(".message[tabindex='0']").forEach((one) => one.setAttribute("tabindex", "-1")));
  list.addEventListener("keydown", (event) => {
    const message = event.target.closest(".message");
    if (event.target !== message) return;
    const all = [...list.querySelectorAll(".message")];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const to = step && all[all.indexOf(message) + step];
    if (!to) return;
    event.preventDefault();
    to.focus();
  });
  new MutationObserver(() => {
    const all = list.querySelectorAll(".message");
    if (!list.querySelector(".message[tabindex='0']")) all[all.length - 1]?.setAttribute("tabindex", "0");
  }).observe(list, { childList: true });
}

function announce() {
  const places = [currentPlace(), appPlace()].filter(Boolean);
  const all = [...new Set(places)].flatMap((place) => messagesOf(place.id));
  const key = `${store.me}/${currentPlace().id}`;
  const known = heard?.key === key ? heard.seen : null;
  const seen = new Set(all.map((message) => message.ts));
  heard = { key, seen };
  if (!known) return;
  const live = document.getElementById("live");
  const fresh = all.filter((message) => !known.has(message.ts) && message.user !== store.me);
  for (const message of fresh) {
    const line = h("p", {}, announcement(message));
    live.append(line);
    setTimeout(() => line.remove(), HEARD);
  }
}
