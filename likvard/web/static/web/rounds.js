// The form of a draw shows what the chosen method asks for, and hides the rest. Without JavaScript all of it is there.

const ASKED = {
  stratify: (f) => f.method === "stratified",
  allocation: (f) => f.method === "stratified",
  spread_of: (f) => f.method === "stratified" && f.allocation === "neyman",
  size_of: (f) => f.method === "size",
  factors: (f) => f.method === "risk",
  comparison: (f) => f.method === "risk",
  units_each: (f) => f.target === "organisers",
  least_units: (f) => f.target === "organisers",
  most_units: (f) => f.target === "organisers",
};

function show(form) {
  const given = Object.fromEntries(new FormData(form));
  for (const part of form.querySelectorAll("[data-name]")) {
    const asked = ASKED[part.dataset.name];
    const refused = part.querySelector("[aria-invalid], .ds-validation-message");
    part.hidden = Boolean(asked) && !asked(given) && !refused;
  }
}

for (const form of document.querySelectorAll("[data-draw]")) {
  form.addEventListener("change", () => show(form));
  show(form);
}
