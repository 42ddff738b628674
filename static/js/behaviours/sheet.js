// A popover over the foot of a phone's window: it shuts when the focus goes on to what it covers.

export default function sheet(popover) {
  popover.addEventListener("toggle", (event) => {
    if (event.newState === "open") popover.querySelector("button, input").focus();
  });
  popover.addEventListener("focusout", (event) => {
    const next = event.relatedTarget;
    if (next && !popover.contains(next) && popover.matches(":popover-open")) popover.hidePopover();
  });
}
