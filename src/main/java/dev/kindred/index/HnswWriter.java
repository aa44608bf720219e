package dev.kindred.index;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene912.Lucene912Codec;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.Version;

/**
 * Writes a Lucene index with a graph (HNSW, Malkov and Yashunin 2018) over unit vectors. The same
 * rows in the same order give the same graph. Not thread-safe.
 */
public final class HnswWriter implements AutoCloseable {
  /** Field of the vectors. */
  public static final String EMBEDDING = "embedding";

  /** Field of the image's id, stored and as a doc value. */
  public static final String ID = "id";

  private static final double BUFFER_MB = 128;

  private final Directory directory;
  private final IndexWriter writer;

  /**
   * Into an empty folder.
   *
   * @param connections of each node (M)
   * @param beam candidates while the graph is built (efConstruction)
   */
  public HnswWriter(Path folder, int connections, int beam) throws IOException {
    directory = FSDirectory.open(folder);
    IndexWriterConfig config =
        new IndexWriterConfig(null)
            .setOpenMode(IndexWriterConfig.OpenMode.CREATE)
            .setRAMBufferSizeMB(BUFFER_MB)
            // Merges by several threads would end in any order.
            .setMergeScheduler(new SerialMergeScheduler())
            .setUseCompoundFile(false)
            .setCodec(
                new Lucene912Codec() {
                  private final KnnVectorsFormat vectors = new WideHnsw(connections, beam);

                  @Override
                  public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
                    return vectors;
                  }
                });
    writer = new IndexWriter(directory, config);
  }

  /** What reads the index. */
  public static String form() {
    return "Lucene " + Version.LATEST;
  }

  /**
   * One image.
   *
   * @param vector of unit length
   */
  public void add(int id, String path, String className, String split, float[] vector)
      throws IOException {
    Document document = new Document();
    document.add(new StoredField(ID, id));
    document.add(new NumericDocValuesField(ID, id));
    document.add(new StoredField("path", path));
    document.add(new StringField("class", className, Field.Store.YES));
    document.add(new StringField("split", split, Field.Store.YES));
    document.add(new KnnFloatVectorField(EMBEDDING, vector, VectorSimilarityFunction.DOT_PRODUCT));
    writer.addDocument(document);
  }

  /** Joins what was added to one graph and makes it visible. */
  public void finish() throws IOException {
    writer.forceMerge(1);
    writer.commit();
  }

  @Override
  public void close() throws IOException {
    writer.close();
    directory.close();
  }
}
