"""A kernel is restarted while the connection is bad: the form must not be dead."""

from __future__ import annotations

import pytest

from poa_helpers.case import copy_sample

from .lab import OUTPUT, chromium, need_chromium, picture, restart_kernel, workbench

pytestmark = pytest.mark.browser
# What a form holds, told once by the kernel, does not arrive while window.losing is true; it is until the form is shown.
LOSING = """(() => {
  const {set, ...rest} = Object.getOwnPropertyDescriptor(WebSocket.prototype, 'onmessage');
  window.lost = 0;
  Object.defineProperty(WebSocket.prototype, 'onmessage', {...rest, set(handler) {
    set.call(this, handler && (event => {
      if (window.losing && typeof event.data !== 'string') {
        const text = new TextDecoder().decode(event.data);
        if (text.includes('"display_data"')) window.losing = false;
        if (text.includes('"comm_msg"') && text.includes('"children"')) { window.lost += 1; return; }
      }
      handler.call(this, event);
    }));
  }});
})();"""


def test_a_form_whose_content_was_lost_on_the_way_is_made_once_more(tmp_path):
    need_chromium()
    case = copy_sample("late_shipment_rate", tmp_path / "workspace" / "cases" / "late_shipment_rate")
    with workbench(tmp_path, str(case)) as served, chromium(tmp_path) as page:
        page.add_init_script(LOSING)
        page.goto(served.address("2_collect.ipynb"))
        form = page.locator(f"{OUTPUT} .poa-form").first
        form.get_by_text("decided.").first.wait_for()
        old = form.element_handle()
        page.evaluate("window.losing = true")
        restart_kernel(page)
        page.wait_for_function("e => !e.isConnected", arg=old)
        page.wait_for_function("document.querySelector('.poa-form')?.childElementCount === 0")  # it was lost indeed
        form.get_by_text("decided.").first.wait_for()
        assert page.evaluate("window.lost") > 0 and page.locator(f"{OUTPUT} .poa-form").count() == 1
        picture(page, "restart-made-again")
