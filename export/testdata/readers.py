"""Reads every export in a folder with the readers that people use and compares it
with truth.json: a list of {id, title, text, byline, published}, in the order of the
export. Prints each difference; exits 1 if there is one."""
import csv
import json
import sys

import bibtexparser
import pyarrow.parquet

csv.field_size_limit(1 << 30)
folder = sys.argv[1]
truth = json.load(open(folder + "/truth.json", encoding="utf-8"))
faults = 0


def compare(what, got, want):
    global faults
    if got != want:
        faults += 1
        if faults < 10:
            print(what, "read", repr(got)[:400], "want", repr(want)[:400])


def escaped(names):
    return "|".join(n.replace("\\", "\\\\").replace("|", "\\|") for n in names)


def flat(a, text=lambda s: s):
    row = dict(a, byline=escaped(a["byline"]))
    return {k: text(v) for k, v in row.items()}


def unescaped(s):
    out, i = [], 0
    while i < len(s):
        if s[i] == "\\":
            i += 1
            out.append({"t": "\t", "n": "\n", "r": "\r", "\\": "\\"}[s[i]])
        else:
            out.append(s[i])
        i += 1
    return "".join(out)


with open(folder + "/a.jsonl", encoding="utf-8", newline="\n") as f:
    compare("jsonl", [json.loads(line) for line in f], truth)
with open(folder + "/a.csv", encoding="utf-8", newline="") as f:
    compare("csv", list(csv.DictReader(f)), [flat(a) for a in truth])
with open(folder + "/a.tsv", encoding="utf-8", newline="\n") as f:
    lines = [line.rstrip("\n").split("\t") for line in f]
    compare("tsv", [dict(zip(lines[0], map(unescaped, line))) for line in lines[1:]], [flat(a) for a in truth])
rows = pyarrow.parquet.read_table(folder + "/a.parquet")
compare("parquet", rows.to_pylist(), truth)
compare("parquet columns", rows.column_names, list(truth[0]))
items = json.load(open(folder + "/a.json", encoding="utf-8"))
compare("csl", [(i["id"], i.get("title", "")) for i in items], [(a["id"], a["title"]) for a in truth])
parser = bibtexparser.bparser.BibTexParser(ignore_nonstandard_types=False)
entries = bibtexparser.load(open(folder + "/a.bib", encoding="utf-8"), parser).entries
compare("bibtex entries", len(entries), len(truth))
compare("bibtex keys", len({e["ID"] for e in entries}), len(truth))
compare("bibtex years", [e.get("year", "") for e in entries], [a["published"][:4] for a in truth])
with open(folder + "/excel.csv", encoding="utf-8-sig", newline="") as f:
    for row, a in zip(csv.DictReader(f), truth):
        for k, v in flat(a).items():
            same = lambda s: s.replace("\r\n", "\n").replace("\r", "").replace("\n", "")
            compare("excel " + k, same(row[k]) in (same(v), same("'" + v)), True)
            compare("excel formula in " + k, row[k][:1] in ("=", "@"), False)
sys.exit(faults > 0)
