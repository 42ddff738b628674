// Runs in the head before anything is painted: the page never flashes in the other theme.
(function () {
  "use strict";
  var root = document.documentElement;
  var night = window.matchMedia("(prefers-color-scheme: dark)");

  function stored() {
    try {
      return window.localStorage.getItem("tenon-theme");
    } catch (refused) {
      return null; // storage may be switched off: then the system decides
    }
  }

  function apply() {
    var choice = stored();
    if (choice !== "light" && choice !== "dark") {
      choice = "auto";
    }
    root.setAttribute("data-theme-choice", choice);
    root.setAttribute("data-bs-theme", choice === "auto" ? (night.matches ? "dark" : "light") : choice);
  }

  root.setAttribute("data-js", "");
  apply();
  night.addEventListener("change", apply);
  window.tenonTheme = { apply: apply };
})();
