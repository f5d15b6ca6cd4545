// Between what people type (@Maya Chen, #marketing) and what Slack stores (<@U…>, <#C…>).

import { channelName, person, store } from "./store.js";

/** Return stored text as its author would type it. */
export function readable(text) {
  return text
    .replace(/<@([A-Z0-9]+)(?:\|[^>]*)?>/g, (_, id) => `@${person(id).name}`)
    .replace(/<#([A-Z0-9]+)(?:\|[^>]*)?>/g, (_, id) => `#${channelName(id)}`)
    .replace(/<!(here|channel|everyone)[^>]*>/g, "@$1")
    .replace(/<(https?:[^|>]+)(?:\|[^>]*)?>/g, "$1")
    .replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
}

/** Return typed text with full names turned into mentions; the sandbox does the escaping, as Slack does. */
export function writable(text) {
  let out = text;
  for (const [id, name] of byLength(Object.entries(store.state.people).map(([id, one]) => [id, one.name]))) {
    out = out.replaceAll(bounded("@", name), `$1<@${id}>`);
  }
  for (const [id, name] of byLength(Object.entries(store.state.channels))) {
    out = out.replaceAll(bounded("#", name), `$1<#${id}|${name}>`);
  }
  return out;
}

function byLength(pairs) {
  // «Ana Ruiz» before «Ana», so that the longer name wins.
  return pairs.sort((a, b) => b[1].length - a[1].length);
}

function bounded(sign, name) {
  const safe = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`(^|[\\s(])${sign}${safe}(?![\\p{L}\\p{N}_-])`, "giu");
}
