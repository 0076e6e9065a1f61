// A JupyterLab extension in plain JavaScript, in the shape that Lab loads prebuilt extensions in (module federation), so that nothing has to be built.
//
// - The workbench's own, unchanged notebooks run when they are opened, and again when their kernel was restarted: the form is never dead.
//   A form that comes out empty is made once more.
//   Which ones these are is decided by `poa lab` (poa_helpers/lab/where.py) and handed over in the page's configuration.
// - What such a run puts out is not kept in the notebook file: a seller's figures must not slip into a commit.
// - A panel at the left says what to do, and opens the notebooks.
// - Links of class `poa-open` inside a form open a notebook in this window.
// - In a dark theme the charts are shown dark, hues kept; their files and saved pictures stay ink on paper. The menu of a chart gets a name.
(() => {
  const NAME = 'poa-workbench';
  let scope = {};

  const shared = async name => {  // a module that Lab shares with its extensions
    const versions = Object.values(scope[name] || {});
    if (!versions.length) throw new Error(`JupyterLab does not share ${name}`);
    return (await versions[0].get())();
  };

  const plugin = async () => {
    const [{INotebookTracker, NotebookActions}, {PageConfig}, {Widget}, icons] =
      await Promise.all(['@jupyterlab/notebook', '@jupyterlab/coreutils', '@lumino/widgets', '@jupyterlab/ui-components'].map(shared));
    const page = JSON.parse(PageConfig.getOption('poaWorkbench') || '{}');
    const runs = new Set((page.runs || []).map(name => `notebooks/${name}`));

    const activate = (app, tracker) => {
      const ours = panel => runs.has(panel.context.path);
      const sources = panel => panel.content.widgets.map(cell => cell.model.sharedModel.getSource()).join('\u0000');
      const began = new WeakMap();
      const asked = new WeakMap();

      const keepClean = panel => {
        if (began.get(panel) === sources(panel)) panel.context.model.dirty = false;
      };

      const show = panel => {  // the form, else the beginning
        const {content} = panel;
        const place = Math.max(0, content.widgets.findIndex(cell => cell.node.querySelector('.poa-form')));
        content.activeCellIndex = place;
        content.scrollToItem(place, 'start').catch(() => {});
      };

      const LONGEST = 8000;  // milliseconds for an answer of the kernel
      const pause = milliseconds => new Promise(go => setTimeout(go, milliseconds));

      const settled = async panel => {
        // The widget manager asks a new kernel for the widgets it holds. Nothing is made until it was answered, so that the answer and what is made do
        // not meet. A kernel answers in order: three questions of our own come back after those of the manager. A question that was lost with the connection is
        // never answered; then the form is made all the same.
        try {
          for (let n = 0; n < 3; n++) {
            const asked = panel.sessionContext.session?.kernel?.requestCommInfo({target_name: 'jupyter.widget'});
            await Promise.race([asked, pause(LONGEST)]);
            await pause(100);
          }
        } catch { /* a kernel that died meanwhile: its status tells */ }
      };

      // A message of the kernel that was lost on the way takes with it the form, what it holds, or one part of it: what is left is a sentence in its place, an
      // empty form, or a bare placeholder of the widget manager.
      const UNSHOWN = /^(Error displaying|Loading) widget/;
      const PLACEHOLDER = '.lm-Widget:empty:not(.jupyter-widgets)';
      const filled = form => form.childElementCount && !form.querySelector(PLACEHOLDER);
      const shown = output => output.childElementCount || !UNSHOWN.test(output.textContent);

      const whole = async panel => {
        const all = selector => [...panel.content.node.querySelectorAll(selector)];
        const isWhole = () => all('.poa-form').every(filled) && all('.jp-OutputArea-output').every(shown);
        for (let n = 0; n < 24 && !(isWhole() && all('.poa-form').length); n++) await pause(250);
        return isWhole();
      };

      const run = async panel => {
        if (panel.isDisposed) return;
        for (let tries = 0; tries < 3; tries++) {
          const running = NotebookActions.runAll(panel.content, panel.sessionContext);
          show(panel);  // running all cells goes to the last one
          await running;
          keepClean(panel);
          show(panel);
          if (await whole(panel)) return;
        }
      };

      const watch = async panel => {
        await panel.context.ready;
        if (!ours(panel)) return;
        began.set(panel, sources(panel));
        NotebookActions.clearAllOutputs(panel.content);  // those of the fictional sample must not stand under this case, not for a moment
        keepClean(panel);
        await panel.sessionContext.ready;
        if (!panel.sessionContext.session?.kernel) return;
        let restarting = false;
        const lose = () => panel.content.node.querySelectorAll('.poa-form').forEach(form => form.classList.add('poa-lost'));
        panel.sessionContext.kernelChanged.connect((_, {newValue}) => { if (!newValue) lose(); });
        panel.sessionContext.statusChanged.connect(async (_, status) => {
          if (status === 'dead' || status === 'terminating') lose();
          if (status === 'restarting' || status === 'autorestarting') {
            restarting = true;
            asked.set(panel, 0);
          } else if (restarting && status === 'idle') {
            restarting = false;
            await pause(300);
            await settled(panel);
            if (!asked.get(panel)) run(panel);  // unless “Restart and Run All” does it
          }
        });
        await settled(panel);
        await run(panel);
      };

      NotebookActions.executionScheduled.connect((_, {notebook}) => {
        const panel = tracker.find(one => one.content === notebook);
        if (panel) asked.set(panel, (asked.get(panel) || 0) + 1);
      });
      NotebookActions.executed.connect((_, {notebook}) => {
        const panel = tracker.find(one => one.content === notebook);
        if (panel && ours(panel)) setTimeout(() => keepClean(panel), 100);
      });
      tracker.widgetAdded.connect((_, panel) => { watch(panel); });

      const open = async file => {
        const path = `notebooks/${file}`;
        const there = tracker.find(one => one.context.path === path);
        await app.commands.execute('docmanager:open', {path});
        if (there && ours(there)) {
          NotebookActions.clearAllOutputs(there.content);
          await run(there);
        }  // what was asked for may have changed since
      };

      document.addEventListener('click', event => {
        const link = event.target.closest?.('a.poa-open[href]');
        if (!link) return;
        event.preventDefault();
        event.stopPropagation();
        open(new URL(link.href).pathname.split('/').pop());
      }, true);

      const make = (tag, text, parent, name) => {
        const e = document.createElement(tag);
        if (text) e.textContent = text;
        if (name) e.className = name;
        parent?.append(e);
        return e;
      };
      make('style', '[data-jp-theme-light="false"] .vega-embed :is(canvas,svg.marks){filter:invert(.93) hue-rotate(180deg)}', document.head);
      new MutationObserver(changes => changes.forEach(({target}) => {  // as in the template of Voilà (share/voila/templates/offline)
        if (target.matches?.('.vega-embed')) target.querySelector('summary')?.setAttribute('aria-label', 'Save the chart as a picture');
      })).observe(document.body, {childList: true, subtree: true});

      if (!page.lines) return;
      const node = make('div', '', null, 'poa-start');
      node.setAttribute('role', 'region');
      node.setAttribute('aria-label', 'What to do');
      make('style', `.poa-start{padding:14px 16px;overflow:auto;line-height:1.45;font-size:13px;color:var(--jp-ui-font-color1);background:var(--jp-layout-color1)}
        .poa-start h1{font-size:17px;margin:0 0 6px;overflow-wrap:anywhere}.poa-start h2{font-size:14px;margin:16px 0 6px}
        .poa-start ol{padding-left:20px;margin:8px 0}.poa-start li{margin-bottom:6px}
        .poa-start button{display:block;width:100%;text-align:left;margin:4px 0;padding:6px 10px;border:1px solid var(--jp-border-color1);border-radius:4px;
        background:var(--jp-layout-color2);color:var(--jp-ui-font-color1);cursor:pointer;font:inherit}
        .poa-start button:focus-visible{outline:2px solid var(--jp-brand-color1)}`, node);
      make('h1', page.title, node);
      if (page.now) make('p', page.now, node);
      const list = make('ol', '', node);
      page.lines.forEach(line => make('li', line, list));
      make('h2', 'Notebooks', node);
      page.notebooks.forEach(({file, label}) => {
        const button = make('button', `${file.split('_')[0]} ${label}`, node);
        button.type = 'button';
        button.addEventListener('click', () => open(file));
      });
      const panel = new Widget({node});
      panel.id = 'poa-start';
      panel.title.label = '';
      panel.title.caption = 'What to do';
      panel.title.icon = icons.infoIcon || icons.launcherIcon;
      app.shell.add(panel, 'left', {rank: 1});
      app.restored.then(() => app.shell.activateById('poa-start'));
    };

    return {id: `${NAME}:start`, autoStart: true, requires: [INotebookTracker], activate};
  };

  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB[NAME] = {
    init: given => { scope = given; },
    get: async () => {
      const made = await plugin();
      return () => ({__esModule: true, default: made});
    },
  };
})();
