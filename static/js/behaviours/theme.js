// The button that goes round the themes: auto, light, dark. theme.js in the head applies the choice before painting.
import { write } from "../lib/storage.js";

const NEXT = { auto: "light", light: "dark", dark: "auto" };

export default function theme(button) {
  const root = document.documentElement;
  const choice = () => root.dataset.themeChoice || "auto";

  function name() {
    const words = button.getAttribute(`data-${choice()}`);
    button.setAttribute("aria-label", words);
    button.title = words;
  }

  button.addEventListener("click", () => {
    write("tenon-theme", NEXT[choice()]);
    window.tenonTheme.apply();
    name();
  });
  name();
}
