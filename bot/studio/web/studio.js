// The page: a sketch and wishes go out as one form, the job is asked after until it has ended.

import * as api from "./api.js";
import { Board } from "./board.js";
import { Sun } from "./sun.js";
import { knows, say } from "./words.js";

const $ = (id) => document.getElementById(id);
const PENS = ["#f6d3bd", "#c98d6b", "#4a3034", "#8b5a3c", "#f0c35e", "#e8686d", "#b8324a", "#f2a0b5", "#7b5ea7",
  "#3a5a9b", "#6fb1d6", "#4f9d85", "#9cbf6b", "#fff3dc", "#9aa0ab", "#2d2a3a"];
const POLL = 500;

const state = { sketch: null, url: null, references: [], job: null, view: "sketch", outputs: [], limits: {}, watching: null };
const board = new Board($("picture"), $("ink"), refresh);
const sun = new Sun($("sun"), $("board"), () => {});

// --- choosing pictures -------------------------------------------------------------------------

function takeSketch(file) {
  if (!file) return;
  if (state.limits.max_bytes && file.size > state.limits.max_bytes) {
    return tell(say("too_heavy", { size: (file.size / 1e6).toFixed(1), limit: state.limits.max_bytes / 1e6 }));
  }
  const url = URL.createObjectURL(file);
  const probe = new Image();
  probe.onload = () => {
    if (state.url) URL.revokeObjectURL(state.url);
    Object.assign(state, { sketch: file, url, job: null, watching: null });
    board.strokes = [];
    showResult(null);
    show("sketch");
    $("drop").hidden = true;
    $("board").hidden = document.querySelector(".tools").hidden = false;
    tell("");
    refresh();
  };
  probe.onerror = () => {
    URL.revokeObjectURL(url);
    tell(say("not_opened"));
  };
  probe.src = url;
}

function takeReferences(files) {
  state.references = [...state.references, ...files].slice(0, 4);
  const list = $("refs");
  list.querySelectorAll("button").forEach((b) => b.remove());
  state.references.forEach((file, i) => {
    const button = Object.assign(document.createElement("button"), { type: "button", title: say("remove", { name: file.name }) });
    const image = new Image();
    image.src = URL.createObjectURL(file);
    image.onload = () => URL.revokeObjectURL(image.src);
    image.alt = file.name;
    button.append(image);
    button.onclick = () => {
      state.references.splice(i, 1);
      takeReferences([]);
    };
    list.insertBefore(button, list.lastElementChild);
  });
  list.lastElementChild.hidden = state.references.length >= 4;
}

$("sketch").onchange = (e) => (takeSketch(e.target.files[0]), (e.target.value = ""));
$("reference").onchange = (e) => (takeReferences(e.target.files), (e.target.value = ""));
$("change").onclick = () => $("sketch").click();
for (const label of document.querySelectorAll("label[tabindex]")) {
  label.onkeydown = (e) => (e.key === "Enter" || e.key === " ") && (e.preventDefault(), label.querySelector("input").click());
}
addEventListener("dragover", (e) => (e.preventDefault(), $("frame").classList.add("over")));
addEventListener("dragleave", (e) => e.relatedTarget || $("frame").classList.remove("over"));
addEventListener("drop", (e) => {
  e.preventDefault();
  $("frame").classList.remove("over");
  const files = [...e.dataTransfer.files].filter((f) => f.type.startsWith("image/"));
  if (e.target.closest?.(".refs")) takeReferences(files);
  else if (files.length) takeSketch(files[0]);
});
addEventListener("paste", (e) => e.target !== $("text") && takeSketch(e.clipboardData?.files[0]));

// --- the board's tools -------------------------------------------------------------------------

function pick(tool) {
  board.tool = tool;
  for (const b of document.querySelectorAll("[data-tool]")) b.setAttribute("aria-pressed", b.dataset.tool === tool);
  const drawing = tool === "pen" || tool === "erase";
  $("board").classList.toggle("drawing", drawing);
  document.querySelector(".swatches").hidden = tool !== "pen";
  document.querySelector(".width").style.visibility = drawing ? "" : "hidden";
  if (tool === "light") $("lit").checked = true;
  if (tool !== "look") show("sketch");
  refresh();
}

