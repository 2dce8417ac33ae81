// What every page does beside its own work: `/` goes to the search, menus close, messages pass, errors get focus.
// Nothing here is needed to use the page.

const typing = (element) => element.closest("input, textarea, select, [contenteditable]") !== null;

document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !typing(event.target)) {
    const search = document.querySelector("[data-search-focus]");
    if (search) {
      event.preventDefault();
      search.focus();
      search.select();
    }
  }
  if (event.key === "Escape") {
    for (const open of document.querySelectorAll("[data-menu][open], [data-confirm][open]")) close(open);
  }
});

function close(details) {
  const held = details.contains(document.activeElement);
  details.open = false;
  if (held) details.querySelector("summary").focus();
}

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
  const button = event.target.closest("[data-close]");
  if (!button) return;
  const toast = button.closest(".lv-toast");
  if (toast) toast.remove();
  const confirm = button.closest("[data-confirm]");
  if (confirm) close(confirm);
});

document.addEventListener("toggle", (event) => {
  const details = event.target;
  if (!details.open || !details.matches) return;
  if (details.matches("[data-confirm]")) details.querySelector("input:not([type=hidden]), textarea, select, button[type=submit]")?.focus();
  if (details.matches("[data-menu]")) {
    for (const other of document.querySelectorAll("[data-menu][open]")) if (other !== details) other.open = false;
  }
}, true);

// A message that asks nothing passes after eight seconds, but never while someone reads it with pointer or focus.
function passing(root) {
  for (const toast of root.querySelectorAll(".lv-toast[data-passing]")) {
    toast.removeAttribute("data-passing");
    const leave = () => (toast.matches(":hover, :focus-within") ? setTimeout(leave, 2000) : toast.remove());
    setTimeout(leave, 8000);
  }
}

function errorsFirst(root) {
  root.querySelector("[data-focus-first]")?.focus();
}

passing(document);
errorsFirst(document);
document.addEventListener("htmx:afterSettle", (event) => {
  passing(document);
  errorsFirst(event.target.parentElement ?? document);
});
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
});

// A row of tabs that is wider than the screen begins where one is.
for (const here of document.querySelectorAll(".lv-tabs [aria-current]")) {
  const row = here.parentElement;
  if (row.scrollWidth > row.clientWidth) row.scrollLeft = here.offsetLeft - row.offsetLeft - (row.clientWidth - here.offsetWidth) / 2;
}

// A double click sends a form once: the second press within a second is one and the same.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  const now = Date.now();
  if (now - Number(form.dataset.sentAt ?? 0) < 1000) event.preventDefault();
  else form.dataset.sentAt = String(now);
});
