package dev.kindred.model;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.kindred.run.KindredException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Parses a safetensors file and checks that its tensors fill it without holes or overlaps, and are
 * those of its checksum, if it has one.
 */
final class SafetensorsReader {
  private record Entry(String name, ElementType type, List<Long> shape, long from, long to) {}

  /** Enough for 100,000 tensors; the reference implementation allows 100 MB. */
  private static final long LONGEST_HEADER = 16_000_000;

  private static final int MOST_DIMENSIONS = 8;

  private final String source;
  private final ByteBuffer file;
  private String announced;

  private SafetensorsReader(String source, ByteBuffer file) {
    this.source = source;
    this.file = file;
  }

  static StateDict read(ByteBuffer file, String source) {
    return new SafetensorsReader(source, file).read();
  }

  private StateDict read() {
    if (file.capacity() < Long.BYTES) {
      throw BadWeights.damaged(source, "it is shorter than a header");
    }
    long length = file.getLong(0);
    if (length < 2 || length > LONGEST_HEADER || length > file.capacity() - Long.BYTES) {
      throw BadWeights.damaged(
          source,
          "its header would have "
              + Long.toUnsignedString(length)
              + " bytes and the file has "
              + file.capacity());
    }
    List<Entry> entries = new ArrayList<>(header((int) length));
    entries.sort(Comparator.comparingLong(Entry::from).thenComparingLong(Entry::to));
    long base = Long.BYTES + length;
    long at = 0;
    long numbers = 0;
    MessageDigest digest = announced == null ? null : Checksums.sha256();
    List<Tensor> tensors = new ArrayList<>();
    for (Entry entry : entries) {
      int[] shape = shape(entry, file.capacity() - base);
      long bytes = (long) Tensor.count(shape) * entry.type.width;
      if (entry.from != at || entry.to - entry.from != bytes || base + entry.to > file.capacity()) {
        throw BadWeights.damaged(
            source,
            "tensor %s of %d bytes lies at %d..%d, expected from %d on"
                .formatted(BadWeights.quote(entry.name), bytes, entry.from, entry.to, at));
      }
      numbers += Tensor.count(shape);
      HeapRoom.check(source, file.capacity(), numbers);
      float[] data = new float[Tensor.count(shape)];
      for (int i = 0; i < data.length; i++) {
        data[i] = entry.type.read(file, (int) (base + at) + i * entry.type.width);
      }
      if (digest != null) {
        Checksums.describe(digest, entry.name, shape);
        digest.update(file.slice((int) (base + at), (int) bytes));
      }
      tensors.add(new Tensor(entry.name, shape, data));
      at = entry.to;
    }
    if (base + at != file.capacity()) {
      throw BadWeights.damaged(
          source, (file.capacity() - base - at) + " bytes follow its last tensor");
    }
    if (digest != null && !Checksums.hex(digest).equals(announced)) {
      throw BadWeights.damaged(source, "its tensors are not those of its checksum");
    }
    return StateDict.of(source, tensors);
  }

  /** A shape whose product cannot exceed the bytes there are. */
  private int[] shape(Entry entry, long most) {
    long count = 1;
    for (long size : entry.shape) {
      if (size < 0 || size > Integer.MAX_VALUE || count * size > most) {
        throw BadWeights.of(
            source, "refused, tensor " + BadWeights.quote(entry.name) + " is larger than the file");
      }
      count *= size;
    }
    return entry.shape.stream().mapToInt(Long::intValue).toArray();
  }

  private List<Entry> header(int length) {
    byte[] bytes = new byte[length];
    file.get(Long.BYTES, bytes);
    try (JsonParser json = Safetensors.JSON.createParser(bytes)) {
      expect(json.nextToken() == JsonToken.START_OBJECT, json);
      List<Entry> entries = new ArrayList<>();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.getCurrentName();
        expect(json.nextToken() == JsonToken.START_OBJECT, json);
        if (name.equals("__metadata__")) {
          while (json.nextToken() == JsonToken.FIELD_NAME) {
            String key = json.getCurrentName();
            expect(json.nextToken() == JsonToken.VALUE_STRING, json);
            if (key.equals(Safetensors.SHA256)) {
              announced = json.getText();
            }
          }
        } else {
          entries.add(entry(name, json));
        }
        expect(json.currentToken() == JsonToken.END_OBJECT, json);
      }
      expect(json.currentToken() == JsonToken.END_OBJECT && json.nextToken() == null, json);
      return entries;
    } catch (JsonProcessingException e) {
      throw broken(e.getOriginalMessage().lines().findFirst().orElse(""));
    } catch (IOException e) {
      throw broken(e.getMessage());
    }
  }

  private Entry entry(String name, JsonParser json) throws IOException {
    ElementType type = null;
    List<Long> shape = null;
    List<Long> place = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.getCurrentName();
      JsonToken value = json.nextToken();
      switch (field) {
        case "dtype" -> {
          expect(value == JsonToken.VALUE_STRING, json);
          String dtype = json.getText();
          type =
              ElementType.ofSafetensors(dtype)
                  .orElseThrow(
                      () ->
                          BadWeights.of(
                              source,
                              "tensor %s is of type %s, which is not read; save it as F32"
                                  .formatted(BadWeights.quote(name), BadWeights.quote(dtype))));
        }
        case "shape" -> shape = numbers(json, MOST_DIMENSIONS);
        case "data_offsets" -> place = numbers(json, 2);
        default -> expect(false, json);
      }
    }
    expect(type != null && shape != null && place != null && place.size() == 2, json);
    return new Entry(name, type, shape, place.get(0), place.get(1));
  }

  private List<Long> numbers(JsonParser json, int most) throws IOException {
    expect(json.currentToken() == JsonToken.START_ARRAY, json);
    List<Long> numbers = new ArrayList<>();
    while (json.nextToken() == JsonToken.VALUE_NUMBER_INT) {
      numbers.add(json.getLongValue());
      expect(numbers.size() <= most, json);
    }
    expect(json.currentToken() == JsonToken.END_ARRAY, json);
    return numbers;
  }

  private void expect(boolean ok, JsonParser json) {
    if (!ok) {
      throw broken("unexpected content at byte " + json.currentLocation().getByteOffset());
    }
  }

  private KindredException broken(String why) {
    return BadWeights.damaged(source, "its header is not that of safetensors (" + why + ")");
  }
}
