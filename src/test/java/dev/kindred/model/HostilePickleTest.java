package dev.kindred.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pickles that are programs, bombs or nonsense, in both forms of file. */
class HostilePickleTest {
  private static String zip(byte[] pickle) {
    return Refusal.torch(TorchZips.zip(Map.of("m/data.pkl", pickle, "m/data/0", new byte[16])));
  }

  private static String zip(PickleBytes dictBefore) {
    return zip(dictBefore.stop());
  }

  /** A dict with one entry, whose value the caller adds before {@code entry}. */
  private static PickleBytes dict() {
    return new PickleBytes().op('}').text("w");
  }

  private static String entry(PickleBytes value) {
    return zip(value.op('s'));
  }

  @Test
  void aCallOfTheShellIsRefusedAndNotRun(@TempDir Path folder) {
    Path marker = folder.resolve("was-here");
    PickleBytes attack =
        new PickleBytes().global("posix", "system").text("touch " + marker).op(0x85).op('R');
    byte[] pickle = attack.stop();
    assertThat(zip(pickle)).startsWith("refused, it asks for the Python object 'posix.system'; ");
    assertThat(Refusal.torch(pickle)).startsWith("refused, it asks for the Python object");
    assertThat(Refusal.torch(TorchZips.legacy(pickle, true)))
        .startsWith("refused, it asks for the Python object 'posix.system'; ");
    assertThat(Files.exists(marker)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "builtins, eval",
    "__builtin__, getattr",
    "os, popen",
    "subprocess, Popen",
    "torch, load",
    "torch.hub, load",
    "torch.storage, _load_from_bytes",
    "torch._utils, _rebuild_wrapper_subclass",
    "collections, OrderedDict.fromkeys",
    "collections.OrderedDict, x",
    "torch, FloatStorage.from_file",
    "'', eval"
  })
  void onlyTheNamesOfAStateDictAreKnown(String module, String name) {
    assertThat(zip(new PickleBytes().global(module, name)))
        .startsWith("refused, it asks for the Python object '" + module + "." + name + "'");
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        'i', 'o', 0x81, 0x92, 0x93, 0x82, 0x83, 0x84, 'P', 'I', 'F', 'S', 'V', 'L', 'p', 'g', 'd',
        'l', '0', '2', 0x8b, 0x8c, 0x8d, 0x8f, 0x94, 0x95, 0x96, 0x97, 0xff
      })
  void onlyTheInstructionsOfAStateDictAreKnown(int op) {
    assertThat(zip(new PickleBytes().op('}').op(op)))
        .startsWith("refused, it uses pickle instruction 0x%02x, ".formatted(op));
  }

  @Test
  void storageTypesAreNotCalled() {
    assertThat(entry(dict().global("torch", "FloatStorage").number(1L << 40).op(0x85).op('R')))
        .startsWith("refused, it calls 'torch.FloatStorage'");
    assertThat(zip(new PickleBytes().text("x").op(')').op('R')))
        .startsWith("refused, it calls something that is not a function");
    assertThat(zip(new PickleBytes().op(']').op('}').op('b')))
        .startsWith("refused, it sets the state of an object");
  }

  /**
   * Each tuple holds the one before twice: 2^60 elements when walked through, hashed or printed.
   */
  private static PickleBytes bomb(PickleBytes start) {
    start.op(')').op('q', 0);
    for (int i = 0; i < 60; i++) {
      start.op('h', i).op(0x86).op('q', i + 1);
    }
    return start;
  }

  @Test
  void memoBombsAreNeverWalkedThrough() {
    assertThat(entry(bomb(dict()))).startsWith("refused, it has an entry 'w' that is not a tensor");
    assertThat(zip(bomb(new PickleBytes().op('}')).op('N').op('s')))
        .startsWith("refused, it has a dict key that is neither text nor number");
    assertThat(zip(bomb(new PickleBytes()).op('Q')))
        .startsWith("refused, it refers to something that is not a storage");
    assertThat(zip(bomb(new PickleBytes()))).startsWith("refused, it holds no state dict");
  }

  @Test
  void parametersOfParametersAreNotFollowedDown() {
    PickleBytes nested = dict();
    for (int i = 0; i < 60_000; i++) {
      nested.global("torch._utils", "_rebuild_parameter");
    }
    nested.op('N');
    for (int i = 0; i < 60_000; i++) {
      nested.op(0x85).op('R');
    }
    assertThat(entry(nested)).startsWith("refused, it has an entry 'w' that is not a tensor");
  }

  @Test
  void aListIsNotMadeADictAgainAndAgain() {
    PickleBytes start = new PickleBytes().global("collections", "OrderedDict").op('q', 1);
    start.op(']').op('(');
    for (int i = 0; i < 10_000; i++) {
      start.number(i).op('N').op(0x86);
    }
    start.op('e').op('q', 0).op(0x85).op('R');
    for (int i = 0; i < 10_000; i++) {
      start.op('h', 1).op('h', 0).op(0x85).op('R');
    }
    assertThat(zip(start)).startsWith("refused, it has far more entries than any state dict");
  }

  @Test
  void aListThatHoldsItselfIsNeverWalkedThrough() {
    assertThat(entry(dict().op(']').op('q', 0).op('h', 0).op('a')))
        .startsWith("refused, it has an entry 'w' that is not a tensor");
  }

  @Test
  void memoPositionsTakeNoRoom() {
    assertThat(zip(new PickleBytes().op('}').op('r', 0xff, 0xff, 0xff, 0x7f)))
        .startsWith("refused, it holds no state dict");
    assertThat(zip(new PickleBytes().op('j', 9, 9, 9, 9)))
        .startsWith("refused, it recalls a value that it never stored");
  }

  @Test
  void depthIsNoDanger() {
    assertThat(entry(dict().repeat(200_000, ']').repeat(199_999, 'a')))
        .startsWith("refused, it has an entry 'w' that is not a tensor");
    assertThat(zip(new PickleBytes().repeat(400_000, '(')))
        .startsWith("refused, it takes a value from an empty stack");
    assertThat(zip(new PickleBytes().repeat(600_000, '}')))
        .startsWith("its pickle is far longer than that of any state dict");
  }

  @Test
  void lengthsAreComparedWithTheFile() {
    assertThat(zip(new PickleBytes().op('X', 0xff, 0xff, 0xff, 0x7f)))
        .startsWith("its pickle ends too early; the file is cut short or damaged");
    assertThat(zip(new PickleBytes().op('T', 0xff, 0xff, 0xff, 0xff)))
        .startsWith("its pickle ends too early");
    assertThat(zip(new PickleBytes().op('c').repeat(5000, 'x')))
        .startsWith("refused, it has a name without end");
    assertThat(zip(new PickleBytes().op('u'))).contains("empty stack");
    assertThat(zip(new PickleBytes().op('}').op('(').text("a").op('u')))
        .contains("sets items of something that is not a dict");
    assertThat(zip(new PickleBytes().op('N').op('N').op('a'))).contains("not a list");
  }

  @Test
  void aDoubledNameIsRefused() {
    assertThat(zip(dict().op('N').op('s').text("w").op('N').op('s')))
        .startsWith("refused, it has the key 'w' twice");
  }

  @Test
  void namesOutOfTheFileStayOnOneShortLine() {
    assertThat(entry(new PickleBytes().op('}').text("a\nb\u001b[31m" + "x".repeat(5000)).op('N')))
        .startsWith("refused, it has an entry 'a?b?[31mxxx")
        .contains("...' that is not a tensor");
  }

  @Test
  void sizesOffsetsAndStridesStayInsideTheStorage() {
    String impossible = "refused, it has a tensor 'w' of an impossible size or stride";
    String outside = "refused, it has a tensor 'w' that reaches beyond its storage";
    String larger = "refused, it declares more numbers than it has bytes, from tensor 'w' on";
    assertThat(tensor(4, 0, l(1L << 40), l(1))).startsWith(impossible);
    assertThat(tensor(4, 0, l(1 << 20, 1 << 20), l(0, 0))).startsWith(larger);
    assertThat(tensor(4, 0, l(2, Integer.MAX_VALUE, Integer.MAX_VALUE, 3), l(0, 0, 0, 0)))
        .startsWith(impossible);
    assertThat(tensor(4, 0, l(-4), l(1))).startsWith(impossible);
    assertThat(tensor(4, 0, l(4), l(-1))).startsWith(impossible);
    assertThat(tensor(4, -1, l(4), l(1))).startsWith(outside);
    assertThat(tensor(4, 1, l(4), l(1))).startsWith(outside);
    assertThat(tensor(4, Long.MAX_VALUE, l(2), l(1))).startsWith(impossible);
    assertThat(tensor(4, 0, l(2, 2), l(2, 2))).startsWith(outside);
    assertThat(tensor(4, 0, l(2, 2, 2, 2), l(1 << 30, 1 << 30, 1 << 30, 1 << 30)))
        .startsWith(outside);
    assertThat(tensor(4, 0, l(2, 2), l(1))).contains("a wrong number of strides");
    assertThat(tensor(4, 0, l(1, 1, 1, 1, 1, 1, 1, 1, 1), l(1))).contains("too many dimensions");
  }

  @Test
  void storagesHaveTheSizeTheyDeclare() {
    String message = "storage '0' should have %s numbers of 4 bytes and has 16 bytes";
    assertThat(tensor(1L << 40, 0, l(4), l(1))).startsWith(message.formatted(1L << 40));
    assertThat(tensor(5, 0, l(4), l(1))).startsWith(message.formatted(5));
    assertThat(tensor(-1, 0, l(4), l(1))).startsWith("refused, it describes a storage wrongly");
    assertThat(tensor(1L << 62, 0, l(4), l(1))).startsWith(message.formatted(1L << 62));
    assertThat(entry(dict().tensor("../../etc/passwd", 4, 0, l(4), l(1))))
        .startsWith("storage '../../etc/passwd' should have 4 numbers of 4 bytes and has none");
    PickleBytes two = dict().tensor("0", 4, 0, l(4), l(1)).op('s').text("v");
    assertThat(entry(two.tensor("0", 5, 0, l(4), l(1))))
        .startsWith("refused, it describes the storage '0' in two ways");
  }

  @Test
  void manyViewsOfOneStorageAreNotManyTensors() {
    PickleBytes views = new PickleBytes().op('}');
    for (int i = 0; i < 5000; i++) {
      views.text("w" + i).tensor("0", 1 << 16, 0, l(1 << 16), l(1)).op('s');
    }
    byte[] file = TorchZips.zip(Map.of("m/data.pkl", views.stop(), "m/data/0", new byte[4 << 16]));
    assertThat(Refusal.torch(file)).startsWith("refused, it declares more numbers than it has");
  }

  private static long[] l(long... numbers) {
    return numbers;
  }

  private static String tensor(long count, long offset, long[] size, long[] stride) {
    return entry(dict().tensor("0", count, offset, size, stride));
  }
}
