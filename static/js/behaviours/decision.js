// After a decision the keys of the bar rest until the next page has been seen for a moment: who presses a key several
// times must not decide about what they have not read.
import { take, write } from "../lib/storage.js";

const READ_FIRST = 400;
const UNANSWERED = 5000; // the decision never came back: the bar works again
const MARK = "tenon-decided"; // without storage the bar rests on the page of the decision alone

export default function decision(form) {
  const decided = take(MARK, "sessionStorage") !== null;
  let restsUntil = decided ? Date.now() + UNANSWERED : 0;

  window.addEventListener("pageshow", (event) => {
    if (decided || event.persisted) restsUntil = Date.now() + READ_FIRST;
  });
  form.addEventListener("submit", () => {
    restsUntil = Date.now() + UNANSWERED;
    write(MARK, "1", "sessionStorage");
  });
  form.addEventListener("tenon:key", (event) => {
    if (Date.now() < restsUntil) event.preventDefault();
  });
}
