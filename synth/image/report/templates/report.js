"use strict";
(() => {
  const root = document.documentElement;
  const form = document.querySelector(".tools");
  const dialog = document.querySelector("dialog");
  const tip = document.querySelector(".tip");
  const { pictures, names } = JSON.parse(document.getElementById("details").textContent);
  const thumbs = [...document.querySelectorAll(".sheet button")];
  const keys = { b: "boxes", a: "amodal", s: "scores", p: "keypoints", o: "colour", c: "stretch" };
  let place = 0;

  const make = (tag, text, cls) => {
    const element = document.createElement(tag);
    if (text !== undefined) element.textContent = text;
    if (cls) element.className = cls;
    return element;
  };

  /* The state of the tools lives in the attributes of <html>, which the style sheet reads, and in the URL's fragment. */
  const boxes = () => [...form.querySelectorAll("input[type=checkbox][name]")];
  function apply() {
    root.dataset.masks = form.elements.masks.value;
    for (const box of boxes()) root.dataset[box.name] = box.checked ? (box.name === "colour" ? "each" : "on") : box.name === "colour" ? "category" : "off";
    for (const box of form.querySelectorAll("[data-category]")) root.classList.toggle("hide-" + box.dataset.category, !box.checked);
  }
  function remember() {
    const state = boxes().map((box) => box.name + "=" + (box.checked ? "on" : "off"));
    location.replace("#masks=" + form.elements.masks.value + "&" + state.join("&"));
  }
  function recall() {
    const wanted = new URLSearchParams(location.hash.slice(1));
    if (["outline", "fill", "off"].includes(wanted.get("masks"))) form.elements.masks.value = wanted.get("masks");
    for (const box of boxes()) if (wanted.has(box.name)) box.checked = wanted.get(box.name) === "on";
    apply();
    const number = pictures.findIndex((picture) => String(picture.id) === wanted.get("picture"));
    if (number >= 0) open(number);
  }

  const percent = (share) => (share === null ? "–" : (100 * share).toFixed(0) + " %");
  const columns = [
    ["#", (label) => label.id, "n"],
    ["Category", (label) => names[label.category]],
    ["Area px", (label) => label.area, "n"],
    ["Visible", (label) => percent(label.visibility), "n"],
    ["Cut off", (label) => percent(label.truncation), "n"],
    ["IoU", (label) => (label.iou === null ? "–" : label.iou.toFixed(2)), "n"],
    ["Score", (label) => (label.score === null ? "–" : label.score.toFixed(2)), "n"],
  ];
  const attributes = (label) => Object.entries(label.attributes).map(([name, value]) => name + " " + value).join(", ");

  function table(picture) {
    const shown = [...columns, ["Attributes", attributes]].filter(([, value]) => picture.labels.some((label) => !["", "–"].includes(value(label))));
    const whole = make("table");
    const head = whole.createTHead().insertRow();
    for (const [title, , cls] of shown) head.append(make("th", title, cls));
    const body = whole.createTBody();
    picture.labels.forEach((label, number) => {
      const row = body.insertRow();
      row.dataset.i = number;
      for (const [title, value, cls] of shown) {
        const cell = make("td", value(label), cls);
        if (title === "Category") {
          cell.className = "k" + label.category;
          cell.prepend(make("i", "", "dot"));
        }
        row.append(cell);
      }
    });
    return whole;
  }

  function open(number) {
    place = (number + thumbs.length) % thumbs.length;
    const picture = pictures[place];
    const variables = Object.values(picture.variables).concat(picture.quotas);
    dialog.querySelector("h2").replaceChildren(String(picture.id).padStart(6, "0") + " ", make("small", variables.join(", ")));
    dialog.querySelector(".prompt").textContent = picture.prompt;
    const checks = picture.checks.map(([name, measured, limit]) => name + " " + Number(measured.toPrecision(3)) + " (limit " + limit + ")");
    dialog.querySelector(".said").replaceChildren(...picture.captions.concat(checks.length ? [checks.join(" · ")] : []).map((line) => make("li", line)));
    const stage = dialog.querySelector(".stage");
    stage.classList.toggle("beyond", picture.labels.some((label) => label.truncation > 0));
    stage.replaceChildren(thumbs[place].querySelector(".frame").cloneNode(true));
    dialog.querySelector(".side .scroll").replaceChildren(table(picture));
    if (!dialog.open) dialog.showModal();
  }

  function point(number, fromPicture) {
    for (const element of dialog.querySelectorAll(".on")) element.classList.remove("on");
    if (number === undefined) return;
    for (const element of dialog.querySelectorAll('[data-i="' + number + '"]')) element.classList.add("on");
    if (fromPicture) dialog.querySelector("tr.on").scrollIntoView({ block: "nearest" });
  }

  function hint(event, label) {
    tip.hidden = label === undefined;
    if (tip.hidden) return;
    tip.textContent = columns.map(([title, value]) => title + " " + value(label)).join("\n");
    tip.style.left = Math.min(event.clientX + 14, innerWidth - 150) + "px";
    tip.style.top = Math.min(event.clientY + 14, innerHeight - 160) + "px";
    (dialog.open ? dialog : document.body).append(tip);
  }

  form.addEventListener("input", () => { apply(); remember(); });
  form.addEventListener("submit", (event) => event.preventDefault());
  thumbs.forEach((button, number) => button.addEventListener("click", () => open(number)));
  dialog.addEventListener("pointermove", (event) => {
    const target = event.target.closest("[data-i]");
    const inPicture = target !== null && target.closest(".stage") !== null;
    point(target?.dataset.i, inPicture);
    hint(event, inPicture ? pictures[place].labels[target.dataset.i] : undefined);
  });
  dialog.addEventListener("pointerleave", () => { point(); tip.hidden = true; });
  dialog.addEventListener("close", () => { tip.hidden = true; thumbs[place].focus(); });
  dialog.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.dataset.step) open(place + Number(button.dataset.step));
    else if (button?.dataset.close !== undefined || event.target === dialog) dialog.close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (dialog.open && event.key.startsWith("Arrow")) {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (step) open(place + step);
    } else if (event.key === "m") {
      const next = { outline: "fill", fill: "off", off: "outline" };
      form.elements.masks.value = next[form.elements.masks.value];
      apply(); remember();
    } else if (keys[event.key] && form.elements[keys[event.key]]) {
      form.elements[keys[event.key]].click();
    }
  });
  addEventListener("hashchange", recall);
  recall();
})();
