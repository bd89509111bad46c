// What is shown over the page: many items at once, the keys, the patch that was written.

import { get, picture } from "./api.js";
import { element, words } from "./panel.js";

const dialog = document.getElementById("dialog");

function open(...children) {
  const close = element("button", { text: "Close" });
  close.addEventListener("click", () => dialog.close());
  dialog.replaceChildren(...children);
  (dialog.querySelector(".row") ?? dialog).append(close);
  dialog.showModal();
}

/** All keys. */
export function showKeys(tables) {
  const rows = [["1 to 0"], ...tables.flat().map((one) => one.keys)].map((keys, at) => {
    const told = at ? tables.flat()[at - 1].told : "the class of the selected label, or of the marked characters";
    const shown = keys.map((key) => element("kbd", { text: key.replace("Control", "Ctrl") }));
    return element("div", {}, element("span", { text: told }), element("span", {}, ...shown));
  });
  open(element("h1", { text: "Keys" }), element("div", { style: "keys" }, ...rows), element("div", { style: "row" }));
}

/** The patch that was written, and how to apply it. */
export function showPatch(told) {
  const left = told.unsettled ? `${told.unsettled} items on which reviewers differ are not in it.` : "";
  open(
    element("h1", { text: `${told.edits} edits for ${told.lines} items` }),
    element("p", { text: `Everything you decided is in the audit already; this is what comes of it. ${left}` }),
    element("code", { text: `synth apply ${told.set} ${told.patch}` }),
    element("div", { style: "row" }),
  );
}

/**
 * The items like one, with their pictures; `decide` gets a verdict, how many they are, and the number of the class that
 * they all get where the label in question got one (`given`: its number and name).
 */
export async function showAlike(item, kind, given, decide) {
  const { count, items } = await get(`/api/items/${item.number}/alike`);
  const figures = items.map((one) => {
    const change = given ? `${item.category} → ${given.name}` : item.is_label ? words(one.given) : `${words(one.given)} → ${words(one.suggested)}`;
    const made = element("figure", {}, element("b", { text: change }), element("small", { text: one.subject }));
    if (kind === "pictures") thumbnail(made, one.number);
    return made;
  });
  const button = (verdict, text, category) => {
    const made = element("button", { text });
    made.addEventListener("click", () => {
      dialog.close();
      decide(verdict, count, category);
    });
    return made;
  };
  const [yes, no] = item.is_label ? ["right as they are", "no such labels"] : ["take the suggestions", "keep what stands there"];
  const usual = [...(item.can_accept ? [button("accept", `Accept all: ${yes}`)] : []), button("reject", `Reject all: ${no}`)];
  const buttons = given ? [button("fix", `Give all ${count + 1} the class ${given.name}`, given.category)] : usual;
  open(
    element("h1", { text: `This one and ${count} like it` }),
    element("p", { text: `The same question${item.category ? ` on ${item.category}` : ""}; undo takes them all back at once.` }),
    element("div", { style: "grid" }, ...figures),
    element("p", { text: count > items.length ? `and ${count - items.length} more` : "" }),
    element("div", { style: "row" }, ...buttons),
  );
}

async function thumbnail(figure, number) {
  const bitmap = await picture(`/api/items/${number}/thumbnail`).catch(() => null);
  if (!bitmap) return;
  const canvas = element("canvas", { width: bitmap.width, height: bitmap.height });
  canvas.getContext("2d").drawImage(bitmap, 0, 0);
  figure.prepend(canvas);
}
