// What pages gain when scripts run. Each part finds its elements by a data attribute and does nothing without them;
// every page and form works without this file.
(() => {
  'use strict';
  const $ = (selector, root = document) => root.querySelector(selector);
  const on = (type, selector, act) => document.addEventListener(type, event => {
    const element = event.target instanceof Element && event.target.closest(selector);
    if (element) act(element, event);
  });

  // --- toasts -------------------------------------------------------------------------------------------------------
  const TOAST_LIFE_MS = 10_000;
  const toasts = $('#toasts');
  let lastTab = 0;
  document.addEventListener('keydown', event => { if (event.key === 'Tab') lastTab = Date.now(); });

  function closeButton() {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'toast-x';
    button.setAttribute('aria-label', toasts.dataset.close);
    button.textContent = '×';
    button.addEventListener('click', () => button.closest('.toast-i').remove());
    return button;
  }

  // Good news may go by itself, after a while in which nobody reads it or is on the way to it by Tab; bad news stays
  // until it is closed.
  function arm(toast) {
    toast.append(closeButton());
    if (!toast.classList.contains('is-ok')) return;
    let left = TOAST_LIFE_MS;
    const timer = setInterval(() => {
      if (document.hidden || Date.now() - lastTab < TOAST_LIFE_MS || toast.matches(':hover, :focus-within')) return;
      left -= 1000;
      const button = $('[data-undo] button', toast);
      if (button) button.dataset.left = Math.max(0, Math.ceil(left / 1000));
      if (left <= 0) { clearInterval(timer); toast.remove(); }
    }, 1000);
  }

  function toast(text, kind = 'ok') {
    if (!toasts || !text) return;
    const item = document.createElement('div');
    item.className = `toast-i is-${kind}`;
    const line = document.createElement('span');
    line.className = 'flex-grow-1';
    line.textContent = text;
    item.append(line);
    toasts.append(item);
    arm(item);
  }

  // A status that is there from the start is not read aloud: it is put in again once the page stands.
  if (toasts) for (const item of toasts.querySelectorAll('.toast-i')) {
    item.remove();
    setTimeout(() => { toasts.append(item); arm(item); }, 100);
  }
  // A server answer asks for one with the header `HX-Trigger: {"toast":{"text":"…","kind":"ok"}}`.
  document.addEventListener('toast', event => toast(event.detail.text, event.detail.kind));

  // A button that only helps for some seconds says how many are left, and goes.
  setInterval(() => {
    for (const button of document.querySelectorAll('[data-countdown]')) {
      const left = (button.dataset.left ?? button.dataset.countdown) - 1;
      if (left < 0) button.remove();
      else button.dataset.left = left;
    }
  }, 1000);

  // --- dialogs and menus --------------------------------------------------------------------------------------------
  // Without scripts these open as popovers; with scripts they are modal, so that focus stays inside.
  on('click', '[data-dialog]', (button, event) => {
    const dialog = document.getElementById(button.dataset.dialog);
    if (!dialog || !dialog.showModal) return;
    event.preventDefault();
    dialog.removeAttribute('popover');
    button.closest('details[data-menu]')?.removeAttribute('open');
    dialog.showModal();
  });
  // What was wrong in a dialog is shown where it was typed.
  for (const dialog of document.querySelectorAll('dialog[data-open]')) {
    dialog.removeAttribute('popover');
    dialog.showModal();
    $('[aria-invalid=true]', dialog)?.focus();
  }
  on('click', 'dialog [data-close]', (button, event) => { event.preventDefault(); button.closest('dialog').close(); });
  on('click', 'dialog', (dialog, event) => { if (event.target === dialog && dialog.open) dialog.close(); });

  // What was typed in a dialog that was closed is there again when the same button opens it.
  const drafts = new Map();
  const isTyped = form => [...form.elements].some(field =>
    field.matches('textarea, input:not([type=hidden])') && field.value !== field.defaultValue);
  document.addEventListener('htmx:beforeRequest', event => {
    const { elt, target } = event.detail;
    if (!elt?.matches?.('[data-dialog]')) return;
    const [form, title, asked] = [$('form', target), $('h2', target.closest('dialog')), elt.getAttribute('hx-get')];
    if (form && isTyped(form)) drafts.set(target.dataset.of, { title: title.textContent, parts: [...target.childNodes] });
    const draft = drafts.get(asked);
    drafts.delete(asked);
    target.dataset.of = asked;
    target.replaceChildren(...(draft?.parts ?? []));
    if (!draft) return;
    event.preventDefault();
    title.textContent = draft.title;
    setTimeout(() => $('[data-focus]', target)?.focus());
  });

  // A menu in which something is typed gets the focus there.
  document.addEventListener('toggle', event => {
    if (!event.target.matches('details[data-menu][open]')) return;
    const field = $('[data-first]', event.target);
    field?.closest('.pop').scrollIntoView({ block: 'nearest' });
    field?.focus({ preventScroll: true });
  }, true);

  function closeMenus(except) {
    for (const menu of document.querySelectorAll('details[data-menu][open]')) if (menu !== except) menu.open = false;
  }
  // What opens along with a menu, beside it, does not close it.
  const menuAt = target => target.closest?.('details[data-menu]') ??
    target.closest?.('.call-w')?.parentElement.querySelector(':scope > details[data-menu]');
  document.addEventListener('click', event => closeMenus(menuAt(event.target)));

  // The menu is longer than some screens: the place where one is stays in sight, also when the drawer opens.
  const showPlace = () => $('.side-nav [aria-current]')?.scrollIntoView({ block: 'nearest' });
  showPlace();
  $('#menu')?.addEventListener('toggle', showPlace);

  // A question before a form is sent; `data-confirm` on the form or on one of its buttons.
  document.addEventListener('submit', event => {
    const question = event.submitter?.dataset.confirm || event.target.dataset.confirm;
    const dialog = $('#confirm');
    if (!question || !dialog || event.target.dataset.confirmed) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    $('#confirm-text').textContent = question;
    dialog.returnValue = '';
    dialog.addEventListener('close', () => {
      if (dialog.returnValue !== 'yes') return;
      event.target.dataset.confirmed = 'yes';
      event.target.requestSubmit(event.submitter);
      delete event.target.dataset.confirmed;
    }, { once: true });
    dialog.showModal();
  }, true);

  // A form is sent once: a second press while the answer is on its way does nothing.
  document.addEventListener('submit', event => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== 'post' || form.hasAttribute('hx-post') || event.submitter?.formTarget) return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = 'yes';
    event.submitter?.classList.add('is-busy');
  });
  window.addEventListener('pageshow', () => {
    for (const form of document.querySelectorAll('form[data-sent]')) delete form.dataset.sent;
    for (const button of document.querySelectorAll('.is-busy')) button.classList.remove('is-busy');
  });

  // Whoever leaves a form that they changed and did not send is asked whether they mean it; its way back means it.
  const isUnsent = form => form.getClientRects().length > 0 && !form.dataset.sent && (form.dataset.changed || $('.f-sum', form));
  on('input', 'form[data-guard]', form => { form.dataset.changed = 'yes'; });
  on('click', 'form[data-guard] [data-leave]', (link, event) => {
    if (!event.ctrlKey && !event.metaKey) link.closest('form').removeAttribute('data-guard');
  });
  window.addEventListener('beforeunload', event => {
    if ([...document.querySelectorAll('form[data-guard]')].some(isUnsent)) event.preventDefault();
  });

  // Only a choice made by pointer is final: with arrow keys each step through a closed list is a change (WCAG 3.2.2).
  let byPointer = false;
  document.addEventListener('pointerdown', () => { byPointer = true; }, true);
  document.addEventListener('keydown', () => { byPointer = false; }, true);
  on('change', '[data-autosubmit]', element => { if (byPointer) element.form?.requestSubmit(); });

  // A box above others ticks all of them; without scripts it is not there.
  const showAllBoxes = () => { for (const all of document.querySelectorAll('[data-all]')) all.hidden = false; };
  showAllBoxes();
  document.addEventListener('htmx:afterSettle', showAllBoxes);
  on('change', '[data-all]', all => {
    for (const box of all.form.querySelectorAll(`[name="${all.dataset.all}"]`)) box.checked = all.checked;
    countPicked();
  });

  // How many rows are ticked is said beside what can be done with them; with Shift all are ticked from the last one on.
  function countPicked() {
    for (const told of document.querySelectorAll('[data-picked]')) {
      const form = told.closest('form');
      const boxes = [...form.querySelectorAll(`[name="${told.dataset.picked}"]`)];
      const n = boxes.filter(box => box.checked).length;
      told.hidden = n === 0;
      told.textContent = n === 1 ? told.dataset.one : told.dataset.many.replace('#', n);
      const all = $('[data-all]', form);
      if (all) Object.assign(all, { checked: n > 0 && n === boxes.length, indeterminate: n > 0 && n < boxes.length });
    }
  }
  let lastPicked = null;
  on('click', '.pick [name]', (box, event) => {
    const boxes = [...box.form.querySelectorAll(`[name="${box.name}"]`)];
    const [from, to] = [boxes.indexOf(lastPicked), boxes.indexOf(box)].sort((a, b) => a - b);
    if (event.shiftKey && from >= 0) for (const other of boxes.slice(from, to + 1)) other.checked = box.checked;
    lastPicked = box;
    countPicked();
  });
  countPicked();
  document.addEventListener('htmx:afterSettle', countPicked);
  window.addEventListener('pageshow', countPicked);

  // In a field for several, what is offered stands behind the last comma.
  on('input', 'input[data-several]', field => {
    const before = field.value.slice(0, field.value.lastIndexOf(',') + 1);
    for (const option of field.list?.options ?? []) {
      option.dataset.name ??= option.value;
      option.value = before ? `${before} ${option.dataset.name}` : option.dataset.name;
    }
  });

  on('click', '[data-copy]', async button => {
    const field = document.getElementById(button.dataset.copy);
    // Only pages on TLS or on this machine may write to the clipboard; elsewhere the text is left selected.
    field.select();
    await navigator.clipboard?.writeText(field.value);
    toast(navigator.clipboard && button.dataset.done);
  });

  // Empty fields of a filter only lengthen the address.
  on('submit', 'form[method="get"]', form => {
    for (const field of form.elements) if (field.name && !field.value && !field.disabled) {
      field.disabled = true;
      setTimeout(() => { field.disabled = false; });
    }
  });

  // --- cards that are dragged ------------------------------------------------------------------------------------------
  // What dragging does, the card's menu does as well. Fingers scroll; a press that hardly moves stays a click.
  const DRAG_AFTER_PX = 6;
  const EDGE_PX = 48;
  let drag = null;

  function lift() {
    const box = drag.card.getBoundingClientRect();
    drag.mark = document.createElement('li');
    drag.mark.className = 'drop';
    drag.ghost = drag.card.cloneNode(true);
    drag.ghost.removeAttribute('id');
    drag.ghost.setAttribute('aria-hidden', 'true');
    drag.ghost.classList.add('is-ghost');
    drag.ghost.style.width = `${box.width}px`;
    drag.dx = drag.x - box.left;
    drag.dy = drag.y - box.top;
    drag.card.classList.add('is-held');
    document.body.classList.add('is-dragging');
    document.body.append(drag.ghost);
  }

  const neighbours = () => [...drag.mark.parentElement.children].filter(card => card !== drag.card);

  // Shows where the card would come to lie.
  function aim(x, y) {
    const column = document.elementFromPoint(x, y)?.closest('[data-board] [data-stage]');
    for (const over of document.querySelectorAll('.is-over')) if (over !== column) over.classList.remove('is-over');
    if (!column) return drag.mark.remove();
    column.classList.add('is-over');
    const others = [...$('.cards', column).children].filter(card => card !== drag.card && card !== drag.mark);
    const next = others.find(card => {
      const box = card.getBoundingClientRect();
      return y < box.top + box.height / 2;
    });
    $('.cards', column).insertBefore(drag.mark, next ?? null);
    const board = column.closest('[data-board]');
    const frame = board.getBoundingClientRect();
    if (x > frame.right - EDGE_PX) board.scrollLeft += EDGE_PX / 4;
    if (x < frame.left + EDGE_PX) board.scrollLeft -= EDGE_PX / 4;
  }

  function letGo(isDropped) {
    const { card, ghost, mark } = drag;
    const column = isDropped && mark?.closest('[data-stage]');
    if (column) {
      const others = neighbours();
      const place = others.indexOf(mark);
      const [above, below] = [others[place - 1], others[place + 1]];
      const wasAt = [card.previousElementSibling, card.nextElementSibling].filter(near => near && near !== mark);
      const stays = card.parentElement === mark.parentElement && wasAt.every(near => near === above || near === below);
      if (!stays) put(card, column.dataset.stage, above, below);
    }
    ghost?.remove();
    mark?.remove();
    card.classList.remove('is-held');
    document.body.classList.remove('is-dragging');
    for (const over of document.querySelectorAll('.is-over')) over.classList.remove('is-over');
    drag = null;
  }

  function put(card, stage, above, below) {
    const form = $('form', card);
    const to = document.createElement('input');
    Object.assign(to, { type: 'hidden', name: 'to', value: stage });
    form.append(to);
    form.elements.before.value = below?.dataset.id ?? '';
    form.elements.after.value = below ? '' : above?.dataset.id ?? '';
    form.requestSubmit();
    to.remove();
  }

  on('pointerdown', '[data-card]', (card, event) => {
    if (event.button !== 0 || event.pointerType === 'touch' || event.target.closest('summary, button')) return;
    drag = { card, x: event.clientX, y: event.clientY };
  });
  document.addEventListener('pointermove', event => {
    if (!drag) return;
    if (!drag.ghost && Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < DRAG_AFTER_PX) return;
    if (!drag.ghost) lift();
    drag.ghost.style.transform = `translate(${event.clientX - drag.dx}px, ${event.clientY - drag.dy}px)`;
    aim(event.clientX, event.clientY);
  });
  document.addEventListener('pointerup', () => {
    if (!drag) return;
    if (drag.ghost) {
      // The press began on a link, which it must not follow now.
      const stop = event => { event.preventDefault(); event.stopPropagation(); };
      document.addEventListener('click', stop, { capture: true, once: true });
      setTimeout(() => document.removeEventListener('click', stop, { capture: true }));
    }
    letGo(true);
  });
  document.addEventListener('pointercancel', () => drag && letGo(false));
  document.addEventListener('keydown', event => { if (drag && event.key === 'Escape') letGo(false); });
  // The browser's own dragging of links would get in the way.
  on('dragstart', '[data-card]', (card, event) => event.preventDefault());

  // --- keys ---------------------------------------------------------------------------------------------------------
  const SINGLE_KEYS = 'vinculo.single-keys';
  const singleKeys = $('#single-keys');
  if (singleKeys) {
    singleKeys.checked = localStorage.getItem(SINGLE_KEYS) !== 'off';
    singleKeys.addEventListener('change', () => localStorage.setItem(SINGLE_KEYS, singleKeys.checked ? 'on' : 'off'));
  }
  const isTyping = target => target.matches?.('input, textarea, select, [contenteditable]');

  function focusSearch() {
    const menu = $('#menu');
    const field = $('[data-search]') || $('#find');
    if (field?.id === 'find' && menu && getComputedStyle(menu).display === 'none') menu.showPopover?.();
    field?.focus();
    field?.select();
    return Boolean(field);
  }

  document.addEventListener('keydown', event => {
    const command = event.ctrlKey || event.metaKey;
    if (command && event.key.toLowerCase() === 'k' && (openPalette() || focusSearch())) return event.preventDefault();
    if (command && event.key === 'Enter' && event.target.form) {
      event.preventDefault();
      return event.target.form.requestSubmit($('[data-default]', event.target.form));
    }
    if (event.key === 'Escape') {
      const open = event.target.closest?.('details[data-menu][open]');
      closeMenus();
      return open && $('summary', open).focus();
    }
    if (command || event.altKey || isTyping(event.target) || singleKeys?.checked === false || $('dialog[open]')) return;
    if (event.key === '/' && ($('[data-search]') ? focusSearch() : openPalette() || focusSearch())) event.preventDefault();
    const link = $(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (link) return link.click();
    if (event.key === '?' && $('#shortcuts')) $('#shortcuts').showModal();
  });

  // --- the palette --------------------------------------------------------------------------------------------------
  // Searches from everywhere. The field keeps the focus and names the option that is meant; Enter opens it, or, while the
  // answer to what was typed is on its way, the page with all that is found.
  const palette = $('#palette');
  const asked = $('#palette-q');
  const options = () => [...palette.querySelectorAll('[role=option]')];
  const meant = () => $('[aria-selected=true]', palette);

  function mean(option) {
    meant()?.setAttribute('aria-selected', 'false');
    asked.setAttribute('aria-expanded', String(options().length > 0));
    if (!option) return asked.removeAttribute('aria-activedescendant');
    option.setAttribute('aria-selected', 'true');
    asked.setAttribute('aria-activedescendant', option.id);
    option.scrollIntoView({ block: 'nearest' });
  }

  // Which records were opened last stays in this browser, by person, as ids: the server says what they are called.
  const RECENT_MOST = 8;
  const RECENT = `vinculo.recent.${palette?.dataset.user}`;
  const recent = () => (localStorage.getItem(RECENT) ?? '').split(',').filter(Boolean);
  const record = location.pathname.match(/^\/((?:customers|proposals|services)\/\d+)$/)?.[1];
  if (palette && record && $('#main')) {
    const others = recent().filter(other => other !== record);
    localStorage.setItem(RECENT, [record, ...others].slice(0, RECENT_MOST).join(','));
  }

  function openPalette() {
    if (!palette || palette.open) return Boolean(palette);
    if ($('dialog[open]')) return false;
    $('#menu')?.matches(':popover-open') && $('#menu').hidePopover();
    $('#palette-last').value = recent().filter(other => other !== record).join(',');
    palette.showModal();
    asked.focus();
    asked.select();
    htmx.trigger(asked, 'palette');
    return true;
  }

  if (palette) {
    on('click', '[data-palette]', (button, event) => { if (openPalette()) event.preventDefault(); });
    asked.addEventListener('input', () => mean(null));
    document.addEventListener('htmx:afterSettle', ({ detail }) => {
      if (detail.target?.id !== 'palette-found') return;
      const isLatest = asked.value === (detail.requestConfig.parameters.q ?? '');
      mean(isLatest && asked.value.trim() ? options()[0] : null);
    });
    asked.addEventListener('keydown', event => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) {
        event.preventDefault();
        const all = options();
        const at = all.indexOf(meant());
        const next = at < 0 && step < 0 ? all.length - 1 : (at + step + all.length) % all.length;
        return mean(all[next]);
      }
      if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey && meant()) {
        event.preventDefault();
        meant().click();
      }
    });
  }

  // --- htmx ---------------------------------------------------------------------------------------------------------
  // Every change carries the page's token, also from elements outside a form; a question carries no empty answers.
  document.addEventListener('htmx:configRequest', event => {
    const { verb, formData, headers } = event.detail;
    const token = $('input[name=_csrf]')?.value;
    if (verb === 'get') for (const [name, value] of [...formData]) { if (value === '') formData.delete(name, value); }
    else if (token && !formData.has('_csrf')) formData.set('_csrf', token);
    if (isPoll(event)) headers['X-Poll'] = 'true';
  });
  // What is fetched again and again waits while somebody is at it or looks elsewhere, and fails in silence.
  const isPoll = event => event.detail.elt?.hasAttribute?.('data-poll');
  document.addEventListener('htmx:beforeRequest', event => {
    const part = event.detail.elt;
    if (isPoll(event) && (document.hidden || part.matches(':focus-within') || $('details[open], form[data-sent]', part))) event.preventDefault();
  });
  document.addEventListener('htmx:responseError', event => isPoll(event) || toast(toasts?.dataset.error, 'error'));
  document.addEventListener('htmx:sendError', event => isPoll(event) || toast(toasts?.dataset.offline, 'error'));
  // New content can press a button whose form goes to a frame. A frame that is new as well leaves no step in the history.
  document.addEventListener('htmx:afterSettle', event => {
    const button = document.getElementById(event.detail.elt?.dataset?.press);
    const frame = button && $(`iframe[name="${button.formTarget}"]`);
    if (!frame) return;
    const fresh = frame.cloneNode();
    fresh.removeAttribute('src');
    frame.replaceWith(fresh);
    button.form.requestSubmit(button);
  });
  // New content that asks for it gets the focus; of other content its summary is read aloud ("1–50 de 3.053").
  document.addEventListener('htmx:afterSettle', event => {
    $('[data-focus]', event.detail.elt)?.focus();
    const summary = $('[data-announce]', event.detail.elt)?.textContent.trim();
    if (summary && summary !== $('#announce').textContent) $('#announce').textContent = summary;
  });
  $('[data-focus]')?.focus();
})();
