"""SQLite FTS5 as a peer: one JSON request a line on stdin, one answer a line on stdout."""
import json, os, resource, sqlite3, sys, time


def cpu():
    r = resource.getrusage(resource.RUSAGE_SELF)
    return r.ru_utime + r.ru_stime


db = None


def index(req):
    path = os.path.join(req["dir"], "fts.db")
    d = sqlite3.connect(path)
    d.executescript(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
        "CREATE TABLE a(id INTEGER PRIMARY KEY, name TEXT, date TEXT, body TEXT);"
        "CREATE VIRTUAL TABLE f USING fts5(body, content='a', content_rowid='id', tokenize='unicode61');"
        "CREATE TABLE v(facet TEXT, value TEXT, id INTEGER);"
    )
    n = 0
    with open(req["data"], encoding="utf-8") as fh:
        for line in fh:
            a = json.loads(line)
            n += 1
            d.execute("INSERT INTO a VALUES(?,?,?,?)", (n, a["id"], a["date"], a["body"]))
            d.execute("INSERT INTO f(rowid, body) VALUES(?,?)", (n, a["body"]))
            rows = [("outlet", a["outlet"], n)] if a["outlet"] else []
            rows += [("actors", x, n) for x in a["actors"]] + [("places", x, n) for x in a["places"]]
            rows += [("month", a["date"][:7], n)] if a["date"] else []
            d.executemany("INSERT INTO v VALUES(?,?,?)", rows)
            if n % 5000 == 0:
                d.commit()
    d.execute("INSERT INTO f(f) VALUES('optimize')")
    d.executescript("CREATE INDEX vi ON v(facet, value, id); CREATE INDEX di ON a(date);")
    d.commit()
    d.close()
    return {"articles": n}


def sql(q):
    k, words = q["kind"], q.get("words", [])
    match = {
        "term": lambda: words[0],
        "and": lambda: " AND ".join(words),
        "or": lambda: " OR ".join(words),
        "phrase": lambda: '"' + " ".join(words) + '"',
        "near": lambda: f"NEAR({' '.join(words)}, {q['n'] - 1})",
        "prefix": lambda: words[0] + "*",
    }
    if k in match:
        m = match[k]()
        return ("SELECT count(*) FROM f WHERE f MATCH ?", (m,)), (
            "SELECT rowid FROM f WHERE f MATCH ? ORDER BY rank LIMIT 10", (m,))
    if k == "dates":
        return (("SELECT count(*) FROM a WHERE date BETWEEN ? AND ?", (q["from"], q["to"])),)
    if k == "facet":
        if words:
            return (("SELECT count(*) c, value FROM v WHERE facet=? AND id IN (SELECT rowid FROM f WHERE f MATCH ?) "
                     "GROUP BY value ORDER BY c DESC LIMIT ?", (q["field"], words[0], q["size"])),)
        return (("SELECT count(*) c, value FROM v WHERE facet=? GROUP BY value ORDER BY c DESC LIMIT ?",
                 (q["field"], q["size"])),)
    raise ValueError("not done here: " + k)


def run(q):
    if q["kind"] == "export":
        n = 0
        with open(os.devnull, "w") as out:
            for name, body in db.execute("SELECT name, body FROM a"):
                out.write(json.dumps({"id": name, "body": body}))
                n += 1
        return n
    count = None
    for s, args in sql(q):
        rows = db.execute(s, args).fetchall()
        if count is None:
            count = rows[0][0] if rows else 0
    return count


def query(q):
    count = run(q)
    c, w, reps = cpu(), time.perf_counter(), 0
    while reps == 0 or time.perf_counter() - w < 0.02:
        run(q)
        reps += 1
    return {"count": count, "cpu_ms": (cpu() - c) * 1e3 / reps, "wall_ms": (time.perf_counter() - w) * 1e3 / reps}


for line in sys.stdin:
    req = json.loads(line)
    out, c, w = {}, cpu(), time.perf_counter()
    try:
        if req["op"] == "version":
            out = {"version": "SQLite FTS5 " + sqlite3.sqlite_version}
        elif req["op"] == "index":
            out = index(req)
        elif req["op"] == "open":
            db = sqlite3.connect(os.path.join(req["dir"], "fts.db"))
            out = {"articles": db.execute("SELECT count(*) FROM a").fetchone()[0]}
        elif req["op"] == "query":
            out = query(req["q"])
    except Exception as e:  # the driver prints it in the table
        out = {"error": repr(e)}
    if req["op"] in ("index", "open"):
        out.update(cpu_s=cpu() - c, wall_s=time.perf_counter() - w)
    print(json.dumps(out), flush=True)
