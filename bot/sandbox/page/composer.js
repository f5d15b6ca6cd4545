// Where people write: a draft per place and thread, slash commands, mentions, and shortcuts.

import { post } from "./api.js";
import { h } from "./dom.js";
import { icon, sunset } from "./icons.js";
import { openMenu } from "./layer.js";
import { messagesOf, store } from "./store.js";
import { startEditing } from "./messages.js";
import { suggestionsFor } from "./suggest.js";
import { writable } from "./typing.js";

const drafts = new Map();

/** Build a composer; `where()` says {channel, thread_ts?, name} of what it writes to. */
export function composer(where, { thread = false } = {}) {
  const self = { where, thread, draftKey: null, list: null, at: 0 };
  self.field = h("textarea", {
    class: "composer-field", rows: 1, "data-focus": thread ? "composer-thread" : "composer", "aria-autocomplete": "list",
    oninput: () => typed(self), onkeydown: (event) => keyed(self, event), onblur: () => offer(self, null),
  });
  self.hint = h("div", { class: "composer-hint", "aria-live": "polite" });
  self.options = h("ul", { class: "suggest", role: "listbox", "aria-label": "Suggestions", hidden: true });
  self.send = h("button", { type: "button", class: "icon-button send", "aria-label": "Send message", title: "Send (Enter)", onclick: () => void send(self) }, icon("send"));
  const globals = h("button", {
    type: "button", class: "icon-button", "aria-label": "Shortcuts", title: "Shortcuts", "aria-haspopup": "menu", "aria-expanded": "false",
    onclick: () => openMenu(globals, shortcutItems(self), { label: "Shortcuts" }),
  }, icon("bolt"));
  self.node = h("div", { class: "composer" }, self.options, h("div", { class: "composer-box" }, self.field,
    h("div", { class: "composer-row" }, globals, self.hint, self.send)));
  self.update = () => update(self);
  return self;
}

/** Put words into the composer of the main pane, ready to send. */
export function prefill(place, text) {
  drafts.set(`${store.me}|${place}|`, text);
  const field = document.querySelector('[data-focus="composer"]');
  if (!field) return;
  field.value = text;
  field.dispatchEvent(new Event("input"));
  field.focus();
}

function update(self) {
  const { channel, thread_ts: ts, name } = self.where();
  const key = `${store.me}|${channel}|${ts ?? ""}`;
  const words = self.thread ? "Reply…" : `Message ${name}`;
  self.field.placeholder = words;
  self.field.setAttribute("aria-label", words);
  if (self.draftKey === key) return;
  self.draftKey = key;
  self.field.value = drafts.get(key) ?? "";
  offer(self, null);
  grow(self);
}

function grow(self) {
  self.field.style.height = "auto";
  self.field.style.height = `${Math.min(self.field.scrollHeight, 200)}px`;
  self.send.classList.toggle("ready", self.field.value.trim() !== "");
}

function typed(self) {
  drafts.set(self.draftKey, self.field.value);
  grow(self);
  const before = self.field.value.slice(0, self.field.selectionStart);
  offer(self, suggestionsFor(before, { thread: self.thread }));
  self.hint.textContent = hintFor(self);
}

function hintFor(self) {
  const command = store.state.commands.find((one) => self.field.value.startsWith(`${one.command} `));
  if (command && self.thread) return "Slack does not run commands in threads";
  return command ? `${command.command} ${command.hint}` : "";
}

function offer(self, list) {
  self.list = list?.items.length ? list : null;
  self.at = 0;
  self.options.hidden = !self.list;
  drawOptions(self);
}

function drawOptions(self) {
  self.options.replaceChildren(...(self.list?.items ?? []).map((item, at) => h("li", {
    role: "option", id: `suggest-${at}-${self.thread}`, "aria-selected": String(at === self.at),
    onpointerdown: (event) => {
      event.preventDefault();
      take(self, item);
    },
  }, h("strong", {}, item.text), item.hint && h("span", { class: "suggest-hint" }, item.hint), item.detail && h("small", {}, item.detail))));
  const active = self.list ? `suggest-${self.at}-${self.thread}` : null;
  if (active) self.field.setAttribute("aria-activedescendant", active);
  else self.field.removeAttribute("aria-activedescendant");
  self.options.children[self.at]?.scrollIntoView({ block: "nearest" });
}

function take(self, item) {
  const caret = self.field.selectionStart;
  const { value } = self.field;
  self.field.value = `${value.slice(0, self.list.from)}${item.insert} ${value.slice(caret).trimStart()}`;
  const to = self.list.from + item.insert.length + 1;
  self.field.setSelectionRange(to, to);
  typed(self);
}

function keyed(self, event) {
  if (self.list && chooses(self, event)) {
    event.preventDefault();
    return;
  }
  if (event.key === "ArrowUp" && !self.field.value && editLast(self)) event.preventDefault();
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  void send(self);
}

function chooses(self, event) {
  const { items } = self.list;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    self.at = (self.at + step + items.length) % items.length;
    drawOptions(self);
    return true;
  }
  if (event.key === "Escape") {
    event.stopPropagation();
    offer(self, null);
    return true;
  }
  if (event.key !== "Tab" && event.key !== "Enter") return false;
  // A command typed in full is sent by Enter; otherwise the first suggestion is taken.
  if (event.key === "Enter" && self.field.value === items[self.at].insert) return false;
  take(self, items[self.at]);
  return true;
}

function editLast(self) {
  const { channel, thread_ts: ts } = self.where();
  const mine = messagesOf(channel).filter((one) => one.user === store.me && !one.ephemeral && (ts ? one.thread_ts === ts : !one.thread_ts || one.thread_ts === one.ts));
  if (mine.length) startEditing(mine.at(-1));
  return mine.length > 0;
}

async function send(self) {
  const text = self.field.value.trim();
  if (!text) return;
  const key = self.draftKey;
  const { channel, thread_ts: ts } = self.where();
  reset(self, key, "");
  const isCommand = text.startsWith("/") && !self.thread;
  const body = { channel, text: writable(text) };
  const answer = isCommand ? await post("command", body) : await post("say", ts ? { ...body, thread_ts: ts } : body);
  // What was refused goes back into the field, unless something new was begun there.
  if (!answer.ok && !drafts.get(key)) reset(self, key, text);
}

function reset(self, key, text) {
  drafts.set(key, text);
  if (self.draftKey !== key) return;
  self.field.value = text;
  offer(self, null);
  self.hint.textContent = "";
  grow(self);
}

function shortcutItems(self) {
  const globals = store.state.shortcuts.filter((one) => one.type === "global").map((one) => ({
    text: one.name, detail: "Afterglow", icon: sunset(18), run: () => void post("shortcut", { callback_id: one.callback_id }),
  }));
  const commands = self.thread ? [] : store.state.commands.map((one) => ({
    text: one.command, detail: one.description, icon: icon("bolt"),
    run: () => {
      self.field.value = `${one.command} `;
      self.field.focus();
      typed(self);
    },
  }));
  return globals.length && commands.length ? [...globals, null, ...commands] : [...globals, ...commands];
}
