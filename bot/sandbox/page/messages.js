// One message: who, when, what, and what can be done with it.

import { post } from "./api.js";
import { avatar, drawBlocks, surroundings, wordsOf } from "./blocks.js";
import { h, stampOf } from "./dom.js";
import { QUICK, emoji } from "./emoji.js";
import { icon, sunset } from "./icons.js";
import { closeLayer, confirmed, openMenu, openPopover } from "./layer.js";
import { mrkdwn } from "./mrkdwn.js";
import { go, messagesOf, person, store } from "./store.js";
import { readable, writable } from "./typing.js";

const TOGETHER = 300;
const editing = new Map();

/** Say whether a message stands in the channel itself, not in a thread. */
export function isRoot(message) {
  return !message.thread_ts || message.thread_ts === message.ts;
}

/** Turn messages into rows: day lines, and messages that know whether they follow the same author. */
export function rows(messages, { thread = false } = {}) {
  const out = [];
  let last = null;
  for (const message of messages) {
    if (message.day !== last?.day) out.push({ day: message.day, key: `day-${message.day}-${message.ts}` });
    out.push({ message, thread, follows: follows(message, last), key: `${message.ts}-${message.ephemeral ? "e" : "m"}` });
    last = message;
  }
  return out;
}

function follows(message, last) {
  if (!last || last.day !== message.day || last.user !== message.user) return false;
  return last.ephemeral === message.ephemeral && Number(message.ts) - Number(last.ts) < TOGETHER;
}

/** Return what a row's drawing depends on. */
export function rowStamp(row) {
  if (row.day) return row.day;
  const { message } = row;
  return stampOf(message, row.follows, row.thread, editing.get(message.ts) !== undefined, surroundings(), facesOf(message));
}

function facesOf(message) {
  return message.reply_count ? replies(message).map((one) => one.user).join() : "";
}

/** Draw a row. */
export function drawRow(row) {
  if (row.day) return h("li", { class: "day" }, h("span", {}, row.day));
  return drawMessage(row);
}

function drawMessage({ message, follows: isFollowing, thread }) {
  const author = person(message.user);
  const name = message.name || author.name;
  const classes = ["message", isFollowing && "follows", message.ephemeral && "ephemeral"].filter(Boolean).join(" ");
  const node = h("li", { class: classes, tabindex: "-1", "aria-label": `${name}, ${message.time}`, "data-ts": message.ts, "data-focus": `m-${message.ts}-${thread}` },
    isFollowing ? h("span", { class: "gutter" }, h("time", {}, message.time)) : face(message, author),
    h("div", { class: "message-main" },
      message.ephemeral && h("div", { class: "only-you" }, icon("eye", 14), "Only visible to you"),
      !isFollowing && h("div", { class: "byline" }, h("strong", {}, name), message.bot && h("span", { class: "app-tag" }, "App"), h("time", {}, message.time)),
      editing.has(message.ts) ? editor(message) : body(message),
      reactions(message),
      !thread && message.reply_count > 0 && repliesLink(message)));
  const arm = () => hoverTools(node, message, { thread });
  node.addEventListener("pointerenter", arm);
  node.addEventListener("focusin", arm);
  return node;
}

function face(message, author) {
  return message.bot && message.user === botId() ? h("span", { class: "avatar ours", "aria-hidden": "true" }, sunset(24)) : avatar(author);
}

function botId() {
  const app = store.state.places.find((place) => place.kind === "app");
  const theirs = app ? messagesOf(app.id).find((message) => message.bot) : null;
  return theirs?.user ?? Object.entries(store.state.people).find(([, one]) => one.bot && one.name === app?.name)?.[0] ?? null;
}

/** Describe a message to the blocks in it. */
function contextOf(message) {
  return {
    key: `message-${message.channel}-${message.ts}`,
    container: { type: "message", channel: message.channel, ts: message.ts },
    blocks: () => message.blocks ?? [],
  };
}

function body(message) {
  const box = h("div", { class: "blocks" });
  if (message.blocks?.length) drawBlocks(box, contextOf(message), message.blocks);
  else box.append(h("div", { class: "block section-text" }, mrkdwn(message.text)));
  if (message.edited) (lastLine(box) ?? box).append(h("span", { class: "edited" }, " (edited)"));
  return box;
}

function lastLine(box) {
  const last = box.lastElementChild?.querySelector(".section-text") ?? box.lastElementChild;
  return last?.lastElementChild?.matches(".line, .rich-section") ? last.lastElementChild : null;
}

function reactions(message) {
  if (!message.reactions?.length) return null;
  return h("div", { class: "reactions" }, message.reactions.map((one) => {
    const mine = one.users.includes(store.me);
    const who = one.users.map((id) => person(id).name).join(", ");
    return h("button", {
      type: "button", class: mine ? "reaction mine" : "reaction", "aria-pressed": String(mine), title: `${who} reacted with :${one.name}:`,
      "aria-label": `${one.name.replaceAll("_", " ")}, ${one.users.length}: ${who}`, "data-focus": `r-${message.ts}-${one.name}`,
      onclick: () => void react(message, one.name),
    }, emoji(one.name) ?? `:${one.name}:`, h("span", {}, one.users.length));
  }));
}

