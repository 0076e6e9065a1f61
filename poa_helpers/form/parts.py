"""The widgets the form is made of, all with one look: labels whole and above their field, nothing cut, no "null" tooltip."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from html import escape
from typing import Any

import ipywidgets as widgets

from ..draft import as_day

STYLE = """<style>
.poa-form{font-family:var(--jp-ui-font-family,sans-serif);font-size:14px;line-height:1.45;color:var(--jp-ui-font-color1,#222)}
.poa-form .stacked{flex-direction:column!important;align-items:stretch!important;height:auto!important;width:auto!important;margin:4px 2px 8px}
.poa-form .stacked>.widget-label{width:auto!important;max-width:none!important;text-align:left!important;white-space:normal!important;
 overflow:visible!important;height:auto!important;line-height:1.4;font-weight:600;padding-bottom:2px}
.poa-form .stacked :is(input,textarea,select){width:100%!important;max-width:none!important;box-sizing:border-box}
.poa-form .stacked>select{flex:0 0 auto!important;height:30px!important}
.poa-form .stacked input[type=date]{max-width:12em!important}
.poa-form .widget-html,.poa-form .widget-html-content{height:auto!important;line-height:1.45;white-space:normal;overflow:visible}
.poa-form .widget-html-content p{margin:2px 0 6px}
.poa-form .widget-checkbox{width:auto!important;height:auto!important;margin-bottom:5px!important}
.poa-form .widget-checkbox .widget-label-basic{white-space:normal!important;overflow:visible!important;height:auto!important;line-height:1.4;display:flex!important;align-items:flex-start}
.poa-form .widget-checkbox input{margin:4px 8px 0 2px;flex:none}
.poa-form .jupyter-button{width:max-content!important;height:auto;min-height:28px;padding:2px 14px;line-height:1.5;overflow:visible}
.poa-form .widget-toggle-buttons{width:auto!important;height:auto!important;margin:2px 0 10px!important}
.poa-form .widget-toggle-button.mod-active{background:var(--jp-brand-color1,#1976d2)!important;color:#fff!important}
.poa-form :is(button,input,textarea,select,.lm-TabBar-tab):focus-visible{outline:2px solid var(--jp-brand-color1,#1976d2)!important;outline-offset:1px}
.poa-form .lm-TabBar{height:auto!important;min-height:0!important;max-height:none!important;overflow:visible!important}
.poa-form .lm-TabBar-content{flex-wrap:wrap!important;height:auto!important}
.poa-form .lm-TabBar-tab{flex:0 0 auto!important;min-width:0!important;max-width:none!important;padding:0 6px!important;font-size:13px!important}
.poa-form .lm-TabBar-tabLabel{overflow:visible!important;text-overflow:clip!important}
.poa-panes{display:flex!important;flex-flow:row wrap!important;gap:16px;align-items:stretch;overflow:visible!important}
.poa-panes>.poa-left{flex:1 1 430px;min-width:0;width:auto!important}
.poa-panes>.poa-right{flex:1 1 330px;min-width:0;width:auto!important}
.poa-left .widget-tab-contents{max-height:68vh;overflow:auto!important;padding:10px 12px!important}
.poa-right .poa-paper{max-height:64vh;overflow:auto}
.poa-paper .widget-html-content{background:#fff;color:#1f2933;border:1px solid #d9dee4;border-radius:4px;padding:10px 18px;overflow-wrap:anywhere}
.poa-form .poa-paper h3{font-size:17px;margin:4px 0 10px}.poa-form .poa-paper h4{margin:14px 0 6px}
.poa-paper :is(ol,ul){padding-left:22px;margin:4px 0}.poa-paper li{margin-bottom:6px}
.poa-gap{background:#ffe08a;color:#3d2c00;padding:0 3px;border-radius:2px;font-weight:600}
.poa-quiet{opacity:.78}
.poa-card{border:1px solid var(--jp-border-color2,#d0d0d0);border-radius:6px;padding:10px 14px!important;margin:0 0 12px!important;overflow:visible!important}
.poa-form h4{font-size:15px;margin:2px 0 6px}
.poa-card .poa-support{border-left:3px solid var(--jp-brand-color1,#1976d2);padding-left:10px;margin:6px 0}
.poa-next{border:1px solid var(--jp-brand-color1,#1976d2);border-radius:6px;padding:6px 12px!important;margin-bottom:8px!important}
.poa-message:not(:empty) [role=alert]{background:#fff1f0;color:#7a1109;border:1px solid #d64545;border-radius:4px;padding:6px 12px;margin-bottom:6px}
.poa-blocking{color:#a61b1b}.poa-warning{color:#8d5800}
.poa-form table{border-collapse:collapse;width:100%;font-size:13px}
.poa-form .poa-files :is(th,td):first-child{width:45%}
.poa-form :is(th,td){text-align:left!important;vertical-align:top;padding:4px 10px 4px 0;overflow-wrap:break-word;white-space:normal}
.poa-form mark{background:#ffe08a;color:#3d2c00}
.poa-notice{white-space:pre-wrap;max-height:40vh;overflow:auto;border:1px solid #d9dee4;border-radius:4px;padding:10px 14px;background:#fff;color:#1f2933}
</style>"""

# In JupyterLab a focused button, tick box or list leaves single keys to the notebook: `d d` would delete the cell with the form
# (ipywidgets issue 3912). The attribute must stand on the control itself. The rest gives groups of buttons a name and a state.
SCRIPT = """<script>
(() => {
  const mark = () => {
    document.querySelectorAll('.jp-Cell-outputArea :is(select,button,input,textarea,[tabindex])').forEach(e => {
      if (e.dataset.lmSuppressShortcuts !== 'true') e.dataset.lmSuppressShortcuts = 'true';
    });
    document.querySelectorAll('.poa-form .widget-toggle-buttons').forEach(g => {
      const title = g.closest('.poa-card')?.querySelector('h4')?.textContent;
      g.setAttribute('role', 'group');
      if (title && g.getAttribute('aria-label') !== title) g.setAttribute('aria-label', title);
      g.querySelectorAll('button').forEach(b => {
        const on = String(b.classList.contains('mod-active'));
        if (b.getAttribute('aria-pressed') !== on) b.setAttribute('aria-pressed', on);
      });
    });
  };
  mark();
  if (window.poaObserver) window.poaObserver.disconnect();
  window.poaObserver = new MutationObserver(mark);
  window.poaObserver.observe(document.body, {childList: true, subtree: true, attributes: true, attributeFilter: ['class']});
})();
</script>"""

Change = Callable[[Any], None]


def html(text: str, *classes: str) -> widgets.HTML:
    """Finished HTML; whoever passes text that people typed has escaped it."""
    return _classed(widgets.HTML(value=text, tooltip=""), *classes)


def text_field(label: str, value: str, changed: Change, *, rows: int = 0, hint: str = "") -> widgets.Widget:
    """A line of text, or a box of `rows` lines; `changed` gets the text at every key."""
    kind, more = (widgets.Textarea, {"rows": rows}) if rows else (widgets.Text, {})
    field = kind(value=value, description=label, placeholder=hint or "\u200b", tooltip="", continuous_update=True, **more)
    return _watched(_classed(field, "stacked"), changed)


def date_field(label: str, value: str, changed: Change) -> widgets.DatePicker:
    """A day as YYYY-MM-DD; years before 1995 are half-typed ones and are not passed on."""
    field = _classed(widgets.DatePicker(value=as_day(value), description=label, tooltip="", min=date(1995, 1, 1)), "stacked")

    def pass_on(day: date | None) -> None:
        if day is None or as_day(day.isoformat()):
            changed(day.isoformat() if day else "")

    return _watched(field, pass_on)


def choice(label: str, options: Sequence[tuple[str, str]], value: str, changed: Change) -> widgets.Dropdown:
    """One of several."""
    return _watched(_classed(widgets.Dropdown(options=list(options), value=value, description=label, tooltip=""), "stacked"), changed)


def decision(options: Sequence[tuple[str, str]], value: str, changed: Change) -> widgets.ToggleButtons:
    """The answer to a card, one click each."""
    return _watched(widgets.ToggleButtons(options=list(options), value=value, tooltips=[""] * len(options), tooltip=""), changed)


def ticks(label: str, options: Iterable[tuple[str, str]], ticked: Sequence[str], changed: Change) -> widgets.VBox:
    """Any of several, a tick box each; `changed` gets the ticked values in the order of the options."""
    boxes = {
        value: tick(text, value in ticked, lambda _: changed(tuple(v for v, box in boxes.items() if box.value))) for text, value in options
    }
    return widgets.VBox([html(f"<p><strong>{escape(label)}</strong></p>"), *boxes.values()])


def tick(text: str, value: bool, changed: Change) -> widgets.Checkbox:
    return _watched(widgets.Checkbox(value=value, description=text, indent=False, tooltip=""), changed)


def button(text: str, pressed: Callable[[], None], style: str = "") -> widgets.Button:
    made = widgets.Button(description=text, button_style=style, tooltip="")
    made.on_click(lambda _: pressed())
    return made


def box(children: Iterable[widgets.Widget], *classes: str) -> widgets.VBox:
    return _classed(widgets.VBox(list(children)), *classes)


def set_children(container: widgets.Box, children: Iterable[widgets.Widget]) -> None:
    """Replace what a box holds, if it is something else: an unchanged box keeps the cursor in its field."""
    wanted = tuple(children)
    if container.children != wanted:
        container.children = wanted


def _classed(widget: Any, *classes: str) -> Any:
    for name in classes:
        widget.add_class(name)
    return widget


def _watched(widget: Any, changed: Change) -> Any:
    widget.observe(lambda change: changed(change["new"]), names="value")
    return widget
