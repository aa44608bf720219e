package dev.kindred.model;

import java.nio.ByteBuffer;
import java.util.Optional;

/** Number formats of weight files, all little-endian; every one is read into floats. */
enum ElementType {
  FLOAT(4, "FloatStorage", "F32"),
  DOUBLE(8, "DoubleStorage", "F64"),
  HALF(2, "HalfStorage", "F16"),
  BFLOAT16(2, "BFloat16Storage", "BF16"),
  LONG(8, "LongStorage", "I64"),
  INT(4, "IntStorage", "I32"),
  SHORT(2, "ShortStorage", "I16"),
  CHAR(1, "CharStorage", "I8"),
  BYTE(1, "ByteStorage", "U8"),
  BOOL(1, "BoolStorage", "BOOL");

  final int width;
  private final String torch;
  private final String safetensors;

  ElementType(int width, String torch, String safetensors) {
    this.width = width;
    this.torch = torch;
    this.safetensors = safetensors;
  }

  static Optional<ElementType> ofTorch(String storage) {
    for (ElementType type : values()) {
      if (type.torch.equals(storage)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  static Optional<ElementType> ofSafetensors(String dtype) {
    for (ElementType type : values()) {
      if (type.safetensors.equals(dtype)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** The number at a byte position of a little-endian buffer. */
  float read(ByteBuffer bytes, int at) {
    return switch (this) {
      case FLOAT -> bytes.getFloat(at);
      case DOUBLE -> (float) bytes.getDouble(at);
      case HALF -> half(bytes.getShort(at));
      case BFLOAT16 -> Float.intBitsToFloat(bytes.getShort(at) << 16);
      case LONG -> bytes.getLong(at);
      case INT -> bytes.getInt(at);
      case SHORT -> bytes.getShort(at);
      case CHAR -> bytes.get(at);
      case BYTE, BOOL -> bytes.get(at) & 0xff;
    };
  }

  /** IEEE 754 binary16: 1 sign, 5 exponent (bias 15), 10 fraction bits. */
  private static float half(short bits) {
    int exponent = bits >> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    float magnitude;
    if (exponent == 0x1f) {
      magnitude = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
    } else if (exponent == 0) {
      magnitude = Math.scalb((float) fraction, -24);
    } else {
      magnitude = Math.scalb((float) (fraction | 0x400), exponent - 25);
    }
    return bits < 0 ? -magnitude : magnitude;
  }
}
