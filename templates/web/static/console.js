// Keys of the console, and the light between a value in a letter and its field in the form. Pages work without it.
"use strict";

(function () {
  const typing = (element) =>
    element instanceof HTMLElement &&
    (element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName));

  const find = (name, value) => document.querySelector(`[${name}="${CSS.escape(value)}"]`);

  // The rows of a list, for j and k.
  function step(by) {
    const rows = Array.from(document.querySelectorAll("[data-row]"));
    if (rows.length === 0) return false;
    const at = rows.indexOf(document.activeElement);
    const next = rows[Math.min(Math.max(at + by, 0), rows.length - 1)];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
    return true;
  }

  // A decision is sent only when its letter is shown.
  function send(key) {
    const shown = find("data-shown", key);
    shown?.requestSubmit();
    return Boolean(shown);
  }

  // Else the key shows it.
  function show(key) {
    const tab = find("data-act", key);
    if (!tab) return false;
    tab.click();
    return true;
  }

  function press(key) {
    if (key === "?") {
      document.getElementById("keys")?.showModal();
      return true;
    }
    if (key === "/") {
      const search = document.querySelector("[type=search]");
      search?.focus();
      return search !== null;
    }
    const field = find("data-key-focus", key);
    if (field) {
      field.focus();
      return true;
    }
    if (key === "x") {
      const row = document.activeElement?.closest("li")?.querySelector("[data-pick]");
      row?.click();
      return Boolean(row);
    }
    if (key === "j" && step(1)) return true;
    if (key === "k" && step(-1)) return true;
    // The link that led to a letter has the same key as its sending.
    if (send(key)) return true;
    const button = find("data-key", key);
    if (button) {
      button.click();
      return true;
    }
    return show(key);
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (document.querySelector("dialog[open]")) return;
    if (typing(event.target)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (event.repeat && !"jk".includes(event.key)) return;
    if (press(event.key)) event.preventDefault();
  });

  // On a telephone the lists stand in a row that is pushed sideways: the open one is in sight.
  const open = document.querySelector(".rail nav [aria-current]");
  if (open) {
    const nav = open.closest("nav");
    nav.scrollLeft = open.offsetLeft - nav.offsetLeft - (nav.clientWidth - open.offsetWidth) / 2;
  }

  // A form is sent once, however often its button is pressed.
  document.addEventListener("submit", (event) => {
    if (event.target.dataset.sent) event.preventDefault();
    else if (event.target.method === "post") event.target.dataset.sent = "yes";
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });

  // A part of the page is exchanged under the reader: what was open stays open, and the focus where it was.
  let kept = { open: [], focus: null };
  document.addEventListener("htmx:sseBeforeMessage", (event) => {
    const open = Array.from(event.target.querySelectorAll("details[open][id]"), (one) => one.id);
    const inside = event.target.contains(document.activeElement);
    kept = { open, focus: inside ? document.activeElement.closest("details")?.id : null };
  });
  document.addEventListener("htmx:sseMessage", () => {
    for (const id of kept.open) document.getElementById(id)?.setAttribute("open", "");
    if (kept.focus) document.querySelector(`#${CSS.escape(kept.focus)} summary`)?.focus();
  });

  // How many rows are ticked.
  document.addEventListener("change", (event) => {
    const form = event.target.closest?.(".many");
    const said = form?.querySelector("[data-picked]");
    if (!said) return;
    const count = form.querySelectorAll("[data-pick]:checked").length;
    const number = new Intl.PluralRules(document.documentElement.lang).select(count);
    const text = count === 0 ? said.dataset.none : (said.dataset[number] ?? said.dataset.other);
    said.textContent = text.replace("{n}", count);
  });

  // A file that is let go anywhere on a page that takes one is taken as if it had been chosen.
  const drops = (event) => (event.dataTransfer?.types.includes("Files") ? document.querySelector("[data-drop]") : null);
  for (const [name, over] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
    document.addEventListener(name, (event) => {
      const field = drops(event);
      if (!field) return;
      event.preventDefault();
      field.classList.toggle("over", over);
      if (name === "drop") field.files = event.dataTransfer.files;
    });
  }

  // The form that was opened begins at its first field.
  document.addEventListener("htmx:afterSwap", (event) => event.target.querySelector("[data-first]")?.focus());

  function light(event, on) {
    const field = event.target instanceof Element && event.target.closest("[data-field], [data-for]");
    if (!field) return;
    const name = field.dataset.field ?? field.dataset.for;
    for (const one of document.querySelectorAll(
      `[data-field="${CSS.escape(name)}"], [data-for="${CSS.escape(name)}"]`,
    )) {
      one.classList.toggle("lit", on);
    }
  }
  for (const [name, on] of [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]]) {
    document.addEventListener(name, (event) => light(event, on));
  }
})();
