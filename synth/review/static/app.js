// The page: the item that is shown, and what keys and buttons do with it.

import { get, post, Refusal } from "./api.js";
import { showAlike, showKeys, showPatch } from "./dialogs.js";
import { KEYS, meaning, OF_ADJUDICATION, OF_PICTURES, OF_TEXTS } from "./keys.js";
import { element, showAnswers, showButtons, showClasses, showQuestion, showWords } from "./panel.js";
import { PictureStage } from "./picture.js";
import { TextStage } from "./text.js";

const $ = (id) => document.getElementById(id);

const about = await get("/api/about").catch(tell);
const kind = about.kind;
const tables = [KEYS, kind === "pictures" ? OF_PICTURES : OF_TEXTS, about.adjudicates ? OF_ADJUDICATION : []];
const colours = (name) => `k${Math.max(0, about.classes.indexOf(name)) % 10}`;
const stage = new (kind === "pictures" ? PictureStage : TextStage)($("view"), about.classes, colours, showLabels);
const seen = [];
let item = null;
let busy = false;
let since = 0;

const which = () => ({ check: $("check").value, category: $("category").value });
const seconds = () => (performance.now() - since) / 1000;

function tell(problem) {
  $("told").textContent = problem instanceof Refusal ? problem.message : String(problem);
  if (!(problem instanceof Refusal)) throw problem;
  return {};
}

/** Do one thing at a time: a key that comes meanwhile is not for what is not seen yet. */
async function alone(work) {
  if (busy) return;
  busy = true;
  $("told").textContent = "";
  try {
    await work();
  } catch (problem) {
    tell(problem);
    if (problem.item) await show(problem.item);
  } finally {
    busy = false;
  }
}

/** Show what the server answered: the next item, and how many are left. */
async function turn(answer) {
  $("bar").style.width = `${answer.whole ? (100 * (answer.whole - answer.left)) / answer.whole : 0}%`;
  $("counts").textContent = `${answer.whole - answer.left} of ${answer.whole}`;
  $("undo").disabled = !answer.can_undo;
  $("redo").disabled = !answer.can_redo;
  await show(answer.item);
  if (answer.upcoming) prepare(answer.upcoming);
}

/** Have the next item's picture and shapes ready before it is asked for. */
function prepare({ number, sample }) {
  if (sample !== null) stage.load(sample).catch(() => null);
  get(`/api/items/${number}`).catch(() => null);
}

async function show(next) {
  item = next;
  if (item && seen.at(-1) !== item.number) seen.push(item.number);
  $("asks").parentElement.hidden = !item;
  if (!item) return done();
  showQuestion(item, colours);
  showAnswers(item.answers, (at) => act("answer", at));
  if (item.shown) await stage.show(item);
  else $("view").replaceChildren(element("p", { style: "none", text: "This is on no picture or text of its own." }));
  showLabels();
  since = performance.now();
  document.body.dataset.item = item.number;
}

function done() {
  $("view").replaceChildren(element("p", { style: "none", text: "Nothing is left to decide here. “Patch” writes what you decided." }));
  document.body.dataset.item = "";
}

function showLabels() {
  if (!item) return;
  const current = item.shown ? stage.labels.get(stage.selected) : null;
  showButtons(item, item.shown ? stage : null, act);
  showClasses(about.classes, current?.category ?? stage.category, colours, (name) => act("class", about.classes.indexOf(name)));
  if (kind === "pictures") showWords(item.shown?.words ?? [], current?.box);
  const buttons = kind === "pictures" ? OF_PICTURES.map(toolButton) : [element("output", { text: HINT })];
  $("tools").replaceChildren(...buttons);
}

const HINT = "Mark characters and press a number: a new span. E gives the selected span what is marked; Shift and arrows move its end.";
const NAMES = { select: "Select", box: "Box", polygon: "Polygon", brush: "Brush", erase: "Eraser", fill: "Tidy mask", fit: "Fit", contrast: "Contrast", outlines: "Labels", words: "Words" };

function toolButton({ keys, name, told }) {
  if (!NAMES[name] || (name === "words" && !item.shown?.words.length)) return "";
  const on = { contrast: stage.stretched, outlines: !stage.hidden, words: stage.showsWords }[name] ?? stage.tool === name;
  const made = element("button", { title: told, "aria-pressed": String(on) }, `${NAMES[name]} `, element("kbd", { text: keys[0].toUpperCase() }));
  made.addEventListener("click", () => act(name));
  return made;
}

