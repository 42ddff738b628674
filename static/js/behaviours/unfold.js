// A button that shows and hides what aria-controls names. What was unfolded to be filled in takes the focus; a menu
// (data-keeps-focus) leaves it on the button.

export default function unfold(button) {
  const part = document.getElementById(button.getAttribute("aria-controls"));
  button.addEventListener("click", () => {
    const open = part.classList.toggle("is-open");
    button.setAttribute("aria-expanded", String(open));
    if (open && !("keepsFocus" in button.dataset)) {
      part.querySelector("textarea, input:not([type=hidden]), button")?.focus();
    }
  });
}
