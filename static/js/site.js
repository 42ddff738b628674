// Small comforts: every page works without them. An element names its behaviours, data-behaviour="toast"; each is a
// module of that name, whose function is called once with the element.
import autoSubmit from "./behaviours/auto-submit.js";
import countUsed from "./behaviours/count-used.js";
import decision from "./behaviours/decision.js";
import formRows from "./behaviours/form-rows.js";
import keysSwitch from "./behaviours/keys-switch.js";
import menu from "./behaviours/menu.js";
import openDialog from "./behaviours/open-dialog.js";
import ownHeight from "./behaviours/own-height.js";
import partners from "./behaviours/partners.js";
import searchLink from "./behaviours/search-link.js";
import sheet from "./behaviours/sheet.js";
import shortcuts from "./behaviours/shortcuts.js";
import takeFocus from "./behaviours/take-focus.js";
import theme from "./behaviours/theme.js";
import toast from "./behaviours/toast.js";
import unfold from "./behaviours/unfold.js";
import warnUnsaved from "./behaviours/warn-unsaved.js";

const BEHAVIOURS = {
  "auto-submit": autoSubmit,
  "count-used": countUsed,
  decision,
  "form-rows": formRows,
  "keys-switch": keysSwitch,
  menu,
  "open-dialog": openDialog,
  "own-height": ownHeight,
  partners,
  "search-link": searchLink,
  sheet,
  shortcuts,
  "take-focus": takeFocus,
  theme,
  toast,
  unfold,
  "warn-unsaved": warnUnsaved,
};
const bound = new WeakSet();

function bind(element) {
  if (bound.has(element)) return;
  bound.add(element);
  for (const name of element.dataset.behaviour.split(" ")) BEHAVIOURS[name](element);
}

function bindWithin(root) {
  if (root.matches("[data-behaviour]")) bind(root);
  root.querySelectorAll("[data-behaviour]").forEach(bind);
}

bindWithin(document.body);
document.addEventListener("htmx:load", (event) => bindWithin(event.target));
