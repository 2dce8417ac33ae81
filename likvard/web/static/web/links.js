// Files sent in pieces, each line by itself. A dropped line costs one piece: the page tries again by itself, and a file
// chosen again another day goes on where it stopped. Without this script the form sends its files whole.

const PATIENCE = [1000, 2000, 5000, 10000, 20000, 30000]; // milliseconds between tries

for (const form of document.querySelectorAll("[data-uploads]")) live(form);

function live(form) {
  const input = form.querySelector("input[type=file]");
  const progress = form.querySelector("[data-progress]");
  const status = form.querySelector("[data-status]");
  form.querySelector("[data-without-script]").hidden = true;
  const queue = [];
  let sending = false;

  input.addEventListener("change", () => {
    for (const file of input.files) queue.push([file, row(file)]);
    input.value = "";
    next();
  });

  async function next() {
    if (sending || !queue.length) return;
    sending = true;
    const [file, item] = queue.shift();
    try {
      await send(file, item);
    } catch (error) {
      say(item, error instanceof Refused ? error.message : form.dataset.gaveUp);
    }
    sending = false;
    next();
  }

  function row(file) {
    const item = document.createElement("li");
    const name = document.createElement("span");
    name.className = "lv-files__name";
    name.textContent = file.name;
    const bar = document.createElement("progress");
    bar.max = 100;
    bar.value = 0;
    bar.setAttribute("aria-label", `${form.dataset.sending} ${file.name}`);
    item.append(name, bar);
    progress.append(item);
    return item;
  }

  function say(item, words) {
    item.querySelector("progress")?.remove();
    item.querySelector("[data-said]")?.remove();
    const said = document.createElement("p");
    said.className = "ds-validation-message";
    said.dataset.said = "";
    said.textContent = words;
    item.append(said);
    status.textContent = `${item.firstChild.textContent}: ${words}`;
  }

  async function send(file, item) {
    const bar = item.querySelector("progress");
    const about = { name: file.name, size: file.size, fingerprint: `${file.name}:${file.size}:${file.lastModified}` };
    const begun = await (await ask(form.dataset.uploads, fields(about))).json();
    const sum = await digest(file);
    let at = begun.received;
    let whole;
    do {
      while (at < file.size) {
        const piece = file.slice(at, Math.min(at + begun.largest, file.size));
        const answer = await ask(begun.piece, piece, { "Upload-Offset": String(at) });
        at = (await answer.json()).received;
        bar.value = (100 * at) / file.size;
      }
      whole = await ask(begun.finish, fields({ sha256: sum }));
      if (whole.status === 409) at = (await whole.json()).received;
    } while (whole.status === 409);
    const fragment = document.createRange().createContextualFragment(await whole.text());
    form.parentElement.querySelector("[data-files]").replaceWith(fragment.querySelector("[data-files]"));
    item.remove();
    const tag = form.closest("li[id]").querySelector("[data-line-state] .lv-tag");
    if (tag && tag.dataset.state !== "done") {
      tag.dataset.state = "done";
      tag.textContent = form.dataset.answered;
    }
    status.textContent = `${file.name} ${form.dataset.done}`;
  }

  function fields(values) {
    const data = new FormData();
    for (const [name, value] of Object.entries(values)) data.append(name, value);
    return data;
  }

  // One question, tried again while the line is down. 409 tells where to go on; 422 says why not.
  async function ask(address, body, headers = {}) {
    const token = form.querySelector("[name=csrfmiddlewaretoken]")?.value;
    if (token) headers["X-CSRFToken"] = token;
    if (!(body instanceof FormData)) headers["Content-Type"] = "application/octet-stream";
    for (let tries = 0; ; tries += 1) {
      try {
        const answer = await fetch(address, { method: "POST", body, headers, credentials: "same-origin" });
        if (answer.status === 422) throw new Refused((await answer.json()).refused);
        if (answer.ok || answer.status === 409) return answer;
        if (answer.status < 500 && answer.status !== 429) throw new Refused(form.dataset.gaveUp);
      } catch (error) {
        if (error instanceof Refused) throw error;
      }
      if (tries >= PATIENCE.length) throw new Error("the line is down");
      status.textContent = form.dataset.broken;
      await new Promise((done) => setTimeout(done, PATIENCE[tries]));
    }
  }
}

class Refused extends Error {}

// What the sender says the file is, where the browser can count it; elsewhere the server takes what has come.
async function digest(file) {
  if (!window.crypto?.subtle) return "";
  const sum = await window.crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return [...new Uint8Array(sum)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
