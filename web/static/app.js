// Everything works without this script; it adds keys, a range on the timeline and a
// button that copies a command.
"use strict";

const box = document.getElementById("q");
const hits = [...document.querySelectorAll(".hit h2 a, .statement h2 a, .kwic .from a")];

function step(by) {
  const at = hits.indexOf(document.activeElement);
  const next = hits[at < 0 ? (by > 0 ? 0 : hits.length - 1) : Math.min(hits.length - 1, Math.max(0, at + by))];
  if (next) {
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  }
}

function typing(e) {
  return /^(INPUT|SELECT|TEXTAREA)$/.test(e.target.tagName) && e.target.type !== "checkbox";
}

document.addEventListener("keydown", (e) => {
  if (e.ctrlKey || e.metaKey || e.altKey) return;
  if (e.key === "Escape") {
    const back = document.querySelector(".back a");
    if (typing(e)) e.target.blur();
    else if (back) back.click();
    return;
  }
  if (typing(e)) return;
  const act = {
    "/": () => { box.focus(); box.select(); },
    "j": () => step(1),
    "k": () => step(-1),
    "?": () => { location.href = "/help"; },
  }[e.key];
  if (act) {
    e.preventDefault();
    act();
  }
});

// A drag over the timeline narrows to the days from where it began to where it ends.
const plot = document.querySelector(".plot");
if (plot) {
  let from = null, dragged = false;
  const bar = (e) => e.target.closest && e.target.closest("a[data-since]");
  const bars = [...plot.querySelectorAll("a[data-since]")];
  const show = (a, b) => {
    const [x, y] = [bars.indexOf(a), bars.indexOf(b)].sort((m, n) => m - n);
    bars.forEach((el, i) => el.classList.toggle("picked", i >= x && i <= y));
  };
  plot.addEventListener("pointerdown", (e) => { from = bar(e); dragged = false; });
  plot.addEventListener("pointermove", (e) => {
    const at = bar(e);
    if (from && at) { dragged = dragged || at !== from; show(from, at); }
  });
  plot.addEventListener("dragstart", (e) => e.preventDefault());
  plot.addEventListener("click", (e) => { if (dragged) e.preventDefault(); }, true);
  document.addEventListener("pointerup", (e) => {
    const to = bar(e);
    if (from && to && dragged) {
      const [a, b] = [from, to].sort((m, n) => m.dataset.since < n.dataset.since ? -1 : 1);
      const at = new URL(location.href);
      at.searchParams.set("since", a.dataset.since);
      at.searchParams.set("until", b.dataset.until);
      at.searchParams.delete("after");
      location.href = at.href;
    }
    from = null;
  });
}

// A filled form leaves its empty fields out of the address.
for (const form of document.forms) {
  form.addEventListener("submit", () => {
    for (const el of form.elements) {
      if (el.name && el.name !== "q" && el.value === "") el.disabled = true;
    }
  });
}
window.addEventListener("pageshow", () => {
  for (const form of document.forms) for (const el of form.elements) el.disabled = false;
});

if (navigator.clipboard) {
  for (const pre of document.querySelectorAll("pre.copy")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Copy";
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(pre.textContent);
      button.textContent = "Copied";
    });
    pre.after(button);
  }
}
