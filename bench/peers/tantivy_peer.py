"""Tantivy (its Python wheel) as a peer: one JSON request a line on stdin, one answer a line on stdout."""
import json, os
import tantivy
from tantivy import FieldType, Occur, Query
import peer


def schema():
    b = tantivy.SchemaBuilder()
    b.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    b.add_text_field("title", stored=True, tokenizer_name="raw", index_option="basic")
    b.add_text_field("body", stored=True)
    b.add_text_field("outlet", stored=True, fast=True, tokenizer_name="raw", index_option="basic")
    for f in ("actors", "places", "month"):
        b.add_text_field(f, fast=True, tokenizer_name="raw", index_option="basic")
    b.add_unsigned_field("date", stored=True, fast=True, indexed=True)
    b.add_unsigned_field("one", fast=True)  # every article has it: what counting counts
    return b.build()


S = schema()
searcher = None


def index(req):
    w = tantivy.Index(S, path=req["dir"]).writer(heap_size=512_000_000, num_threads=1)
    for a in peer.rows(req["data"]):
        d = tantivy.Document(id=a["id"], title=a["title"], body=a["title"] + "\n" + a["text"])
        d.add_unsigned("one", 1)
        for f in ("actors", "places"):
            for v in a[f]:
                d.add_text(f, v)
        if a["outlet"]:
            d.add_text("outlet", a["outlet"])
        if a["date"]:
            d.add_text("month", a["date"][:7])
            d.add_unsigned("date", int(a["date"].replace("-", "")))
        w.add_document(d)
    w.commit()
    w.wait_merging_threads()


def opened(req):
    global searcher
    i = tantivy.Index(S, path=req["dir"])
    i.reload()
    searcher = i.searcher()


def term(w):
    return Query.term_query(S, "body", w)


def either(queries, occur=Occur.Should):
    return Query.boolean_query([(occur, q) for q in queries])


def phrase(words, slop=0):
    return Query.phrase_query(S, "body", words, slop)


BUILD = {
    "term": lambda q, words: term(words[0]),
    "and": lambda q, words: either(map(term, words), Occur.Must),
    "or": lambda q, words: either(map(term, words)),
    "phrase": lambda q, words: phrase(words),
    "page": lambda q, words: phrase(words),
    "near": lambda q, words: either([phrase(words, q["n"] - 1), phrase(words[::-1], q["n"] - 1)]),
    "prefix": lambda q, words: Query.regex_query(S, "body", words[0] + ".*"),
    "fuzzy": lambda q, words: Query.fuzzy_term_query(S, "body", words[0], 1, True),
    "dates": lambda q, words: Query.range_query(S, "date", FieldType.Unsigned, *(int(q[x].replace("-", "")) for x in ("from", "to"))),
    "facet": lambda q, words: term(words[0]) if words else Query.all_query(),
}


def terms(field, size):
    return {"terms": {"field": field, "size": 1000 if field == "month" else size, "segment_size": 1_000_000}}


def facet(q, query):
    buckets = searcher.aggregate(query, {"f": terms(q["field"], q["size"])})["f"]["buckets"]
    return max((int(b["doc_count"]) for b in buckets), default=0)


def load(found):
    docs = [searcher.doc(addr) for _, addr in found]
    return docs, [(d.get_first("id"), d.get_first("title"), d.get_first("outlet"), d.get_first("date")) for d in docs]


def search(q, query):
    if q.get("count"):
        return int(searcher.aggregate(query, {"n": {"value_count": {"field": "one"}}})["n"]["value"])
    r = searcher.search(query, limit=10, count=True)
    docs, _ = load(r.hits)
    if q["kind"] == "page":
        searcher.aggregate(query, {f: terms(f, q["size"]) for f in ("outlet", "places", "actors", "month")})
        g = tantivy.SnippetGenerator.create(searcher, query, S, "body")
        for d in docs:
            g.snippet_from_doc(d).to_html()
    return r.count


def export():
    n = 0
    with open(os.devnull, "w") as out:
        for _, addr in searcher.search(Query.all_query(), limit=10_000_000).hits:
            d = searcher.doc(addr)
            out.write(json.dumps({"id": d["id"][0], "body": d["body"][0]}))
            n += 1
    return n


def compiled(q):
    kind = q["kind"]
    if kind == "export":
        return export
    if kind not in BUILD:
        raise ValueError("not done here: " + kind)
    query = BUILD[kind](q, q.get("words", []))
    return lambda: facet(q, query) if kind == "facet" else search(q, query)


peer.serve("Tantivy (Python wheel) " + tantivy.__version__, index, opened, compiled)
