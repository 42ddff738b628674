// The link to the search goes to the field of this page when there is one.
import { focusSearch } from "../lib/search-field.js";

export default function searchLink(link) {
  link.addEventListener("click", (event) => {
    if (focusSearch()) event.preventDefault();
  });
  if (window.location.hash === "#q") focusSearch();
}
