"""Runs a command over a PostgreSQL and a bucket of its own, as the settings name them.

python tests/store/servers.py .venv/bin/python -m pytest -q tests/contract
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))


def main(command: list[str]) -> int:
    from store.bucket import Bucket
    from store.postgres import Postgres

    postgres, bucket = Postgres(), Bucket()
    try:
        access = bucket.access()
        names = {
            "DATABASE_URL": postgres.database(),
            "BLOBS_URL": access.url,
            "BLOBS_ENDPOINT": access.endpoint,
            "BLOBS_REGION": access.region,
            "BLOBS_KEY": access.key,
            "BLOBS_SECRET": access.secret,
        }
        surroundings = os.environ | {f"STILLREEL_{name}": value for name, value in names.items()}
        return subprocess.run(command, env=surroundings, check=False).returncode
    finally:
        bucket.close()
        postgres.close()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
