// Laying in documents: drag and drop, one request for each file, its progress in the list; then the row tells how the
// reading goes. Without this script the form sends all files at once and the page comes anew.

const form = document.querySelector("[data-upload]");
if (form) live(form);
follow(document.getElementById("reading-state"));

function live(form) {
  const input = form.querySelector("input[type=file]");
  const status = form.querySelector("[data-upload-status]");
  form.dataset.live = "";
  for (const hidden of form.querySelectorAll("[data-with-script]")) hidden.hidden = false;

  input.addEventListener("change", () => {
    send([...input.files]);
    input.value = "";
  });
  let inside = 0;
  form.addEventListener("dragenter", (event) => {
    event.preventDefault();
    inside += 1;
    form.dataset.over = "";
  });
  form.addEventListener("dragover", (event) => event.preventDefault());
  form.addEventListener("dragleave", () => {
    inside -= 1;
    if (inside <= 0) delete form.dataset.over;
  });
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    inside = 0;
    delete form.dataset.over;
    send([...event.dataTransfer.files]);
  });

  const queue = [];
  let sending = 0;
  function send(files) {
    for (const file of files) queue.push([file, row(file)]);
    while (sending < 2 && queue.length) next();
  }
  function next() {
    const one = queue.shift();
    if (!one) return;
    sending += 1;
    post(...one).finally(() => {
      sending -= 1;
      next();
    });
  }

  function row(file) {
    const item = document.createElement("li");
    item.className = "lv-document";
    const words = document.createElement("div");
    words.className = "lv-document__words";
    const name = document.createElement("h3");
    name.className = "lv-h4";
    name.textContent = file.name;
    const progress = document.createElement("progress");
    progress.max = 100;
    progress.value = 0;
    progress.setAttribute("aria-label", `${form.dataset.sending} ${file.name}`);
    const line = document.createElement("div");
    line.className = "lv-progress";
    line.append(progress);
    words.append(name, line);
    item.append(words);
    document.getElementById("documents").prepend(item);
    return item;
  }

  function refuse(item, file, words) {
    const said = document.createElement("p");
    said.className = "lv-document__error";
    said.textContent = words;
    item.querySelector(".lv-progress")?.remove();
    item.querySelector(".lv-document__words").append(said);
    status.textContent = `${file.name}: ${words}`;
  }

  function post(file, item) {
    return new Promise((done) => {
      if (file.size > 50_000_000) {
        refuse(item, file, form.dataset.large);
        done();
        return;
      }
      const data = new FormData(form);
      data.delete("files");
      data.append("files", file);
      const request = new XMLHttpRequest();
      const progress = item.querySelector("progress");
      request.open("POST", form.action);
      request.setRequestHeader("X-One-File", "1");
      request.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) progress.value = (100 * event.loaded) / event.total;
      });
      request.addEventListener("load", () => {
        const fragment = document.createRange().createContextualFragment(request.responseText);
        if (request.status === 200) {
          const arrived = fragment.querySelector("li");
          document.getElementById(arrived.id)?.remove();
          item.replaceWith(arrived);
          htmx.process(arrived);
          status.textContent = arrived.querySelector("h3, .lv-document__state")?.textContent ?? "";
        } else if (request.status === 422 && fragment.querySelector(".lv-document__words")) {
          item.replaceChildren(fragment);
          status.textContent = item.textContent;
        } else {
          refuse(item, file, form.dataset.broken);
        }
        done();
      });
      request.addEventListener("error", () => {
        refuse(item, file, form.dataset.broken);
        done();
      });
      request.send(data);
    });
  }
}

// The page of one document that is being read: when it is read, show it.
function follow(list) {
  if (!list) return;
  list.addEventListener("htmx:afterSettle", () => {
    const stage = list.querySelector("[data-stage]")?.dataset.stage;
    if (stage === "read" || stage === "reviewed") window.location.assign(list.dataset.then);
    else if (stage === "failed" || stage === "lost") window.location.reload();
  });
}
