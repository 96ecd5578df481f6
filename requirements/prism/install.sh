#!/bin/sh
# Installs Prism, beside which the mock is measured, into .prism; its lock file names hashes and no package index.
set -eu
cd "$(dirname "$0")/../.."
for tool in node npm wrk; do
    if ! command -v "$tool" >/dev/null; then
        echo "Measuring the mock beside Prism needs Node 20 with npm, and wrk; $tool was not found (Debian, Ubuntu: apt-get install nodejs npm wrk)" >&2
        exit 1
    fi
done
echo "Installing requirements/prism"
rm -rf .prism
mkdir .prism
cp requirements/prism/package.json requirements/prism/package-lock.json .prism
npm ci --prefix .prism --ignore-scripts --no-audit --no-fund --loglevel=error
