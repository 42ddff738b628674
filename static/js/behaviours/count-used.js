// A line that says how many characters the field with the id data-used-by holds.

export default function countUsed(line) {
  const area = document.getElementById(line.dataset.usedBy);
  function show() {
    line.textContent = line.dataset.words.replace("%s", String(area.value.length));
  }
  area.addEventListener("input", show);
  show();
}
