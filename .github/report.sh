#!/bin/sh
# Opens an issue with a fixed title, or updates the open one: report.sh TITLE FILE. Needs GH_TOKEN and GH_REPO.
set -eu
title=$1
body=$(mktemp)
trap 'rm -f "$body"' EXIT
# GitHub takes 65,536 characters; what is cut off is in the summary of the run. The cut may go through a letter, which
# iconv drops and complains of.
head -c 60000 "$2" | iconv -c -f UTF-8 -t UTF-8 > "$body" 2>/dev/null || true
run="${GITHUB_SERVER_URL:-}/${GH_REPO:-}/actions/runs/${GITHUB_RUN_ID:-}"
printf '\n\nFrom %s\n' "$run" >> "$body"
number=$(gh issue list --state open --limit 500 --json number,title \
    --jq "[.[] | select(.title == \"$title\")][0].number // empty")
if [ -n "$number" ]; then
    gh issue edit "$number" --body-file "$body"
else
    gh issue create --title "$title" --body-file "$body"
fi
