"""A kernel is restarted while the connection is bad: the form must not be dead."""

from __future__ import annotations

import pytest

from poa_helpers.case import copy_sample

from .lab import OUTPUT, chromium, need_chromium, picture, restart_kernel, workbench

pytestmark = pytest.mark.browser
# Until the form is shown, messages of the kernel do not arrive: those that tell what boxes hold while window.losing is 'content', those that make boxes, the form
# among them, while it is 'boxes', those that say which widgets the kernel holds while it is 'answers'. While it is a number, the box that is made as the
# so-manieth does not arrive.
LOSING = """(() => {
  const {set, ...rest} = Object.getOwnPropertyDescriptor(WebSocket.prototype, 'onmessage');
  window.lost = 0;
  Object.defineProperty(WebSocket.prototype, 'onmessage', {...rest, set(handler) {
    set.call(this, handler && (event => {
      if (window.losing && typeof event.data !== 'string') {
        const text = new TextDecoder().decode(event.data);
        const box = text.includes('"comm_open"') && text.includes('"VBoxModel"');
        const told = text.includes('"comm_msg"') && text.includes('"children"');
        if (text.includes('"display_data"') && typeof window.losing === 'string') window.losing = false;
        const answer = text.includes('"comm_info_reply"');
        if (window.losing === 'content' && told || window.losing === 'answers' && answer || window.losing === 'boxes' && box || window.losing > 0 && box && --window.losing === 0) {
          window.lost += 1;
          return;
        }
      }
      handler.call(this, event);
    }));
  }});
})();"""


STEP = 60  # a box of the second step; the form makes about a hundred
PLACEHOLDER = ".poa-form .lm-Widget:empty:not(.jupyter-widgets)"


# What is lost, and where that is seen before it is made good.
LOST = {
    "content": "document.querySelector('.poa-form')?.childElementCount === 0",
    STEP: f"document.querySelector({PLACEHOLDER!r})",
    "boxes": "document.body.innerText.includes('Error displaying widget')",
    "answers": "true",
}


@pytest.mark.parametrize("losses", [("content",), pytest.param((STEP, "boxes", "answers"), marks=pytest.mark.slow)])
def test_a_form_that_was_lost_on_the_way_is_made_once_more(losses, tmp_path):
    """One restart after the other in the same tab, and each time something else of what the kernel says does not arrive."""
    need_chromium()
    case = copy_sample("late_shipment_rate", tmp_path / "workspace" / "cases" / "late_shipment_rate")
    with workbench(tmp_path, str(case)) as served, chromium(tmp_path) as page:
        page.add_init_script(LOSING)
        page.goto(served.address("2_collect.ipynb"))
        form = page.locator(f"{OUTPUT} .poa-form").first
        form.get_by_text("decided.").first.wait_for()
        for losing in losses:
            old = form.element_handle()
            page.evaluate("losing => { window.lost = 0; window.losing = losing }", losing)
            restart_kernel(page)
            page.wait_for_function("e => !e.isConnected", arg=old)
            page.wait_for_function("window.lost > 0")
            page.wait_for_function(LOST[losing])  # it was lost indeed
            page.wait_for_function(f"!document.querySelector({PLACEHOLDER!r})")
            form.get_by_text("decided.").first.wait_for()
            assert page.locator(f"{OUTPUT} .poa-form").count() == 1, losing
            picture(page, f"restart-made-again-{losing}")
