// Pointing at a shared term, or focusing its name, outlines its partners in both texts.

export default function partners(root) {
  function outline(event, on) {
    const place = event.target.closest("[data-term]");
    if (!place) return;
    for (const each of root.querySelectorAll("[data-term]")) {
      if (each.dataset.term === place.dataset.term) each.classList.toggle("is-partner", on);
    }
  }
  for (const name of ["mouseover", "focusin"]) root.addEventListener(name, (event) => outline(event, true));
  for (const name of ["mouseout", "focusout"]) root.addEventListener(name, (event) => outline(event, false));
}
