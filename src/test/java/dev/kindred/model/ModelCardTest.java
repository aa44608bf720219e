package dev.kindred.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelCardTest {
  @Test
  void saysWhatAStrangerNeeds() {
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("eval.recall_at_1", 60.8);
    metrics.put("eval.recall_at_8", 80.123);
    ModelCard card =
        new ModelCard(
            "emoji-7",
            BackboneRegistry.get("bn-inception", 224),
            Pooling.AVERAGE_PLUS_MAX,
            512,
            Map.of("data set", "emoji | 64\npixels"),
            200,
            1052,
            Map.of("name", "multi-similarity"),
            metrics,
            Map.of("run", "42"));
    assertThat(card.markdown())
        .isEqualTo(
            """
            # emoji-7

            Maps an image to 512 numbers of unit length; the nearer two images (cosine), the \
            likelier they show the same class, also of classes it was never trained on.

            ## Model

            | | |
            | --- | --- |
            | backbone | bn-inception |
            | image size | 224 x 224 |
            | pooling | average plus max |
            | embedding dimension | 512 |
            | parameters | 10.80 M |

            ## Data

            | | |
            | --- | --- |
            | data set | emoji \\| 64 pixels |
            | training classes | 200 |
            | training images | 1052 |

            ## Loss

            | | |
            | --- | --- |
            | name | multi-similarity |

            ## Metrics on classes never trained on

            | | |
            | --- | --- |
            | eval.recall_at_1 | 60.80 |
            | eval.recall_at_8 | 80.12 |

            ## Pre-processing

            224 x 224 pixels, channels in the order blue, green, red, each value 0..255 less \
            [104.0, 117.0, 128.0], then divided by [1.0, 1.0, 1.0].

            ## Versions

            | | |
            | --- | --- |
            | run | 42 |
            """);
  }
}
