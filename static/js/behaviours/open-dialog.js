// A button that opens the <dialog> with the id data-opens.

export default function openDialog(button) {
  button.addEventListener("click", () => document.getElementById(button.dataset.opens).showModal());
}
