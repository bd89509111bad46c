"use strict";
(() => {
  const root = document.documentElement;
  const dialog = document.querySelector("dialog");
  const tip = document.querySelector(".tip");
  const pages = JSON.parse(document.getElementById("details").textContent);
  const thumbs = [...document.querySelectorAll(".sheet button")];
  const chips = [...document.querySelectorAll("[data-layer]")];
  const layers = [...dialog.querySelectorAll("[data-layer]")].map((chip) => chip.dataset.layer);
  let place = 0;

  const make = (tag, text, cls) => {
    const element = document.createElement(tag);
    if (text !== undefined) element.textContent = text;
    if (cls) element.className = cls;
    return element;
  };

  /* Which labels are drawn lives in the classes of <html>, which the style sheet reads, and in the URL's fragment. */
  const shown = (layer) => !root.classList.contains("no-" + layer);
  function show(layer, on) {
    root.classList.toggle("no-" + layer, !on);
    for (const chip of chips) if (chip.dataset.layer === layer) chip.checked = on;
  }
  function remember() {
    const page = dialog.open ? "page=" + pages[place].name + "&" : "";
    history.replaceState(null, "", "#" + page + "layers=" + ["labels", ...layers].filter(shown).join(","));
  }
  function recall() {
    const wanted = new URLSearchParams(location.hash.slice(1));
    const named = wanted.get("layers")?.split(",");
    for (const layer of ["labels", ...layers]) show(layer, named ? named.includes(layer) : shown(layer));
    const number = pages.findIndex((page) => page.name === wanted.get("page"));
    if (number >= 0) open(number);
  }

  function table(page) {
    const whole = make("table");
    const head = whole.createTHead().insertRow();
    for (const title of ["Field", "Printed", "Value"]) head.append(make("th", title));
    const body = whole.createTBody();
    for (const [number, key, text, value, type, question] of page.fields) {
      const row = body.insertRow();
      row.dataset.f = number;
      const name = make("td", key);
      if (question) name.append(make("small", question));
      const meant = make("td", value);
      meant.append(make("small", type));
      row.append(name, make("td", text), meant);
    }
    return page.fields.length ? whole : make("p", "No fields on this page.");
  }

  function open(number) {
    place = (number + thumbs.length) % thumbs.length;
    const page = pages[place];
    dialog.querySelector("h2").textContent = page.name;
    dialog.querySelector(".told").textContent = page.told.join(" · ");
    dialog.querySelector(".facts-text").replaceChildren(...page.facts.map((line) => make("p", line)));
    dialog.querySelector(".stage").replaceChildren(thumbs[place].querySelector(".frame").cloneNode(true));
    dialog.querySelector(".side .scroll").replaceChildren(table(page));
    if (!dialog.open) dialog.showModal();
    dialog.scrollTop = 0;
    remember();
  }

  function point(number, fromPage) {
    for (const element of dialog.querySelectorAll(".on")) element.classList.remove("on");
    if (number === undefined) return;
    for (const element of dialog.querySelectorAll('[data-f="' + number + '"]')) element.classList.add("on");
    if (fromPage) dialog.querySelector("tr.on")?.scrollIntoView({ block: "nearest" });
  }

  /* Everything under the pointer, the topmost first: a word, its field, its cell and its region at once. */
  function hint(event) {
    const under = document.elementsFromPoint(event.clientX, event.clientY).filter((one) => one.dataset?.t && one.closest(".stage"));
    tip.hidden = under.length === 0;
    tip.replaceChildren(...under.map((one) => make("div", one.dataset.t)));
    tip.style.left = Math.min(event.clientX + 14, innerWidth - 260) + "px";
    tip.style.top = Math.min(event.clientY + 14, innerHeight - 120) + "px";
    dialog.append(tip);
    return under.map((one) => one.closest("[data-f]")).find((one) => one !== null);
  }

  for (const chip of chips) chip.addEventListener("input", () => { show(chip.dataset.layer, chip.checked); remember(); });
  for (const form of document.querySelectorAll("form")) form.addEventListener("submit", (event) => event.preventDefault());
  thumbs.forEach((button, number) => button.addEventListener("click", () => open(number)));
  dialog.addEventListener("pointermove", (event) => {
    const inPage = event.target.closest(".stage") !== null;
    const field = hint(event);
    point(inPage ? field?.dataset.f : event.target.closest("tr[data-f]")?.dataset.f, inPage);
  });
  dialog.addEventListener("pointerleave", () => { point(); tip.hidden = true; });
  dialog.addEventListener("close", () => { tip.hidden = true; remember(); thumbs[place].focus(); });
  dialog.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.dataset.step) open(place + Number(button.dataset.step));
    else if (button?.dataset.close !== undefined || event.target === dialog) dialog.close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !dialog.open) return;
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const layer = layers[Number(event.key) - 1];
    if (step) open(place + step);
    else if (layer) { show(layer, !shown(layer)); remember(); }
  });
  addEventListener("hashchange", recall);
  recall();
})();
