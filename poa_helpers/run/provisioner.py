"""Starts kernels for a run: forked from a process that has imported everything, or as a program of their own where that is not possible.

The provisioner is an entry point of jupyter-client (`poa-forked`); where the workbench runs from its source without being installed, it is
registered here.
"""

from __future__ import annotations

import asyncio
import os
import sys
from importlib.metadata import EntryPoint
from typing import Any

from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner

from .zygote import FD, Forked, Unavailable, zygote

NAME = "poa-forked"
_MODULE = "ipykernel_launcher"


class ForkedProvisioner(LocalProvisioner):
    """A kernel forked from the zygote of this process: a process of its own, in a group of its own, with nothing of any other case."""

    async def launch_kernel(self, cmd: list[str], **options: Any) -> dict[str, Any]:
        """Start the kernel; the plain way when there is no zygote, or the command is not that of a Python kernel of this interpreter."""
        arguments = _kernel_arguments(cmd)
        if arguments is None:
            return await super().launch_kernel(cmd, **options)
        env = {name: value for name, value in (options.get("env") or os.environ).items() if name != FD}
        try:
            self.process = zygote().fork(arguments, env, str(options.get("cwd") or os.getcwd()))
        except Unavailable:
            return await super().launch_kernel(cmd, **options)
        self.pid = self.pgid = self.process.pid
        self.cwd = options.get("cwd") or os.getcwd()
        return self.connection_info

    async def kill(self, restart: bool = False) -> None:
        await super().kill(restart)
        if isinstance(self.process, Forked):  # gone within milliseconds; whoever asks next need not wait a tenth of a second
            while self.process.poll() is None:
                await asyncio.sleep(0.001)

    async def send_signal(self, signum: int) -> None:
        if self.process is not None and self.process.poll() is None:  # its number may be another process's by now
            await super().send_signal(signum)


def _kernel_arguments(cmd: list[str]) -> list[str] | None:
    """What follows the launcher in a kernel's command; None when it is the command of another interpreter or kernel.

    >>> _kernel_arguments([sys.executable, "-Xfrozen_modules=off", "-m", "ipykernel_launcher", "-f", "k.json"])
    ['-f', 'k.json']
    >>> _kernel_arguments(["R", "--slave", "-e", "IRkernel::main()"])
    """
    if not cmd or os.path.realpath(cmd[0]) != os.path.realpath(sys.executable) or _MODULE not in cmd:
        return None
    at = cmd.index(_MODULE)
    return cmd[at + 1 :] if cmd[at - 1] == "-m" else None


class CaseKernelManager(AsyncKernelManager):
    """A kernel manager whose kernels are started by the provisioner above."""

    async def _async_pre_start_kernel(self, **options: Any) -> Any:
        register()
        self.kernel_spec.metadata["kernel_provisioner"] = {"provisioner_name": NAME, "config": {}}
        return await super()._async_pre_start_kernel(**options)


def register() -> None:
    """Make the provisioner known to jupyter-client where no installed entry point does."""
    known = KernelProvisionerFactory.instance().provisioners
    if NAME not in known:
        known[NAME] = EntryPoint(NAME, f"{__name__}:ForkedProvisioner", KernelProvisionerFactory.GROUP_NAME)
