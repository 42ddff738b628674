// A form that is sent when a choice changes. In the sheet of a phone one chooses several, then presses the button.

export default function autoSubmit(form) {
  const wide = window.matchMedia("(min-width: 992px)");
  form.addEventListener("change", () => {
    if (wide.matches) form.requestSubmit();
  });
}
