package dev.kindred.loss;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/** Reads what {@code src/test/python/losses/golden.py} wrote. */
final class Golden {
  /** Largest error allowed, relative to the value or to the gradient's norm. */
  static final double TOLERANCE = 1e-5;

  private static final Config BATCHES = read("batches");

  private Golden() {}

  /** One value and gradient of a loss. */
  record Case(String loss, Config config) {
    String batchName() {
      return config.getString("batch");
    }

    FixedConstants constants() {
      return FixedConstants.shipped(loss, config.getConfig("constants").root().render());
    }

    Batch batch() {
      return Golden.batch(batchName());
    }

    Memory memory() {
      Config batch = BATCHES.getConfig(batchName());
      int d = batch.getInt("d");
      float[] x = floats(batch.getString("memory"));
      int[] labels = labels(batch, "memory-labels");
      return Memory.empty(d).push(new Batch(x, labels, d), labels.length);
    }

    void check(LossValue actual) {
      check(actual.value(), actual.gradient());
    }

    void check(double value, float[] gradient) {
      assertThat(value).as("%s value", this).isCloseTo(number("value"), within(number("value")));
      check("gradient", "norm", "step", gradient);
    }

    void check(String key, String norm, String step, float[] gradient) {
      float[] expected = floats(config.getString(key));
      int stride = config.getInt(step);
      assertThat(expected.length * stride).as("%s size", this).isEqualTo(gradient.length);
      double squares = 0;
      for (float g : gradient) {
        squares += (double) g * g;
      }
      double scale = number(norm);
      assertThat(Math.sqrt(squares)).as("%s norm", this).isCloseTo(scale, within(scale));
      double error = 0;
      for (int k = 0; k < expected.length; k++) {
        error += Math.pow(gradient[k * stride] - expected[k], 2);
      }
      assertThat(Math.sqrt(error)).as("%s %s", this, key).isCloseTo(0, within(scale));
    }

    private double number(String key) {
      return config.getDouble(key);
    }

    private static org.assertj.core.data.Offset<Double> within(double scale) {
      return org.assertj.core.data.Offset.offset(TOLERANCE * Math.abs(scale) + 1e-12);
    }

    @Override
    public String toString() {
      return loss + " on " + batchName() + " with " + config.getValue("constants").unwrapped();
    }
  }

  static Stream<Case> cases(String loss) {
    List<? extends Config> cases = read(loss).getConfigList("cases");
    return cases.stream().map(config -> new Case(loss, config));
  }

  /** Of a memory whose loss is added: {@code memory_sum.py}. */
  static Stream<Case> sums() {
    List<? extends Config> cases = read("memory-sum").getConfigList("cases");
    return cases.stream().map(config -> new Case(config.getString("loss"), config));
  }

  static Batch batch(String name) {
    Config batch = BATCHES.getConfig(name);
    return new Batch(floats(batch.getString("x")), labels(batch, "labels"), batch.getInt("d"));
  }

  static float[] floats(String base64) {
    ByteBuffer bytes =
        ByteBuffer.wrap(Base64.getDecoder().decode(base64)).order(ByteOrder.LITTLE_ENDIAN);
    float[] result = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(result);
    return result;
  }

  private static int[] labels(Config config, String key) {
    return config.getIntList(key).stream().mapToInt(Integer::intValue).toArray();
  }

  private static Config read(String name) {
    return ConfigFactory.parseResources("losses/" + name + ".json");
  }
}
