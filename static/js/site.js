// Small comforts. Every page works without them, and no page carries a script of its own.
(function () {
  "use strict";
  var root = document.documentElement;

  function remember(name, value) {
    try {
      if (value === undefined) return window.localStorage.getItem(name);
      window.localStorage.setItem(name, value);
    } catch (refused) {
      return null; // storage may be switched off: the choice then lasts for this page
    }
    return value;
  }

  function all(selector, within) {
    return Array.prototype.slice.call((within || document).querySelectorAll(selector));
  }

  function isTyping(target) {
    return target.closest && target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
  }

  function isSeen(element) {
    return element.getClientRects().length > 0 && !element.disabled;
  }

  // Theme: auto, light, dark

  var nextTheme = { auto: "light", light: "dark", dark: "auto" };

  function nameTheme(button) {
    var choice = root.getAttribute("data-theme-choice") || "auto";
    button.setAttribute("aria-label", button.getAttribute("data-" + choice));
    button.title = button.getAttribute("data-" + choice);
  }

  all("[data-theme-button]").forEach(function (button) {
    nameTheme(button);
    button.addEventListener("click", function () {
      remember("tenon-theme", nextTheme[root.getAttribute("data-theme-choice") || "auto"]);
      window.tenonTheme.apply();
      nameTheme(button);
    });
  });

  // Search: "/" goes to the field of this page, else to the search page

  function focusSearch() {
    var field = document.querySelector("[data-search-field]");
    if (!field) return false;
    field.focus();
    field.select();
    return true;
  }

  all("[data-search-link]").forEach(function (link) {
    link.addEventListener("click", function (event) {
      if (focusSearch()) event.preventDefault();
    });
  });
  if (window.location.hash === "#q") focusSearch();

  // Keys: any [data-key] that can be seen; they can be switched off

  function keysAreOn() {
    return remember("tenon-keys") !== "off";
  }

  // After a decision the keys of the bar rest until the next page has been seen for a moment: who presses a key
  // several times must not decide about what they have not read

  var READ_FIRST = 400;
  var UNANSWERED = 5000; // the decision never came back: the bar works again
  var decided = takeMark();
  var restsUntil = decided ? Date.now() + UNANSWERED : 0;

  function takeMark() {
    try {
      var mark = window.sessionStorage.getItem("tenon-decided");
      window.sessionStorage.removeItem("tenon-decided");
      return mark;
    } catch (refused) {
      return null; // storage may be switched off: the bar then rests on the page of the decision alone
    }
  }

  function rest() {
    restsUntil = Date.now() + UNANSWERED;
    try {
      window.sessionStorage.setItem("tenon-decided", "1");
    } catch (refused) {
      return;
    }
  }

  window.addEventListener("pageshow", function (event) {
    restsUntil = decided || event.persisted ? Date.now() + READ_FIRST : restsUntil;
  });

  document.addEventListener("submit", function (event) {
    if (event.target.matches("form[data-decision]")) rest();
  });

  function isResting(target) {
    return Boolean(target.closest("form[data-decision]")) && Date.now() < restsUntil;
  }

  function press(key) {
    var target = all("[data-key]").filter(function (each) {
      return each.getAttribute("data-key") === key && isSeen(each);
    })[0];
    if (target && !isResting(target)) target.click();
    return Boolean(target);
  }

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
    if (isTyping(event.target) || document.querySelector("dialog[open]") || !keysAreOn()) return;
    if (event.key === "/") {
      var link = document.querySelector("[data-search-link]");
      if (focusSearch()) event.preventDefault();
      else if (link) window.location.assign(link.href);
    } else if (!event.repeat && press(event.key)) {
      event.preventDefault();
    }
  });

  all("[data-keys-switch]").forEach(function (box) {
    box.checked = keysAreOn();
    root.toggleAttribute("data-keys-off", !box.checked);
    box.addEventListener("change", function () {
      remember("tenon-keys", box.checked ? "on" : "off");
      root.toggleAttribute("data-keys-off", !box.checked);
    });
  });

  all("[data-opens]").forEach(function (button) {
    button.addEventListener("click", function () {
      document.getElementById(button.getAttribute("data-opens")).showModal();
    });
  });

  all("dialog [data-closes]").forEach(function (button) {
    button.addEventListener("click", function () {
      button.closest("dialog").close();
    });
  });

  // What has been unfolded to be filled in takes the focus

  document.addEventListener("shown.bs.collapse", function (event) {
    var first = event.target.querySelector("textarea, input:not([type=hidden]), button");
    if (first && event.target.id !== "head-fold") first.focus();
  });

  // Toasts

  function shut(toast) {
    toast.remove();
  }

  function start(toast) {
    if (toast.hasAttribute("data-started")) return;
    toast.setAttribute("data-started", "");
    var left = Number(toast.getAttribute("data-seconds") || (toast.hasAttribute("data-passing") ? 12 : 0));
    if (!left) return;
    var shown = toast.querySelector("[data-left]");
    var timer = window.setInterval(function () {
      if (!shown && (toast.matches(":hover") || toast.contains(document.activeElement))) return;
      left -= 1;
      if (shown) shown.textContent = shown.textContent.replace(/\d+/, String(left));
      if (left <= 0) {
        window.clearInterval(timer);
        shut(toast);
      }
    }, 1000);
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("[data-close-toast]");
    if (button) shut(button.closest("[data-toast]"));
  });

  // Forms

  var summary = document.querySelector("[data-error-summary]");
  if (summary) summary.focus();

  var wide = window.matchMedia("(min-width: 992px)");
  all("form[data-auto-submit]").forEach(function (form) {
    form.addEventListener("change", function () {
      if (wide.matches) form.requestSubmit(); // in the sheet of a phone one chooses several, then presses the button
    });
  });

  var dirty = null;
  all("form[data-warn-unsaved]").forEach(function (form) {
    form.addEventListener("input", function () {
      dirty = form;
    });
    form.addEventListener("submit", function () {
      dirty = null;
    });
  });
  window.addEventListener("beforeunload", function (event) {
    if (dirty) event.preventDefault();
  });

  function countUsed(line) {
    var area = document.getElementById(line.getAttribute("data-used-by"));
    function show() {
      line.textContent = line.getAttribute("data-words").replace("%s", String(area.value.length));
    }
    area.addEventListener("input", show);
    show();
  }

  // Rows of a formset: [data-rows] holds rows and a <template data-row> with __prefix__ for the number

  document.addEventListener("click", function (event) {
    var add = event.target.closest && event.target.closest("[data-add-row]");
    var remove = event.target.closest && event.target.closest("[data-remove-row]");
    if (add) {
      var box = document.getElementById(add.getAttribute("data-add-row"));
      var total = box.querySelector("input[name$=-TOTAL_FORMS]");
      var holder = document.createElement("div");
      holder.innerHTML = box.querySelector("template[data-row]").innerHTML.replace(/__prefix__/g, total.value);
      total.value = String(Number(total.value) + 1);
      var row = holder.firstElementChild;
      box.querySelector("[data-row-list]").appendChild(row);
      row.querySelector("input:not([type=hidden]), textarea, select").focus();
    } else if (remove) {
      var gone = remove.closest("[data-row-item]");
      var mark = gone.querySelector("input[name$=-DELETE]");
      if (mark) mark.checked = true;
      all("input:not([name$=-DELETE]):not([type=hidden]), textarea", gone).forEach(function (field) {
        field.value = "";
      });
      gone.hidden = true;
    }
  });

  // Terms: pointing at one, or focusing its name, outlines its partners

  function outline(id, on) {
    all("[data-term]").forEach(function (each) {
      if (each.getAttribute("data-term") === id) each.classList.toggle("is-partner", on);
    });
  }

  function termOf(event) {
    var place = event.target.closest && event.target.closest("[data-term]");
    return place && place.getAttribute("data-term");
  }

  [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]].forEach(function (pair) {
    document.addEventListener(pair[0], function (event) {
      var id = termOf(event);
      if (id) outline(id, pair[1]);
    });
  });

  // What stays in view while one scrolls tells its height, so that a tall one stays with its end

  var sizes = window.ResizeObserver && new ResizeObserver(function (entries) {
    entries.forEach(function (entry) {
      entry.target.style.setProperty("--own-height", entry.target.offsetHeight + "px");
    });
  });

  all(".bench-evidence, .aside-sticky").forEach(function (each) {
    if (sizes) sizes.observe(each);
  });

  function begin(within) {
    all("[data-toast]", within).forEach(start);
    all("[data-used-by]", within).forEach(countUsed);
  }

  begin(document);
  document.addEventListener("htmx:afterSwap", function (event) {
    begin(event.target);
  });
})();
