// The search field of this page, if it has one.

export function focusSearch() {
  const field = document.querySelector("[data-search-field]");
  if (!field) return false;
  field.focus();
  field.select();
  return true;
}
