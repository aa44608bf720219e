package dev.kindred.index;

import java.io.IOException;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.KnnVectorsWriter;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;

/**
 * Lucene's own format, under its own name so that any Lucene reads it, for vectors longer than the
 * 1,024 numbers that it takes unless told otherwise.
 */
final class WideHnsw extends KnnVectorsFormat {
  private static final int MOST_NUMBERS = 65_536;

  private final KnnVectorsFormat format;

  WideHnsw(int connections, int beam) {
    this(new Lucene99HnswVectorsFormat(connections, beam));
  }

  private WideHnsw(KnnVectorsFormat format) {
    super(format.getName());
    this.format = format;
  }

  @Override
  public KnnVectorsWriter fieldsWriter(SegmentWriteState state) throws IOException {
    return format.fieldsWriter(state);
  }

  @Override
  public KnnVectorsReader fieldsReader(SegmentReadState state) throws IOException {
    return format.fieldsReader(state);
  }

  @Override
  public int getMaxDimensions(String fieldName) {
    return MOST_NUMBERS;
  }
}
