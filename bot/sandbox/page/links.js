// Links: to a message of this workspace within the page, to anything else in a tab of its own.

import { post } from "./api.js";
import { h } from "./dom.js";
import { channelName, go, messagesOf, store } from "./store.js";
import { toast } from "./toast.js";

/** Draw a link; `pressed` is done first, so that a closing window cannot swallow it. */
export function anchor(address, props, { pressed, children }) {
  const target = within(address);
  if (!target) return h("a", { ...props, href: address, target: "_blank", rel: "noopener noreferrer", onclick: () => void pressed?.() }, children);
  const onclick = async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    await pressed?.();
    await visit(target);
  };
  return h("a", { ...props, href: `#${store.me}/${target.place}/${target.ts}`, onclick }, children);
}

/** Go where an address leads, as a link would. */
export function follow(address) {
  const target = within(address);
  if (target) void visit(target);
  else window.open(address, "_blank", "noopener");
}

function within(address) {
  const home = store.state?.workspace.url;
  if (!home || !address.startsWith(home)) return null;
  const match = /^archives\/([A-Z0-9]+)\/p(\d+)(\d{6})(?!\d)/.exec(address.slice(home.length));
  return match && { place: match[1], ts: `${match[2]}.${match[3]}` };
}

async function visit(target) {
  while (store.state.modals.length) {
    const { ok } = await post("close", { view_id: store.state.modals.at(-1).id });
    if (!ok) return;
  }
  arrive(target);
}

/** Show a message in its place, with its thread where it has one, and put the focus on it. */
export function arrive({ place, ts }) {
  if (!store.state.places.some((one) => one.id === place)) {
    const name = store.state.channels[place];
    toast(name ? `You are not in #${channelName(place)}, so the page cannot show you this message.` : "You are not in the channel of this message.", { kind: "bad" });
    return;
  }
  const message = messagesOf(place).find((one) => one.ts === ts);
  const thread = message?.thread_ts ?? (message?.reply_count ? ts : null);
  go({ place, tab: "messages", thread });
  if (!message) {
    toast("That message is no longer there.", { kind: "bad" });
    return;
  }
  rowOf(thread ?? ts, false)?.scrollIntoView({ block: "center" });
  mark(rowOf(ts, thread !== null));
}

function rowOf(ts, thread) {
  return document.querySelector(`[data-focus="m-${ts}-${thread}"]`);
}

function mark(row) {
  row.classList.add("found");
  row.addEventListener("blur", () => row.classList.remove("found"), { once: true });
  row.scrollIntoView({ block: "center" });
  row.focus({ preventScroll: true });
}
