// The report's script: filters, the numbers of points, and opening what a link leads to. The page reads without it.
"use strict";

const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const form = document.getElementById("filters");
const claims = all("tr[data-verdict]"), figures = all("figure"), tables = all("section details");

// Filters.

const targetsOf = element => element.dataset.targets?.split("\n") ?? [];
const samplersOf = element => element.dataset.samplers?.split("\n") ?? [];

function fill(name, values) {
  for (const value of [...new Set(values)].sort()) form.elements[name].add(new Option(value, value));
}

// A curve of the family f stands for its samplers f(eta=0), f(eta=0.5), ...
const isAbout = (element, target, sampler) =>
    (!target || targetsOf(element).includes(target)) &&
    (!sampler || samplersOf(element).some(one => one === sampler || sampler.startsWith(one + "(")));

// Claims that fit; tables and curves that do, and where claims are chosen by words or verdict, those behind them.
function filter() {
  const {claim, target, sampler, verdict} = Object.fromEntries(new FormData(form));
  const words = claim.trim().toLowerCase(), chosen = words || verdict, any = chosen || target || sampler;
  const behind = new Set();
  for (const row of claims) {
    row.hidden = !isAbout(row, target, sampler) || (verdict && row.dataset.verdict !== verdict) ||
        !row.textContent.toLowerCase().includes(words);
    if (!row.hidden) all("a[href^='#']", row).forEach(link => behind.add(link.hash.slice(1)));
  }
  for (const table of tables) {
    const listed = all("tr[data-verdict]", table);
    table.hidden = any && (listed.length ? listed.every(row => row.hidden)
        : !isAbout(table, target, sampler) || (chosen && !behind.has(table.id)));
    if (any && listed.length) table.open = true;
  }
  for (const figure of figures) {
    const lines = all(".key li[data-curve]", figure);
    for (const line of lines) {
      const link = line.querySelector("a")?.hash.slice(1);
      const off = any && (!isAbout(document.getElementById(link) ?? line, target, sampler) || (chosen && !behind.has(link)));
      line.classList.toggle("off", off);
      figure.querySelector(`g[data-curve="${line.dataset.curve}"]`)?.classList.toggle("off", off);
    }
    figure.hidden = any && lines.every(line => line.classList.contains("off"));
  }
  for (const table of all("table.ledger")) table.hidden = any && all("tbody tr", table).every(row => row.hidden);
  for (const section of all("section")) {
    section.hidden = any && !all("tr[data-verdict], figure, details:not(.provenance)", section).some(one => !one.hidden);
    document.getElementById("to." + section.id).hidden = section.hidden;
  }
  all("table.contents").forEach(table => table.hidden = false);
  form.querySelector("output").textContent = any ? `${claims.filter(row => !row.hidden).length} of ${claims.length} claims` : "";
}

fill("target", claims.concat(tables).flatMap(targetsOf));
fill("sampler", claims.concat(tables).flatMap(samplersOf));
fill("verdict", claims.map(row => row.dataset.verdict));
form.hidden = false;
form.addEventListener("input", filter);
form.addEventListener("submit", event => event.preventDefault());
form.addEventListener("reset", () => setTimeout(filter));

// Points: the nearest to the pointer or a finger; with the figure in focus, by arrow keys.

const note = document.createElement("div");
note.id = "note";
note.setAttribute("role", "status");
note.hidden = true;
document.body.append(note);
let shown = null;

function wordsOf(point) {
  const figure = point.closest("figure"), curve = point.closest("g[data-curve]").dataset.curve;
  const [x, value, below, above] = point.dataset.p.split(" ");
  const error = above ? `-${below} +${above}` : below ? `\u00b1 ${below}` : "";
  const hollow = point.parentElement.getAttribute("fill") === "#fff";
  const title = figure.querySelector(`li[data-curve="${curve}"]`).cloneNode(true);
  title.querySelector("span").remove();
  return [title, `${figure.dataset.x} = ${x}`, `${figure.dataset.y} = ${value} ${error}`,
          hollow ? point.dataset.why || figure.querySelector(".key").lastElementChild.lastChild.textContent.trim() : ""];
}

function hide() {
  shown?.classList.remove("on");
  shown = null;
  note.hidden = true;
}

