"""SQLite FTS5 as a peer: one JSON request a line on stdin, one answer a line on stdout."""
import json, os, sqlite3
import peer

db = None


def index(req):
    path = os.path.join(req["dir"], "fts.db")
    d = sqlite3.connect(path)
    d.executescript(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
        "CREATE TABLE a(id INTEGER PRIMARY KEY, name TEXT, title TEXT, outlet TEXT, date TEXT, body TEXT);"
        "CREATE VIRTUAL TABLE f USING fts5(body, content='a', content_rowid='id', tokenize='unicode61');"
        "CREATE TABLE v(facet TEXT, value TEXT, id INTEGER);"
    )
    for n, a in enumerate(peer.rows(req["data"]), 1):
        body = a["title"] + "\n" + a["text"]
        d.execute("INSERT INTO a VALUES(?,?,?,?,?,?)", (n, a["id"], a["title"], a["outlet"], a["date"], body))
        d.execute("INSERT INTO f(rowid, body) VALUES(?,?)", (n, body))
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


def opened(req):
    global db
    db = sqlite3.connect(os.path.join(req["dir"], "fts.db"))


MATCH = {
    "term": lambda q, words: words[0],
    "and": lambda q, words: " AND ".join(words),
    "or": lambda q, words: " OR ".join(words),
    "phrase": lambda q, words: '"' + " ".join(words) + '"',
    "page": lambda q, words: '"' + " ".join(words) + '"',
    "near": lambda q, words: f"NEAR({' '.join(words)}, {q['n'] - 1})",
    "prefix": lambda q, words: words[0] + "*",
}


def one(sql, *args):
    return db.execute(sql, args).fetchall()


def facet(field, size, match=None):
    inner, args = "", [field]
    if match:
        inner = "AND id IN (SELECT rowid FROM f WHERE f MATCH ?) "
        args.append(match)
    return one("SELECT count(*) c, value FROM v WHERE facet=? " + inner + "GROUP BY value ORDER BY c DESC LIMIT ?", *args, size)


def run(q):
    kind, words = q["kind"], q.get("words", [])
    if kind == "export":
        n = 0
        with open(os.devnull, "w") as out:
            for name, body in db.execute("SELECT name, body FROM a"):
                out.write(json.dumps({"id": name, "body": body}))
                n += 1
        return n
    if kind == "facet":
        rows = facet(q["field"], q["size"], words[0] if words else None)
        return rows[0][0] if rows else 0
    if kind == "dates":
        where, args = "FROM a WHERE date BETWEEN ? AND ?", (q["from"], q["to"])
        if not q.get("count"):
            one("SELECT name, title, outlet, date " + where + " LIMIT 10", *args)
        return one("SELECT count(*) " + where, *args)[0][0]
    if kind not in MATCH:
        raise ValueError("not done here: " + kind)
    m = MATCH[kind](q, words)
    if kind == "page":
        for field in ("outlet", "places", "actors", "month"):
            facet(field, 1000 if field == "month" else q["size"], m)
    if not q.get("count"):
        passage = ", snippet(f, 0, '[', ']', '…', 32)" if kind == "page" else ""
        one("SELECT name, title, outlet, date" + passage + " FROM f JOIN a ON a.id=f.rowid WHERE f MATCH ? ORDER BY rank LIMIT 10", m)
    return one("SELECT count(*) FROM f WHERE f MATCH ?", m)[0][0]


peer.serve("SQLite FTS5 " + sqlite3.sqlite_version, index, opened, lambda q: lambda: run(q))
