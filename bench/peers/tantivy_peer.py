"""Tantivy (its Python wheel) as a peer: one JSON request a line on stdin, one answer a line on stdout."""
import json, os, resource, sys, time
import tantivy
from tantivy import FieldType, Occur, Query


def cpu():
    r = resource.getrusage(resource.RUSAGE_SELF)
    return r.ru_utime + r.ru_stime


def schema():
    b = tantivy.SchemaBuilder()
    b.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    b.add_text_field("body", stored=True)
    for f in ("outlet", "actors", "places", "month"):
        b.add_text_field(f, fast=True, tokenizer_name="raw", index_option="basic")
    b.add_unsigned_field("date", fast=True, indexed=True)
    return b.build()


S = schema()
index_, searcher = None, None


def build(req):
    w = tantivy.Index(S, path=req["dir"]).writer(heap_size=512_000_000, num_threads=1)
    n = 0
    with open(req["data"], encoding="utf-8") as fh:
        for line in fh:
            a = json.loads(line)
            d = tantivy.Document(id=a["id"], body=a["body"])
            for f in ("actors", "places"):
                for v in a[f]:
                    d.add_text(f, v)
            if a["outlet"]:
                d.add_text("outlet", a["outlet"])
            if a["date"]:
                d.add_text("month", a["date"][:7])
                d.add_unsigned("date", int(a["date"].replace("-", "")))
            w.add_document(d)
            n += 1
    w.commit()
    w.wait_merging_threads()
    return {"articles": n}


def term(w):
    return Query.term_query(S, "body", w)


def compile(q):
    k, words = q["kind"], q.get("words", [])
    if k == "term":
        return term(words[0])
    if k in ("and", "or"):
        occur = Occur.Must if k == "and" else Occur.Should
        return Query.boolean_query([(occur, term(w)) for w in words])
    if k == "phrase":
        return Query.phrase_query(S, "body", words)
    if k == "prefix":
        return Query.regex_query(S, "body", words[0] + ".*")
    if k == "fuzzy":
        return Query.fuzzy_term_query(S, "body", words[0], 1, True)
    if k == "dates":
        return Query.range_query(S, "date", FieldType.Unsigned,
                                 int(q["from"].replace("-", "")), int(q["to"].replace("-", "")))
    if k == "facet":
        return term(words[0]) if words else Query.all_query()
    raise ValueError("not done here: " + k)


def run(q, query):
    if q["kind"] == "facet":
        agg = {"f": {"terms": {"field": q["field"], "size": q["size"], "segment_size": 1_000_000}}}
        buckets = searcher.aggregate(query, agg)["f"]["buckets"]
        return int(buckets[0]["doc_count"]) if buckets else 0
    return searcher.search(query, limit=10, count=True).count


def export(q):
    n = 0
    with open(os.devnull, "w") as out:
        for _, addr in searcher.search(Query.all_query(), limit=10_000_000).hits:
            d = searcher.doc(addr)
            out.write(json.dumps({"id": d["id"][0], "body": d["body"][0]}))
            n += 1
    return n


def query(q):
    if q["kind"] == "export":
        compiled, one = None, lambda q, _: export(q)
    else:
        compiled, one = compile(q), run
    count = one(q, compiled)
    c, w, reps = cpu(), time.perf_counter(), 0
    while reps == 0 or time.perf_counter() - w < 0.02:
        one(q, compiled)
        reps += 1
    return {"count": count, "cpu_ms": (cpu() - c) * 1e3 / reps, "wall_ms": (time.perf_counter() - w) * 1e3 / reps}


for line in sys.stdin:
    req = json.loads(line)
    out, c, w = {}, cpu(), time.perf_counter()
    try:
        if req["op"] == "version":
            out = {"version": "Tantivy (Python wheel) " + tantivy.__version__}
        elif req["op"] == "index":
            out = build(req)
        elif req["op"] == "open":
            index_ = tantivy.Index(S, path=req["dir"])
            index_.reload()
            searcher = index_.searcher()
            out = {"articles": searcher.num_docs}
        elif req["op"] == "query":
            out = query(req["q"])
    except Exception as e:  # the driver prints it in the table
        out = {"error": repr(e)}
    if req["op"] in ("index", "open"):
        out.update(cpu_s=cpu() - c, wall_s=time.perf_counter() - w)
    print(json.dumps(out), flush=True)
