// What the page knows: the last state from the server, and what this window is looking at.

const listeners = new Set();
const places = new Map();
const tabs = new Map();

export const store = {
  state: null,
  me: "",
  place: "",
  tab: "messages",
  thread: null,
  drawer: false,
  rail: false,
  wanted: "",
};

/** Call `listener` after each change. */
export function subscribe(listener) {
  listeners.add(listener);
}

/** Tell every part of the page that something changed. */
export function changed() {
  for (const listener of listeners) listener();
}

/** Return the place on screen, or the first sensible one. */
export function currentPlace() {
  const all = store.state?.places ?? [];
  return all.find((place) => place.id === store.place) ?? all.find((place) => place.kind === "app") ?? all[0] ?? null;
}

/** Return the place of the Afterglow app for this persona. */
export function appPlace() {
  return store.state?.places.find((place) => place.kind === "app") ?? null;
}

/** Return the persona this window is being. */
export function persona() {
  return store.state?.personas.find((one) => one.id === store.me) ?? null;
}

/** Return a display record for a user id, known or not. */
export function person(id) {
  const known = store.state?.people[id] ?? store.state?.personas.find((one) => one.id === id);
  return known ?? { name: id, initials: "?", color: "#6b7280", bot: false };
}

/** Return a channel's name for its id. */
export function channelName(id) {
  const place = store.state?.places.find((one) => one.id === id);
  return store.state?.channels[id] ?? place?.name ?? id;
}

/** Return all messages of a place. */
export function messagesOf(placeId) {
  return store.state?.messages[placeId] ?? [];
}

/** Show a place, a tab of the app, or a thread; what is not named is left as it was there last. */
export function go({ place, tab, thread = null, rail = false }) {
  if (place) {
    store.place = place;
    store.tab = tabs.get(`${store.me}/${place}`) ?? "messages";
    places.set(store.me, place);
  }
  if (tab) {
    store.tab = tab;
    tabs.set(`${store.me}/${store.place}`, tab);
  }
  store.thread = thread;
  store.rail = rail;
  writeAddress();
  changed();
}

/** Become another person; each keeps the place where they were last. */
export function become(id) {
  store.me = id;
  store.place = places.get(id) ?? "";
  store.tab = tabs.get(`${id}/${store.place}`) ?? "messages";
  store.thread = null;
  store.state = store.state && { ...store.state, me: id, modals: [], errors: {} };
  writeAddress();
}

/** Read persona, place and a wanted message from the address, for a reload or a second window. */
export function readAddress() {
  const [me = "", place = "", tab = ""] = location.hash.slice(1).split("/");
  store.me = me || firstPersona();
  store.place = place;
  store.tab = tab === "home" ? "home" : "messages";
  store.wanted = /^\d+\.\d+$/.test(tab) ? tab : "";
}

/** Return whom a visitor is at first: the page names them, because the state is asked for as somebody. */
export function firstPersona() {
  return document.body.dataset.persona;
}

function writeAddress() {
  const parts = [store.me, store.place, store.tab === "home" ? "home" : ""].filter(Boolean);
  history.replaceState(null, "", `#${parts.join("/")}`);
}