function pickColor(color) {
  board.color = color;
  document.querySelectorAll(".swatches button").forEach((b) => b.setAttribute("aria-selected", b.dataset.color === color));
  document.querySelector(".dot").style.setProperty("--color", color);
}

for (const b of document.querySelectorAll("[data-tool]")) b.onclick = () => pick(b.dataset.tool);
for (const color of PENS) {
  const b = Object.assign(document.createElement("button"), { type: "button", title: color });
  b.dataset.color = color;
  b.setAttribute("role", "option");
  b.style.background = color;
  b.onclick = () => pickColor(color);
  document.querySelector(".swatches").append(b);
}
const own = Object.assign(document.createElement("input"), { type: "color", value: "#e8686d", title: say("any_color") });
own.oninput = () => pickColor(own.value);
document.querySelector(".swatches").append(own);
$("width").oninput = () => {
  board.width = Number($("width").value);
  document.querySelector(".dot").style.setProperty("--pen", `${Math.max(3, board.width * 0.65)}px`);
};
$("undo").onclick = () => board.undo();
$("clear").onclick = () => board.clear();
$("picture").onload = () => board.fit();
$("picture").onclick = (e) => {
  if (board.tool !== "look" || state.view !== "sketch") return;
  const [x, y] = board.place(e).map((v) => Math.round(v * 100));
  insert(`@ ${x}% ${y}%: `);
};
$("lit").onchange = () => ($("lit").checked ? pick("light") : (pick("look"), refresh()));
$("lightcolor").oninput = () => $("sun").style.setProperty("--sun", $("lightcolor").value);

for (const text of say("chips").split(";; ")) {
  const b = Object.assign(document.createElement("button"), { type: "button", textContent: text });
  b.onclick = () => insert(text);
  $("chips").append(b);
}

function insert(text) {
  const area = $("text");
  area.value = area.value.trimEnd() ? `${area.value.trimEnd()}\n${text}` : text;
  area.focus();
  area.setSelectionRange(area.value.length, area.value.length);
}

function refresh() {
  $("go").disabled = !state.sketch || Boolean(state.watching);
  $("again").hidden = !state.job || Boolean(state.watching);
  $("undo").disabled = $("clear").disabled = board.strokes.length === 0;
  $("lightrow").hidden = !$("lit").checked;
  $("sun").hidden = !$("lit").checked || state.view !== "sketch";
  $("ink").hidden = state.view !== "sketch";
}

// --- asking ------------------------------------------------------------------------------------

$("form").onsubmit = (e) => (e.preventDefault(), send());
$("again").onclick = () => {
  $("seed").value = Number($("seed").value || 0) + 1;
  send();
};
$("text").onkeydown = (e) => e.key === "Enter" && (e.metaKey || e.ctrlKey) && (e.preventDefault(), send());

