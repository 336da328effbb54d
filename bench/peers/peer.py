"""What the peers in Python share: one JSON request a line on stdin, one answer a line on stdout."""
import json, resource, sys, time


def cpu():
    r = resource.getrusage(resource.RUSAGE_SELF)
    return r.ru_utime + r.ru_stime


def rows(path):
    """The articles of a file."""
    with open(path, encoding="utf-8") as fh:
        for line in fh:
            yield json.loads(line)


def measured(run, once, cpu):
    """CPU and wall time of run: of its first call if it takes 200 ms of CPU or nothing else is
    wanted, else of three or as many as take 20 ms."""
    c, w, reps = cpu(), time.perf_counter(), 1
    count = run()
    if not once and cpu() - c < 0.2:
        c, w, reps = cpu(), time.perf_counter(), 0
        while reps < 3 or time.perf_counter() - w < 0.02:
            run()
            reps += 1
    return {"count": count, "cpu_ms": (cpu() - c) * 1e3 / reps, "wall_ms": (time.perf_counter() - w) * 1e3 / reps}


def answer(req, version, index, opened, compiled, cpu):
    c, w, out = cpu(), time.perf_counter(), {}
    op = req["op"]
    if op == "version":
        return {"version": version}
    if op == "query":
        return measured(compiled(req["q"]), req["q"].get("once"), cpu)
    if op == "read":
        for _ in rows(req["data"]):
            pass
    elif op == "index":
        out = index(req) or {}
    elif op == "open":
        opened(req)
    return {**out, "cpu_s": cpu() - c, "wall_s": time.perf_counter() - w}


def serve(version, index, opened, compiled, cpu=cpu):
    """Answers until stdin ends. compiled makes a function of a query that runs it and returns the count."""
    for line in sys.stdin:
        try:
            out = answer(json.loads(line), version, index, opened, compiled, cpu)
        except Exception as e:  # the driver prints it in the table
            out = {"error": str(e) or repr(e)}
        print(json.dumps(out), flush=True)
