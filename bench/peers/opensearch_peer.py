"""OpenSearch as a peer: one JSON request a line on stdin, one answer a line on stdout. The
CPU time is that of its nodes, where they run on this machine, else none is told."""
import glob, json, os, sys, urllib.request
import peer

base = sys.argv[1].rstrip("/")
name = None
FACETS = ("outlet", "places", "actors", "month")


def call(method, path, body=None, kind="application/json"):
    if body is not None and not isinstance(body, bytes):
        body = json.dumps(body).encode()
    r = urllib.request.Request(base + path, data=body, method=method, headers={"Content-Type": kind})
    with urllib.request.urlopen(r, timeout=600) as f:
        return json.load(f)


def local():
    nodes = call("GET", "/_nodes/process")["nodes"].values()
    return [n["process"]["id"] for n in nodes if n["ip"] == "127.0.0.1"] if "127.0.0.1" in base else []


PIDS = local()


def cpu():
    """CPU seconds of all threads of the nodes; those that ended are forgotten."""
    total = 0
    for pid in PIDS:
        for path in glob.glob(f"/proc/{pid}/task/*/schedstat"):
            try:
                with open(path) as f:
                    total += int(f.read().split()[0])
            except OSError:
                pass
    return total / 1e9


def named(req):
    global name
    name = "dateline-peers-" + os.path.basename(os.path.dirname(req["dir"]))


def index(req):
    named(req)
    call("DELETE", f"/{name}?ignore_unavailable=true")
    keyword = {"type": "keyword"}
    call("PUT", "/" + name, {
        "settings": {"number_of_shards": 1, "number_of_replicas": 0, "refresh_interval": "-1"},
        "mappings": {"properties": {
            "id": keyword, "title": {"type": "text", "index": False}, "body": {"type": "text", "analyzer": "standard"},
            "outlet": keyword, "actors": keyword, "places": keyword, "month": keyword, "date": {"type": "date"}}}})
    lines = []

    def send():
        if lines:
            r = call("POST", f"/{name}/_bulk", ("\n".join(lines) + "\n").encode(), "application/x-ndjson")
            if r["errors"]:
                raise ValueError("bulk: " + json.dumps(r)[:500])
            lines.clear()

    for a in peer.rows(req["data"]):
        doc = {k: a[k] for k in ("id", "title", "outlet", "actors", "places")}
        doc["body"] = a["title"] + "\n" + a["text"]
        if a["date"]:
            doc["date"], doc["month"] = a["date"], a["date"][:7]
        lines.extend(('{"index":{}}', json.dumps(doc)))
        if len(lines) == 2000:
            send()
    send()
    call("POST", f"/{name}/_flush")
    call("POST", f"/{name}/_refresh")
    return {"bytes": call("GET", f"/{name}/_stats/store")["_all"]["primaries"]["store"]["size_in_bytes"]}


def term(w):
    return {"term": {"body": w}}


BUILD = {
    "term": lambda q, words: term(words[0]),
    "and": lambda q, words: {"bool": {"must": [term(w) for w in words]}},
    "or": lambda q, words: {"bool": {"should": [term(w) for w in words]}},
    "phrase": lambda q, words: {"match_phrase": {"body": " ".join(words)}},
    "page": lambda q, words: {"match_phrase": {"body": " ".join(words)}},
    "near": lambda q, words: {"intervals": {"body": {"match": {"query": " ".join(words), "max_gaps": q["n"] - 1, "ordered": False}}}},
    "prefix": lambda q, words: {"prefix": {"body": words[0]}},
    "fuzzy": lambda q, words: {"fuzzy": {"body": {"value": words[0], "fuzziness": 1, "max_expansions": 50000}}},
    "dates": lambda q, words: {"range": {"date": {"gte": q["from"], "lte": q["to"]}}},
    "facet": lambda q, words: term(words[0]) if words else {"match_all": {}},
}


def terms(field, size):
    return {"terms": {"field": field, "size": 1000 if field == "month" else size}}


def search(body):
    return call("POST", f"/{name}/_search?request_cache=false", {"track_total_hits": True, **body})


def run(q):
    kind = q["kind"]
    if kind == "export":
        return export()
    if kind not in BUILD:
        raise ValueError("not done here: " + kind)
    query = BUILD[kind](q, q.get("words", []))
    if q.get("count"):
        return call("POST", f"/{name}/_count", {"query": query})["count"]
    if kind == "facet":
        buckets = search({"size": 0, "query": query, "aggs": {"f": terms(q["field"], q["size"])}})["aggregations"]["f"]["buckets"]
        return max((b["doc_count"] for b in buckets), default=0)
    body = {"size": 10, "query": query, "_source": ["id", "title", "outlet", "date"]}
    if kind == "page":
        body["aggs"] = {f: terms(f, q["size"]) for f in FACETS}
        body["highlight"] = {"fields": {"body": {}}}
    return search(body)["hits"]["total"]["value"]


def export():
    n = 0
    r = call("POST", f"/{name}/_search?scroll=5m", {"size": 1000, "sort": ["_doc"], "_source": ["id", "body"]})
    with open(os.devnull, "w") as out:
        while r["hits"]["hits"]:
            for h in r["hits"]["hits"]:
                out.write(json.dumps(h["_source"]))
                n += 1
            r = call("POST", "/_search/scroll", {"scroll": "5m", "scroll_id": r["_scroll_id"]})
    call("DELETE", "/_search/scroll", {"scroll_id": r["_scroll_id"]})
    return n


peer.serve("OpenSearch " + call("GET", "/")["version"]["number"], index, named, lambda q: lambda: run(q), cpu)
