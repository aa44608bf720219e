package dev.kindred.engine.spark;

import dev.kindred.run.DriverOnly;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Tuple2;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.reflect.ClassTag$;

/** Collections on executors that are asked for by name. */
@DriverOnly
final class Placed {
  private Placed() {}

  /**
   * A partition for each element.
   *
   * @param homes for each element where it had best be, as Spark writes it; empty for anywhere
   */
  static <T> JavaRDD<T> on(JavaSparkContext spark, List<T> elements, List<String> homes) {
    if (homes.isEmpty()) {
      return spark.parallelize(elements, elements.size());
    }
    List<Tuple2<T, Seq<String>>> placed = new ArrayList<>();
    for (int i = 0; i < elements.size(); i++) {
      placed.add(new Tuple2<>(elements.get(i), seq(List.of(homes.get(i)))));
    }
    return spark.sc().makeRDD(seq(placed), ClassTag$.MODULE$.<T>apply(Object.class)).toJavaRDD();
  }

  private static <T> Seq<T> seq(List<T> list) {
    return JavaConverters.asScalaBuffer(list).toList();
  }
}
