// The two-minute tour: three steps, each a button that takes you there.

import { refresh } from "./api.js";
import { prefill } from "./composer.js";
import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { isRoot } from "./messages.js";
import { appPlace, become, changed, go, messagesOf, store } from "./store.js";

const KEY = "afterglow-tour";
const CLAIM = /take it|claim/i;
const done = new Set();
let drawn = "";

const STEPS = [
  { first: "Ana", kind: "learner", what: "answer a nudge", go: toNudge, how: "Press a button on the card. None yet? Press “Next nudge” above." },
  { first: "Maya", kind: "champion", what: "claim a question", go: toQuestion, how: "Take it, answer in the thread. None yet? Be Ana and ask in a channel." },
  { first: "Priya", kind: "admin", what: "set a cadence", go: toCadence, how: "The command is typed for you: press Enter, choose days and hours." },
];

/** Draw the tour strip, unless it was put away. */
export function drawGuide(strip) {
  const isAway = localStorage.getItem(KEY) === "away";
  strip.hidden = isAway;
  const stamp = `${store.me}|${isAway}|${[...done].join()}`;
  if (isAway || stamp === drawn) return;
  drawn = stamp;
  const close = h("button", { type: "button", class: "icon-button", "aria-label": "Put the tour away", onclick: toggleGuide }, icon("close"));
  fill(strip, h("p", { class: "guide-title" }, "In two minutes"), h("ol", {}, STEPS.map((step, at) => h("li", {}, stepButton(step, at)))), close);
}

function stepButton(step, at) {
  const who = actor(step);
  if (!who) return null;
  const isDone = done.has(at);
  const here = who.id === store.me && isDone;
  const run = async () => {
    done.add(at);
    await be(who.id);
    step.go();
  };
  return h("button", { type: "button", class: ["step", isDone && "done", here && "here"].filter(Boolean).join(" "), "data-focus": `step-${at}`, title: step.how, onclick: () => void run() },
    h("span", { class: "step-number" }, isDone && !here ? icon("check", 14) : at + 1),
    h("span", { class: "step-words" }, h("span", {}, "Be ", h("strong", {}, who.name.split(" ")[0]), `: ${step.what}`), h("small", {}, step.how)));
}

function actor({ first, kind }) {
  const all = store.state.personas;
  return all.find((one) => one.name.startsWith(first)) ?? all.find((one) => one.kinds?.includes(kind)) ?? null;
}

async function be(id) {
  if (id === store.me) return;
  become(id);
  await refresh();
}

function toNudge() {
  const place = appPlace();
  if (place) go({ place: place.id, tab: "messages" });
}

function toQuestion() {
  const found = store.state.places.flatMap((place) => messagesOf(place.id).map((message) => ({ place, message }))).filter(({ message }) => isWaiting(message)).at(-1);
  if (!found) {
    const channel = store.state.places.find((place) => place.kind === "channel" && place.name === "marketing") ?? store.state.places.find((place) => place.kind === "channel");
    if (channel) go({ place: channel.id });
    return;
  }
  const { place, message } = found;
  go({ place: place.id, tab: "messages", thread: isRoot(message) ? null : message.thread_ts });
}

function isWaiting(message) {
  return (message.blocks ?? []).some((block) => (block.elements ?? [block.accessory]).some((one) => one?.type === "button" && CLAIM.test(one.text?.text ?? "")));
}

function toCadence() {
  const place = appPlace();
  if (!place) return;
  go({ place: place.id, tab: "messages" });
  prefill(place.id, "/afterglow cadence");
}

/** Show the tour again, or put it away for good. */
export function toggleGuide() {
  localStorage.setItem(KEY, localStorage.getItem(KEY) === "away" ? "shown" : "away");
  drawn = "";
  changed();
}
