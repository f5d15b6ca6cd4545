// The two-minute tour: four steps, ticked when they have really happened, and what to do next in one line.

import { refresh } from "./api.js";
import { prefill } from "./composer.js";
import { fill, h, stampOf } from "./dom.js";
import { icon } from "./icons.js";
import { isRoot } from "./messages.js";
import { appPlace, become, changed, currentPlace, go, messagesOf, store } from "./store.js";
import { toast } from "./toast.js";

const KEY = "afterglow-tour";
const ASK = "How do I get Claude to write a campaign brief from call notes?";
const COMMAND = "/afterglow cadence marketing";
let drawn = "";
let known = null;

const STEPS = [
  {
    id: "answer", first: "Ana", kind: "learner", what: "answers a card", go: toMessages, isThere: onMessages,
    why: "Ana's card of the day is in her messages with Afterglow.",
    how: () => (findCard() ? "Read the card, then press the answer that you think is right." : "No card waits for Ana. Press “Next nudge” at the top."),
  },
  {
    id: "ask", first: "Ana", kind: "learner", what: "asks her team", go: toAsking, isThere: inMarketing,
    why: "Ana is stuck with something and asks in #marketing.",
    how: () => "The question is typed for you below: press Enter.",
  },
  {
    id: "claim", first: "Maya", kind: "champion", what: "takes the question", go: toQuestion, isThere: inThread,
    why: "Maya is a champion: she finds Ana's question in #marketing.",
    how: () => "Press “I'll take it” in the thread. Answer there if you like, and press “Solved”.",
  },
  {
    id: "cadence", first: "Priya", kind: "admin", what: "sets the rhythm", go: toCadence, isThere: onMessages,
    why: "Priya looks after the programme: she decides on which days cards come.",
    how: () => "The command is typed for you below: press Enter, untick Thursday, review the changes, and save.",
  },
];

/** Draw the tour, unless it was put away. */
export function drawGuide(strip) {
  const isAway = localStorage.getItem(KEY) === "away";
  strip.hidden = isAway;
  const done = new Set(store.state.tour ?? []);
  celebrate(done);
  if (isAway) return;
  const next = STEPS.find((step) => !done.has(step.id) && actor(step));
  const line = next ? lineOf(next) : null;
  const stamp = stampOf(store.me, [...done], next?.id, line?.words, line?.button);
  if (stamp === drawn) return;
  drawn = stamp;
  const close = h("button", { type: "button", class: "icon-button", "aria-label": "Put the tour away", "data-focus": "tour-close", onclick: toggleGuide }, icon("close"));
  fill(strip, h("p", { class: "guide-title" }, "In two minutes"),
    h("ol", {}, STEPS.filter(actor).map((step, at) => h("li", {}, stepButton(step, { at, isDone: done.has(step.id), isNext: step === next })))),
    close, h("div", { class: "guide-now", role: "status" }, next ? nowLine(next, line) : endLine()));
}

function stepButton(step, { at, isDone, isNext }) {
  const words = `${step.first} ${step.what}`;
  const state = isDone ? "done" : isNext ? "next" : "later";
  return h("button", {
    type: "button", class: `step ${state}`, "data-focus": `step-${step.id}`, "aria-current": isNext ? "step" : null, "aria-label": `${words}, ${state}`,
    onclick: () => void show(step),
  }, h("span", { class: "step-number", "aria-hidden": "true" }, isDone ? icon("check", 14) : at + 1), h("span", { class: "step-words" }, words));
}

function lineOf(step) {
  if (actor(step).id !== store.me) return { words: step.why, button: `Become ${step.first}` };
  return step.isThere() ? { words: step.how(), button: "" } : { words: step.why, button: "Take me there" };
}

function nowLine(step, { words, button }) {
  return [h("p", {}, h("strong", {}, "Now: "), words),
    button && h("button", { type: "button", class: "button primary", "data-focus": "tour-go", onclick: () => void show(step) }, button)];
}

function endLine() {
  return h("p", {}, h("strong", {}, "That was the round. "),
    "Press “+1 day” to see what tomorrow brings, share a win in a channel, or look around as anybody else.");
}

function celebrate(done) {
  const fresh = known ? STEPS.filter((step) => done.has(step.id) && !known.has(step.id)) : [];
  known = done;
  for (const step of fresh) toast(`Done: ${step.first} ${step.what}.`);
}

function actor({ first, kind }) {
  const all = store.state.personas;
  return all.find((one) => one.name.startsWith(first)) ?? all.find((one) => one.kinds?.includes(kind)) ?? null;
}

async function show(step) {
  const who = actor(step);
  if (who.id !== store.me) {
    become(who.id);
    await refresh();
    toast(`You are ${who.name} now: ${who.title}. Change who you are at the top at any time.`);
  }
  step.go();
  if (document.activeElement === document.body) document.getElementById("main").focus();
}

function marketing() {
  const channels = store.state.places.filter((place) => place.kind === "channel");
  return channels.find((place) => place.name === "marketing") ?? channels[0] ?? null;
}

function onMessages() {
  return currentPlace()?.kind === "app" && store.tab === "messages";
}

function inMarketing() {
  return currentPlace()?.id === marketing()?.id;
}

function inThread() {
  const found = findQuestion();
  return found !== null && currentPlace()?.id === found.place.id && (isRoot(found.message) || store.thread === found.message.thread_ts);
}

function toMessages() {
  const place = appPlace();
  if (place) go({ place: place.id, tab: "messages" });
}

function toAsking() {
  const place = marketing();
  if (!place) return;
  go({ place: place.id });
  prefill(place.id, ASK);
}

function toQuestion() {
  const found = findQuestion();
  if (!found) {
    if (marketing()) go({ place: marketing().id });
    return;
  }
  const { place, message } = found;
  go({ place: place.id, tab: "messages", thread: isRoot(message) ? null : message.thread_ts });
}

function toCadence() {
  toMessages();
  if (appPlace()) prefill(appPlace().id, COMMAND);
}

function findQuestion() {
  const channels = store.state.places.filter((place) => place.kind === "channel");
  const all = channels.flatMap((place) => messagesOf(place.id).map((message) => ({ place, message })));
  return all.filter(({ message }) => offers(message, "questions.claim")).at(-1) ?? null;
}

function findCard() {
  const place = appPlace();
  return place && messagesOf(place.id).some((message) => offers(message, "nudges.choose") || offers(message, "nudges.tell"));
}

function offers(message, action) {
  const elements = (message.blocks ?? []).flatMap((block) => block.elements ?? [block.accessory]);
  return elements.some((one) => one?.type === "button" && one.action_id?.startsWith(action));
}

/** Show the tour again, or put it away for good. */
export function toggleGuide() {
  localStorage.setItem(KEY, localStorage.getItem(KEY) === "away" ? "shown" : "away");
  drawn = "";
  changed();
}
