#!/bin/sh
# Installs Prism, beside which the mock is measured and which judges it, into .prism; its lock file names hashes and no
# package index.
set -eu
cd "$(dirname "$0")/../.."
for tool in node npm; do
    if ! command -v "$tool" >/dev/null; then
        echo "Prism needs Node 20 with npm; $tool was not found (Debian, Ubuntu: apt-get install nodejs npm)" >&2
        exit 1
    fi
done
echo "Installing requirements/prism"
rm -rf .prism
mkdir .prism
cp requirements/prism/package.json requirements/prism/package-lock.json .prism
npm ci --prefix .prism --ignore-scripts --no-audit --no-fund --loglevel=error
