package dev.kindred.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindred.image.Normalization;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShapesTest {
  private static final Normalization NONE =
      new Normalization(false, new float[3], new float[] {1, 1, 1});

  private static Backbone of(Node... nodes) {
    return new Backbone("test", 9, List.of(nodes), 3, NONE);
  }

  private static Node pool(String name, String in, int kernel, int stride) {
    return new Node.Pool(name, in, true, kernel, stride, Padding.of(0));
  }

  private static Node conv(int in, int out, int groups) {
    return new Node.Conv(
        "c",
        "input",
        "c",
        in,
        out,
        3,
        2,
        Padding.same(9, 3, 2),
        groups,
        true,
        null,
        Activation.RELU);
  }

  @Test
  void windowsPadAndStride() {
    assertThat(Shapes.of(of(conv(3, 6, 3), pool("p", "c", 2, 2))))
        .containsEntry("c", new Shape(5, 5, 6))
        .containsEntry("p", new Shape(2, 2, 6));
  }

  @Test
  void misfitsNameTheNode() {
    assertThatThrownBy(() -> Shapes.of(of(pool("p", "q", 2, 2))))
        .hasMessage("node p: it reads q, which does not come before it");
    assertThatThrownBy(() -> Shapes.of(of(conv(4, 6, 1))))
        .hasMessage("node c: it expects 4 channels of 9x9x3");
    assertThatThrownBy(() -> Shapes.of(of(conv(3, 5, 3))))
        .hasMessage("node c: its channels do not divide into 3 groups");
    assertThatThrownBy(() -> Shapes.of(of(pool("p", "input", 10, 1))))
        .hasMessage("node p: a window of 10 is larger than the map of 9x9x3");
    assertThatThrownBy(() -> Shapes.of(of(pool("input", "input", 2, 1))))
        .hasMessage("node input: its name is taken");
    assertThatThrownBy(
            () ->
                Shapes.of(
                    of(pool("p", "input", 2, 1), new Node.Concat("j", List.of("input", "p")))))
        .hasMessage("node j: it joins maps of 9x9x3 and 8x8x3");
    assertThatThrownBy(
            () ->
                Shapes.of(
                    of(
                        new Node.Concat("j", List.of("input", "input")),
                        new Node.Add("a", List.of("input", "j"), Activation.RELU))))
        .hasMessage("node a: it joins maps of 9x9x3 and 9x9x6");
    assertThatThrownBy(() -> Shapes.of(of(new Node.Concat("j", List.of()))))
        .hasMessage("node j: it reads nothing");
  }
}
