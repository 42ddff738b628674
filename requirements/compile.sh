#!/usr/bin/env bash
# Writes the pins: exact versions, hashes, wheels only, no index address in any line.
set -euo pipefail
cd "$(dirname "$0")"
for set in base test dev e2e bench; do
  uv pip compile --universal --python-version 3.11 --only-binary :all: --generate-hashes \
    --no-strip-extras --no-emit-index-url --no-emit-find-links --no-annotate --no-header -q "$set.in" -o "$set.txt"
done
