// The only caller of the sandbox's JSON API.

import { changed, currentPlace, firstPersona, store } from "./store.js";
import { clearComplaints, toast } from "./toast.js";

const ROOT = "/sandbox/api";
const UNREACHABLE = "The sandbox did not answer. Is it still running?";
let running = null;
let again = false;

/** Post one act as the current persona; a refusal is shown in plain words and returned. */
export async function post(path, body = {}) {
  clearComplaints();
  const answer = await send(path, { as: store.me, ...body });
  if (!answer.ok) toast(answer.error || "That did not work.", { kind: "bad" });
  await refresh();
  return answer;
}

async function send(path, body) {
  try {
    const response = await fetch(`${ROOT}/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    return await readAnswer(response);
  } catch (problem) {
    if (!(problem instanceof TypeError)) throw problem;
    return { ok: false, error: UNREACHABLE };
  }
}

async function readAnswer(response) {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch (problem) {
    if (!(problem instanceof SyntaxError)) throw problem;
    return { ok: false, error: `The sandbox answered with status ${response.status} and no explanation.` };
  }
}

/** Fetch the state anew; calls made meanwhile share one further fetch. */
export function refresh() {
  if (running) {
    again = true;
    return running;
  }
  running = loop().finally(() => {
    running = null;
  });
  return running;
}

async function loop() {
  do {
    again = false;
    await fetchState();
  } while (again);
}

async function fetchState() {
  const asked = store.me;
  try {
    const response = await fetch(`${ROOT}/state?as=${encodeURIComponent(asked)}`, { cache: "no-store" });
    const state = await readAnswer(response);
    if (asked !== store.me) {
      again = true;
      return;
    }
    if (state.ok === false) {
      await fallBack(asked, state);
      return;
    }
    accept(state);
  } catch (problem) {
    if (!(problem instanceof TypeError)) throw problem;
    offline(true);
  }
}

async function fallBack(asked, answer) {
  // An address may name a persona of an earlier run: start over as the sandbox's first one.
  if (asked !== firstPersona()) {
    store.me = firstPersona();
    store.place = "";
    again = true;
    return;
  }
  toast(answer.error || UNREACHABLE, { kind: "bad" });
}

function accept(state) {
  offline(false);
  store.state = state;
  store.me = state.me;
  changed();
  markSeen();
}

function markSeen() {
  const place = currentPlace();
  const reading = place?.kind !== "app" || store.tab === "messages";
  if (!place?.unread || !reading || document.hidden) return;
  const { id } = place;
  place.unread = 0;
  void send("seen", { as: store.me, channel: id });
  changed();
}

function offline(isOffline) {
  document.getElementById("offline").hidden = !isOffline;
}

/** Follow the server's stream of changes for as long as the page is open. */
export function follow() {
  const stream = new EventSource(`${ROOT}/stream`);
  stream.addEventListener("change", () => void refresh());
  stream.addEventListener("open", () => void refresh());
  stream.addEventListener("error", () => offline(true));
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) void refresh();
  });
}

