// A <details> whose list is a menu: a click elsewhere and Escape shut it, arrow keys go through its items.

export default function menu(details) {
  const summary = details.querySelector("summary");
  const items = () => [...details.querySelectorAll("a, button")];

  function shut() {
    if (!details.open) return;
    const inside = details.contains(document.activeElement);
    details.open = false;
    if (inside) summary.focus();
  }

  function go(step) {
    const all = items();
    const here = all.indexOf(document.activeElement);
    const next = here < 0 ? (step > 0 ? 0 : all.length - 1) : here + step;
    all[Math.min(Math.max(next, 0), all.length - 1)].focus();
  }

  document.addEventListener("click", (event) => {
    if (!details.contains(event.target)) details.open = false;
  });
  details.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !details.contains(event.relatedTarget)) details.open = false;
  });
  details.addEventListener("keydown", (event) => {
    if (event.key === "Escape") shut();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    details.open = true;
    go(step);
    event.preventDefault();
  });
}
