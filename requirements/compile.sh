#!/bin/sh
# Compiles the hashed requirement lists. Called by `make lock`, which puts uv on PATH.
# UPGRADE=1 takes the newest versions that the constraints allow; without it pins are kept.
set -eu
cd "$(dirname "$0")/.."
python=3.11
compile() {
    uv pip compile --quiet --universal --python-version "$python" --generate-hashes --no-emit-index-url \
        --custom-compile-command "make lock" ${UPGRADE:+--upgrade} "$@"
}
compile requirements/build.in --output-file requirements/build.txt
compile pyproject.toml --extra cli --extra mock --output-file requirements/run.txt
compile requirements/dev.in --output-file requirements/dev.txt
compile requirements/bench.in --output-file requirements/bench.txt
compile requirements/referees.in --output-file requirements/referees.txt
compile requirements/release.in --output-file requirements/release.txt
compile requirements/installed.in --output-file requirements/installed.txt
compile requirements/warehouse.in pyproject.toml --extra cli --extra mock --output-file requirements/warehouse.txt
# What the metadata asks for, every extra included: the list of the bill of materials. Nothing is installed from it.
compile pyproject.toml --all-extras -c requirements/run.txt -c requirements/dev.txt -c requirements/warehouse.txt \
    --output-file requirements/extras.txt
compile requirements/browser.in --output-file requirements/browser.txt
compile requirements/docs.in --output-file requirements/docs.txt
python=3.12
compile requirements/focus.in --output-file requirements/focus.txt
# Prism is measured beside, where Node is there; whoever has no npm leaves its lock file as it is.
if command -v npm >/dev/null; then
    ${UPGRADE:+rm -f requirements/prism/package-lock.json}
    npm install --prefix requirements/prism --package-lock-only --omit-lockfile-registry-resolved \
        --no-audit --no-fund --loglevel=error
fi
