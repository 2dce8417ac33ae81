// The reading page by keyboard and mouse. Every act is a button that works without this script; here they get keys,
// and a value and its place in the document find each other.

const reader = document.querySelector("[data-reader]");
const values = reader.querySelector("[data-values]");
const paper = reader.querySelector("[data-paper]");
const said = reader.querySelector("[data-said]");
const narrow = window.matchMedia("(max-width: 999px)");
const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
let acted = []; // slugs of the values acted on, the latest last
let settled = false; // nothing glides before the page has come to rest
let going = null; // what to do when the answer has come: a slug to go on from, or to stay at

const rows = () => [...values.querySelectorAll("[data-value]")].filter((row) => row.offsetParent !== null);
const rowOf = (slug) => document.getElementById(`v-${slug}`);
const act = (row, name) => row?.querySelector(`[data-act="${name}"]`);

// --- A value and its place -----------------------------------------------------------------------------------

function marksOf(slug) {
  return [...paper.querySelectorAll("[data-marks]")].filter((mark) => mark.dataset.marks.split(" ").includes(slug));
}

function here(row, { scroll = true } = {}) {
  for (const other of reader.querySelectorAll("[data-here]")) delete other.dataset.here;
  if (!row) return;
  row.dataset.here = "";
  const marks = marksOf(row.dataset.value);
  for (const mark of marks) mark.dataset.here = "";
  if (!scroll) return;
  if (marks.length) intoView(marks[0]);
  else {
    const page = row.querySelector("[data-page]")?.dataset.page;
    const sheet = page && document.getElementById(`s-${page}`);
    if (sheet && !narrow.matches) intoView(sheet, "start");
  }
}

function intoView(element, block = "center") {
  if (element.offsetParent === null) return;
  // Only the paper moves, never the page under the reader's hands.
  if (narrow.matches) {
    element.scrollIntoView({ block, behavior: calm.matches || !settled ? "auto" : "smooth" });
    return;
  }
  const frame = paper.getBoundingClientRect();
  const place = element.getBoundingClientRect();
  // The paper may reach below the window before the page is scrolled: only what can be seen of it counts.
  const top = Math.max(frame.top, 0);
  const height = Math.min(frame.bottom, window.innerHeight) - top;
  if (block === "center" && place.top > top + 48 && place.bottom < top + height - 48) return;
  const offset = block === "center" ? (height - Math.min(place.height, height)) / 2 : 8;
  paper.scrollBy({ top: place.top - top - offset, behavior: calm.matches || !settled ? "auto" : "smooth" });
}

function settleMarks(row) {
  const gone = row.dataset.verdict === "dismissed";
  for (const mark of marksOf(row.dataset.value)) {
    const own = mark.dataset.marks.split(" ").map(rowOf).filter(Boolean);
    mark.toggleAttribute("data-doubtful", own.some((one) => "doubtful" in one.dataset));
    mark.toggleAttribute("data-gone", gone && own.every((one) => one.dataset.verdict === "dismissed"));
  }
}

// --- Going from value to value -----------------------------------------------------------------------------------

function focusRow(row) {
  if (!row) return;
  for (const other of values.querySelectorAll("[data-value][tabindex='0']")) other.tabIndex = -1;
  row.tabIndex = 0;
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest", behavior: "auto" });
}

function step(from, by) {
  const all = rows();
  const at = Math.max(0, all.indexOf(from)) + by;
  focusRow(all[Math.min(all.length - 1, Math.max(0, at))]);
}

function onward(slug) {
  const all = rows();
  const from = all.indexOf(rowOf(slug));
  const next = all.slice(from + 1).find((row) => "left" in row.dataset) ?? all.find((row) => "left" in row.dataset);
  if (next) focusRow(next);
  else {
    const done = document.querySelector(".lv-next a, .lv-next button");
    if (done) done.focus();
    else focusRow(all[from]);
  }
}

