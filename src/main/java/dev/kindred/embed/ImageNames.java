package dev.kindred.embed;

import dev.kindred.retrieval.EmbeddingSet;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * What images and classes are called.
 *
 * @param paths of the images, by id
 * @param classNames by class id
 * @param split of the images that are written, such as {@code test}
 */
@SuppressWarnings("ArrayRecordComponent") // sent once
public record ImageNames(String[] paths, List<String> classNames, String split)
    implements Serializable {
  public ImageNames {
    classNames = new ArrayList<>(classNames);
  }

  /** Rows in the order of {@link EmbeddingColumns#SCHEMA}. */
  Iterator<Row> rows(EmbeddingSet block) {
    return new Iterator<>() {
      private int next;

      @Override
      public boolean hasNext() {
        return next < block.n();
      }

      @Override
      public Row next() {
        int id = block.ids()[next];
        int label = block.labels()[next];
        float[] embedding = new float[block.d()];
        System.arraycopy(block.rows(), next * block.d(), embedding, 0, block.d());
        next++;
        return RowFactory.create(id, paths[id], classNames.get(label), split, embedding);
      }
    };
  }
}