function decide(verdict, more = {}) {
  const body = { verdict, version: item.version, why: $("note").value.trim(), seconds: seconds(), which: which(), ...more };
  return alone(async () => turn(await post(`/api/items/${item.number}/decision`, body)));
}

const ACTS = {
  accept: () => {
    if (item.shown && stage.confirm()) return null;
    if (item.shown && stage.dirty) return decide("fix", { changes: stage.changes() });
    if (item.can_accept) return decide("accept");
    return tell(new Refusal(422, "Nothing is suggested here: change the label, or reject the finding."));
  },
  reject: () => decide("reject"),
  skip: () => decide("skip"),
  answer: (at) => decide("accept", { answer: at }),
  first: () => ACTS.answer(0),
  second: () => ACTS.answer(1),
  undo: () => (item?.shown && stage.dirty ? stage.undo() : alone(async () => turn(await post("/api/undo", { which: which() })))),
  redo: () => (item?.shown && stage.redo() ? null : alone(async () => turn(await post("/api/redo", { which: which() })))),
  take: () => stage.take(),
  alike: () => alone(() => item.alike && showAlike(item, kind, decideAlike)),
  forward: () => alone(async () => turn(await get(`/api/next?${new URLSearchParams({ ...which(), after: item.number })}`))),
  back: () => alone(back),
  guide: () => $("case").querySelector("input").focus(),
  note: () => $("note").focus(),
  help: () => showKeys(tables),
  class: (at) => about.classes[at] !== undefined && item.shown && stage.relabel(about.classes[at]),
};

const WITHOUT_ITEM = ["undo", "redo", "help", "back"];

function act(name, number) {
  if (!item && !WITHOUT_ITEM.includes(name)) return;
  if (ACTS[name]) ACTS[name](number);
  else if (item.shown) stage.act(name);
}

async function back() {
  const before = item ? seen.at(-2) : seen.at(-1);
  if (before === undefined) return;
  seen.length -= item ? 2 : 1;
  await show((await get(`/api/items/${before}`)).item);
}

function decideAlike(verdict, count) {
  const body = { verdict, count, seconds: seconds(), which: which() };
  return alone(async () => turn(await post(`/api/items/${item.number}/alike`, body)));
}

document.addEventListener("keydown", (event) => {
  if ($("dialog").open) return;
  if (event.target.matches("input, select")) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const meant = meaning(event, tables);
  if (!meant) return;
  if (event.target.matches("button") && event.key === "Enter") event.target.blur();
  event.preventDefault();
  act(meant.name, meant.number);
});

$("note").addEventListener("keydown", (event) => event.key === "Enter" && $("note").blur());
$("find-class").addEventListener("input", showLabels);
for (const name of ["undo", "redo", "help", "alike"]) $(name).addEventListener("click", () => act(name));
$("finish").addEventListener("click", () => alone(async () => showPatch(await post("/api/finish", {}))));
$("case").addEventListener("submit", (event) => {
  event.preventDefault();
  const input = $("case").querySelector("input");
  const text = input.value.trim();
  if (!text || !item) return;
  input.value = "";
  input.blur();
  alone(async () => {
    $("guidelines").textContent = (await post(`/api/items/${item.number}/case`, { case: text })).guidelines;
  });
});

function filter(id, counts, name) {
  const options = Object.entries(counts).map(([value, number]) => element("option", { value, text: `${name(value)} (${number})` }));
  $(id).replaceChildren(element("option", { value: "", text: "all" }), ...options.filter((one) => one.value));
  $(id).addEventListener("change", () => {
    $(id).blur();
    alone(async () => turn(await get(`/api/next?${new URLSearchParams(which())}`)));
  });
}

if (about.set) {
  document.title = `${about.set} · synth review`;
  $("set").textContent = about.set.split("/").at(-1);
  $("who").textContent = about.who + (about.adjudicates ? ", who settles" : "");
  filter("check", about.checks, (name) => name.replaceAll("_", " "));
  filter("category", about.categories, (name) => name);
  await alone(async () => turn(await get("/api/next")));
}
