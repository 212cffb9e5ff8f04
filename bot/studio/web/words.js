// What the page says, in its reader's language: the texts come with the page.

const TEXTS = JSON.parse(document.getElementById("texts").textContent);

export const knows = (key) => key in TEXTS;
export const say = (key, values = {}) => TEXTS[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
