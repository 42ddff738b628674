// What stays in view while one scrolls tells its height to the style sheet, so that a tall one stays with its end.

export default function ownHeight(element) {
  const observer = new ResizeObserver(() => {
    element.style.setProperty("--own-height", `${element.offsetHeight}px`);
  });
  observer.observe(element);
}