async function send() {
  if (!state.sketch || state.watching) return;
  const form = new FormData();
  form.append("ask", crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`);
  form.append("sketch", state.sketch, "sketch");
  for (const file of state.references) form.append("reference", file, "reference");
  const strokes = await board.png();
  if (strokes) form.append("strokes", strokes, "strokes.png");
  form.append("text", $("text").value);
  if ($("lit").checked) form.append("light", sun.text($("lightcolor").value, $("lightheight").value, $("lightstyle").value));
  form.append("preset", $("preset").value);
  form.append("seed", $("seed").value);
  tell("");
  busy(say("sending"), 0.03);
  try {
    const job = await api.ask(form);
    state.job = job.id;
    await watch(job);
  } catch (error) {
    calm();
    fail(error);
  }
}

async function watch(job) {
  state.watching = job.id;
  refresh();
  while (state.watching === job.id && !job.ended) {
    // A newer worker may name a step that this page does not know.
    const step = `step.${job.step}`;
    busy(job.state === "running" ? say(job.step !== "start" && knows(step) ? step : "coloring") : job.text, job.share);
    await new Promise((done) => setTimeout(done, POLL));
    try {
      job = await api.job(job.id);
    } catch (error) {
      if (!error.offline) throw error;
      busy(say("away"), job.share);
    }
  }
  if (state.watching !== job.id) return;
  calm();
  if (job.state === "done") {
    showResult(job);
    show("rendered");
    tell(job.text, true);
    history();
  } else if (job.state === "failed") tell(job.text);
}

$("cancel").onclick = () => state.watching && api.cancel(state.watching).catch(fail);

function busy(text, share) {
  $("progress").hidden = false;
  $("step").textContent = text;
  document.querySelector(".bar i").style.width = `${Math.max(3, share * 100)}%`;
}

function calm() {
  state.watching = null;
  $("progress").hidden = true;
  refresh();
}

function tell(text, kind = false) {
  $("problem").textContent = text;
  $("problem").classList.toggle("kind", kind);
  $("problem").hidden = !text;
}

function fail(error) {
  tell(error.message);
  if (error.where) {
    $("text").focus();
    // The server counts characters, a text field counts units of UTF-16.
    const characters = [...$("text").value];
    $("text").setSelectionRange(...error.where.map((at) => characters.slice(0, at).join("").length));
  }
}

// --- results -----------------------------------------------------------------------------------

function showResult(job) {
  $("views").replaceChildren();
  $("saves").replaceChildren();
  $("views").hidden = $("saves").hidden = !job;
  if (!job) return;
  for (const name of ["sketch", ...state.outputs]) {
    const b = Object.assign(document.createElement("button"), { type: "button", textContent: say(name === "sketch" ? "sketch" : `view.${name}`) });
    b.dataset.view = name;
    b.setAttribute("role", "tab");
    b.onclick = () => show(name);
    $("views").append(b);
  }
  for (const [name, label] of [["psd", "PSD"], ["ora", "ORA"], ["view", say("this_png")]]) {
    const a = Object.assign(document.createElement("a"), { textContent: `↓ ${label}`, href: api.address(job.id, name, true), download: "" });
    a.dataset.save = name;
    $("saves").append(a);
  }
}

function show(view) {
  state.view = view;
  if (view !== "sketch" && board.tool !== "look") pick("look");
  $("picture").src = view === "sketch" ? (state.url ?? "") : api.address(state.job, view);
  $("picture").alt = say(view === "sketch" ? "your_sketch" : `view.${view}`);
  for (const b of $("views").children) b.setAttribute("aria-selected", b.dataset.view === view);
  const png = document.querySelector('[data-save="view"]');
  if (png) {
    png.hidden = view === "sketch";
    png.href = view === "sketch" ? "" : api.address(state.job, view, true);
  }
  refresh();
}

async function history() {
  const jobs = (await api.jobs().catch(() => [])).filter((j) => j.state === "done");
  $("past").hidden = jobs.length === 0;
  $("pastlist").replaceChildren(
    ...jobs.slice(0, 12).map((job) => {
      const b = Object.assign(document.createElement("button"), { type: "button", title: new Date(job.created_at * 1000).toLocaleString() });
      const image = Object.assign(new Image(), { src: api.address(job.id, "rendered"), loading: "lazy", alt: say("earlier") });
      image.onerror = () => b.remove();
      b.append(image);
      b.onclick = () => api.job(job.id).then(recall, fail);
      return b;
    }),
  );
}

function recall(job) {
  if (state.watching) return;
  state.job = job.id;
  $("drop").hidden = true;
  $("board").hidden = document.querySelector(".tools").hidden = false;
  showResult(job);
  if (!state.sketch) $("views").firstElementChild.hidden = true;
  show("rendered");
  tell(job.text, true);
}

async function start() {
  pickColor(board.color);
  pick("look");
  $("width").oninput();
  try {
    const options = await api.options();
    state.outputs = options.outputs;
    state.limits = options;
    for (const name of options.presets) $("preset").append(new Option(name, name));
    $("small").textContent = say("limits", { megapixels: options.max_megapixels, days: options.keep_days });
    await history();
  } catch (error) {
    fail(error);
  }
}

start();
