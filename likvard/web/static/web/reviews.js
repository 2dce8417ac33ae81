// The case page: a row that an address points at opens, and a form opened in place can be left again.
// Without this every link leads to a page of its own.

function openFromAddress() {
  const row = location.hash.startsWith("#finding-") && document.getElementById(location.hash.slice(1));
  if (row) row.open = true;
}

openFromAddress();
window.addEventListener("hashchange", openFromAddress);

document.addEventListener("htmx:afterSwap", (event) => {
  const form = event.target.querySelector?.("[data-inplace]") ?? event.target.closest?.("[data-inplace]");
  const first = form?.querySelector("[data-focus-first], input:not([type=hidden]), select, textarea");
  first?.focus();
});

// Where the focus goes when a row comes back saved: to the row itself.
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.matches?.(".lv-finding") && event.detail.requestConfig?.verb === "post") {
    document.getElementById(event.target.id)?.querySelector("summary").focus({ preventScroll: true });
  }
});

document.addEventListener("click", (event) => {
  const cancel = event.target.closest("[data-cancel]");
  const form = cancel?.closest("[data-inplace]");
  if (!form) return;
  event.preventDefault();
  const opener = document.querySelector(`[hx-get="${CSS.escape(form.getAttribute("action"))}"]`);
  form.remove();
  opener?.focus();
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") event.target.closest?.("[data-inplace]")?.querySelector("[data-cancel]")?.click();
});

// Paper has no rows to open.
let closed = [];
window.addEventListener("beforeprint", () => {
  closed = [...document.querySelectorAll("main details:not([open])")];
  for (const details of closed) details.open = true;
});
window.addEventListener("afterprint", () => {
  for (const details of closed) details.open = false;
});
