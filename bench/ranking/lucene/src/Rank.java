import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.document.*;
import org.apache.lucene.index.*;
import org.apache.lucene.search.*;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.util.QueryBuilder;

/** Ranks one collection with Lucene's BM25: title and text in one field, any word of the query. */
public class Rank {
  public static void main(String[] args) throws Exception {
    Path articles = Path.of(args[0] + ".articles.jsonl"), queries = Path.of(args[0] + ".queries.tsv");
    Analyzer analyzer = args[1].equals("english") ? new EnglishAnalyzer() : new StandardAnalyzer();
    ByteBuffersDirectory dir = new ByteBuffersDirectory();
    ObjectMapper json = new ObjectMapper();
    try (IndexWriter w = new IndexWriter(dir, new IndexWriterConfig(analyzer))) {
      for (String line : Files.readAllLines(articles, StandardCharsets.UTF_8)) {
        JsonNode a = json.readTree(line);
        Document d = new Document();
        d.add(new StringField("id", a.get("id").asText(), Field.Store.YES));
        d.add(new TextField("body", a.path("title").asText("") + "\n" + a.path("text").asText(""), Field.Store.NO));
        w.addDocument(d);
      }
      w.forceMerge(1);
    }
    IndexSearcher s = new IndexSearcher(DirectoryReader.open(dir));
    s.setSimilarity(new BM25Similarity());
    QueryBuilder builder = new QueryBuilder(analyzer);
    for (String line : Files.readAllLines(queries, StandardCharsets.UTF_8)) {
      String[] q = line.split("\t", 2);
      Query parsed = builder.createBooleanQuery("body", q[1]);
      if (parsed == null) continue;
      for (ScoreDoc hit : s.search(parsed, 11).scoreDocs) {
        System.out.println(q[0] + "\t" + s.storedFields().document(hit.doc).get("id"));
      }
    }
  }
}