function react(message, name) {
  return post("react", { channel: message.channel, ts: message.ts, name });
}

function replies(message) {
  return messagesOf(message.channel).filter((one) => one.thread_ts === message.ts && one.ts !== message.ts && !one.ephemeral);
}

function repliesLink(message) {
  const faces = [...new Set(replies(message).map((one) => one.user))].slice(0, 3);
  const count = message.reply_count;
  return h("button", { type: "button", class: "replies", "data-focus": `t-${message.ts}`, onclick: () => go({ thread: message.ts }) },
    faces.map((id) => avatar(person(id), "tiny")), h("span", { class: "replies-count" }, count === 1 ? "1 reply" : `${count} replies`),
    h("span", { class: "replies-more" }, "View thread"));
}

function hoverTools(node, message, { thread }) {
  const old = document.querySelector(".message-tools");
  if (old?.parentElement === node || editing.has(message.ts)) return;
  old?.parentElement?.classList.remove("armed");
  old?.remove();
  node.classList.add("armed");
  node.append(toolbar(message, { thread }));
}

function toolbar(message, { thread }) {
  const tool = (name, label, run) => h("button", {
    type: "button", class: "icon-button", "aria-label": label, title: label, "data-focus": `tool-${name}-${message.ts}`, onclick: run,
  }, icon(name));
  const bar = h("div", { class: "message-tools", role: "toolbar", "aria-label": "Message actions" });
  if (!message.ephemeral) {
    bar.append(tool("smile", "React", (event) => reactionPicker(event.currentTarget, message)));
    if (!thread) bar.append(tool("reply", "Reply in thread", () => go({ thread: message.thread_ts ?? message.ts })));
  }
  const items = moreItems(message);
  if (items.length) bar.append(tool("dots", "More actions", (event) => openMenu(event.currentTarget, items, { label: "More actions", align: "end" })));
  return bar;
}

function moreItems(message) {
  if (message.ephemeral) return [];
  const own = message.user === store.me ? [
    { text: "Edit message", icon: icon("edit"), run: () => startEditing(message) },
    { text: "Delete message", icon: icon("trash"), danger: true, run: () => void remove(message) },
  ] : [];
  const shortcuts = store.state.shortcuts.filter((one) => one.type === "message").map((one) => ({
    text: one.name, detail: "Afterglow", icon: sunset(18),
    run: () => void post("shortcut", { callback_id: one.callback_id, channel: message.channel, ts: message.ts }),
  }));
  return own.length && shortcuts.length ? [...shortcuts, null, ...own] : [...shortcuts, ...own];
}

async function remove(message) {
  const sure = await confirmed({
    title: { text: "Delete this message?" }, text: { text: "Everybody loses sight of it." }, confirm: { text: "Delete" }, deny: { text: "Keep it" }, style: "danger",
  });
  if (sure) await post("delete", { channel: message.channel, ts: message.ts });
}

function reactionPicker(anchor, message) {
  const choose = (name) => {
    closeLayer();
    void react(message, name);
  };
  openPopover(anchor, h("div", { class: "popover emoji-grid", role: "dialog", "aria-label": "Choose a reaction" },
    QUICK.map((name) => h("button", { type: "button", "aria-label": name.replaceAll("_", " "), title: `:${name}:`, onclick: () => choose(name) }, emoji(name)))), { align: "end" });
}

/** Let the author change a message in place. */
export function startEditing(message) {
  editing.set(message.ts, readable(message.text));
  go({ thread: store.thread });
  document.querySelector(`[data-focus="edit-${message.ts}"]`)?.focus();
}

function stopEditing(message) {
  editing.delete(message.ts);
  go({ thread: store.thread });
}

function editor(message) {
  const save = async () => {
    const text = field.value.trim();
    if (!text) return;
    const answer = await post("edit", { channel: message.channel, ts: message.ts, text: writable(text) });
    if (answer.ok) stopEditing(message);
  };
  const field = h("textarea", {
    class: "field", rows: 3, "aria-label": "Edit message", "data-focus": `edit-${message.ts}`, value: editing.get(message.ts),
    oninput: () => editing.set(message.ts, field.value),
    onkeydown: (event) => {
      if (event.key === "Escape") {
        event.stopPropagation();
        stopEditing(message);
      }
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      void save();
    },
  });
  return h("div", { class: "editor" }, field, h("div", { class: "editor-buttons" },
    h("button", { type: "button", class: "button", onclick: () => stopEditing(message) }, "Cancel"),
    h("button", { type: "button", class: "button primary", onclick: () => void save() }, "Save")));
}

/** Return one line that says who wrote what, for the live region. */
export function announcement(message) {
  const name = message.name || person(message.user).name;
  return `${name}${message.ephemeral ? " (only visible to you)" : ""}: ${wordsOf(message)}`.slice(0, 400);
}
