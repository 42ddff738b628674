// The check box that switches single keys off for this browser.
import { keysAreOn, switchKeys } from "../lib/keys.js";

export default function keysSwitch(box) {
  box.checked = keysAreOn();
  box.addEventListener("change", () => switchKeys(box.checked));
}
