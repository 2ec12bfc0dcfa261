// Notes each element that gets the focus, and whether it looks otherwise than without it. It watches; it moves nothing.
(() => {
  if (window.walked) return void window.walked.splice(0);
  const walked = window.walked = [];

  // What lies over a stretched link shows the focus for it, and so does the box around a field that has no ring of its own.
  // Around anything else it would show only that the focus is somewhere inside. A ring that moves in is taken as it will be.
  const isInBox = element => element.matches('.pal-f input');

  function look(element) {
    for (const moving of document.getAnimations()) if (moving instanceof CSSTransition) moving.finish();
    const parts = [[element, null], [element, '::after']];
    if (isInBox(element)) parts.push([element.parentElement, null]);
    return parts.map(([part, pseudo]) => {
      const style = getComputedStyle(part, pseudo);
      const outline = style.outlineStyle === 'none' ? '' : `${style.outlineWidth} ${style.outlineColor}`;
      return `${outline} ${style.boxShadow}`;
    }).join();
  }

  document.addEventListener('focusin', ({ target }) => {
    const last = walked.at(-1);
    if (last?.element.isConnected) last.isSeen = last.look !== look(last.element);
    walked.push({ element: target, look: look(target), isSeen: true });
  });
})();
