import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.*;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.time.*;
import java.util.*;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.document.*;
import org.apache.lucene.facet.*;
import org.apache.lucene.facet.sortedset.*;
import org.apache.lucene.index.*;
import org.apache.lucene.queries.intervals.*;
import org.apache.lucene.search.*;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.store.*;
import org.apache.lucene.util.BytesRef;

/** Lucene as a peer: one JSON request a line on standard input, one answer a line on standard output. */
public class Peer {
  static final ObjectMapper json = new ObjectMapper();
  static final com.sun.management.OperatingSystemMXBean os =
      (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  static final FacetsConfig facets = new FacetsConfig();
  static IndexSearcher searcher;
  static DirectoryReader reader;
  static Map<String, SortedSetDocValuesReaderState> states = new HashMap<>();

  public static void main(String[] args) throws Exception {
    for (String f : List.of("actors", "places")) facets.setMultiValued(f, true);
    for (String f : List.of("actors", "places", "outlet", "month")) facets.setIndexFieldName(f, "$" + f);
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line; (line = in.readLine()) != null; ) {
      ObjectNode out = json.createObjectNode();
      try {
        answer(json.readTree(line), out);
      } catch (Exception e) {
        out.put("error", e.toString());
      }
      System.out.println(json.writeValueAsString(out));
      System.out.flush();
    }
  }

  static void answer(JsonNode req, ObjectNode out) throws Exception {
    long cpu = os.getProcessCpuTime(), wall = System.nanoTime();
    switch (req.get("op").asText()) {
      case "version" -> out.put("version", "Lucene " + org.apache.lucene.util.Version.LATEST);
      case "index" -> index(Path.of(req.get("data").asText()), Path.of(req.get("dir").asText()), out);
      case "open" -> open(Path.of(req.get("dir").asText()), out);
      case "query" -> { query(req.get("q"), out); return; }
      default -> out.put("error", "unknown op");
    }
    out.put("cpu_s", (os.getProcessCpuTime() - cpu) / 1e9);
    out.put("wall_s", (System.nanoTime() - wall) / 1e9);
  }

  static void index(Path data, Path dir, ObjectNode out) throws Exception {
    IndexWriterConfig cfg = new IndexWriterConfig(new StandardAnalyzer());
    cfg.setRAMBufferSizeMB(256);
    FieldType body = new FieldType();
    body.setIndexOptions(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS);
    body.setTokenized(true);
    body.setStored(true);
    body.freeze();
    int n = 0;
    try (IndexWriter w = new IndexWriter(FSDirectory.open(dir), cfg);
        BufferedReader r = Files.newBufferedReader(data)) {
      for (String line; (line = r.readLine()) != null; n++) {
        JsonNode a = json.readTree(line);
        Document d = new Document();
        d.add(new StringField("id", a.get("id").asText(), Field.Store.YES));
        d.add(new Field("body", a.get("body").asText(), body));
        facet(d, "outlet", a.get("outlet").asText());
        for (JsonNode v : a.withArray("actors")) facet(d, "actors", v.asText());
        for (JsonNode v : a.withArray("places")) facet(d, "places", v.asText());
        String date = a.get("date").asText();
        if (!date.isEmpty()) {
          facet(d, "month", date.substring(0, 7));
          d.add(new LongPoint("date", LocalDate.parse(date).toEpochDay()));
        }
        w.addDocument(facets.build(d));
      }
      w.commit();
    }
    out.put("articles", n);
  }

  static void facet(Document d, String field, String value) {
    if (!value.isEmpty()) d.add(new SortedSetDocValuesFacetField(field, value));
  }

  static void open(Path dir, ObjectNode out) throws Exception {
    reader = DirectoryReader.open(MMapDirectory.open(dir));
    searcher = new IndexSearcher(reader);
    searcher.setSimilarity(new BM25Similarity());
    searcher.setQueryCache(null);
    for (String f : List.of("actors", "places", "outlet", "month")) {
      states.put(f, new DefaultSortedSetDocValuesReaderState(reader, "$" + f, facets));
    }
    out.put("articles", reader.numDocs());
  }

  static void query(JsonNode q, ObjectNode out) throws Exception {
    long count = run(q);
    long until = System.nanoTime() + 20_000_000L, cpu = os.getProcessCpuTime(), wall = System.nanoTime();
    int reps = 0;
    do {
      run(q);
      reps++;
    } while (System.nanoTime() < until);
    out.put("cpu_ms", (os.getProcessCpuTime() - cpu) / 1e6 / reps);
    out.put("wall_ms", (System.nanoTime() - wall) / 1e6 / reps);
    out.put("count", count);
  }

  /** Runs q once: the ten best and the exact count, or the facet's count of its first value. */
  static long run(JsonNode q) throws Exception {
    String kind = q.get("kind").asText();
    if (kind.equals("facet")) {
      String field = q.get("field").asText();
      Query inner = q.has("words") ? term(q.get("words").get(0).asText()) : null;
      Facets counts;
      if (inner == null) {
        counts = new SortedSetDocValuesFacetCounts(states.get(field));
      } else {
        FacetsCollector fc = searcher.search(inner, new FacetsCollectorManager());
        counts = new SortedSetDocValuesFacetCounts(states.get(field), fc);
      }
      FacetResult r = counts.getTopChildren(q.get("size").asInt(), field);
      return r == null || r.labelValues.length == 0 ? 0 : r.labelValues[0].value.longValue();
    }
    if (kind.equals("export")) {
      long bytes = 0;
      StoredFields sf = reader.storedFields();
      OutputStream sink = OutputStream.nullOutputStream();
      for (int i = 0; i < reader.maxDoc(); i++) {
        ObjectNode o = json.createObjectNode();
        Document d = sf.document(i);
        o.put("id", d.get("id"));
        o.put("body", d.get("body"));
        byte[] b = json.writeValueAsBytes(o);
        sink.write(b);
        bytes += 1;
      }
      return bytes;
    }
    TopScoreDocCollectorManager m = new TopScoreDocCollectorManager(10, null, Integer.MAX_VALUE);
    return searcher.search(build(q, kind), m).totalHits.value;
  }

  static Query build(JsonNode q, String kind) {
    List<String> words = new ArrayList<>();
    for (JsonNode w : q.withArray("words")) words.add(w.asText());
    switch (kind) {
      case "term": return term(words.get(0));
      case "and": case "or": {
        BooleanQuery.Builder b = new BooleanQuery.Builder();
        for (String w : words) b.add(term(w), kind.equals("and") ? BooleanClause.Occur.MUST : BooleanClause.Occur.SHOULD);
        return b.build();
      }
      case "phrase": return new PhraseQuery("body", words.toArray(new String[0]));
      case "near": {
        IntervalsSource[] s = words.stream().map(Intervals::term).toArray(IntervalsSource[]::new);
        int gap = q.get("n").asInt() - 1;
        return new IntervalQuery("body", Intervals.maxgaps(gap, Intervals.unordered(s)));
      }
      case "prefix": return new PrefixQuery(new Term("body", words.get(0)));
      case "fuzzy": return new FuzzyQuery(new Term("body", words.get(0)), 1, 0, 50000, true);
      case "dates": return LongPoint.newRangeQuery("date",
          LocalDate.parse(q.get("from").asText()).toEpochDay(), LocalDate.parse(q.get("to").asText()).toEpochDay());
    }
    throw new IllegalArgumentException("not done here: " + kind);
  }

  static Query term(String w) {
    return new TermQuery(new Term("body", w));
  }
}
