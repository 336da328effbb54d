"""Makes names.txt.gz, the packed name lists, from their sources (see NOTICE).

usage: names.py CENSUS FAKER DATA > names.txt.gz
  CENSUS  folder of the Python package "names" 0.3.0 (dist.*.first, dist.all.last: US Census 1990)
  FAKER   folder that holds the Python package "faker" 40.54.0, unpacked
  DATA    folder with gazetteers/, articles/wikinews.articles.jsonl and entities/train/*.bio

A line "#FL" opens a group: its names are in the lists F (first names) and L (family names); G towns, C cities of
100,000, O outlets, P office holders, W words mostly written in lower case. The same sources give the same bytes.
"""

import collections, gzip, importlib, json, pkgutil, re, sys

lists = collections.defaultdict(set)


def census(folder):
    for kind in ("male", "female"):
        for line in open(f"{folder}/dist.{kind}.first"):
            lists[line.split()[0].lower()].add("F")
    for rank, line in enumerate(open(f"{folder}/dist.all.last")):
        if rank < 40000:
            lists[line.split()[0].lower()].add("L")


def faker(folder):
    sys.path.insert(0, folder)
    import faker.providers.person as person

    found = {"F": set(), "L": set()}
    for module in pkgutil.iter_modules(person.__path__):
        provider = importlib.import_module("faker.providers.person." + module.name).Provider
        for field in dir(provider):
            values = getattr(provider, field)
            if "name" in field and not field.startswith("_") and isinstance(values, (tuple, list, dict)):
                found["L" if "last" in field else "F"].update(v for v in values if isinstance(v, str) and re.match(r"^[A-ZÀ-ÞŁŚŻŠŽČĆĐİ][^\W\d_]+", v) and "{" not in v)
    add(found["F"], "F", r"^[a-z\u00c0-\u024f'’-]+$")
    add(found["L"], "L", r"^[a-z\u00c0-\u024f'’ -]+$")


def add(names, bit, form):
    for name in names:
        if 2 <= len(name) <= 40 and re.match(form, name.lower()):
            lists[name.lower()].add(bit)


def rows(path):
    for line in list(open(path, encoding="utf8"))[1:]:
        yield line.rstrip("\n").split("\t")


def gazetteers(folder):
    for p in rows(folder + "/us-politicians.tsv"):
        lists[p[1].lower()].add("P")
        lists[p[3].lower()].add("L")
        for word in p[2].split():
            lists[word.lower()].add("F")
    for p in rows(folder + "/places-geonames15000.tsv"):
        add({p[1], p[2]}, "C" if int(p[7] or 0) >= 100000 else "G", r"")
        add({p[4]}, "G", r"")
    for p in rows(folder + "/outlets-permissive.tsv"):
        add({p[1]} if re.search("[A-Za-z]", p[1]) else (), "O", r"")


def usual_case(folder):
    low, up = collections.Counter(), collections.Counter()

    def feed(words):
        for i, w in enumerate(words):
            if w.isalpha() and w[0].islower():
                low[w] += 1
            elif w.isalpha() and i > 0 and words[i - 1][-1] not in ".?!:\"“'":
                up[w.lower()] += 1

    for line in open(folder + "/articles/wikinews.articles.jsonl", encoding="utf8"):
        for par in json.loads(line)["text"].split("\n"):
            feed(re.findall(r"[\w'’-]+|[^\w\s]", par))
    for name in ("gum-clean", "uner-ewt-dev", "uner-pud-test"):
        sentence = []
        for line in open(f"{folder}/entities/train/{name}.bio", encoding="utf8"):
            word = line.split("\t")[0].strip()
            if word:
                sentence.append(word)
            else:
                feed(sentence)
                sentence = []
    for w, n in low.items():
        if n > 3 * up[w] and len(w) > 1:
            lists[w].add("W")


census(sys.argv[1])
faker(sys.argv[2])
gazetteers(sys.argv[3] + "/gazetteers")
usual_case(sys.argv[3])
groups = collections.defaultdict(list)
for name, bits in lists.items():
    groups["".join(sorted(bits))].append(name)
packed = "".join(f"#{g}\n" + "".join(n + "\n" for n in sorted(groups[g])) for g in sorted(groups))
sys.stdout.buffer.write(gzip.compress(packed.encode(), 9, mtime=0))
