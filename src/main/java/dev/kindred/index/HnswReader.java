package dev.kindred.index;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;

/** Searches what {@link HnswWriter} wrote. */
public final class HnswReader implements AutoCloseable {
  private final Directory directory;
  private final DirectoryReader reader;
  private final IndexSearcher searcher;

  /** Of a local folder. */
  public HnswReader(Path folder) throws IOException {
    directory = FSDirectory.open(folder);
    reader = DirectoryReader.open(directory);
    searcher = new IndexSearcher(reader);
  }

  /**
   * Ids of the images that are found nearest, nearest first.
   *
   * @param candidates that are kept on the way (ef); as many are returned, or all there are
   */
  public int[] nearest(float[] vector, int candidates) throws IOException {
    TopDocs found =
        searcher.search(
            new KnnFloatVectorQuery(HnswWriter.EMBEDDING, vector, candidates), candidates);
    int[] ids = new int[found.scoreDocs.length];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = id(found.scoreDocs[i]);
    }
    return ids;
  }

  private int id(ScoreDoc found) throws IOException {
    LeafReaderContext leaf = reader.leaves().get(ReaderUtil.subIndex(found.doc, reader.leaves()));
    NumericDocValues ids = leaf.reader().getNumericDocValues(HnswWriter.ID);
    if (!ids.advanceExact(found.doc - leaf.docBase)) {
      throw new IOException("document " + found.doc + " has no id");
    }
    return (int) ids.longValue();
  }

  @Override
  public void close() throws IOException {
    reader.close();
    directory.close();
  }
}
