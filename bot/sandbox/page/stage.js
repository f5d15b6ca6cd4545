// The strip above the fake Slack: who you are, what time it is, and what may be looked at.

import { post, refresh } from "./api.js";
import { avatar } from "./blocks.js";
import { fill, h, stampOf } from "./dom.js";
import { toggleGuide } from "./guide.js";
import { icon, sunset } from "./icons.js";
import { closeLayer, openPopover } from "./layer.js";
import { become, changed, persona, store } from "./store.js";
import { toast } from "./toast.js";

const ROLES = { learner: "learner", champion: "champion", admin: "admin" };
let parts = null;

/** Draw the strip. */
export function drawStage(stage) {
  parts ??= build(stage);
  const me = persona();
  const stamp = stampOf(me);
  if (me && parts.who.dataset.stamp !== stamp) {
    parts.who.dataset.stamp = stamp;
    fill(parts.who, avatar(me), h("span", { class: "who-words" }, h("span", { class: "who-name" }, me.name), h("small", {}, me.title)), icon("chevron", 16));
    parts.who.setAttribute("aria-label", `You are ${me.name}, ${me.title}. Become somebody else`);
  }
  const time = store.state.local;
  const first = me?.name.split(" ")[0] ?? "";
  fill(parts.time, h("span", { class: "time-words" }, time), h("small", {}, `${first}’s time · ${store.state.zone}`));
  parts.wire.setAttribute("aria-pressed", String(store.drawer));
}

function build(stage) {
  const who = h("button", { type: "button", class: "who", "aria-haspopup": "dialog", "aria-expanded": "false", "data-focus": "who", onclick: () => choosePersona(who) });
  const time = h("div", { class: "time" });
  const jump = (text, to, label) => h("button", { type: "button", class: "stage-button", "aria-label": label, onclick: (event) => void advance(event.currentTarget, to) }, text);
  const wire = h("button", { type: "button", class: "stage-button with-icon", "aria-pressed": "false", "aria-label": "Traffic", title: "Each event in, each API call out", onclick: toggleDrawer }, icon("wire", 17), h("span", {}, "Traffic"));
  const tour = h("button", { type: "button", class: "stage-button with-icon", "aria-label": "Tour", title: "Two-minute tour", onclick: toggleGuide }, icon("compass", 17), h("span", {}, "Tour"));
  stage.append(
    h("div", { class: "brand" }, sunset(24), h("span", {}, "Afterglow", h("small", {}, "sandbox"))),
    h("div", { class: "me" }, who),
    h("div", { class: "clock", role: "group", "aria-label": "Clock" }, h("span", { class: "clock-icon" }, icon("clock", 18)), time,
      h("div", { class: "jumps" }, jump("+1 hour", { hours: 1 }, "Move the clock by one hour"), jump("+1 day", { days: 1 }, "Move the clock by one day"),
        jump("Next nudge", { to: "next_nudge" }, "Move the clock to the next nudge"))),
    h("div", { class: "looks" }, tour, wire));
  return { who, time, wire };
}

async function advance(button, to) {
  const all = [...button.parentElement.children];
  if (button.getAttribute("aria-busy") === "true") return;
  all.forEach((one) => one.setAttribute("aria-busy", "true"));
  const answer = await post("advance", to);
  all.forEach((one) => one.removeAttribute("aria-busy"));
  if (answer.ok && answer.note) toast(answer.note);
}

/** Open or close the drawer of events and calls. */
export function toggleDrawer() {
  store.drawer = !store.drawer;
  localStorage.setItem("afterglow-drawer", store.drawer ? "open" : "");
  changed();
}

function choosePersona(anchor) {
  const list = h("div", { class: "popover personas", role: "dialog", "aria-label": "Become somebody else" },
    h("p", { class: "personas-title" }, "Look at Northwind as…".replace("Northwind", store.state.workspace.name)),
    store.state.personas.map((one) => personaCard(one)));
  openPopover(anchor, list);
}

function personaCard(one) {
  const isMe = one.id === store.me;
  const pick = () => {
    closeLayer();
    void switchTo(one.id);
  };
  return h("button", { type: "button", class: isMe ? "persona here" : "persona", "aria-current": isMe ? "true" : null, "data-autofocus": isMe, onclick: pick },
    avatar(one),
    h("span", { class: "persona-words" },
      h("span", { class: "persona-name" }, one.name, (one.kinds ?? []).map((kind) => h("span", { class: `kind ${kind}` }, ROLES[kind] ?? kind))),
      h("small", {}, [one.title, one.zone, one.status].filter(Boolean).join(" · ")),
      h("span", { class: "persona-try" }, one.try)));
}

/** Become another persona. */
export async function switchTo(id) {
  if (id === store.me) return;
  become(id);
  await refresh();
}
