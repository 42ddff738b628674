// Takes the focus when the page opens.

export default function takeFocus(element) {
  element.focus();
}
