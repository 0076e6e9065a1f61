"""What several tests need of the fictional samples."""

from __future__ import annotations

import hashlib
from pathlib import Path

DATA = Path(__file__).resolve().parents[1] / "data" / "samples"
SAMPLES = ("inauthentic", "late_shipment_rate", "order_defect_rate", "pre_fulfillment_cancellation_rate")


def snapshot(folder: Path) -> dict[str, str]:
    """Every file of a folder with its fingerprint: two equal snapshots mean that nothing changed."""
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.rglob("*")) if p.is_file()}
