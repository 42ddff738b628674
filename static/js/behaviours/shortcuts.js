// Single keys: any [data-key] that can be seen is pressed by its key; "/" goes to the search.
import { keysAreOn } from "../lib/keys.js";
import { focusSearch } from "../lib/search-field.js";

const TYPING = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]";

function isSeen(element) {
  return element.getClientRects().length > 0 && !element.disabled;
}

// What the key belongs to may refuse it by cancelling "tenon:key".
function press(key) {
  const target = [...document.querySelectorAll("[data-key]")].find((each) => each.dataset.key === key && isSeen(each));
  if (!target) return false;
  const allowed = target.dispatchEvent(new CustomEvent("tenon:key", { bubbles: true, cancelable: true }));
  if (allowed) target.click();
  return true;
}

export default function shortcuts() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
    if (event.target.closest(TYPING) || document.querySelector("dialog[open]") || !keysAreOn()) return;
    if (event.key === "/") {
      const link = document.querySelector("[data-behaviour~=search-link]");
      if (focusSearch()) event.preventDefault();
      else if (link) window.location.assign(link.href);
    } else if (!event.repeat && press(event.key)) {
      event.preventDefault();
    }
  });
}
