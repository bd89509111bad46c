// Keys and what they do: one table for the keyboard and for the page that explains it.

export const KEYS = [
  { keys: ["Enter", "a"], name: "accept", told: "accept; with changes: save them" },
  { keys: ["r", "x"], name: "reject", told: "reject" },
  { keys: ["s"], name: "skip", told: "skip" },
  { keys: ["u", "Control+z"], name: "undo", told: "undo: changes first, then decisions" },
  { keys: ["y", "Control+Z", "Control+y"], name: "redo", told: "redo" },
  { keys: ["t"], name: "take", told: "take the suggestion, to change it further" },
  { keys: ["l"], name: "alike", told: "decide on all like this; behind another class: give it to all of them" },
  { keys: ["ArrowRight"], name: "forward", told: "look at the next item" },
  { keys: ["ArrowLeft"], name: "back", told: "look at the item before" },
  { keys: ["Delete", "Backspace"], name: "remove", told: "take the selected label out" },
  { keys: ["Tab"], name: "cycle", told: "select the next label" },
  { keys: ["Escape"], name: "escape", told: "drop what is being drawn; select nothing" },
  { keys: ["g"], name: "guide", told: "write an edge case" },
  { keys: ["n"], name: "note", told: "write a note" },
  { keys: ["?"], name: "help", told: "these keys" },
];

export const OF_PICTURES = [
  { keys: ["v"], name: "select", told: "select, move, resize; drag beside labels to pan" },
  { keys: ["b"], name: "box", told: "draw a box" },
  { keys: ["p"], name: "polygon", told: "draw a polygon; Enter closes it" },
  { keys: ["m"], name: "brush", told: "brush: add to the mask" },
  { keys: ["e"], name: "erase", told: "eraser: take from the mask" },
  { keys: ["+", "="], name: "larger", told: "a larger brush" },
  { keys: ["-"], name: "smaller", told: "a smaller brush" },
  { keys: ["k"], name: "split", told: "split the selected label into its parts, or by a line that you draw" },
  { keys: ["j"], name: "merge", told: "merge the selected label into the one that was selected before it" },
  { keys: ["h"], name: "fill", told: "fill the holes of the mask, drop its specks" },
  { keys: ["f"], name: "fit", told: "the whole picture, and back" },
  { keys: ["c"], name: "contrast", told: "stretch the contrast, and back" },
  { keys: ["o"], name: "outlines", told: "hide the labels, and back" },
  { keys: ["w"], name: "words", told: "show the words of a page" },
];

export const OF_TEXTS = [
  { keys: ["k"], name: "split", told: "split the selected span where marked characters begin, or at a blank" },
  { keys: ["j"], name: "merge", told: "merge the selected span into the one that was selected before it" },
  { keys: ["e"], name: "extend", told: "give the selected span the marked characters" },
  { keys: ["Shift+ArrowRight"], name: "endOn", told: "its end one character on" },
  { keys: ["Shift+ArrowLeft"], name: "endBack", told: "its end one character back" },
  { keys: ["Control+ArrowRight"], name: "startOn", told: "its start one character on" },
  { keys: ["Control+ArrowLeft"], name: "startBack", told: "its start one character back" },
];

export const OF_ADJUDICATION = [
  { keys: ["["], name: "first", told: "take the answer on the left" },
  { keys: ["]"], name: "second", told: "take the answer on the right" },
];

/** The name of what a key press means, or `class N` for a number; null for nothing. */
export function meaning(event, tables) {
  if (event.altKey || event.metaKey) return null;
  const letter = event.key.length === 1;
  const key = (event.ctrlKey ? "Control+" : "") + (event.shiftKey && !letter ? "Shift+" : "") + event.key;
  if (/^[0-9]$/.test(key)) return { name: "class", number: key === "0" ? 9 : Number(key) - 1 };
  const found = tables.flat().find((one) => one.keys.includes(key));
  return found ? { name: found.name } : null;
}
