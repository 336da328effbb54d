#!/usr/bin/env bash
# nightly-export.sh keeps a dated export of your queries. Run it from cron:
#
#     17 3 * * *  NEWS=/data/news EXPORTS=/data/exports QUERIES=/data/queries.tsv MAILTO=you@example.org /data/nightly-export.sh
#
# It indexes what is new, runs the batch, verifies what was written, keeps the last
# KEEP exports and sends a report. One run at a time. Whenever it stops - killed, disk
# full - the exports of earlier nights stay as they are, `latest` keeps pointing at the
# last whole one, and the next run clears what was left.
#
#   NEWS      folder of articles                     INDEX   index (default EXPORTS/news.index)
#   EXPORTS   folder of exports                      KEEP    exports to keep (default 7)
#   QUERIES   batch file: label<TAB>query a line     FORMAT  jsonl, csv, tsv, ... (default jsonl)
#   MAILTO    whom to send the report; none prints it
#
# Exit codes are those of dateline: 0 all well; 3 something was refused, the report
# says what, and the export of the rest is there; anything else: no new export.
set -euo pipefail

: "${NEWS:?the folder of articles}" "${EXPORTS:?the folder of exports}" "${QUERIES:?the batch file}"
INDEX=${INDEX:-$EXPORTS/news.index} KEEP=${KEEP:-7} FORMAT=${FORMAT:-jsonl} MAILTO=${MAILTO:-}
[[ $KEEP =~ ^[1-9][0-9]*$ ]] || { echo "KEEP=$KEEP: want a number from 1" >&2; exit 2; }

mkdir -p "$EXPORTS"
exec 9> "$EXPORTS/.lock"
flock -n 9 || { echo "another run is at work in $EXPORTS" >&2; exit 6; }

report=$(mktemp)
worst=0
finish() {
	local code=$?
	trap - EXIT
	((code)) || code=$worst
	echo "exit code $code" >> "$report"
	if [[ $MAILTO ]]; then
		mail -s "dateline export $(date +%F): exit code $code" "$MAILTO" < "$report" || cat "$report" >&2
	else
		cat "$report"
	fi
	rm -f "$report"
	exit "$code"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# step runs a command into the report. Exit code 3, some inputs refused, is kept for
# the end; any other failure ends the run.
step() {
	local code=0
	echo "== $*" >> "$report"
	"$@" >> "$report" 2>&1 9>&- || code=$?
	case $code in
	0) ;;
	3) worst=3 ;;
	*) exit "$code" ;;
	esac
}

cd "$EXPORTS"
rm -rf ./*.partial ./.latest.new
while night=$(date -u +%Y-%m-%dT%H%M%SZ); [[ -e $night ]]; do sleep 0.2; done # a run within the same second

step dateline index --index "$INDEX" "$NEWS"
step dateline batch --index "$INDEX" --format "$FORMAT" --per-label -o "$night" "$QUERIES"
step dateline batch --index "$INDEX" --verify "$night/manifest.json"

ln -s "$night" .latest.new
mv -T .latest.new latest

# Rotate: names sort by date, so that the oldest come first.
mapfile -t nights < <(find . -maxdepth 1 -type d -name '2[0-9][0-9][0-9]-*Z' -printf '%f\n' | sort)
for ((i = 0; i < ${#nights[@]} - KEEP; i++)); do
	step rm -rf "./${nights[i]}"
done
