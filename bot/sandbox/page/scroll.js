// A list that stays at its end while one is reading there, and does not move while one reads further up.

const NEAR = 60;

/** Watch a scroll box; returns {isAtEnd, toEnd}. `onEnd` is called when the end comes into sight. */
export function stickToEnd(box, list, onEnd = () => {}) {
  let isAtEnd = true;
  const toEnd = () => {
    isAtEnd = true;
    box.scrollTop = box.scrollHeight;
    onEnd();
  };
  box.addEventListener("scroll", () => {
    isAtEnd = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
    if (isAtEnd) onEnd();
  });
  // Pictures, fonts and the drawer change heights after the drawing is done.
  const watch = new ResizeObserver(() => isAtEnd && toEnd());
  watch.observe(box);
  watch.observe(list);
  return { isAtEnd: () => isAtEnd, toEnd };
}
