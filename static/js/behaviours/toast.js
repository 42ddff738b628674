// A message at the foot of the window: its button shuts it, and so does time unless it is read. One that counts its
// seconds down goes on counting.

const PASSES_AFTER = 12;

export default function toast(box) {
  box.querySelector("[data-close-toast]").addEventListener("click", () => box.remove());
  let left = Number(box.dataset.seconds || ("passing" in box.dataset ? PASSES_AFTER : 0));
  if (!left) return;
  const shown = box.querySelector("[data-left]");
  const timer = window.setInterval(() => {
    if (!shown && (box.matches(":hover") || box.contains(document.activeElement))) return;
    left -= 1;
    if (shown) shown.textContent = shown.textContent.replace(/\d+/, String(left));
    if (left > 0) return;
    window.clearInterval(timer);
    box.remove();
  }, 1000);
}