function show(point) {
  if (point === shown) return;
  hide();
  shown = point;
  point.classList.add("on");
  note.replaceChildren(...wordsOf(point).filter(Boolean).map(line => {
    const part = document.createElement("div");
    part.append(...(line.childNodes ?? [line]));
    return part;
  }));
  all("a", note).forEach(link => link.replaceWith(...link.childNodes));
  note.hidden = false;
  const box = point.getBoundingClientRect(), width = note.offsetWidth, room = document.documentElement.clientWidth;
  note.style.left = `${scrollX + Math.max(4, Math.min(box.left + box.width / 2 - width / 2, room - width - 4))}px`;
  const above = box.top - note.offsetHeight - 8;
  note.style.top = `${scrollY + (above > 0 ? above : box.bottom + 8)}px`;
}

const reachable = figure => all("g[data-curve]:not(.off) use", figure);

function nearest(figure, event, within) {
  let best = null, least = within;
  for (const point of reachable(figure)) {
    const box = point.getBoundingClientRect();
    const away = Math.hypot(box.left + box.width / 2 - event.clientX, box.top + box.height / 2 - event.clientY);
    if (away < least) [best, least] = [point, away];
  }
  return best;
}

// Along its curve to the left and right, from curve to curve up and down.
function next(figure, key) {
  const points = reachable(figure), number = point => Number(point.dataset.p.split(" ")[0]);
  if (!shown || !figure.contains(shown)) return points[0];
  const curves = all("g[data-curve]:not(.off)", figure).filter(curve => curve.querySelector("use"));
  const at = curves.indexOf(shown.closest("g[data-curve]")), along = curve => all("use", curve).sort((a, b) => number(a) - number(b));
  if (key === "ArrowUp" || key === "ArrowDown") {
    const other = along(curves[(at + (key === "ArrowDown" ? 1 : curves.length - 1)) % curves.length]);
    return other.reduce((a, b) => Math.abs(number(b) - number(shown)) < Math.abs(number(a) - number(shown)) ? b : a);
  }
  const line = along(curves[at]), i = line.indexOf(shown);
  return line[Math.max(0, Math.min(line.length - 1, i + (key === "ArrowRight" ? 1 : -1)))];
}

for (const figure of figures) {
  const drawing = figure.querySelector("svg");
  if (!drawing) continue;
  drawing.tabIndex = 0;
  drawing.setAttribute("role", "application");
  drawing.setAttribute("aria-roledescription", "figure; arrow keys go from point to point");
  drawing.addEventListener("pointermove", event => {
    const point = nearest(figure, event, 16);
    if (point) show(point);
    else if (event.pointerType === "mouse") hide();
  });
  drawing.addEventListener("pointerdown", event => {
    const point = nearest(figure, event, 30);
    if (point) show(point);
  });
  drawing.addEventListener("pointerleave", event => event.pointerType === "mouse" && hide());
  drawing.addEventListener("focus", () => drawing.matches(":focus-visible") && reachable(figure).length && show(next(figure)));
  drawing.addEventListener("blur", hide);
  drawing.addEventListener("keydown", event => {
    if (event.key === "Escape") hide();
    if (!event.key.startsWith("Arrow") || !reachable(figure).length) return;
    event.preventDefault();
    show(next(figure, event.key));
  });
}

// Links: what one leads to is shown, opened and marked, and its own link stands beside it.

function reveal() {
  const wanted = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!wanted) return;
  if (wanted.closest("[hidden]")) {
    form.reset();
    filter();
  }
  for (let one = wanted; one; one = one.parentElement)
    if (one.tagName === "DETAILS") one.open = true;
  wanted.scrollIntoView();
}

for (const one of claims.concat(all("details[id], section[id]"))) {
  const link = document.createElement("a");
  link.className = "here";
  link.href = "#" + one.id;
  link.textContent = "link";
  link.setAttribute("aria-label", `Link to this ${one.tagName === "TR" ? "claim" : one.tagName === "DETAILS" ? "series" : "result"}`);
  (one.tagName === "TR" ? one.cells[0] : one.tagName === "DETAILS" ? one.children[1] : one.querySelector("h2")).append(" ", link);
}
addEventListener("hashchange", reveal);
document.addEventListener("click", event => event.target.closest?.("a[href^='#']") && setTimeout(reveal));
reveal();
