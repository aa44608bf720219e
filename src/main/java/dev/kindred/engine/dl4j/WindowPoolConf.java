package dev.kindred.engine.dl4j;

import dev.kindred.engine.Precision;
import dev.kindred.engine.kernel.Geometry;
import dev.kindred.model.Node;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.api.buffer.DataType;

/** Max or average pooling on {@code [n, h, w, c]}; padding on each side apart, for ceil mode. */
public final class WindowPoolConf extends LayerConf {
  boolean max;
  int kernel;
  int stride;
  int top;
  int left;
  int bottom;
  int right;

  /** For DL4J's JSON. */
  WindowPoolConf() {}

  WindowPoolConf(Node.Pool node, Precision precision) {
    this.precision = precision;
    this.max = node.max();
    this.kernel = node.kernel();
    this.stride = node.stride();
    this.top = node.padding().top();
    this.left = node.padding().left();
    this.bottom = node.padding().bottom();
    this.right = node.padding().right();
  }

  Geometry geometry(long n, long h, long w, int c) {
    return new Geometry(n, c, h, w, c, kernel, stride, top, left, bottom, right, 1);
  }

  @Override
  WindowPool newLayer(NeuralNetConfiguration conf, DataType type) {
    return new WindowPool(conf, type);
  }
}
