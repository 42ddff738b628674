// Rows of a formset: a list of rows and a <template data-row> with __prefix__ for the number.

function addRow(box) {
  const total = box.querySelector("input[name$=-TOTAL_FORMS]");
  const holder = document.createElement("div");
  holder.innerHTML = box.querySelector("template[data-row]").innerHTML.replace(/__prefix__/g, total.value);
  total.value = String(Number(total.value) + 1);
  const row = holder.firstElementChild;
  box.querySelector("[data-row-list]").append(row);
  row.querySelector("input:not([type=hidden]), textarea, select").focus();
}

function removeRow(row) {
  const mark = row.querySelector("input[name$=-DELETE]");
  if (mark) mark.checked = true;
  for (const field of row.querySelectorAll("input:not([name$=-DELETE]):not([type=hidden]), textarea")) field.value = "";
  row.hidden = true;
}

export default function formRows(box) {
  box.addEventListener("click", (event) => {
    if (event.target.closest("[data-add-row]")) addRow(box);
    const remove = event.target.closest("[data-remove-row]");
    if (remove) removeRow(remove.closest("[data-row-item]"));
  });
}
