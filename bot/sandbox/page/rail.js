// The left rail: workspace, channels, people, the app.

import { avatar } from "./blocks.js";
import { fill, h, keyed, stampOf } from "./dom.js";
import { icon, sunset } from "./icons.js";
import { currentPlace, go, person, persona, store } from "./store.js";

const SECTIONS = [["app", "Apps"], ["channel", "Channels"], ["dm", "Direct messages"]];
let parts = null;

/** Draw the rail for the current persona. */
export function drawRail(rail) {
  parts ??= build(rail);
  const { workspace, places } = store.state;
  parts.name.textContent = workspace.name;
  drawTry(parts.tries);
  rail.classList.toggle("open", store.rail);
  const filled = SECTIONS.map(([kind, title]) => ({ kind, title, places: places.filter((place) => place.kind === kind) })).filter((one) => one.places.length);
  const here = currentPlace()?.id;
  keyed(parts.sections, filled, { key: (one) => one.kind, stamp: (one) => one.title, make: makeSection });
  filled.forEach((one, at) => fillSection(parts.sections.children[at].querySelector("ul"), one.places, here));
}

function build(rail) {
  const name = h("span", { class: "workspace-name" });
  const sections = h("div", { class: "rail-sections" });
  const tries = h("div", { class: "tries" });
  rail.append(h("div", { class: "workspace" }, h("span", { class: "workspace-mark", "aria-hidden": "true" }), name), sections, tries);
  return { name, sections, tries };
}

function drawTry(box) {
  const me = persona();
  box.hidden = !me?.try;
  if (box.hidden || box.dataset.me === me.id) return;
  box.dataset.me = me.id;
  fill(box, h("strong", {}, `As ${me.name.split(" ")[0]}, try this`), h("p", {}, me.try));
}

function makeSection(one) {
  return h("section", {}, h("h2", {}, one.title), h("ul", {}));
}

function fillSection(list, places, here) {
  keyed(list, places, {
    key: (place) => place.id,
    stamp: (place) => stampOf(place.name, place.unread, place.private, place.id === here),
    make: (place) => h("li", {}, entry(place, place.id === here)),
  });
}

function entry(place, isHere) {
  const unread = place.unread > 0 && !isHere;
  const label = `${place.name}${place.private ? ", private" : ""}${unread ? `, ${place.unread} unread` : ""}`;
  return h("button", {
    type: "button", class: ["place", isHere && "here", unread && "unread"].filter(Boolean).join(" "), "aria-current": isHere ? "page" : null,
    "aria-label": label, "data-focus": `place-${place.id}`, onclick: () => go({ place: place.id, tab: firstTab(place) }),
  }, mark(place), h("span", { class: "place-name" }, place.name), unread && h("span", { class: "badge" }, place.unread));
}

function firstTab(place) {
  if (place.kind !== "app") return undefined;
  return place.unread > 0 ? "messages" : undefined;
}

function mark(place) {
  if (place.kind === "app") return h("span", { class: "avatar small ours" }, sunset(15));
  if (place.kind === "dm") return avatar(person(place.members.find((id) => id !== store.me)), "small");
  return h("span", { class: "place-icon" }, icon(place.private ? "lock" : "hash", 16));
}
