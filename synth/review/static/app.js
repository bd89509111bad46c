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
const named = [about.classes, ...Object.values(about.values ?? {})];
const colours = (name) => `k${Math.max(0, ...named.map((names) => names?.indexOf(name) ?? -1)) % 10}`;
const stage = new (kind === "pictures" ? PictureStage : TextStage)($("view"), about.classes, colours, showLabels, about.values);
const seen = [];
let item = null;
let ahead = null; // the item behind the one that is shown, as it will be
let busy = false;
let held = null; // what was asked for on an item that was shown before the answer to the one before it came
let since = 0;

const which = () => ({ check: $("check").value, category: $("category").value });
const seconds = () => (performance.now() - since) / 1000;

function tell(problem) {
  $("told").textContent = problem instanceof Refusal ? problem.message : String(problem);
  if (!(problem instanceof Refusal)) throw problem;
  return {};
}

/** Do one thing at a time. A key that comes meanwhile counts for the item that it was pressed on, and once. */
async function alone(work) {
  if (busy) {
    held ??= { work, number: item?.number };
    return;
  }
  busy = true;
  document.body.ariaBusy = "true";
  $("told").textContent = "";
  try {
    await work();
  } catch (problem) {
    held = null;
    tell(problem);
    if (problem.item) await show(problem.item);
  } finally {
    busy = false;
    document.body.ariaBusy = "false";
    const next = held;
    held = null;
    if (next && next.number === item?.number) alone(next.work);
  }
}

/** Show what the server answered: the next item, and how many are left. */
async function turn(answer) {
  $("bar").style.width = `${answer.whole ? (100 * (answer.whole - answer.left)) / answer.whole : 0}%`;
  $("counts").textContent = `${answer.whole - answer.left} of ${answer.whole}`;
  $("undo").disabled = !answer.can_undo;
  $("redo").disabled = !answer.can_redo;
  if (!adopted(answer.item)) await show(answer.item);
  ahead = answer.upcoming;
  if (ahead?.shown) stage.load(ahead.shown.sample).catch(() => null);
}

/** Whether the item that was shown ahead of the answer is the one that the answer has, so that nothing is drawn anew. */
function adopted(next) {
  if (!item || next?.number !== item.number || JSON.stringify(next.shown) !== JSON.stringify(item.shown)) return false;
  Object.assign(item, { version: next.version, alike: next.alike, decided: next.decided });
  showLabels();
  return true;
}

/** Whether a decision leaves the labels that the next item shows as they are. */
function leavesAhead(verdict) {
  if (!ahead || verdict === "fix") return false;
  if (!item.shown || !ahead.shown || item.shown.sample !== ahead.shown.sample) return true;
  return verdict === "skip" || verdict === (item.is_label ? "accept" : "reject");
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
  showClasses(stage.choices, current?.category ?? stage.category, colours, (name) => act("class", stage.choices.indexOf(name)));
  if (kind === "pictures") showWords(item.shown?.words ?? [], current?.box);
  const buttons = kind === "pictures" ? OF_PICTURES.map(toolButton) : [element("output", { text: HINT })];
  $("tools").replaceChildren(...buttons);
}

const HINT = "Mark characters and press a number: a new span. E gives the selected span what is marked, K splits it, J merges two; Shift and arrows move its end.";
const NAMES = { select: "Select", box: "Box", polygon: "Polygon", brush: "Brush", erase: "Eraser", split: "Split", merge: "Merge", fill: "Tidy mask", fit: "Fit", contrast: "Contrast", outlines: "Labels", words: "Words" };

function toolButton({ keys, name, told }) {
  if (!NAMES[name] || (name === "words" && !item.shown?.words.length)) return "";
  const on = { contrast: stage.stretched, outlines: !stage.hidden, words: stage.showsWords }[name] ?? stage.tool === name;
  const made = element("button", { title: told, "aria-pressed": String(on) }, `${NAMES[name]} `, element("kbd", { text: keys[0].toUpperCase() }));
  made.addEventListener("click", () => act(name));
  return made;
}

/** Decide on the item. The next one is shown at once; if the decision cannot be saved, this one comes back. */
function decide(verdict, more = () => ({})) {
  return alone(async () => {
    const from = item;
    const why = $("note").value.trim();
    const body = { verdict, version: from.version, why, seconds: seconds(), which: which(), ...more() };
    const asked = post(`/api/items/${from.number}/decision`, body);
    try {
      if (leavesAhead(verdict) && body.answer === undefined) await Promise.all([show(ahead), asked]);
      await turn(await asked);
    } catch (problem) {
      if (item !== from) await show(problem.item ?? from);
      $("note").value = why;
      throw problem;
    }
  });
}

const ACTS = {
  accept: () => {
    if (item.shown && stage.confirm()) return null;
    if (item.shown && stage.dirty) return decide("fix", () => ({ changes: stage.changes() }));
    if (item.can_accept) return decide("accept");
    return tell(new Refusal(422, "Nothing is suggested here: change the label, or reject the finding."));
  },
  reject: () => decide("reject"),
  skip: () => decide("skip"),
  answer: (at) => decide("accept", () => ({ answer: at })),
  first: () => ACTS.answer(0),
  second: () => ACTS.answer(1),
  undo: () => (item?.shown && stage.dirty ? stage.undo() : alone(async () => turn(await post("/api/undo", { which: which() })))),
  redo: () => (item?.shown && stage.redo() ? null : alone(async () => turn(await post("/api/redo", { which: which() })))),
  take: () => stage.take(),
  alike: () => alone(() => !$("alike").hidden && showAlike(item, kind, item.shown ? stage.relabelled : null, decideAlike)),
  forward: () => alone(async () => turn(await get(`/api/next?${new URLSearchParams({ ...which(), after: item.number })}`))),
  back: () => alone(back),
  guide: () => $("case").querySelector("input").focus(),
  note: () => $("note").focus(),
  help: () => showKeys(tables),
  class: (at) => item.shown && stage.choices[at] !== undefined && stage.relabel(stage.choices[at]),
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

function decideAlike(verdict, count, category = null) {
  const body = { verdict, count, category, seconds: seconds(), which: which() };
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
