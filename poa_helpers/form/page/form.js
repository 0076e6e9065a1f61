// What a form of widgets cannot do by itself in the browser. Displayed live by show_form; a second display replaces the first.
//
// 1. In JupyterLab a focused button, tick box or list leaves single keys to the notebook: `d d` would delete the cell with the form
//    (ipywidgets issue 3912). The attribute that stops it must stand on the control itself.
// 2. Groups of buttons get a name and a state for screen readers.
// 3. Fields that are not connected to a program any more (kernel restarted, server gone) take no typing and say so: what is typed there
//    would be lost without a word.
// 4. The cursor goes where the program asks it to go: into a card that was just added, or to what is missing.
(() => {
  if (window.poaForm) window.poaForm.stop();
  const LOST = 'The program behind this form was stopped or restarted. All that was saved is safe. Run this notebook again (menu Run, Run All Cells; ' +
    'without code: load the page again) and go on where you were.';
  const SILENT = 'The program does not answer at the moment; it may be busy. What you type now is saved as soon as it answers.';
  const set = (e, name, value) => { if (e.getAttribute(name) !== value) e.setAttribute(name, value); };
  const timers = new Set();
  const later = (work, wait) => { const t = setTimeout(() => { timers.delete(t); work(); }, wait); timers.add(t); return t; };

  const keepKeys = () => document.querySelectorAll('.jp-Cell-outputArea :is(select,button,input,textarea,[tabindex])').forEach(e => {
    if (e.dataset.lmSuppressShortcuts !== 'true') e.dataset.lmSuppressShortcuts = 'true';
  });

  const nameGroups = form => form.querySelectorAll('.widget-toggle-buttons').forEach(g => {
    const title = g.closest('.poa-card')?.querySelector('h4')?.textContent;
    set(g, 'role', 'group');
    if (title) set(g, 'aria-label', title);
    g.querySelectorAll('button').forEach(b => set(b, 'aria-pressed', String(b.classList.contains('mod-active'))));
  });

  const nameRest = form => {
    form.querySelectorAll('.poa-ticks').forEach(g => {
      const title = g.querySelector('strong')?.textContent;
      set(g, 'role', 'group');
      if (title) set(g, 'aria-label', title);
    });
    form.querySelectorAll('[role=tabpanel], .widget-tab-contents > *').forEach(p => {
      if (p.scrollHeight > p.clientHeight + 1 && getComputedStyle(p).overflowY !== 'visible') set(p, 'tabindex', '0');
    });
    form.querySelectorAll('.poa-scroll').forEach(p => set(p, 'tabindex', '0'));
  };

  // ---- connected or not
  const say = (form, text) => {
    let line = form.querySelector(':scope > .poa-offline');
    if (!line && text) {
      line = document.createElement('div');
      line.className = 'poa-offline';
      line.setAttribute('role', 'alert');
      form.prepend(line);
    }
    if (line && line.textContent !== text) line.textContent = text;
    if (line) line.hidden = !text;
  };
  const lost = form => form.matches('.jupyter-widgets-disconnected, .poa-lost') || !!form.querySelector('.jupyter-widgets-disconnected');
  const holdWhenLost = form => {
    const off = lost(form);
    if (off) say(form, LOST); else if (form.dataset.poaOff) say(form, '');
    if (off) form.dataset.poaOff = '1'; else delete form.dataset.poaOff;
    const closed = off || form.classList.contains('poa-locked');
    form.querySelectorAll('.poa-panes, .poa-section').forEach(e => { if (e.inert !== closed) e.inert = closed; });
  };

  const beat = form => form.querySelector('.poa-beat i');
  const answer = form => form.querySelector('.poa-ping')?.click();
  const onInput = event => {
    const form = event.target.closest?.('.poa-form');
    if (!form || !beat(form) || form.poaWaits || event.target.closest('.poa-ping')) return;
    const heard = beat(form).dataset.heard;
    form.poaWaits = later(() => {
      answer(form);
      form.poaWaits = later(() => {
        form.poaWaits = null;
        if (form.isConnected && beat(form)?.dataset.heard === heard && !lost(form)) say(form, SILENT);
      }, 6000);
    }, 1500);
  };
  const heard = form => {
    const now = beat(form);
    if (!now) return;
    if (form.poaHeard !== now.dataset.heard) {
      form.poaHeard = now.dataset.heard;
      if (form.poaWaits && now.dataset.heard !== '0') { clearTimeout(form.poaWaits); form.poaWaits = null; }
      if (!lost(form)) say(form, '');
    }
    if (form.poaAsked !== now.dataset.ask) {  // another view asks whether this one is still there
      form.poaAsked = now.dataset.ask;
      if (now.dataset.ask !== '0') answer(form);
    }
  };

  // ---- the cursor
  const visible = e => e.offsetParent !== null;
  const follow = form => {
    const wish = form.querySelector('.poa-focus i');
    if (!wish || form.poaWish === wish.dataset.n) return;
    form.poaWish = wish.dataset.n;
    const began = Date.now();
    const look = () => {
      const place = [...form.querySelectorAll('.' + CSS.escape(wish.dataset.at))].find(visible);
      const control = place && (place.matches('button,input,textarea,select') ? place
        : [...place.querySelectorAll('textarea,input,select,button')].find(e => visible(e) && (!wish.dataset.empty || e.value === '')) ||
          place.querySelector('textarea,input,select,button'));
      if (control) {
        control.focus();
        place.scrollIntoView({block: 'nearest'});
      } else if (Date.now() - began < 3000) later(look, 60);
    };
    if (wish.dataset.n !== '0') look();
  };

  let due = false;
  const work = () => {
    due = false;
    keepKeys();
    document.querySelectorAll('.poa-form').forEach(form => {
      nameGroups(form);
      nameRest(form);
      holdWhenLost(form);
      heard(form);
      follow(form);
    });
  };
  const observer = new MutationObserver(() => { if (!due) { due = true; later(work, 20); } });
  observer.observe(document.body, {childList: true, subtree: true, attributes: true, attributeFilter: ['class']});
  document.addEventListener('input', onInput, true);
  document.addEventListener('click', onInput, true);
  window.poaForm = {
    stop() {
      observer.disconnect();
      timers.forEach(clearTimeout);
      document.removeEventListener('input', onInput, true);
      document.removeEventListener('click', onInput, true);
    },
  };
  work();
})();
