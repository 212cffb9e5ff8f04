// The studio's JSON interface. Every failure becomes an Error with the sentence to show.

import { say } from "./words.js";

const HEADERS = { "X-Nurie-Studio": "1" };

async function call(path, options = {}) {
  let response;
  try {
    response = await fetch(`/studio/${path}`, { ...options, headers: HEADERS });
  } catch {
    throw Object.assign(new Error(say("offline")), { offline: true });
  }
  if (response.ok) return response.json();
  const text = await response.text();
  let body = {};
  try {
    body = JSON.parse(text);
  } catch {
    body.text = text || say("answered", { status: response.status });
  }
  throw Object.assign(new Error(body.text), body, { status: response.status });
}

export const options = () => call("options");
export const jobs = () => call("jobs");
export const job = (id) => call(`jobs/${id}`);
export const cancel = (id) => call(`jobs/${id}/cancel`, { method: "POST" });
export const ask = (form) => call("jobs", { method: "POST", body: form });
export const address = (id, name, save = false) => `/studio/jobs/${id}/${name}${save ? "?save" : ""}`;
