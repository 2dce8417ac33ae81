// A finished row can be undone for ten seconds; it stays longer while pointer or focus rests on it.

function waitThenLeave(row) {
  const seconds = Number(row.dataset.undoSeconds);
  row.removeAttribute("data-undo-seconds");
  const leave = () => {
    if (!row.isConnected) return;
    if (row.matches(":hover, :focus-within")) return void setTimeout(leave, 2000);
    const group = row.closest("section");
    row.remove();
    if (group && !group.querySelector("li")) group.remove();
  };
  setTimeout(leave, seconds * 1000);
}

const begin = () => document.querySelectorAll("[data-undo-seconds]").forEach(waitThenLeave);

begin();
document.addEventListener("htmx:afterSettle", () => {
  begin();
  // The button that was pressed is gone: the focus goes to the one that undoes it.
  if (document.activeElement === document.body) document.querySelector("[data-done] [data-undo]")?.focus({ preventScroll: true });
});
