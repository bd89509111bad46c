// The side of the page: the question, what stands there and what is suggested, buttons, classes, guidelines.

const $ = (id) => document.getElementById(id);

/** An element with text, which is never read as HTML. */
export function element(name, { text = "", style = "", ...attributes } = {}, ...children) {
  const made = document.createElement(name);
  if (style) made.className = style;
  made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** A value of JSON in a few words. */
export function words(value) {
  if (value === null || value === undefined) return "?";
  if (typeof value === "number") return String(Math.round(value * 100) / 100);
  const text = typeof value === "string" ? value.replace(/^\s+|\s+$/g, (blank) => "␣".repeat(blank.length)) : Array.isArray(value) ? value.map(words).join(", ") : JSON.stringify(value);
  return text.length > 160 ? `${text.slice(0, 157)}…` : text || "nothing";
}

/** Show the question of an item. */
export function showQuestion(item, colours) {
  const chips = [element("span", { text: item.is_label ? "every label" : item.check.replaceAll("_", " ") })];
  if (item.category) chips.push(element("span", { text: item.category, style: `k ${colours(item.category)}` }));
  if (item.confidence !== null) {
    const noun = item.is_label ? "score" : "confidence";
    chips.push(element("span", { text: `${noun} ${item.confidence.toFixed(2)}` }));
  }
  $("check-name").replaceChildren(...chips);
  $("asks").textContent = item.asks || item.check;
  $("subject").textContent = item.subject;
  const pair = [half("stands there", item.given)];
  if (!item.is_label) pair.push(half("suggested", item.suggested ?? (item.can_accept ? "see the picture" : "you decide")));
  $("pair").replaceChildren(...pair);
  $("why").replaceChildren(item.evidence, element("small", { text: item.where }));
  $("again").hidden = !item.decided;
  $("again").textContent = item.decided ? `You decided before: ${item.decided.verdict}. A new answer takes its place.` : "";
  $("guidelines").textContent = item.guidelines;
  $("note").value = "";
}

const half = (name, value) => element("div", {}, element("small", { text: name }), element("b", { text: words(value) }));

/** Show what can be decided, with the changes that are not saved yet. */
export function showButtons(item, stage, act) {
  const button = (style, name, key, told) => {
    const made = element("button", { style }, element("b", { text: name }, element("kbd", { text: key })), element("small", { text: told }));
    made.addEventListener("click", () => act(style === "yes" || style === "fix" ? "accept" : style === "no" ? "reject" : "skip"));
    return made;
  };
  const dirty = stage?.dirty;
  const yes = button("yes", "Accept", "Enter", item.is_label ? "it is right as it is" : "take the suggestion");
  const no = button("no", "Reject", "R", item.is_label ? "there is no such label" : "keep what stands there");
  yes.disabled = !item.can_accept;
  const number = stage?.changes().length ?? 0;
  const fix = button("fix", "Save the changes", "Enter", `${number} ${number === 1 ? "label" : "labels"} changed; U takes the last change back`);
  $("buttons").replaceChildren(...(dirty ? [fix] : [yes, no]), button("skip", "Skip", "S", "decide later, or leave it to others"));
  const given = stage?.relabelled;
  $("alike").hidden = !item.alike || (dirty ? !given : !(item.can_accept || item.is_label));
  const all = given ? `Give all ${item.alike + 1} like this the class ${given.name}` : `Decide on all ${item.alike + 1} like this`;
  $("alike").replaceChildren(all, element("kbd", { text: "L" }));
}

/** Show the classes, with the one of the selected label marked; `choose` gets a class. */
export function showClasses(classes, current, colours, choose) {
  const wanted = $("find-class").value.trim().toLowerCase();
  $("find-class").hidden = classes.length < 13;
  const rows = classes.map((name, at) => {
    const made = element("button", { style: colours(name), "aria-pressed": String(name === current) }, element("i"), name);
    if (at < 10) made.append(element("kbd", { text: String((at + 1) % 10) }));
    made.addEventListener("click", () => choose(name));
    return [name, element("li", {}, made)];
  });
  $("classes").replaceChildren(...rows.filter(([name]) => name.toLowerCase().includes(wanted)).map(([, row]) => row));
}

/** Show what others answered, for the one who settles it; `choose` gets the place of an answer. */
export function showAnswers(answers, choose) {
  const cards = answers.map((one, at) => {
    const changed = one.after ? [...one.after.labels.map(inWords), ...one.after.gone.map(() => "a label taken out")] : ["no change"];
    const card = element("button", { style: "answer" },
      element("small", { text: `${one.who}: ${one.verdict}` }), element("b", { text: changed.join("; ") }),
      element("small", { text: one.why }), element("kbd", { text: "[]"[at] ?? "" }));
    card.addEventListener("click", () => choose(at));
    return card;
  });
  $("answers").replaceChildren(...cards);
}

function inWords(label) {
  if (label.of) return `${label.of} = ${label.category}`;
  const place = label.box ? label.box.map(Math.round).join(", ") : `${label.start} to ${label.end}`;
  return `${label.category} at ${place}`;
}

/** Show the words of a page that lie in a box. */
export function showWords(found, box) {
  const inside = box ? found.filter(({ quad }) => within(quad, box)).map((one) => one.text) : [];
  $("reads").hidden = !inside.length;
  $("reads").querySelector("p").textContent = inside.join(" ");
}

function within(quad, [x0, y0, x1, y1]) {
  const [x, y] = [(quad[0] + quad[4]) / 2, (quad[1] + quad[5]) / 2];
  return x >= x0 && x <= x1 && y >= y0 && y <= y1;
}