values.addEventListener("focusin", (event) => {
  const row = event.target.closest("[data-value]");
  if (row && !("here" in row.dataset)) here(row);
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const target = event.target;
  const row = target.closest?.("[data-value]");
  if (event.key === "Escape" && row?.querySelector("details[open]")) {
    row.querySelector("details[open]").open = false;
    focusRow(row);
    return;
  }
  if (target.closest("input, textarea, select, [contenteditable]")) return;
  if (!row && target !== document.body && target !== document.getElementById("main") && !target.closest("[data-values]")) return;
  const current = row ?? values.querySelector("[data-here]");
  const onRow = row && target === row;
  const keys = {
    ArrowDown: () => step(current, row ? 1 : 0),
    j: () => step(current, row ? 1 : 0),
    ArrowUp: () => step(current, -1),
    k: () => step(current, -1),
    Enter: onRow && (() => {
      // What cannot be confirmed as it is (a day without its year) is corrected; what is settled is passed.
      const button = act(row, "confirm") ?? ("left" in row.dataset ? act(row, "edit") : null);
      if (button) button.click();
      else onward(row.dataset.value);
    }),
    e: () => act(current, "edit")?.click(),
    d: () => act(current, "dismiss")?.click(),
    u: () => (act(current, "undo") ?? act(rowOf(acted.at(-1)), "undo"))?.click(),
  };
  if (!keys[event.key]) return;
  if (!row && event.key.startsWith("Arrow")) return; // arrows still scroll the page until a value is chosen
  event.preventDefault();
  keys[event.key]();
});

values.addEventListener("click", (event) => {
  const row = event.target.closest("[data-value]");
  if (!row) return;
  const button = event.target.closest("[data-act]");
  if (button?.dataset.act === "cancel") {
    button.closest("details").open = false;
    focusRow(row);
    return;
  }
  if (event.target.closest("[data-place]")) {
    event.preventDefault();
    if (narrow.matches) show("document");
    here(row);
    return;
  }
  if (!event.target.closest("a, button, input, textarea, select, summary, label")) focusRow(row);
});

values.addEventListener("toggle", (event) => {
  if (event.target.open && event.target.matches(".lv-value__edit, .lv-adding details"))
    event.target.querySelector("input:not([type=hidden]), textarea, select")?.focus();
}, true);

paper.addEventListener("click", (event) => {
  const mark = event.target.closest("[data-marks]");
  if (!mark) return;
  event.preventDefault();
  const slugs = mark.dataset.marks.split(" ");
  // A second click on the same spot goes on to the next value that stands there.
  const at = slugs.findIndex((slug) => "here" in (rowOf(slug)?.dataset ?? {}));
  const row = rowOf(slugs[(at + 1) % slugs.length]);
  if (!row) return;
  row.closest("details.lv-values__group")?.setAttribute("open", "");
  if (narrow.matches) show("values");
  here(row, { scroll: false });
  focusRow(row);
});

// --- What comes back from the server ---------------------------------------------------------------------------------

document.addEventListener("htmx:beforeRequest", (event) => {
  const row = event.target.closest("[data-value]");
  if (!row) return;
  const verdict = event.detail.requestConfig.parameters.verdict ?? event.detail.requestConfig.formData?.get("verdict");
  going = { slug: row.dataset.value, on: verdict !== "withdrawn" };
  acted = acted.filter((slug) => slug !== row.dataset.value);
  if (going.on) acted.push(row.dataset.value);
});

document.addEventListener("htmx:afterSettle", () => {
  if (!going) return;
  const { slug, on } = going;
  going = null;
  const row = rowOf(slug);
  const left = document.getElementById("left");
  said.textContent = left ? left.textContent : "";
  if (!row || row.hidden) return onward(slug);
  if (row.dataset.value) settleMarks(row);
  if (row.querySelector("[data-focus-first]")) return row.querySelector("[data-focus-first]").focus();
  if (row.querySelector(".lv-value__edit[open]")) return row.querySelector("[aria-invalid], .lv-edit input:not([type=hidden])")?.focus();
  if (on) onward(slug);
  else focusRow(row);
});

// --- On a phone: document and values in turn ---------------------------------------------------------------------------

const parts = reader.querySelector("[data-switch]");
parts.hidden = false;
function show(side) {
  reader.dataset.shown = side;
  for (const button of parts.querySelectorAll("[data-show]")) button.setAttribute("aria-pressed", String(button.dataset.show === side));
}
parts.addEventListener("click", (event) => {
  const button = event.target.closest("[data-show]");
  if (!button) return;
  show(button.dataset.show);
  if (button.dataset.show === "document") {
    const row = values.querySelector("[data-here]");
    if (row) here(row);
  }
});
show("values");

// Begin where something waits, unless an address points at a value.
const wanted = document.getElementById(window.location.hash.slice(1));
if (wanted?.matches("[data-value]")) focusRow(wanted);
else {
  const first = rows().find((row) => "left" in row.dataset);
  if (first) {
    first.tabIndex = 0;
    here(first);
    if (!narrow.matches) first.focus({ preventScroll: true });
  }
}
for (const row of values.querySelectorAll("[data-verdict=dismissed]")) settleMarks(row);
settled = true;
