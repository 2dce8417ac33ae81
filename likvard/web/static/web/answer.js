// When two have written the same text: this button says that the other wording has been seen.

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-overwrite]");
  if (!button) return;
  for (const [name, mark] of Object.entries(button.dataset)) {
    const hidden = name.startsWith("seen_") && button.form.elements.namedItem(name);
    if (hidden) hidden.value = mark;
  }
}, true);
