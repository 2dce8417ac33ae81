// The answer saves itself. What can go wrong on the way is told beside the text, and the text is never taken away.

// When two have written the same text: this button says that the other wording has been seen.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-overwrite]");
  if (!button) return;
  for (const [name, mark] of Object.entries(button.dataset)) {
    const hidden = name.startsWith("seen_") && button.form.elements.namedItem(name);
    if (hidden) hidden.value = mark;
  }
}, true);

const TRY_AGAIN_AFTER = 10_000;

function tell(form, name) {
  const words = document.getElementById("answer-words").content.querySelector(`[data-when="${name}"]`);
  form.querySelector(".lv-saved").replaceChildren(words.cloneNode(true));
}

function tryAgain(form) {
  clearTimeout(form.again);
  form.again = setTimeout(() => form.isConnected && window.htmx.trigger(form, "change"), TRY_AGAIN_AFTER);
}

const ours = (event) => event.detail.elt?.closest?.("form[data-saves-itself]");

// Whoever signed in again in another tab has a new mark against forgery; the page is asked for it.
let mark = "";

document.addEventListener("htmx:configRequest", (event) => {
  const form = ours(event);
  if (!form) return;
  // Two wordings stand to be compared: only the writer's own choice goes on, so that the buttons stay where they are.
  if (form.querySelector("[data-overwrite]") && event.detail.triggeringEvent?.type !== "submit") {
    event.preventDefault();
    return;
  }
  if (!mark) return;
  event.detail.headers["X-CSRFToken"] = mark;
  event.detail.parameters["csrfmiddlewaretoken"] = mark;
});

async function renewMark(form) {
  const page = await fetch(location.href).catch(() => null);
  if (!page) return "unreachable";
  if (new URL(page.url).pathname !== location.pathname) return "signed-out";
  const found = (await page.text()).match(/name="csrfmiddlewaretoken" value="([^"]+)"/);
  if (!page.ok || !found || form.renewed) return "gone";
  mark = found[1];
  form.renewed = true; // once: a role that has ended is refused with any mark
  window.htmx.trigger(form, "change");
  return "";
}

document.addEventListener("htmx:beforeSwap", (event) => {
  const form = ours(event);
  if (!form) return;
  const answered = new URL(event.detail.xhr.responseURL || location.href, location.href).pathname;
  if (answered !== event.detail.pathInfo.requestPath) {
    event.detail.shouldSwap = false; // it was the sign-in page that answered
    tell(form, "signed-out");
    tryAgain(form);
  }
});

document.addEventListener("htmx:sendError", (event) => {
  const form = ours(event);
  if (!form) return;
  tell(form, "unreachable");
  tryAgain(form);
});

document.addEventListener("htmx:responseError", async (event) => {
  const form = ours(event);
  if (!form) return;
  const status = event.detail.xhr.status;
  const why = status === 404 ? "gone" : status === 403 ? await renewMark(form) : "unreachable";
  if (why) tell(form, why);
  if (why && why !== "gone") tryAgain(form);
});

document.addEventListener("htmx:afterOnLoad", (event) => {
  const form = ours(event);
  if (form && event.detail.successful) form.renewed = false;
});
