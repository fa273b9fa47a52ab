"use strict";
// Everything can be read without this. It shows a part: what is looked for stands in the address, as #hub=H01&week=…
(() => {
  const at = (id) => document.getElementById(id);
  const names = JSON.parse(at("names").textContent);
  const looked = { week: at("week"), hub: at("hub"), who: at("who") };
  const marked = [...document.querySelectorAll("[data-w]")].map((element) => ({
    element,
    week: element.dataset.w,
    hubs: new Set(element.dataset.h.split(" ")),
    who: new Set(element.dataset.k.split(" ")),
  }));
  const count = (part, whole, noun) => `${part.toLocaleString("en-GB")} of ${whole.toLocaleString("en-GB")} ${noun}`;
  const folded = (text) => text.trim().toLowerCase();

  // Who is meant: a name in full, or the first that begins with it, or has it anywhere, such as an id beside a name.
  const first = (them, wanted) => them.find((one) => one.startsWith(wanted)) ?? them.find((one) => one.includes(wanted));
  const numberOf = new Map(names.who.map((name, number) => [folded(name), String(number)]));
  const person = (text) => {
    const wanted = folded(text);
    if (numberOf.has(wanted)) return numberOf.get(wanted);
    return numberOf.get(first([...numberOf.keys()], wanted)) ?? null;
  };

  const options = (list, texts) => list.replaceChildren(...texts.map((text) => Object.assign(document.createElement("option"), { value: text })));

  // What is looked for, in the address and back.
  const read = () => {
    const asked = new URLSearchParams(location.hash.slice(1));
    for (const [key, field] of Object.entries(looked)) {
      const value = asked.get(key) ?? "";
      field.value = value;
      if (field.value !== value) field.value = "";
    }
    show();
    const section = asked.get("at");
    if (section && at(section)) go(section);
  };
  const write = (section) => {
    const asked = new URLSearchParams();
    if (section) asked.set("at", section);
    for (const [key, field] of Object.entries(looked)) if (field.value.trim()) asked.set(key, field.value.trim());
    history.replaceState(null, "", `#${asked}`);
  };

  const show = () => {
    const { week, hub, who } = looked;
    const hubNumber = hub.value && String(names.hubs.indexOf(hub.value));
    const whoNumber = who.value.trim() && person(who.value);
    const shown = { reviews: [0, 0], journeys: [0, 0] };
    for (const one of marked) {
      const fits =
        (!week.value || one.week === week.value) &&
        (!hubNumber || one.hubs.has(hubNumber)) &&
        (!who.value.trim() || one.who.has(whoNumber));
      one.element.classList.toggle("hide", !fits);
      const kind = one.element.closest("#table-weeks") ? "reviews" : one.element.closest(".lines") ? "journeys" : null;
      if (kind) {
        shown[kind][0] += fits;
        shown[kind][1] += 1;
      }
    }
    const some = Boolean(week.value || hub.value || who.value.trim());
    for (const row of document.querySelectorAll(".calendar tbody tr"))
      row.classList.toggle("hide", some && !row.querySelector(".chip:not(.hide)"));
    for (const place of document.querySelectorAll("[data-hub]"))
      place.classList.toggle("chosen", place.dataset.hub === hubNumber);
    const unknown = who.value.trim() && whoNumber === null ? `Nobody is called “${who.value.trim()}”. ` : "";
    const meant = who.value.trim() && whoNumber !== null ? `${names.who[whoNumber]}: ` : "";
    at("how-many").textContent =
      `${unknown}${meant}${count(...shown.reviews, "reviews")} and ${count(...shown.journeys, "journeys")} are shown.`;
    frame(some);
  };

  // The map shows what is left as large as it can be.
  const frame = (some) => {
    const chart = at("chart");
    const [x, y, width, height] = chart.dataset.box.split(" ").map(Number);
    let box = [x, y, width, height];
    const left = [...chart.querySelectorAll(".lines path:not(.hide), .hosts circle:not(.hide)")];
    if (some && left.length) {
      const boxes = left.map((element) => element.getBBox());
      const west = Math.min(...boxes.map((one) => one.x));
      const north = Math.min(...boxes.map((one) => one.y));
      const east = Math.max(...boxes.map((one) => one.x + one.width));
      const south = Math.max(...boxes.map((one) => one.y + one.height));
      const scale = Math.min(1, Math.max((east - west + 40) / width, (south - north + 40) / height, 0.2));
      const wide = width * scale;
      const high = height * scale;
      box = [(west + east - wide) / 2, (north + south - high) / 2, wide, high];
    }
    chart.setAttribute("viewBox", box.map((number) => number.toFixed(1)).join(" "));
    chart.classList.toggle("near", some);
    chart.style.setProperty("--z", (box[2] / width).toFixed(3));
  };

  const go = (id) => {
    const target = at(id);
    for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    if (!target.hasAttribute("tabindex")) target.tabIndex = -1;
    target.scrollIntoView();
    target.focus({ preventScroll: true });
  };

  // A card for anybody, from their row in the tables.
  const rows = new Map();
  for (const table of document.querySelectorAll("#table-schools-travel, #table-reviewers-travel, #table-leads-travel"))
    for (const row of [...table.tBodies[0].rows].slice(1)) {
      const own = row.cells[0].textContent;
      const key = table.id === "table-schools-travel" ? `${own}, ${row.cells[1].textContent}` : own;
      rows.set(folded(key), { key, row, table });
    }
  const number = (text) => Number(text.replaceAll(",", "")) || 0;
  const pick = () => {
    const wanted = folded(at("traveller").value);
    const found = rows.get(wanted) ?? rows.get(first([...rows.keys()], wanted));
    at("picked").replaceChildren();
    at("picked-words").textContent = !wanted ? "" : found ? `A card for ${found.key}.` : `Nobody is called “${at("traveller").value}”.`;
    if (!wanted || !found) return;
    const { row, table } = found;
    const card = at("card").content.firstElementChild.cloneNode(true);
    const who = table.id === "table-leads-travel" ? 1 : 2;
    card.querySelector(".name").textContent = row.cells[0].textContent;
    card.querySelector(".of").textContent = who === 2 ? row.cells[1].textContent : "";
    const line = card.querySelector("tbody tr");
    const middle = table.tBodies[0].rows[0];
    for (let n = who; n < row.cells.length; n += 1) {
      const most = Math.max(1, ...[...table.tBodies[0].rows].slice(1).map((one) => number(one.cells[n].textContent)));
      const copy = line.cloneNode(true);
      const said = [table.tHead.rows[0].cells[n], row.cells[n], middle.cells[n]].map((cell) => cell.textContent);
      said.forEach((text, cell) => { copy.cells[cell].textContent = text || "none"; });
      copy.querySelector(".own").setAttribute("width", (100 * number(said[1])) / most);
      copy.querySelector(".middle").setAttribute("width", (100 * number(said[2])) / most);
      line.before(copy);
    }
    line.remove();
    at("picked").append(card);
  };

  options(at("everybody"), names.who);
  options(at("travellers"), [...rows.values()].map((one) => one.key));
  for (const field of Object.values(looked)) field.addEventListener("input", () => { write(); show(); });
  at("clear").addEventListener("click", () => {
    for (const field of Object.values(looked)) field.value = "";
    write();
    show();
  });
  for (const form of [at("find"), at("pick")]) {
    form.hidden = false;
    form.addEventListener("submit", (event) => event.preventDefault());
  }
  at("traveller").addEventListener("input", pick);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (!link) return;
    event.preventDefault();
    const id = link.hash.slice(1);
    write(id);
    go(id);
  });
  addEventListener("hashchange", read);
  read();
})();
