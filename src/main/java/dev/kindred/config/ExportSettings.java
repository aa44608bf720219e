package dev.kindred.config;

import java.io.Serializable;
import java.util.Locale;

/**
 * What {@code kindred export} writes.
 *
 * @param format of the file
 */
public record ExportSettings(Format format) implements Serializable {
  /** Of an exported model. */
  public enum Format {
    /** For ONNX Runtime and its like: images in, embeddings out. */
    ONNX,
    /** Weights under their PyTorch names. */
    SAFETENSORS,
    /** A DL4J computation graph; its layers are Kindred's, whose jar must be on the class path. */
    DL4J
  }

  static ExportSettings bind(Section s) {
    String format = s.choice("format", "onnx", "safetensors", "dl4j");
    return new ExportSettings(Format.valueOf(format.toUpperCase(Locale.ROOT)));
  }
}
